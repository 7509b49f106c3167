import { outputOf, type Execution, type Workflow } from '../../../runtime/n8n-types';
import { http } from '../n8n';
import type { Row } from './harness';
import type { TimerHouse } from './timer-house';

const RETENTION = 'retention/retention.json';
const DELETE_ONE = 'retention/delete-one-customer.json';
const FORM = 'Form of Customer';

/** In a house where much has been said, and some of it is over. */
export function retentionCases(timerHouse: () => TimerHouse): void {
	const house = () => timerHouse().house;
	const handoffs = async () => await house().rows('altabots_handoffs');
	const messages = async () => await house().rows('altabots_messages');
	const of = (rows: Row[], conversation: string) =>
		rows.filter((row) => row.conversation_id === conversation);

	async function closed(email: string): Promise<{ id: string; handoffId: string }> {
		const customer = await timerHouse().waiting(email, 5, `I am ${email}`);
		await house().platform.customerSays(customer.id, 'Good bye');
		await house().platform.closeByCustomer(customer.id);
		await house().until(async () => (await house().handoff(customer.handoffId)).status === 'closed');
		return customer;
	}

	/** Presses *Execute workflow*, fills in the form that opens, and gives the status of its answer. */
	async function fillIn(workflow: Workflow, ...fields: string[]): Promise<number> {
		const { client } = house().server;
		await client.listen(workflow.id, FORM);
		return await send(workflow, 'form-test', fields);
	}

	async function send(workflow: Workflow, path: string, fields: string[]): Promise<number> {
		const { nodes } = await house().server.client.workflow(workflow.id);
		const webhookId = nodes.find(({ name }) => name === FORM)?.webhookId;
		const form = Object.fromEntries(fields.map((value, number) => [`field-${number}`, value]));
		return (await http.postForm(`${house().url}/${path}/${webhookId}`, form)).status;
	}

	async function outcome(workflow: Workflow, ...fields: string[]): Promise<Execution> {
		const { client } = house().server;
		const before = await client.executionCount(workflow.id);
		await fillIn(workflow, ...fields);
		const executions = await client.waitForExecutions(workflow.id, before + 1);
		return executions[executions.length - 1];
	}

	it('deletes what has been closed for long, and nothing that is open', async () => {
		const open = await timerHouse().waiting('open@example.com', 5);
		const over = await closed('over@example.com');
		expect(of(await messages(), over.handoffId).length).toBeGreaterThan(1);
		const { client } = house().server;
		const days = await timerHouse().kept(RETENTION, { keepDays: 0 });
		const refused = await client.waitForExecution(await client.runWorkflow(days.id, 'Run Now'));
		expect(refused.error?.message).toContain('Nothing was deleted');
		const { id } = await house().import(RETENTION, { settings: { keepDays: 1 } });
		await client.runWorkflow(id, 'Run Now');
		const gone = async () => (await client.executionCount(id)) === 0;
		await house().until(gone);
		expect(of(await handoffs(), over.handoffId)).toHaveLength(1);

		await house().change(RETENTION, { keepDays: 0.000_01 });
		await client.runWorkflow(id, 'Run Now');
		await house().until(async () => of(await messages(), over.handoffId).length === 0);
		// n8n keeps nothing of what was deleted in an execution.
		await house().until(gone);
		const [left, said] = [await handoffs(), await messages()];
		expect(of(left, over.handoffId)).toEqual([]);
		expect(left.filter(({ status }) => status === 'closed')).toEqual([]);
		expect([of(left, open.handoffId).length, of(said, open.handoffId).length]).toEqual([1, 1]);
		const kept = new Set(left.map((row) => row.conversation_id));
		expect(said.filter((row) => !kept.has(row.conversation_id))).toEqual([]);
	});

	it('deletes one customer, whose data nothing keeps, and says how much that was', async () => {
		const [ann, joann] = [await closed('ann@example.com'), await closed('joann@example.com')];
		const again = await timerHouse().waiting('Ann@Example.com', 5);
		const workflow = await timerHouse().kept(DELETE_ONE);
		// As the workflow Alert keeps what it has sent.
		const told = {
			kind: 'alert',
			conversation_id: '',
			source: '',
			at: new Date().toISOString(),
			state: 'sent',
		};
		await house().insert('altabots_messages', [
			{ ...told, key: 'alert:1', text: `Customer: ann@example.com\nConversation: ${ann.handoffId}` },
			{ ...told, key: 'alert:2', text: `Conversation: ${joann.handoffId}` },
		]);
		const before = (await messages()).length;
		const count =
			of(await messages(), ann.handoffId).length + of(await messages(), again.handoffId).length + 1;

		// Nobody is meant by part of an address, by a wildcard, or by nothing.
		for (const nobody of ['nn@example.com', '%', '%@example.com', '_nn@example.com', '(nobody)']) {
			const [said] = outputOf(await outcome(workflow, nobody, '', ''), 'Deleted');
			expect([nobody, said.handoffs, said.messages]).toEqual([nobody, 0, 0]);
		}
		expect((await outcome(workflow, ' ', '', '')).error?.message).toContain('No field was filled in');
		expect((await messages()).length).toBe(before);

		expect(outputOf(await outcome(workflow, ' ANN@example.com ', '', ''), 'Deleted')).toEqual([
			{
				sentence: `Deleted: 2 rows of altabots_handoffs and ${count} rows of altabots_messages, from 2 conversations.`,
				handoffs: 2,
				messages: count,
				stillOpen: 1,
				wasKnownAs: expect.objectContaining({ emails: ['ann@example.com', 'Ann@Example.com'] }),
			},
		]);
		expect((await messages()).length).toBe(before - count);
		expect(of(await handoffs(), joann.handoffId)).toHaveLength(1);
	});

	it('deletes by conversation, only from the editor, and leaves no execution', async () => {
		const { handoffId } = await closed('by-id@example.com');
		const { client } = house().server;
		const workflow = await house().import(DELETE_ONE);
		await send(workflow, 'form', ['', '', handoffId]);
		await house().until(async () => (await client.executionCount(workflow.id)) === 0);
		expect(of(await handoffs(), handoffId)).toHaveLength(1);
		await client.unpublish(workflow.id);
		await fillIn(workflow, '', '', handoffId);
		await house().until(async () => of(await handoffs(), handoffId).length === 0);
		expect(of(await messages(), handoffId)).toEqual([]);
		await house().until(async () => (await client.executionCount(workflow.id)) === 0);
	});
}
