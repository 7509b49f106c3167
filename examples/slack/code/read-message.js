const event = $input.first().json;

/** Also sent to the channel, or with files: still an answer. Every other subtype (edited, deleted, joined, a bot's) is none. */
const isPersons =
	event.type === 'message' &&
	[undefined, 'thread_broadcast', 'file_share'].includes(event.subtype) &&
	typeof event.user === 'string' &&
	event.user !== 'USLACKBOT' &&
	!event.bot_id &&
	!event.bot_profile;
const isInThread = Boolean(event.channel && event.ts && event.thread_ts) && event.thread_ts !== event.ts;
const thread = `${event.channel}:${event.thread_ts}`;

const result = !(isPersons && isInThread)
	? []
	: [
			{
				json: {
					key: `slack:${event.channel}:${event.ts}`,
					by: event.user,
					job: JSON.stringify({
						lane: `in:${thread}`,
						answer: true,
						thread,
						channel: event.channel,
						ts: event.ts,
						user: event.user,
						parent: event.parent_user_id ?? '',
						text: fromSlack(event),
						files: (event.files ?? []).length,
					}),
				},
			},
		];
