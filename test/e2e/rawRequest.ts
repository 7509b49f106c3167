/* eslint-disable @n8n/community-nodes/no-restricted-imports -- test code never ships */
import { request } from 'node:http';

export interface RawAnswer {
	status: number;
	body: string;
}

/** Posts to a path as it stands: HTTP clients for daily use normalise paths. */
export async function rawRequest(
	port: number,
	path: string,
	body: string,
	headers: Record<string, string> = {},
): Promise<RawAnswer> {
	return await new Promise((resolve, reject) => {
		const call = request(
			{
				host: '127.0.0.1',
				port,
				path,
				method: 'POST',
				// n8n closes an idle connection just when the next call takes it, once in a while.
				agent: false,
				headers: {
					'Content-Type': 'application/json',
					'Content-Length': Buffer.byteLength(body),
					...headers,
				},
			},
			(response) => {
				let text = '';
				response.on('data', (chunk) => (text += chunk));
				response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
			},
		);
		call.once('error', reject);
		call.end(body);
	});
}
