export interface SoakOptions {
	/** Length of the load, warm-up included. */
	minutes: number;
	/** Events per second. */
	rate: number;
	/** Where to write every reading; null for nowhere. */
	json: string | null;
}

const USAGE = 'npm run soak -- [--minutes N] [--rate N] [--json FILE]';

/** @throws with the usage when an argument is not known */
export function readOptions(args: readonly string[]): SoakOptions {
	const options: SoakOptions = { minutes: 10, rate: 3, json: null };
	for (let index = 0; index < args.length; index += 2) {
		const [name, value = ''] = [args[index], args[index + 1]];
		const isNumber = Number(value) > 0;
		if (name === '--minutes' && isNumber) options.minutes = Number(value);
		else if (name === '--rate' && isNumber) options.rate = Number(value);
		else if (name === '--json' && value !== '') options.json = value;
		else throw new Error(USAGE);
	}
	return options;
}
