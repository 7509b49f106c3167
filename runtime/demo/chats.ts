/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { join } from 'node:path';
import type { SavedConversation, Simulator } from '../../simulator';
import { readJson, writeJson } from './json-file';

const FILE = 'chats.json';

/** A burst of changes is one write. */
const SAVE_AFTER_MS = 300;

export async function readChats(folder: string): Promise<SavedConversation[]> {
	return (await readJson<SavedConversation[]>(join(folder, FILE))) ?? [];
}

/** Keeps the platform's conversations in the data folder: a desk that goes on would otherwise show chats that nobody knows. */
export class ChatKeeper {
	private timer?: NodeJS.Timeout;

	private writing: Promise<unknown> = Promise.resolve();

	private readonly unsubscribe: () => void;

	constructor(
		private readonly simulator: Simulator,
		private readonly folder: string,
	) {
		this.unsubscribe = simulator.subscribe(({ type }) => {
			if (type !== 'conversation' && type !== 'reset') return;
			this.timer ??= setTimeout(() => void this.save().catch(() => {}), SAVE_AFTER_MS);
		});
	}

	/** Writes for the last time. */
	async end(): Promise<void> {
		this.unsubscribe();
		await this.save();
	}

	private async save(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		const write = async () => await writeJson(join(this.folder, FILE), this.simulator.savedConversations());
		this.writing = this.writing.then(write, write);
		await this.writing;
	}
}
