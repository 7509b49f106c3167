/** Something the operator of the simulator asked for that cannot be done. `status` is the HTTP status of the control API. */
export class Problem extends Error {
	constructor(
		readonly status: 400 | 403 | 404 | 409 | 415,
		message: string,
	) {
		super(message);
		this.name = 'Problem';
	}
}
