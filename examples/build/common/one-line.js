/** One line without control characters, of at most so many characters. */
function oneLine(text, length) {
	const line = String(text ?? '')
		.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ')
		.trim();
	const characters = [...line];
	return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line;
}
