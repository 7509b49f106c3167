/* What an answer of the platform says, in whichever of its shapes. */
const codeOf = ({ body }) => body?.error?.code ?? body?.code;

/** Whether the platform says that it did what it was told. */
function isAccepted(answer) {
	const isSuccess = ['undefined', '0', '200'].includes(String(codeOf(answer)));
	return answer.status >= 200 && answer.status < 300 && answer.body?.error == null && isSuccess;
}
