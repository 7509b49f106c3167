/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';

import { AltaBots } from '../../nodes/AltaBots/AltaBots.node';
import * as outbound from '../../platform/outbound';
import { endpoints } from '../../simulator/endpoints';
import { operationFixtures } from '../operationFixtures';

const ROOT = resolve(__dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

/** The rows of the table that begins with these columns, as lists of cells. */
function tableOf(...columns: string[]): string[][] {
	const lines = page.split('\n');
	const start = lines.findIndex((line) => line === `| ${columns.join(' | ')} |`);
	expect(start).toBeGreaterThan(-1);
	const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
	return lines.slice(start + 2, end).map((line) => line.slice(2, -2).split(' | '));
}

const calls = tableOf('Operation', 'Method', 'Path', 'Fields', 'Source').map(
	([operation, method, path, fields, source]) => ({
		operation,
		method,
		path: path.replace(/`/g, ''),
		fields: fields === 'none' ? [] : fields.split(', ').map((field) => field.replace(/`/g, '')),
		source,
	}),
);

const offered = new AltaBots().description.properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options }) => {
		const [resource] = displayOptions?.show?.resource as string[];
		const title = resource[0].toUpperCase() + resource.slice(1);
		return (options as INodePropertyOptions[]).map(({ name }) => `${title}: ${name}`);
	});

/** Every request that the package can build, with everything in it that can be. */
const message = {
	conversationId: 'c',
	text: 't',
	attachments: [
		{ type: 'image' as const, name: 'n', format: 'png', content: { url: 'https://a.example/b.png' } },
	],
	responseMode: 'blocking' as const,
	settings: {
		shortTermMemory: true,
		longTermMemory: true,
		knowledge: { data_ids: ['d'], group_ids: ['g'] },
		customVariables: {},
		cornerCitation: true,
	},
};
const requests: { [operation: string]: outbound.PlatformRequest[] } = {
	'Agent: Check Webhooks': [outbound.WEBHOOK_CHECK_REQUEST],
	'Agent: Get': [outbound.AGENT_DETAIL_REQUEST],
	'Conversation: Create': [outbound.createConversationRequest('u')],
	'Conversation: Get Many': [
		outbound.conversationPageRequest({ type: 'ALL', startMs: 1, endMs: 2, userId: 'u' }, 1, 100),
	],
	'Conversation: Get Messages': [outbound.messagePageRequest('c', 1, 100)],
	'Handoff: Close': [outbound.closeRequest('c', 1)],
	'Handoff: Send Reply': [outbound.replyRequest('c', 't', 1)],
	'Message: Send': [outbound.messageRequest(message)],
	'Message: Send, API Version V1': [outbound.messageRequestV1(message)],
	'User: Get Properties': [
		outbound.userPropertiesRequest('user_ids', ['u']),
		outbound.userPropertiesRequest('anonymous_ids', ['a']),
	],
	'User: Set ID': [outbound.setUserIdRequest('u', [])],
	'User: Update Properties': [outbound.updatePropertiesRequest('u', {})],
};

function fieldsOf({ path, body = {} }: outbound.PlatformRequest): string[] {
	return [...new URL(path, 'http://p.example').searchParams.keys(), ...Object.keys(body)];
}

const REPLY_AUDIO = 'Message: Download Audio';

describe('docs/operations.md', () => {
	it('has a row for each operation of the node, in both tables, and no other', () => {
		const withoutEditions = calls.map(({ operation }) => operation.replace(/, API Version.*/, ''));
		expect([...new Set(withoutEditions)].sort()).toEqual([...offered].sort());
		expect(
			tableOf('Operation', 'Item')
				.map(([operation]) => operation)
				.sort(),
		).toEqual([...offered].sort());
	});

	it.each(calls.filter(({ operation }) => operation !== REPLY_AUDIO))(
		'$operation: the node sends what the page says',
		({ operation, method, path, fields }) => {
			for (const request of requests[operation]) {
				expect(request.method).toBe(method);
				expect(request.path.replace(/\?.*/, '')).toBe(path);
			}
			expect(requests[operation].flatMap(fieldsOf).sort()).toEqual([...fields].sort());
		},
	);

	it.each(calls.filter(({ operation }) => operation !== REPLY_AUDIO))(
		'$operation: the simulator takes what the page says',
		({ method, path, fields }) => {
			const endpoint = endpoints.find((one) => one.path === path && one.method === method);
			expect([...(endpoint?.parameters ?? ['no endpoint'])].sort()).toEqual([...fields].sort());
		},
	);

	it('every endpoint of the simulator stands there, or in the worked example', () => {
		const paths = calls.map(({ path }) => path);
		const others = endpoints.filter(({ path }) => !paths.includes(path)).map(({ path }) => path);
		// No page describes the check of a key: only the live check asks for it.
		expect(others.sort()).toEqual(['/files/reply.wav', '/v1/api-key/verify', '/v1/next/question']);
		expect(page).toContain('/v1/next/question');
	});

	it('names a source for each', () => {
		for (const { source } of calls) expect(source).toMatch(/(AltaBots|GPTBots), "[^"]+"/);
	});

	it('shows what comes out as it comes out', () => {
		const described = Object.fromEntries(tableOf('Operation', 'Item'));
		for (const { resource, operation, items } of operationFixtures()) {
			const title = Object.keys(described).find(
				(name) => name.toLowerCase().replace(/[: ]/g, '') === `${resource}${operation}`.toLowerCase(),
			) as string;
			if (title === 'Message: Send') continue;
			for (const key of Object.keys(items[0]).filter((name) => name !== 'additionalFields')) {
				expect([title, described[title]]).toEqual([title, expect.stringContaining(`\`${key}\``)]);
			}
		}
	});
});
