import { errorAnswer } from '../answers';
import type { Endpoint } from './endpoint';

export const REPLY_AUDIO_PATH = '/files/reply.wav';

const SAMPLE_RATE = 8_000;
const SAMPLES = 800;

/** Where the audio of a reply lies. It is public in the samples; a caller that sends its key along gives the key away, and is refused. */
export const replyAudio: Endpoint = {
	method: 'GET',
	path: REPLY_AUDIO_PATH,
	parameters: [],
	isPublic: true,
	handle({ settings }, _agent, _given, { authorization }) {
		if (authorization !== undefined) {
			return errorAnswer(
				settings,
				40000,
				'a file is fetched without the key: whoever serves it would learn it.',
			);
		}
		const headers = { 'Content-Type': 'audio/wav' };
		return { status: 200, body: null, file: tone(), headers, explanation: 'Sent the audio of a reply.' };
	},
};

/** A tenth of a second of a 440 Hz tone: a WAV file with 8-bit mono samples. */
function tone(): Buffer {
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(36 + SAMPLES, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(SAMPLE_RATE, 24);
	header.writeUInt32LE(SAMPLE_RATE, 28);
	header.writeUInt16LE(1, 32);
	header.writeUInt16LE(8, 34);
	header.write('data', 36);
	header.writeUInt32LE(SAMPLES, 40);
	const wave = Array.from(
		{ length: SAMPLES },
		(_, at) => 128 + 60 * Math.sin((2 * Math.PI * 440 * at) / SAMPLE_RATE),
	);
	return Buffer.concat([header, Buffer.from(wave.map(Math.round))]);
}
