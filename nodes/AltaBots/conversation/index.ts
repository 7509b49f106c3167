import { resourceOf } from '../resource';
import * as create from './create';
import * as getMany from './getMany';
import * as getMessages from './getMessages';

export const { resource, operations, properties } = resourceOf(
	{
		name: 'Conversation',
		value: 'conversation',
		description: 'What the agent and a user have to say to each other',
	},
	[getMany, create, getMessages],
);
