/*
 * "Choose Answer": what the plan says for this call. A call that comes again is answered as it was the first time, whatever the plan
 * says by then: a platform that tries again must not find another answer.
 */
const { token, ...call } = $('Look at the Call').first().json;
const rows = $input.all().map(({ json }) => json);
const plan = JSON.parse(rows.find(({ kind }) => kind === 'plan')?.data ?? '{}');
const earlier = rows.find(({ kind, surface }) => kind === 'received' && surface === call.surface);

const success = {
	status: 200,
	body: JSON.stringify({ code: 200, [call.surface === 'message' ? 'msg' : 'message']: 'success' }),
};
const planned = {
	message: plan.replies?.[call.conversation],
	establish: earlier ? JSON.parse(earlier.data).answer : plan.establish,
};
const answer = planned[call.surface] ?? success;

// One look at each token is enough, and the account's calls may be few.
const isOfHandoff = (surface) => ['establish', 'chat', 'close'].includes(surface);
const isTried = rows.some(
	({ kind, surface }) => kind === 'token' && isOfHandoff(surface) === isOfHandoff(call.surface),
);
const result = [
	{
		json: {
			...call,
			answer,
			tryToken: token !== '' && !isTried,
			base: plan.base ?? '',
		},
	},
];
