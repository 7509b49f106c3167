import fs from 'node:fs';

/**
 * What `npm start` can show, by name: `{ about, workflows: [{ file in examples/, calls: files by node }], last the one with the
 * trigger, setUp: its node to run once, desk: path of the human's page }`.
 */
export const EXAMPLES = JSON.parse(fs.readFileSync(new URL('../demo/examples.json', import.meta.url), 'utf8'));

export const DEFAULT_EXAMPLE = Object.keys(EXAMPLES)[0];
