/** The data tables that all desks share, and nodes that read and write them. What each column holds is in examples/README.md. */
export const HANDOFFS = 'altabots_handoffs';
export const MESSAGES = 'altabots_messages';
/** Under which kind an alert is kept among the messages; its key is `alert:` and the caller's. */
export const ALERT = 'alert';
export const TICKETS = 'altabots_desk_tickets';
/** Of the live check alone: what happened, in order. */
export const LIVE_CHECK = 'altabots_live_check';

export const TABLES = {
	[HANDOFFS]: {
		key: 'string',
		conversation_id: 'string',
		source: 'string',
		status: 'string',
		language: 'string',
		thread: 'string',
		taken_by: 'string',
		agent_id: 'string',
		email: 'string',
		phone: 'string',
		user_id: 'string',
		anonymous_id: 'string',
		question: 'string',
		transcript: 'string',
		requested_at: 'date',
		waiting_since: 'date',
		last_customer_message: 'string',
		last_customer_message_at: 'date',
		greeted_at: 'date',
		first_reply_at: 'date',
		last_reply_at: 'date',
		sending: 'string',
		sending_since: 'date',
		sent: 'string',
		reminded_at: 'date',
		timer_since: 'date',
		ai_turn: 'string',
		ai_turn_since: 'date',
		ai_ended: 'string',
		closed_at: 'date',
		closed_because: 'string',
		note: 'string',
		handed_on_at: 'date',
	},
	[MESSAGES]: {
		key: 'string',
		conversation_id: 'string',
		source: 'string',
		kind: 'string',
		by: 'string',
		text: 'string',
		at: 'date',
		state: 'string',
		note: 'string',
		handed_on_at: 'date',
	},
	[LIVE_CHECK]: {
		kind: 'string',
		step: 'string',
		conversation: 'string',
		surface: 'string',
		at: 'number',
		data: 'string',
	},
	[TICKETS]: { ticket: 'string', name: 'string', made_at: 'date' },
};

const dataTable = (parameters, more) => ({
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1.1,
	parameters,
	...more,
});

const table = (name) => ({ __rl: true, mode: 'name', value: name });
const column = (name, columns) =>
	columns.map(([id, type]) => ({
		id,
		displayName: id,
		required: false,
		defaultMatch: false,
		display: true,
		type: type === 'date' ? 'dateTime' : type,
		canBeUsedToMatch: true,
		readOnly: false,
		removed: false,
	}));
const written = (name, values) => ({
	mappingMode: 'defineBelow',
	value: values,
	matchingColumns: [],
	schema: column(
		name,
		Object.keys(values).map((id) => {
			const type = TABLES[name][id];
			if (!type) throw new Error(`${name}.${id}`);
			return [id, type];
		}),
	),
	attemptToConvertTypes: false,
	convertFieldsToString: false,
});
const filters = (name, list) => ({
	conditions: list.map(([keyName, condition, keyValue]) => {
		if (keyName !== 'id' && !TABLES[name][keyName]) throw new Error(`${name}.${keyName}`);
		return keyValue === undefined ? { keyName, condition } : { keyName, condition, keyValue };
	}),
});
/** For {@link get}: all rows that meet the conditions. */
export const OLDEST_FIRST = { all: true, order: ['id', 'ASC'] };
/** The nodes behind go on, with an empty item, where no row is found. */
const ALWAYS = { alwaysOutputData: true };

export const createTable = (name) =>
	dataTable({
		resource: 'table',
		operation: 'create',
		tableName: name,
		columns: { column: Object.entries(TABLES[name]).map(([key, type]) => ({ name: key, type })) },
		options: { createIfNotExists: true },
	});
export const insert = (name, values) =>
	dataTable({ dataTableId: table(name), columns: written(name, values), options: {} });
export const update = (name, where, values, more = ALWAYS) =>
	dataTable(
		{
			operation: 'update',
			dataTableId: table(name),
			matchType: 'allConditions',
			filters: filters(name, where),
			columns: written(name, values),
			options: {},
		},
		more,
	);
/** Updates the row that meets the conditions, or inserts one. */
export const upsert = (name, where, values) =>
	dataTable({
		operation: 'upsert',
		dataTableId: table(name),
		matchType: 'allConditions',
		filters: filters(name, where),
		columns: written(name, values),
		options: {},
	});
export const clear = (name) => dataTable({ resource: 'table', operation: 'clear', dataTableId: table(name) });
/** @param any rows that meet one of the conditions, instead of all of them */
export const get = (name, where, { limit = 1, order, all = false, any = false } = {}, more = ALWAYS) =>
	dataTable(
		{
			operation: 'get',
			dataTableId: table(name),
			matchType: any ? 'anyCondition' : 'allConditions',
			filters: filters(name, where),
			...(all ? { returnAll: true } : { limit }),
			...(order ? { orderBy: true, orderByColumn: order[0], orderByDirection: order[1] } : {}),
		},
		more,
	);
/** Behind the newest row of a conversation: that handoff's first one, for it may have come twice, and the second row is about to go. */
export const keptHandoff = (where) =>
	get(HANDOFFS, [...where, ['key', 'eq', "={{ $json.key ?? '-' }}"]], { order: ['id', 'ASC'] });
export const remove = (name, where, more = ALWAYS) =>
	dataTable(
		{
			operation: 'deleteRows',
			dataTableId: table(name),
			matchType: 'allConditions',
			filters: filters(name, where),
			options: {},
		},
		more,
	);
/** Lets through the items for which there is no such row. */
export function notExists(name, where) {
	const { parameters, ...node } = get(name, where, {}, {});
	const { dataTableId, matchType, filters } = parameters;
	return { ...node, parameters: { operation: 'rowNotExists', dataTableId, matchType, filters } };
}
