import { resourceOf } from '../resource';
import * as getProperties from './getProperties';
import * as setId from './setId';
import * as updateProperties from './updateProperties';

export const { resource, operations, properties } = resourceOf(
	{ name: 'User', value: 'user', description: 'Somebody who talks to the agent' },
	[getProperties, setId, updateProperties],
);
