/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { installedN8n } from '../../runtime/installed-n8n';
import type { N8nDatabase, N8nRedis } from '../../runtime/n8n-environment';

export interface ServerUrls {
	/** Of a user who may create databases. */
	postgres: string;
	redis: string;
}

/** Where PostgreSQL and Redis are when nothing else is said; CI services are found there too. */
const THIS_MACHINE: ServerUrls = {
	postgres: process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
	redis: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379',
};

/** All that these tests make on either server begins with this and the process's id, so that leftovers can be told. */
const PREFIX = 'altabots_test';

export type Row = Record<string, unknown>;

interface PostgresClient {
	connect(): Promise<void>;
	query(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
	end(): Promise<void>;
	on(event: 'error', listener: () => void): void;
}

interface RedisClient {
	connect(): Promise<void>;
	scan(cursor: string, ...options: Array<string | number>): Promise<[cursor: string, keys: string[]]>;
	del(...keys: string[]): Promise<number>;
	get(key: string): Promise<string | null>;
	disconnect(): void;
	on(event: 'error', listener: () => void): void;
}

/** n8n's own clients: what n8n can talk to, these tests can. */
interface Clients {
	openPostgres(url: string): Promise<PostgresClient>;
	openRedis(url: string): Promise<RedisClient>;
}

interface Connections {
	admin: PostgresClient;
	own: PostgresClient;
	redis: RedisClient;
}

/** A server that restarts ends its connections; the next query says so, or {@link Services.reconnect} comes first. */
const heedNot = () => {};

async function clients(): Promise<Clients> {
	const { folder } = await installedN8n('2.41.1');
	const requireFromN8n = createRequire(join(folder, 'package.json'));
	const { Client } = requireFromN8n('pg') as { Client: new (options: object) => PostgresClient };
	const { Redis } = requireFromN8n('ioredis') as { Redis: new (url: string, options: object) => RedisClient };
	return {
		async openPostgres(url) {
			const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
			client.on('error', heedNot);
			await client.connect();
			return client;
		},
		async openRedis(url) {
			const client = new Redis(url, { lazyConnect: true, retryStrategy: null, connectTimeout: 5_000 });
			client.on('error', heedNot);
			await client.connect();
			return client;
		},
	};
}

/** A database and a Redis prefix of their own, on the servers of this machine or others. Both are gone after {@link drop}. */
export class Services {
	private constructor(
		private readonly urls: ServerUrls,
		private readonly name: string,
		private connections: Connections,
	) {}

	/** @throws with the way to start them when PostgreSQL or Redis cannot be reached */
	static async create(urls: ServerUrls = THIS_MACHINE): Promise<Services> {
		const { openPostgres, openRedis } = await clients();
		const redis = await openRedis(urls.redis).catch(
			async () => await Promise.reject(notReachable('Redis', urls.redis)),
		);
		const admin = await openPostgres(urls.postgres).catch(async (error: Error) => {
			redis.disconnect();
			return await Promise.reject(notReachable('PostgreSQL', urls.postgres, error.message));
		});
		const name = `${PREFIX}_${process.pid}_${randomBytes(3).toString('hex')}`;
		await dropLeftovers(admin, redis);
		await admin.query(`CREATE DATABASE ${name}`);
		const own = await openPostgres(withDatabase(urls.postgres, name));
		return new Services(urls, name, { admin, own, redis });
	}

	/** After a restart of PostgreSQL or Redis. */
	async reconnect(): Promise<void> {
		const { openPostgres, openRedis } = await clients();
		await this.disconnect();
		this.connections = {
			admin: await openPostgres(this.urls.postgres),
			own: await openPostgres(withDatabase(this.urls.postgres, this.name)),
			redis: await openRedis(this.urls.redis),
		};
	}

	get database(): N8nDatabase {
		const { hostname, port, username, password } = new URL(this.urls.postgres);
		return {
			type: 'postgresdb',
			host: hostname,
			port: Number(port || 5432),
			database: this.name,
			user: decodeURIComponent(username),
			password: decodeURIComponent(password),
		};
	}

