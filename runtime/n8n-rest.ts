/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only, never published */
import axios, { type AxiosInstance } from 'axios';
import { Agent } from 'node:http';

/** An event of 16 MB keeps n8n busy for half a minute on a slow machine. */
const TIMEOUT_MS = 100_000;

/** n8n refused a request. */
export class N8nRequestError extends Error {
	constructor(
		request: string,
		/** HTTP status. */
		readonly status: number,
		readonly body: unknown,
	) {
		const message = (body as { message?: unknown } | undefined)?.message;
		super(`n8n answered ${request} with ${status}: ${typeof message === 'string' ? message : JSON.stringify(body)}`);
		this.name = 'N8nRequestError';
	}
}

/** n8n's internal REST API, as the editor uses it: a cookie says who asks, answers come wrapped in `data`. */
export class N8nRest {
	private readonly http: AxiosInstance;

	private cookie = '';

	constructor(readonly url: string) {
		this.http = axios.create({
			...{ baseURL: url, validateStatus: () => true, proxy: false, timeout: TIMEOUT_MS, maxRedirects: 0 },
			// A connection per call: n8n closes an idle one just when the next call takes it, once in a while.
			httpAgent: new Agent({ keepAlive: false }),
		});
	}

	async login(email: string, password: string): Promise<void> {
		const answer = await this.http.post('/rest/login', { emailOrLdapLoginId: email, password }).catch(briefly);
		if (answer.status !== 200) throw new N8nRequestError('POST /rest/login', answer.status, answer.data);
		this.cookie = (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
	}

	async get<T>(path: string, params?: Record<string, unknown>): Promise<T> {
		return await this.call<T>('GET', path, undefined, params);
	}

	async post<T>(path: string, body: unknown = {}): Promise<T> {
		return await this.call<T>('POST', path, body);
	}

	async patch<T>(path: string, body: unknown): Promise<T> {
		return await this.call<T>('PATCH', path, body);
	}

	async delete<T>(path: string): Promise<T> {
		return await this.call<T>('DELETE', path);
	}

	private async call<T>(method: string, path: string, body?: unknown, params?: Record<string, unknown>): Promise<T> {
		const request = { method, url: `/rest${path}`, data: body, params, headers: { cookie: this.cookie } };
		const answer = await this.http.request<{ data: T }>(request).catch(briefly);
		if (answer.status >= 300) throw new N8nRequestError(`${method} /rest${path}`, answer.status, answer.data);
		return answer.data.data;
	}
}

/** axios hangs request, sockets and the password on its errors; a test's output needs the sentence only. */
async function briefly(error: Error): Promise<never> {
	return await Promise.reject(new Error(`n8n could not be reached: ${error.message}`));
}
