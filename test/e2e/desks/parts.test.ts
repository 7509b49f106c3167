import { House } from './harness';

const GREETING = 'Hello! You are talking to our team now.';

describe('front door, reply, guard and hours, without a desk', () => {
	let house: House;

	beforeAll(async () => {
		house = await House.start();
		const nobody = await house.import('business-hours/business-hours.json');
		await house.openFrontDoors({ Desk: nobody });
	});

	afterAll(async () => await house?.stop());

	it('keeps a handoff and greets', async () => {
		const { id, handoffId } = await house.customer('bob@example.com', 'Where is my parcel?');
		await house.untilHeard(id, GREETING);
		console.log(await house.handoff(handoffId), await house.rows('altabots_messages'));
		await house.platform.customerSays(id, 'Hello?');
		await house.platform.closeByCustomer(id);
		await new Promise((done) => setTimeout(done, 3000));
		console.log(await house.handoff(handoffId), await house.rows('altabots_messages'));
		for (const { id: execution } of await house.failures()) console.log(JSON.stringify((await house.server.client.execution(execution)).error));
		for (const e of await house.server.client.executions()) console.log(e.id, e.workflowId, e.status, e.startedAt, e.stoppedAt, (await house.server.client.execution(e.id)).lastNodeExecuted);
	});
});
