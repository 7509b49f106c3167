import type { TranscriptMessage } from './events';

const SPEAKER = { customer: 'Customer', bot: 'Bot' } as const;

const UNKNOWN_SPEAKER = 'Unknown';

/**
 * The messages as text that a person reads, one `Speaker: words` a message. Later lines of a message are
 * indented, so that a customer cannot write a line that looks like the bot's. Empty messages are left out
 * (the documents' own sample ends with one).
 */
export function transcriptOf(messages: readonly TranscriptMessage[]): string {
	return messages
		.filter(({ text }) => text.trim() !== '')
		.map(({ role, text }) => {
			const words = text.trim().replace(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, '\n  ');
			return `${role === null ? UNKNOWN_SPEAKER : SPEAKER[role]}: ${words}`;
		})
		.join('\n');
}
