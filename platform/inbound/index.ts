export { answerOf, successAnswer, type Answer } from './answers';
export { checkAuthorization, type Authorization } from './authorization';
export { dedupeKeyOf, MAX_DEPTH } from './dedupeKey';
export * from './events';
export { findFault, isProbe, shapeEvent } from './parse';
export {
	payloadOf,
	readList,
	readRecord,
	readStoredMessage,
	transcriptOfStored,
	type StoredMessage,
} from './records';
export { eventOfPath, HANDOFF_PATHS } from './route';
export { checkWebhook } from './webhookCheck';