	get redis(): N8nRedis {
		const { hostname, port } = new URL(this.urls.redis);
		return { host: hostname, port: Number(port || 6379), prefix: this.name };
	}

	/** Variables that n8n needs beside {@link redis} where the URL carries a login. */
	get redisLogin(): Record<string, string> {
		const { username, password } = new URL(this.urls.redis);
		return {
			...(username ? { QUEUE_BULL_REDIS_USERNAME: decodeURIComponent(username) } : {}),
			...(password ? { QUEUE_BULL_REDIS_PASSWORD: decodeURIComponent(password) } : {}),
		};
	}

	/** Data of an n8n credential of type `redis`. */
	get redisCredential(): Row {
		const { hostname, port, username, password } = new URL(this.urls.redis);
		return { host: hostname, port: Number(port || 6379), database: 0, user: username, password };
	}

	/** Data of an n8n credential of type `postgres`, for the same database that n8n uses. */
	get postgresCredential(): Row {
		return { ...this.database, ssl: 'disable' };
	}

	async query<T extends Row>(sql: string, values: unknown[] = []): Promise<T[]> {
		return (await this.connections.own.query(sql, values)).rows as T[];
	}

	async drop(): Promise<void> {
		const { admin, own, redis } = this.connections;
		await own.end();
		await admin.query(`DROP DATABASE ${this.name} WITH (FORCE)`);
		await deleteKeys(redis, (key) => key.includes(this.name));
		await this.disconnect();
	}

	private async disconnect(): Promise<void> {
		const { admin, own, redis } = this.connections;
		await Promise.all([admin.end(), own.end()]);
		redis.disconnect();
	}
}

/** Of test processes that were killed before they could clean up. */
async function dropLeftovers(admin: PostgresClient, redis: RedisClient): Promise<void> {
	const { rows } = await admin.query('SELECT datname FROM pg_database WHERE datname LIKE $1', [
		`${PREFIX}\\_%`,
	]);
	const leftovers = rows.map(({ datname }) => String(datname)).filter((name) => !isAlive(name));
	for (const name of leftovers) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
	await deleteKeys(redis, (key) => {
		const name = new RegExp(`${PREFIX}_\\d+_`).exec(key)?.[0];
		return name !== undefined && !isAlive(name);
	});
}

function isAlive(name: string): boolean {
	const pid = Number(name.slice(PREFIX.length + 1).split('_')[0]);
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

async function deleteKeys(redis: RedisClient, matches: (key: string) => boolean): Promise<void> {
	for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
		const [next, keys] = await redis.scan(cursor, 'MATCH', `*${PREFIX}_*`, 'COUNT', 1_000);
		const ours = keys.filter(matches);
		if (ours.length > 0) await redis.del(...ours);
		cursor = next;
	}
}

function withDatabase(postgresUrl: string, name: string): string {
	const url = new URL(postgresUrl);
	url.pathname = `/${name}`;
	return url.toString();
}

function notReachable(server: 'PostgreSQL' | 'Redis', url: string, reason = 'connection refused'): Error {
	const { hostname, port } = new URL(url);
	const how = {
		PostgreSQL: [
			'apt-get install postgresql && service postgresql start   (and let the user postgres in on 127.0.0.1 without a password: "trust" in pg_hba.conf)',
			'docker run --rm -d -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:16',
			'TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres npm run test:queue   for one elsewhere; the user must be allowed to create databases',
		],
		Redis: [
			'apt-get install redis-server && service redis-server start',
			'docker run --rm -d -p 127.0.0.1:6379:6379 redis:7',
			'TEST_REDIS_URL=redis://host:6379 npm run test:queue   for one elsewhere',
		],
	}[server];
	return new Error(
		`Queue mode needs ${server}, and there is none at ${hostname}:${port} (${reason}). Start it in one of these ways:\n  ${how.join('\n  ')}`,
	);
}
