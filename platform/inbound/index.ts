export { answerOf, successAnswer } from './answers';
export { checkAuthorization, type Authorization } from './authorization';
export { dedupeKeyOf } from './dedupeKey';
export * from './events';
export { MAX_DEPTH } from './fingerprint';
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
