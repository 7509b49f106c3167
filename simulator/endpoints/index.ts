import { botDetail } from './bot-detail';
import type { Endpoint } from './endpoint';
import { humanClose } from './human-close';
import { humanMessageReceive } from './human-message-receive';

/** Every call that the simulated platform understands: a new one is a file beside these and a line here. */
export const endpoints: readonly Endpoint[] = [humanMessageReceive, humanClose, botDetail];
