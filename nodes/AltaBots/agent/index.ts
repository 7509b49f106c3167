import { resourceOf } from '../resource';
import * as checkWebhooks from './checkWebhooks';
import * as get from './get';

export const { resource, operations, properties } = resourceOf(
	{ name: 'Agent', value: 'agent', description: 'The bot itself' },
	[get, checkWebhooks],
);
