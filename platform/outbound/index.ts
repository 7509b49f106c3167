export { CODES } from './codes';
export { fileAddress } from './fileAddress';
export { BASE_URLS, baseUrlOf, type Platform } from './hosts';
export { judgeAnswer, judgeSilence, NOT_ALLOWED, type Judgement, type PlatformAnswer } from './judge';
export * from './messageRequest';
export { redact } from './redact';
export * from './requests';
