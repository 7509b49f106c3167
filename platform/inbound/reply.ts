import { isJsonObject, type JsonObject } from '../json';
import type { AgentReply, ReplyOutput, Usage } from './events';
import { Members, readArray, readArrayUpTo, readId, readNumber, readObject, readString } from './members';
import { readTime } from './time';

/** Far beyond any flow. A longer list stays in additionalFields, whole. */
const readOutputList = readArrayUpTo(1_000);

/** Of one output. */
const readAudioList = readArrayUpTo(100);

type ReplyFields = Omit<AgentReply, 'event' | 'conversationId' | 'dedupeKey' | 'source'>;

/**
 * Reads a call of the message webhook: the V1 body (`text`, `flow_output`), the GPTBots V2 body (`output`,
 * `usage`) and AltaBots' V2 page, whose example is a V1 body and whose table mixes both.
 */
export function readReply(body: Members): ReplyFields {
	const isV2 = body.has('output') || body.has('usage');
	const v2Outputs = body.take('output', readOutputs) ?? [];
	// Where a body has both, the V1 copy stays in additionalFields.
	const outputs = v2Outputs.length > 0 ? v2Outputs : (body.take('flow_output', readOutputs) ?? []);
	const text = body.take('text', readString) ?? '';
	return {
		messageId: body.take('message_id', readId),
		messageType: body.take('message_type', readMessageType),
		text: text || joinTexts(outputs) || joinTexts(body.peek('flow_output', readOutputs) ?? []),
		outputs,
		usage: body.take('usage', readUsage),
		payloadVersion: isV2 ? 'v2' : 'v1',
		occurredAt: body.take('create_time', readTime),
		additionalFields: body.rest(),
	};
}

export function readMessageType(value: unknown): 'ANSWER' | 'QUESTION' | undefined {
	return value === 'ANSWER' || value === 'QUESTION' ? value : undefined;
}

function joinTexts(outputs: readonly ReplyOutput[]): string {
	return outputs
		.map(({ text }) => text)
		.filter((text) => text !== '')
		.join('\n');
}

function readOutputs(value: unknown): ReplyOutput[] | undefined {
	return readOutputList(value)?.map(readOutput);
}

function readOutput(value: unknown): ReplyOutput {
	if (!isJsonObject(value)) {
		const text = readString(value);
		return {
			text: text ?? '',
			branch: null,
			fromComponentName: null,
			audio: [],
			additionalFields: text === undefined ? { value } : {},
		};
	}
	const output = new Members(value);
	// `content` is a string in V1 and an object of text and audio in V2.
	const text = output.take('content', readString);
	const content = output.take('content', readContent);
	const branch = output.take('from_component_branch', readId) ?? output.take('branch', readId);
	const fromComponentName = output.take('from_component_name', readString);
	return {
		text: text ?? content?.text ?? '',
		branch,
		fromComponentName,
		audio: content?.audio ?? [],
		additionalFields: withRemainder(output.rest(), 'content', content?.remainder),
	};
}

interface Content {
	text: string;
	audio: ReplyOutput['audio'];
	remainder: JsonObject;
}

function readContent(value: unknown): Content | undefined {
	if (!isJsonObject(value)) return undefined;
	const content = new Members(value);
	return {
		text: content.take('text', readString) ?? '',
		audio: content.take('audio', readAudio) ?? [],
		remainder: content.rest(),
	};
}

/** Undefined, and so kept whole by the caller, as soon as one entry is not as documented. */
function readAudio(value: unknown): ReplyOutput['audio'] | undefined {
	const entries = readAudioList(value)?.map((entry) => {
		if (!isJsonObject(entry)) return undefined;
		const members = new Members(entry);
		const audio = {
			url: members.take('audio', readString),
			transcript: members.take('transcript', readString),
		};
		return isEmpty(members.rest()) ? audio : undefined;
	});
	return entries?.includes(undefined) ? undefined : (entries as ReplyOutput['audio'] | undefined);
}

function readUsage(value: unknown): Usage | undefined {
	if (!isJsonObject(value)) return undefined;
	const usage = new Members(value);
	// AltaBots' V2 table calls the token totals `output`; tables say array where samples have an object.
	const name = usage.has('tokens') ? 'tokens' : 'output';
	const tokens = new Members(usage.take(name, readObjectOrOnlyEntry) ?? {});
	const credits = new Members(usage.take('credits', readObjectOrOnlyEntry) ?? {});
	const prompt = new Members(tokens.take('prompt_tokens_details', readObject) ?? {});
	const completion = new Members(tokens.take('completion_tokens_details', readObject) ?? {});
	const shaped = {
		tokens: {
			total: tokens.take('total_tokens', readNumber),
			prompt: tokens.take('prompt_tokens', readNumber),
			completion: tokens.take('completion_tokens', readNumber),
			promptDetails: {
				text: prompt.take('text_tokens', readNumber),
				audio: prompt.take('audio_tokens', readNumber),
			},
			completionDetails: {
				text: completion.take('text_tokens', readNumber),
				audio: completion.take('audio_tokens', readNumber),
				reasoning: completion.take('reasoning_tokens', readNumber),
			},
		},
		credits: {
			total: credits.take('total_credits', readNumber),
			textInput: credits.take('text_input_credits', readNumber),
			// Samples have one underscore, the tables of both brands two.
			textOutput:
				credits.take('text_output_credits', readNumber) ?? credits.take('text_output__credits', readNumber),
			audioInput: credits.take('audio_input_credits', readNumber),
			audioOutput: credits.take('audio_output_credits', readNumber),
		},
	};
	const tokensRest = withRemainder(
		withRemainder(tokens.rest(), 'prompt_tokens_details', prompt.rest()),
		'completion_tokens_details',
		completion.rest(),
	);
	return {
		...shaped,
		additionalFields: withRemainder(withRemainder(usage.rest(), name, tokensRest), 'credits', credits.rest()),
	};
}

function readObjectOrOnlyEntry(value: unknown): JsonObject | undefined {
	const entries = readArray(value);
	return readObject(entries?.length === 1 ? entries[0] : value);
}

function withRemainder(rest: JsonObject, name: string, remainder: JsonObject | undefined): JsonObject {
	return remainder === undefined || isEmpty(remainder) ? rest : { ...rest, [name]: remainder };
}

function isEmpty(object: JsonObject): boolean {
	return Object.keys(object).length === 0;
}
