/** Names and ids go into mails as one short line, whatever they hold. */
const oneLine = (text) =>
	String(text ?? '')
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
		.trim()
		.slice(0, 200);

/** In n8n's time zone. */
const clock = (time) => DateTime.fromISO(time).setZone($now.zoneName).toFormat('yyyy-MM-dd HH:mm:ss ZZZZ');

const minutesSince = (time) => $now.diff(DateTime.fromISO(time), 'minutes').minutes;
