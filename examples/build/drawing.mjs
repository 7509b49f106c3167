import { IS_EVENT, IS_NO_EVENT } from './contract.mjs';
import * as piece from './nodes.mjs';
import * as rows from './tables.mjs';
import { workflow } from './workflow.mjs';

/**
 * For large workflows: nodes are put down and wired block by block, in the order in which one reads them.
 * @param here `import.meta.url` of the build; positions are `[x, y]`
 */
export function drawing(here) {
	const nodes = {};
	const wires = {};
	const put = (name, [x, y], node, more = {}) => (nodes[name] = [x, y, { ...node, ...more }]);
	/** Each list is an output and holds the nodes it leads to. */
	const wire = (from, ...outputs) => (wires[from] = outputs);
	const code = piece.codeOf(here);
	return {
		put,
		/** A node that n8n ships. */
		add: (name, type, typeVersion, position, parameters, more) =>
			put(name, position, { parameters, type: `n8n-nodes-base.${type}`, typeVersion }, more),
		note: (name, position, [width, height], content, color) =>
			put(name, position, piece.note(content, width, height, color)),
		code: (name, position, ...files) => put(name, position, code(...files)),
		item: (name, position, expression, more) => put(name, position, piece.item(expression), more),
		when: (name, position, expression, more) => put(name, position, piece.iff(expression), more),
		call(name, position, parameters = {}) {
			const { parameters: own, ...node } = piece.callWorkflow();
			put(name, position, { ...node, parameters: { ...own, ...parameters } });
		},
		split: (name, position, field, more) => put(name, position, piece.splitOut(field), more),
		find: (name, position, ...what) => put(name, position, rows.get(...what)),
		update: (name, position, ...what) => put(name, position, rows.update(...what)),
		everyMinute: (name, position) =>
			put(name, position, piece.schedule({ field: 'minutes', minutesInterval: 1 })),
		/** The way in of a desk: what the front door hands on goes to `next`, anything else stops with a sentence. */
		entrance(y, next) {
			put('When Called', [0, y], piece.whenCalled());
			put('Is an Event', [220, y], piece.iff(IS_EVENT));
			put('Say What Is Missing', [440, y + 120], piece.stop(IS_NO_EVENT));
			wire('When Called', ['Is an Event']);
			wire('Is an Event', [next], ['Say What Is Missing']);
		},
		wire,
		write: (file, name, settings) => workflow(new URL(file, here), name, nodes, wires, settings),
	};
}
