export { CODES } from './codes';
export { BASE_URLS, baseUrlOf, type Platform } from './hosts';
export { judgeAnswer, judgeSilence, type Judgement, type PlatformAnswer } from './judge';
export { AGENT_DETAIL_PATH, closeRequest, replyRequest, type PlatformRequest } from './requests';
