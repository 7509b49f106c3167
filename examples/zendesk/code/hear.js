/** An answer of Zendesk's, or that there was none. `isPassing`: trying again later may help. */
function hear(answer) {
	if (answer?.statusCode === undefined) {
		const why = answer?.error?.message ?? answer?.error ?? 'no answer';
		return {
			status: 0,
			body: {},
			isPassing: true,
			sentence: `Zendesk could not be asked: ${oneLine(why, 200)}`,
		};
	}
	const status = Number(answer.statusCode);
	const body = typeof answer.body === 'object' && answer.body !== null ? answer.body : {};
	const details = Object.values(body.details ?? {}).flatMap((list) =>
		[list].flat().map((one) => one?.description),
	);
	const why = [body.error?.title ?? body.error, body.description ?? body.error?.message, ...details];
	return {
		status,
		body,
		isPassing: status < 200 || (status >= 300 && ![400, 404, 410, 422].includes(status)),
		sentence: `Zendesk answered ${status}: ${oneLine(why.filter(Boolean).join('. '), 300)}`,
	};
}
