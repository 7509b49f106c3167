/**
 * A failure the user can do something about: one sentence that says what is wrong, one that says what cures it.
 * Everything that runs before the checkout is installed throws this, so that the scripts can print it without a stack trace.
 */
export class SetupFailure extends Error {
	/** @param {string} problem what is wrong, a whole sentence  @param {string} cure what to do, a whole sentence */
	constructor(problem, cure) {
		super(`${problem} ${cure}`);
		this.name = 'SetupFailure';
		this.problem = problem;
		this.cure = cure;
	}
}

/** Ends a script: prints the failure (a stack trace only for what nobody expected) and exits with 1. */
export function exitWith(failure, stream = process.stderr) {
	stream.write(failure instanceof SetupFailure ? `\n${failure.problem}\n${failure.cure}\n` : `\n${failure.stack ?? failure}\n`);
	process.exit(1);
}
