const ADDRESS = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+\.[^\s@<>()[\],;:\\"]+$/;

/**
 * The ways to a requester, the surest first; where Zendesk refuses one, the next is taken. `external` is only looked for, `email` is found or
 * made by Zendesk itself, `own` is somebody whom this workflow has made. Nobody is ever found by a name.
 */
function waysToRequester(handoff, conversationId, source, settings) {
	const { email, user_id: userId } = handoff;
	const isAddress = ADDRESS.test(email ?? '') && email.length < 255;
	return [
		...(settings.userIdsAreExternalIds && userId ? [{ kind: 'external', id: userId }] : []),
		...(isAddress ? [{ kind: 'email', email }] : []),
		{ kind: 'own', id: ownId(handoff, conversationId, source) },
		{ kind: 'nobody' },
	];
}

/** User IDs of two bots may mean two people: the Label is part of it. */
function ownId({ user_id: userId, anonymous_id: anonymousId }, conversationId, source) {
	const id = (kind, value) => `altabots:${[source, kind, value].map(folded).join(':')}`;
	const ids = [
		...(userId ? [id('user', userId)] : []),
		...(anonymousId ? [id('visitor', anonymousId)] : []),
		id('conversation', conversationId),
	];
	return ids.find(({ length }) => length < 200) ?? ids.at(-1);
}

/** Zendesk takes "KDslas" and "kdslas" for the same external ID; they are two people. */
function folded(text) {
	const marked = String(text)
		.toWellFormed()
		.replace(/[A-Z^]/g, (letter) => `^${letter.toLowerCase()}`);
	return encodeURIComponent(marked);
}

function nameOf({ email, user_id: userId, anonymous_id: anonymousId }) {
	if (ADDRESS.test(email ?? '')) return asWritten(oneLine(email, 100));
	if (userId) return asWritten(`Customer ${oneLine(userId, 60)}`);
	return anonymousId ? asWritten(`Visitor ${oneLine(anonymousId, 8)}`) : 'Visitor';
}
