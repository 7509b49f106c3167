import { CALLED, contract } from '../build/contract.mjs';
import { callWorkflow, choose, fields, iff, item, note, stop } from '../build/nodes.mjs';
import { workflow } from '../build/workflow.mjs';

workflow(
	new URL('business-hours.json', import.meta.url),
	'Business Hours',
	{
		About: [
			-400,
			-440,
			note(
				`## Business Hours

Says to a customer who comes outside your hours when you are back, and by your choice closes the conversation (your bot answers again) or keeps it waiting for the morning.

**To do:** fill in **Settings**, choose the workflow *Reply* in **Reply** and **Close**, publish, then choose this workflow in the front door's node *Business Hours*, switch that node on, and publish the front door again.

The platform may end a handoff that waits too long; see the page.`,
				760,
				300,
			),
		],
		...contract({ height: 620, missing: [-140, 320] }),
		'About Hours': [
			120,
			-80,
			note(
				'### Open?\n**Settings**: a time zone by its name; for each day the hours, `09:00-17:00`, several separated by commas, empty when closed; holidays as dates separated by commas; `outside`: *wait* or *close*. In the texts `{time}` is when you open again. A part of the day that crosses midnight: end it at `24:00` and go on the next day.',
				800,
				620,
				4,
			),
		],
		Settings: [
			180,
			120,
			fields({
				timeZone: 'Europe/Berlin',
				monday: '09:00-17:00',
				tuesday: '09:00-17:00',
				wednesday: '09:00-17:00',
				thursday: '09:00-17:00',
				friday: '09:00-17:00',
				saturday: '',
				sunday: '',
				holidays: '2026-12-25, 2026-12-26, 2027-01-01',
				outside: 'wait',
				text_en: 'Thank you for writing. Our team is back on {time}, and answers you then.',
				text_de: 'Danke für Ihre Nachricht. Unser Team ist ab {time} wieder da und antwortet Ihnen dann.',
				text_es: 'Gracias por escribir. Nuestro equipo vuelve el {time} y le responderá entonces.',
			}),
		],
		Hours: [
			400,
			120,
			item(`(() => {
  const settings = $json;
  const now = $now.setZone(settings.timeZone);
  if (!now.isValid) return { problem: 'Settings: n8n knows no time zone ' + settings.timeZone + '. Write one like Europe/Berlin.' };
  const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const list = (text) => String(text ?? '').split(',').map((part) => part.trim()).filter(Boolean);
  const HOURS = /^([01]?\\d|2[0-4])([:.][0-5]\\d)?\\s*[-–—]\\s*([01]?\\d|2[0-4])([:.][0-5]\\d)?$/;
  const wrong = DAYS.find((day) => list(settings[day]).some((part) => !HOURS.test(part)));
  if (wrong) return { problem: 'Settings: write ' + wrong + ' like 09:00-17:00, several separated by commas, or leave it empty. It is: ' + settings[wrong] };
  const clock = (day, text) => { const [hour, minute = 0] = text.split(/[:.]/).map(Number); return hour === 24 ? day.plus({ days: 1 }) : day.set({ hour, minute }); };
  const parts = (day) => list(settings.holidays).includes(day.toISODate()) ? [] : list(settings[DAYS[day.weekday - 1]]).map((part) => { const [from, to] = part.split(/[-–—]/); return { from: clock(day, from), to: clock(day, to) }; });
  const today = now.startOf('day');
  const part = parts(today).find(({ from, to }) => now >= from && now < to);
  const open = Boolean(part);
  let openSince = part ? part.from : null;
  for (let n = 1; openSince && n <= 7; n++) openSince = parts(today.minus({ days: n })).find(({ to }) => +to === +openSince)?.from ?? openSince;
  const next = open ? null : Array.from({ length: 366 }, (_, n) => today.plus({ days: n })).flatMap((day) => parts(day)).map(({ from }) => from).filter((from) => from > now).sort((a, b) => a - b)[0] ?? null;
  return { ...$('When Called').first().json, open, opensAt: next ? next.toISO() : null, openSince: openSince ? openSince.toISO() : null };
})()`),
		],
		'Has to Be Told': [
			620,
			100,
			choose([
				['Tell', "$json.open === false && $json.event === 'handoffRequested'"],
				['Pass', '!$json.problem'],
				['Problem', 'Boolean($json.problem)'],
			]),
		],
		'Say What Is Wrong': [1020, 370, stop('={{ $json.problem }}')],
		'About Outside': [
			960,
			-80,
			note(
				'### Outside the hours\nThe customer is told (that is the first reply, so the guard stays quiet), then by your choice the conversation is closed, unless the text certainly did not arrive. `handled` keeps a closed one from the desk.',
				1320,
				620,
			),
		],
		Message: [
			1020,
			20,
			item(
				`(() => { const { source, conversationId, dedupeKey, language, opensAt } = $json; const settings = $('Settings').first().json; const spoken = settings['text_' + language] ? language : 'en'; const time = opensAt ? DateTime.fromISO(opensAt, { zone: settings.timeZone }).setLocale(spoken.replaceAll('_', '-')).toLocaleString({ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }) : '–'; return { source, conversationId, action: 'reply', text: settings['text_' + spoken].replaceAll('{time}', time), by: 'Business Hours', kind: 'automatic', replyId: 'hours:' + dedupeKey }; })()`,
			),
		],
		Reply: [1220, 20, callWorkflow()],
		'Is to Be Closed': [
			1420,
			20,
			iff(
				"$('Settings').first().json.outside === 'close'",
				// Nobody is sent away without a word.
				"['sent', 'duplicate', 'uncertain'].includes($json.outcome)",
			),
		],
		Closing: [
			1620,
			-10,
			item(
				`(() => { const { source, conversationId, dedupeKey } = ${CALLED}; return { source, conversationId, action: 'close', by: 'Business Hours', kind: 'automatic', reason: 'Outside business hours', replyId: 'hours-close:' + dedupeKey }; })()`,
			),
		],
		Close: [1820, -10, callWorkflow()],
		'Return Item': [
			2040,
			130,
			item(
				"{ ...$('Hours').first().json, greeted: ['sent', 'duplicate'].includes($('Reply').first().json.outcome), handled: $('Settings').first().json.outside === 'close' && $json.outcome === 'closed' }",
			),
		],
		'Return as It Is': [1020, 200, item('$json')],
	},
	{
		'When Called': [['Is an Event']],
		'Is an Event': [['Settings'], ['Say What Is Missing']],
		Settings: [['Hours']],
		Hours: [['Has to Be Told']],
		'Has to Be Told': [['Message'], ['Return as It Is'], ['Say What Is Wrong']],
		Message: [['Reply']],
		Reply: [['Is to Be Closed']],
		'Is to Be Closed': [['Closing'], ['Return Item']],
		Closing: [['Close']],
		Close: [['Return Item']],
	},
);
