/**
 * Calls the control API. Throws an Error whose message is the API's own sentence.
 * @param {'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} method
 * @param {string} path below /simulator
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function api(method, path, body) {
	const response = await fetch(`/simulator${path}`, {
		method,
		...(body === undefined
			? {}
			: { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
	}).catch(() => {
		throw new Error('The simulator does not answer. Is it still running?');
	});
	const answer = await response.json().catch(() => null);
	if (!response.ok) throw new Error(answer?.error ?? `The simulator answered ${response.status}.`);
	return answer;
}

const types = /** @type {const} */ (['call', 'conversation', 'settings', 'faults', 'links', 'reset']);

/**
 * Follows what happens. The browser reconnects by itself; `onOpen` runs at every connection, for what was missed meanwhile.
 * @param {{ onOpen: () => void, onLost: () => void, onEvent: (type: typeof types[number], data: any) => void }} handlers
 */
export function follow({ onOpen, onLost, onEvent }) {
	const source = new EventSource('/simulator/events');
	source.onopen = onOpen;
	source.onerror = () => {
		onLost();
		// After an answer that is no event stream the browser gives up; a simulator that starts anew deserves another try.
		if (source.readyState === EventSource.CLOSED)
			setTimeout(() => follow({ onOpen, onLost, onEvent }), 2_000);
	};
	for (const type of types) {
		source.addEventListener(type, (event) =>
			onEvent(type, JSON.parse(/** @type {MessageEvent} */ (event).data)),
		);
	}
}
