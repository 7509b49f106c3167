const { job, source } = $('Choose Next').first().json;
const handoff = $input.first().json;
const [channel = '', ts = ''] = (job.thread ?? handoff.thread ?? '').split(':');
const result = [
	{
		json: {
			channel: channel || channelFor($('Settings').first().json.channels, source ?? ''),
			thread: ts,
			post: job.post,
			// Without its thread a message would stand alone, so it opens one.
			opens: ts === '' ? (handoff.id ?? -1) : -1,
			isThere: Boolean(job.opens && ts),
			source: source ?? '',
		},
	},
];
