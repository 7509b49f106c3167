export { AltaBotsApi } from './credentials/AltaBotsApi.credentials';
export { AltaBots } from './nodes/AltaBots/AltaBots.node';
export { AltaBotsTrigger } from './nodes/AltaBotsTrigger/AltaBotsTrigger.node';
export type {
	AgentReply,
	AltaBotsEvent,
	CustomerMessage,
	EventName,
	HandoffClosed,
	HandoffRequested,
	ReplyOutput,
	TranscriptMessage,
	Usage,
} from './platform/inbound/events';
