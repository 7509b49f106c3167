/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';

import { checkoutFolder } from '../../runtime/checkout';
import { schemaOf } from '../jsonSchema';
import { operationFixtures } from '../operationFixtures';
import { Engine } from './engine';
import { json, ok, PlatformServer, type Script } from './platformServer';

/** Where n8n looks for what an operation gives before it has run: by the node's version, its resource, its operation. */
const FOLDER = join(checkoutFolder(), 'nodes', 'AltaBots', '__schema__', 'v1.0.0');

/** What has no documented answer to read: these are run. */
const RUN: { [name: string]: { parameters: object; script: Script } } = {
	'handoff.close': { parameters: { conversationId: 'c1' }, script: ok },
	'handoff.sendReply': { parameters: { conversationId: 'c1', text: 'Hello' }, script: ok },
	'message.downloadAudio': {
		parameters: { url: '={{ $json.url }}', binaryPropertyName: 'data' },
		script: json(200, 'RIFF-example', { 'Content-Type': 'audio/wav' }),
	},
};

let engine: Engine;
let platform: PlatformServer;

beforeAll(async () => {
	engine = await Engine.load();
	platform = await PlatformServer.start();
});
afterAll(() => platform.stop());

function operations(): string[] {
	const { properties } = engine.nodeType('n8n-nodes-altabots.altaBots').description;
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(options as INodePropertyOptions[]).map(
				({ value }) => `${String(displayOptions?.show?.resource?.[0])}.${String(value)}`,
			),
		);
}

/** The items that an operation gives: those of its documented calls, else of a run. */
async function itemsOf(name: string): Promise<unknown[]> {
	if (!(name in RUN)) {
		return operationFixtures()
			.filter(({ resource, operation }) => `${resource}.${operation}` === name)
			.flatMap(({ items }) => items);
	}
	const [resource, operation] = name.split('.');
	const { parameters, script } = RUN[name];
	platform.script = script;
	const node = {
		id: 'n1',
		name: 'AltaBots',
		type: 'n8n-nodes-altabots.altaBots',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		credentials: { altaBotsApi: { id: 'c1', name: 'AltaBots' } },
		parameters: { resource, operation, ...parameters },
	};
	const result = await engine.run(
		{ nodes: [node], connections: {} },
		{ node: 'AltaBots', items: [[{ json: { url: `${platform.url}/hello.wav` } }]] },
		{ platform: 'custom', baseUrl: platform.url, apiKey: 'app-example0123456789abcdef', webhookTokens: '' },
	);
	return (result.data.resultData.runData.AltaBots[0].data?.main[0] ?? []).map((item) => item.json);
}

describe('what n8n offers of an operation before it has run', () => {
	it('is what it gives, for each operation (ALTABOTS_SCHEMAS=1 writes the files anew)', async () => {
		const expected: { [file: string]: unknown } = {};
		for (const name of operations()) {
			const items = await itemsOf(name);
			expect([name, items.length > 0]).toEqual([name, true]);
			expected[`${name.replace('.', '/')}.json`] = schemaOf(items);
		}
		if (process.env.ALTABOTS_SCHEMAS) {
			for (const [file, schema] of Object.entries(expected)) {
				mkdirSync(dirname(join(FOLDER, file)), { recursive: true });
				writeFileSync(join(FOLDER, file), `${JSON.stringify(schema, null, '\t')}\n`);
			}
		}
		const files = (readdirSync(FOLDER, { recursive: true }) as string[]).filter((file) =>
			file.endsWith('.json'),
		);
		const held = files.map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))] as const);
		expect(Object.fromEntries(held)).toEqual(expected);
	});

	it("lies in the folder of the node's version", () => {
		const { version } = engine.nodeType('n8n-nodes-altabots.altaBots').description;
		expect(FOLDER.endsWith(`v${String(version)}.0.0`)).toBe(true);
	});
});
