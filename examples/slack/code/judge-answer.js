const settings = $('Settings').first().json;
const { job, key } = $('Choose Next').first().json;
const handoff = $('Find Handoff').first().json;
const person = $input.first().json;
const words = [settings.closeWord, '/close'].map((word) => String(word).trim().toLowerCase()).filter(Boolean);
const isClosing = (line) => words.includes(line.trim().toLowerCase());
const lines = job.text.split('\n');
const prefix = String(settings.notePrefix ?? '')
	.trim()
	.toLowerCase();
const text = job.text.toLowerCase();
/** As people see it: bold, italic, quoted or as code it is a note all the same. */
const isNote = prefix !== '' && [text, text.replace(/^[\s*_~`>]+/, '')].some((one) => one.startsWith(prefix));
const result = [
	{
		json: {
			key,
			job,
			handoff,
			name:
				oneLine(person.profile?.display_name || person.real_name || person.profile?.real_name, 80) ||
				job.user,
			internal: isNote,
			text: lines
				.filter((line) => !isClosing(line))
				.join('\n')
				.trim(),
			close: lines.some(isClosing),
		},
	},
];
