/* eslint-disable @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { createHash, randomInt } from 'node:crypto';

/** How often each fault strikes; CI takes a tenth. */
export const ROUNDS = process.env.CI ? 2 : 20;

/** `FAULTS_SEED=…` repeats the moments of a run. */
export const SEED = process.env.FAULTS_SEED ?? String(randomInt(1_000_000_000));

const EARLIEST_MS = 500;
const LATEST_MS = 3_500;

/** When a fault strikes, in ms after its round began: the same for a seed, whichever other faults a run has. */
export function momentOf(fault: string, round: number): number {
	return EARLIEST_MS + Math.floor(chanceOf(`${fault} ${round}`) * (LATEST_MS - EARLIEST_MS));
}

/** A number from 0 up to 1 that depends on the seed and a name only. */
export function chanceOf(name: string): number {
	return createHash('sha256').update(`${SEED} ${name}`).digest().readUInt32BE() / 2 ** 32;
}

export async function pause(ms: number): Promise<void> {
	await new Promise((done) => setTimeout(done, ms));
}
