/** What the user can do something about; `start.mjs` prints the two sentences. */
export class DemoFailure extends Error {
	constructor(
		/** What is wrong, a whole sentence. */
		readonly problem: string,
		/** What to do, a whole sentence. */
		readonly cure: string,
	) {
		super(`${problem} ${cure}`);
		this.name = 'DemoFailure';
	}
}
