import fastify, { type FastifyInstance } from 'fastify';

/** What the stand-in does at one call; a list of them for the calls of one answer, the last one again and again. */
export type Move =
	| { answer: string; handOver?: boolean }
	/** As it is, whatever the workflow makes of it. */
	| { text: string }
	| { status: number }
	/** Never answers. */
	| { silent: true }
	/** Answers only when {@link StandInModel.release} is called. */
	| { held: string }
	| { tools: Array<{ name: string; args: Record<string, unknown> }> };

interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: unknown;
	tool_calls?: Array<{ function: { name: string; arguments: string } }>;
}

/** A call as it came. */
export interface ChatCall {
	headers: Record<string, unknown>;
	model: string;
	messages: ChatMessage[];
	tools?: Array<{ function: { name: string; description?: string; parameters: Record<string, unknown> } }>;
}

interface Rule {
	when: RegExp;
	moves: Move[];
}

/**
 * A model that speaks OpenAI's chat completions, as https://platform.openai.com/docs/api-reference/chat documents them, and says what the test
 * has it say: the newest rule that fits the customer's last words.
 */
export class StandInModel {
	readonly calls: ChatCall[] = [];
	private rules: Rule[] = [];
	private held: Array<() => void> = [];

	private constructor(private readonly server: FastifyInstance) {}

	static async start(): Promise<StandInModel> {
		const server = fastify({ forceCloseConnections: true, bodyLimit: 10_000_000 });
		const model = new StandInModel(server);
		server.get('/v1/models', () => ({ object: 'list', data: [{ id: 'stand-in', object: 'model' }] }));
		server.post('/v1/chat/completions', async (request, reply) => {
			const call = { ...(request.body as ChatCall), headers: request.headers };
			model.calls.push(call);
			const { status, body } = await model.take(call);
			reply.code(status);
			return body;
		});
		await server.listen({ host: '127.0.0.1', port: 0 });
		return model;
	}

	/** As it goes into the credential. */
	get url(): string {
		return `${this.server.listeningOrigin}/v1`;
	}

	async stop(): Promise<void> {
		await this.server.close();
	}

	when(when: RegExp, ...moves: Move[]): void {
		this.rules.unshift({ when, moves });
	}

	/** Answers all that is held. */
	release(): void {
		this.held.splice(0).forEach((answer) => answer());
	}

	/** Calls about a conversation in which the customer said this. */
	callsAbout(text: string): ChatCall[] {
		return this.calls.filter((call) => saidIn(call).some((said) => said.text.includes(text)));
	}

	private async take(call: ChatCall): Promise<{ status: number; body: unknown }> {
		const last = saidIn(call).filter(({ from }) => from === 'customer');
		const words = last[last.length - 1]?.text ?? '';
		const moves = this.rules.find(({ when }) => when.test(words))?.moves ?? [{ answer: '', handOver: true }];
		const step = call.messages.filter(({ role }) => role === 'assistant').length;
		const move = moves[Math.min(step, moves.length - 1)];
		if ('silent' in move) return await new Promise<never>(() => undefined);
		if ('status' in move)
			return { status: move.status, body: { error: { message: 'The stand-in is down' } } };
		if ('tools' in move) return { status: 200, body: completion(call, { tools: move.tools }) };
		if ('held' in move) await new Promise<void>((done) => this.held.push(done));
		const content = contentOf(move).replaceAll('{words}', () => JSON.stringify(words).slice(1, -1));
		return { status: 200, body: completion(call, { content }) };
	}
}

/** The conversation, as the workflow shows it to the model. */
export function saidIn({ messages }: ChatCall): Array<{ from: string; text: string }> {
	const content = messages.find(({ role }) => role === 'user')?.content;
	const text = typeof content === 'string' ? content : (content as Array<{ text?: string }>)?.[0]?.text;
	try {
		return (JSON.parse(text ?? '') as { conversation: Array<{ from: string; text: string }> }).conversation;
	} catch {
		return [{ from: 'customer', text: text ?? '' }];
	}
}

function contentOf(move: Extract<Move, { answer: string } | { text: string } | { held: string }>): string {
	if ('text' in move) return move.text;
	const [answer, handOver] = 'held' in move ? [move.held, false] : [move.answer, move.handOver ?? false];
	return JSON.stringify({ answer, handOver });
}

let number = 0;

function completion(
	{ model }: ChatCall,
	{ content = null, tools }: { content?: string | null; tools?: Array<{ name: string; args: unknown }> },
) {
	number += 1;
	const calls = tools?.map(({ name, args }, index) => ({
		id: `call_${number}_${index}`,
		type: 'function',
		function: { name, arguments: JSON.stringify(args) },
	}));
	return {
		id: `chatcmpl-${number}`,
		object: 'chat.completion',
		created: Math.floor(Date.now() / 1000),
		model,
		choices: [
			{
				index: 0,
				message: { role: 'assistant', content, ...(calls ? { tool_calls: calls } : {}) },
				finish_reason: calls ? 'tool_calls' : 'stop',
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
