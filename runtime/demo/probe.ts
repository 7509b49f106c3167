/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only, never published */
import axios from 'axios';

const TIMEOUT_MS = 15_000;
const POLL_MS = 200;

/**
 * Asks the trigger as the platform's availability probe does; that starts no execution.
 * @param webhook the trigger's production URL
 * @returns whether it answered within 15 s
 */
export async function answersProbe(webhook: string): Promise<boolean> {
	const deadline = Date.now() + TIMEOUT_MS;
	do {
		const answer = await axios
			.post(
				`${webhook}/conversation/establish`,
				{ istest: true },
				{ validateStatus: () => true, timeout: 5_000, proxy: false },
			)
			.catch(() => undefined);
		if (answer?.status === 200) return true;
		await new Promise((done) => setTimeout(done, POLL_MS));
	} while (Date.now() < deadline);
	return false;
}
