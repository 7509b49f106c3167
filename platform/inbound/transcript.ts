import type { TranscriptMessage } from './events';

const SPEAKER = { customer: 'Customer', bot: 'Bot' } as const;

const UNKNOWN_SPEAKER = 'Unknown';

/** All that some program shows as the begin of a line. */
const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/**
 * The messages as text that a person reads, one `Speaker: words` a message. Later lines of a message are
 * indented, so that a customer cannot write a line that looks like the bot's. Empty messages are left out
 * (the documents' own sample ends with one).
 */
export function transcriptOf(messages: readonly TranscriptMessage[]): string {
	let transcript = '';
	for (const { role, text } of messages) {
		const words = text.trim();
		if (words === '') continue;
		const speaker = role === null ? UNKNOWN_SPEAKER : SPEAKER[role];
		if (transcript !== '') transcript += '\n';
		transcript += `${speaker}: ${LINE_BREAK.test(words) ? words.split(LINE_BREAK).join('\n  ') : words}`;
	}
	return transcript;
}
