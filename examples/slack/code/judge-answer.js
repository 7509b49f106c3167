const settings = $('Settings').first().json;
const { job, key } = $('Choose Next').first().json;
const handoff = $('Find Handoff').first().json;
const person = $input.first().json;
const words = [settings.closeWord, '/close'].map((word) => String(word).trim().toLowerCase()).filter(Boolean);
const isClosing = (line) => words.includes(line.trim().toLowerCase());
const lines = job.text.split('\n');
const result = [
	{
		json: {
			key,
			job,
			handoff,
			name:
				oneLine(person.profile?.display_name || person.real_name || person.profile?.real_name, 80) ||
				job.user,
			internal: Boolean(settings.notePrefix) && job.text.startsWith(settings.notePrefix),
			text: lines
				.filter((line) => !isClosing(line))
				.join('\n')
				.trim(),
			close: lines.some(isClosing),
		},
	},
];
