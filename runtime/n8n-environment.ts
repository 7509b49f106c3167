/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only, never published */
import { join } from 'node:path';

/** What n8n does: `main` serves the editor and the production URLs, the other two exist in queue mode. */
export type N8nRole = 'main' | 'webhook' | 'worker';

export type N8nDatabase =
	| { type: 'sqlite' }
	| { type: 'postgresdb'; host: string; port: number; database: string; user: string; password: string; schema?: string };

export interface N8nRedis {
	host: string;
	port: number;
	/** Keeps several n8n apart on one Redis; the same for all processes of one n8n. */
	prefix?: string;
}

export interface N8nSettings {
	version: string;
	role: N8nRole;
	mode: 'regular' | 'queue';
	database: N8nDatabase;
	redis?: N8nRedis;
	userFolder: string;
	port: number;
	brokerPort: number;
	encryptionKey: string;
	/** Base of the URLs that n8n shows, without a trailing slash. */
	publicUrl: string;
	/** Folder of the `node` that runs n8n: n8n starts its task runner as plain `node`. */
	nodeFolder: string;
	env: Record<string, string | undefined>;
}

/** What n8n gets from the surrounding process; all else (NODE_OPTIONS of a test runner, N8N_… of another n8n) would only disturb. */
const INHERITED = ['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'NODE_EXTRA_CA_CERTS'];

/** The environment of a headless n8n that listens on loopback only and calls nobody by itself. */
export function n8nEnvironment(settings: N8nSettings): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = {
		...Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
		PATH: [settings.nodeFolder, process.env.PATH].join(process.platform === 'win32' ? ';' : ':'),
		// Otherwise every webhook error carries a stack trace.
		NODE_ENV: 'production',
		NO_COLOR: '1',
		N8N_USER_FOLDER: settings.userFolder,
		N8N_ENCRYPTION_KEY: settings.encryptionKey,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(settings.port),
		N8N_RUNNERS_BROKER_PORT: String(settings.brokerPort),
		WEBHOOK_URL: `${settings.publicUrl}/`,
		N8N_EDITOR_BASE_URL: `${settings.publicUrl}/`,
		// The cookie has to travel over plain http.
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		// It calls n8n's makers at every start, and 2.8.4 does not know it and refuses unknown names.
		...(settings.version.startsWith('2.8.') ? {} : { N8N_DISABLED_MODULES: 'mcp-registry' }),
		...databaseEnvironment(settings.database),
		...(settings.mode === 'queue' ? queueEnvironment(settings) : {}),
	};
	for (const [name, value] of Object.entries(settings.env)) {
		if (value === undefined) delete env[name];
		else env[name] = value;
	}
	return env;
}

function databaseEnvironment(database: N8nDatabase): NodeJS.ProcessEnv {
	if (database.type === 'sqlite') return { DB_TYPE: 'sqlite' };
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: database.host,
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_DATABASE: database.database,
		DB_POSTGRESDB_USER: database.user,
		DB_POSTGRESDB_PASSWORD: database.password,
		...(database.schema ? { DB_POSTGRESDB_SCHEMA: database.schema } : {}),
	};
}

function queueEnvironment({ redis, role, port }: N8nSettings): NodeJS.ProcessEnv {
	return {
		EXECUTIONS_MODE: 'queue',
		...(redis
			? {
					QUEUE_BULL_REDIS_HOST: redis.host,
					QUEUE_BULL_REDIS_PORT: String(redis.port),
					...(redis.prefix ? { QUEUE_BULL_PREFIX: redis.prefix, N8N_REDIS_KEY_PREFIX: redis.prefix } : {}),
				}
			: {}),
		...(role === 'worker' ? { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' } : {}),
	};
}

/** Where n8n looks for community packages. */
export function communityPackagesFolder(userFolder: string): string {
	return join(userFolder, '.n8n', 'nodes');
}
