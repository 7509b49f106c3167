/** What Zendesk answers to a call that it does not take, in its documented shape. */
export class ZendeskProblem extends Error {
	constructor(
		readonly status: number,
		readonly error: string,
		readonly description?: string,
		readonly details?: Record<string, Array<{ description: string }>>,
	) {
		super(error);
	}

	get body(): Record<string, unknown> {
		const { error, description, details } = this;
		return { error, ...(description ? { description } : {}), ...(details ? { details } : {}) };
	}
}

export function invalid(field: string, description: string): ZendeskProblem {
	return new ZendeskProblem(422, 'RecordInvalid', 'Record validation errors', { [field]: [{ description }] });
}
