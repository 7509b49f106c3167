/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from './json-file';

/** What one start has to tell the next, in `demo.json` of the data folder; readable by its owner only. */
export interface DemoRecord {
	example: string;
	/** Of n8n's owner, and of the human's page. */
	login: { email: string; password: string };
	/** The Agent that the credential in n8n belongs to. */
	agent: { key: string; botId: string; name: string };
	/** The secret part of the trigger's URL. */
	webhookId: string;
	/** Where the credential in n8n says that the platform is. */
	platformUrl: string;
	/** What `exampleHash()` was when it was imported. */
	exampleHash: string;
	/** Undefined until all is set up; what an interrupted start left counts for nothing. */
	workflowId?: string;
	/** Of the AltaBots credential. */
	credentialId?: string;
}

const FILE = 'demo.json';

/** Without what looks alike: the password may be typed by hand. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

export function newRecord(example: string): DemoRecord {
	return {
		example,
		login: { email: 'you@example.com', password: newPassword() },
		agent: {
			key: `app-${randomBytes(12).toString('hex')}`,
			botId: randomBytes(12).toString('hex'),
			name: 'Demo Agent',
		},
		webhookId: randomUUID(),
		platformUrl: '',
		exampleHash: '',
	};
}

/** Undefined where no start has come to its end yet. */
export async function readRecord(folder: string): Promise<DemoRecord | undefined> {
	const record = await readJson<DemoRecord>(join(folder, FILE));
	return record?.workflowId === undefined ? undefined : record;
}

export async function writeRecord(folder: string, record: DemoRecord): Promise<void> {
	await writeJson(join(folder, FILE), record);
}

/** About 79 bits; n8n wants a digit and a capital letter in it. */
function newPassword(): string {
	const group = () => Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
	return `N8-${Array.from({ length: GROUPS }, group).join('-')}`;
}
