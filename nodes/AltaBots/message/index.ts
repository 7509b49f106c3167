import { resourceOf } from '../resource';
import * as downloadAudio from './downloadAudio';
import * as send from './send';

export const { resource, operations, properties } = resourceOf(
	{ name: 'Message', value: 'message', description: 'What is said in a conversation with the agent' },
	[send, downloadAudio],
);
