/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { parseArgs } from 'node:util';

import { parsedOrText } from './calls-out';
import { settingNames, type SettingsPatch } from './settings-patch';
import { Simulator } from './simulator';

const DEFAULT_PORT = 3400;

const help = `A stand-in for the AltaBots / GPTBots platform, for development.

  node .build/simulator/main.js [options]

  --port N          port of the platform's API (default ${DEFAULT_PORT}; 0 takes a free one)
  --control-port N  port of the control API (default: the platform's port + 1)
  --host ADDRESS    where the platform's API listens (default 127.0.0.1)
  --webhook URL     base address of the n8n trigger, such as http://127.0.0.1:5678/webhook/<id>
  --key KEY         API key of the default Agent (default: a random one)
  --set NAME=VALUE  any setting, as JSON or text; may be repeated, such as --set firstReplyLimitMs=5000
  --help            this text

Settings: ${settingNames.join(', ')}.
What each means: simulator/settings.ts. The control API: simulator/README.md.
`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string' },
			'control-port': { type: 'string' },
			host: { type: 'string' },
			webhook: { type: 'string' },
			key: { type: 'string' },
			set: { type: 'string', multiple: true },
			help: { type: 'boolean' },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const port = Number(values.port ?? DEFAULT_PORT);
	const simulator = await Simulator.start({
		port,
		controlPort: Number(values['control-port'] ?? (port === 0 ? 0 : port + 1)),
		host: values.host,
		settings: {
			...(values.webhook === undefined ? {} : { webhookBase: values.webhook }),
			...(values.key === undefined ? {} : { agents: [{ key: values.key }] }),
			...settingsFrom(values.set ?? []),
		},
	});
	process.stdout.write(
		`Page:          ${simulator.controlUrl}/\nPlatform API:  ${simulator.url}\n` +
			`Control API:   ${simulator.controlUrl}/simulator/state\n` +
			`Agent API key: ${simulator.key}\nWebhook:       ${simulator.settings.webhookBase ?? 'none yet (--webhook URL)'}\n`,
	);
	const stop = () => void simulator.stop();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

function settingsFrom(assignments: string[]): SettingsPatch {
	const pairs = assignments.map((assignment) => {
		const equals = assignment.indexOf('=');
		return equals < 0 ? [assignment, true] : [assignment.slice(0, equals), parsedOrText(assignment.slice(equals + 1))];
	});
	return Object.fromEntries(pairs) as SettingsPatch;
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
