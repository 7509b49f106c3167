import type { EventName } from '../../platform/inbound';

/** A documented kind of call, grown to a size that real ones have only by accident. */
export interface GrownBody {
	name: string;
	event: EventName;
	/** @param bytes about so many */
	make: (bytes: number) => object;
}

const ENGLISH = 'Where is my order? I have been waiting for two weeks. ';
const GERMAN = 'Wo bleibt meine Bestellung? Ich wünsche endlich eine Auskunft über die Größe. ';
const CHINESE = '我的订单在哪里？我已经等了两个星期了。';

function repeat(text: string, bytes: number): string {
	return text.repeat(Math.ceil(bytes / Buffer.byteLength(text)));
}

function list<T>(bytes: number, make: (index: number) => T): T[] {
	const each = Buffer.byteLength(JSON.stringify(make(100))) + 1;
	return Array.from({ length: Math.ceil(bytes / each) }, (_, index) => make(index));
}

const handoff = (messages: object[]) => ({
	conversation_id: '657303a8a764d47094874bbe',
	timestamp: 1742265090895,
	email: 'bob@example.com',
	bot_id: '657303a8a764d47094874bbf',
	body: messages,
	user_info: { email: 'bob@example.com', phone: '+15550100', user_id: 'KDslas', anonymous_id: null },
});

const chat = (body: string) => ({
	conversation_id: '657303a8a764d47094874bbe',
	timestamp: 1742265090895,
	body,
});

export const GROWN_BODIES: GrownBody[] = [
	{
		name: 'handoff, many messages',
		event: 'handoffRequested',
		make: (bytes) =>
			handoff(
				list(bytes, (index) => ({
					text: `${index}: ${ENGLISH}`,
					message_type: index % 2 === 0 ? 'QUESTION' : 'ANSWER',
				})),
			),
	},
	{
		name: 'handoff, one long message',
		event: 'handoffRequested',
		make: (bytes) => handoff([{ text: repeat(ENGLISH, bytes), message_type: 'QUESTION' }]),
	},
	{ name: 'message, long English', event: 'customerMessage', make: (bytes) => chat(repeat(ENGLISH, bytes)) },
	{ name: 'message, long German', event: 'customerMessage', make: (bytes) => chat(repeat(GERMAN, bytes)) },
	{ name: 'message, long Chinese', event: 'customerMessage', make: (bytes) => chat(repeat(CHINESE, bytes)) },
	{
		name: 'reply, many outputs',
		event: 'agentReply',
		make: (bytes) => ({
			conversation_id: '657303a8a764d47094874bbe',
			message_id: '65a4ccfC7ce58e728d5897e0',
			create_time: 1679587005,
			output: list(bytes, (index) => ({
				from_component_branch: '1',
				from_component_name: `Component ${index}`,
				content: { text: ENGLISH, audio: [{ audio: 'https://example.com/a.mp3', transcript: 'Hello' }] },
			})),
		}),
	},
];
