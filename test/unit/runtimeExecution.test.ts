import { parseFlatted } from '../../runtime/flatted';
import { readExecution } from '../../runtime/n8n-execution';
import { outputOf } from '../../runtime/n8n-types';

describe('the format in which n8n stores executions', () => {
	it.each([
		['a plain value', '["x"]', 'x'],
		['strings that look like positions', '[{"a":"1"},"0"]', { a: '0' }],
		['nested lists and objects', '[{"a":"1"},["2",3,null],{"b":"3"},"deep"]', { a: [{ b: 'deep' }, 3, null] }],
		['what occurs twice', '[{"a":"1","b":"1"},{"c":true}]', { a: { c: true }, b: { c: true } }],
		['nothing yet', '[]', undefined],
	])('reads %s', (_case, text, value) => {
		expect(parseFlatted(text)).toEqual(value);
	});

	it('reads circles', () => {
		const value = parseFlatted('[{"self":"0","name":"1"},"me"]') as { self: unknown; name: string };
		expect(value.self).toBe(value);
		expect(value.name).toBe('me');
	});
});

describe('an execution', () => {
	const summary = { id: '7', workflowId: 'w', status: 'success' as const, mode: 'webhook', startedAt: null, stoppedAt: null };

	it('shows what left each node by which output', () => {
		const data = {
			resultData: {
				lastNodeExecuted: 'Trigger',
				runData: { Trigger: [{ startTime: 1, executionTime: 2, data: { main: [[], null, [{ json: { text: 'hi' } }]] } }] },
			},
		};
		const execution = readExecution({ ...summary, data: data as never });
		expect(execution.nodes.Trigger[0].outputs).toEqual([[], [], [{ json: { text: 'hi' } }]]);
		expect(outputOf(execution, 'Trigger', 2)).toEqual([{ text: 'hi' }]);
		expect(outputOf(execution, 'Trigger', 3)).toEqual([]);
		expect(outputOf(execution, 'Another')).toEqual([]);
	});

	it('has no nodes while it is only beginning', () => {
		expect(readExecution({ ...summary, data: '[]' }).nodes).toEqual({});
	});
});
