/** A desk with everything that it needs, in one file: front door, Reply, both parts, and the desk itself. */
import { together } from './together.mjs';

const FRONT_DOOR = {
	About:
		'## Front Door\n\nA bot has one URL, so one trigger takes everything that the platform sends. It is written down before anything else, then handed to the parts: business hours, first-reply guard, AI first line (all optional), and to the desk.',
	'About Parts':
		'### Parts, each optional\n**Business Hours** is switched off: fill in its *Settings*, then switch it on (*⋯ > Activate*). **Open Question** and **First Line** are for workflows that do not come with this one (*Ask and Continue*, *AI First Line*): choose them there and switch them on; where they ask for *Reply* or *Desk*, choose this workflow. One that cannot do its work lets the item pass, so that a customer never gets lost in it; n8n lists its execution as failed.',
};

const REPLY = {
	About:
		'## Reply\n\nThe one place from which everything here speaks to a customer. It sends the same `replyId` to the same conversation once, sends nothing into a closed conversation, and gives back what became of it.\n\n**In**: `source`, `conversationId`, `action` (reply or close), `text`, `by`, `replyId`, and if you like `kind` (human, automatic or ai; human if left out) and `reason` (why it is closed).\n\n**Out**: `outcome` (sent, unsent, uncertain, closed, duplicate or late), `sentence`, `conversationId`, `replyId`.',
	'About Bots':
		"### One key for each bot\nA bot's customers are reached with that bot's key only. This workflow serves one bot. For several, import the single workflows instead: one front door for each bot, one *Reply* for all of them.",
};

const GUARD = {
	About:
		'## First-Reply Guard\n\nThe platform ends a handoff that nobody answers within 60 seconds. This greets every customer at once, unless another part (business hours) has done so. Change the texts in its **Settings**.',
};

const HOURS = {
	About:
		'## Business Hours\n\nSays to a customer who comes outside your hours when you are back, and by your choice closes the conversation (your bot answers again) or keeps it waiting for the morning.\n\nFill in its **Settings**, then switch on the node *Business Hours* of the front door. The platform may end a handoff that waits too long; see the page.',
};

/** What a desk with *Every Minute* says behind its steps; 1,440 times 180 kB. */
export const KEEP_NO_SUCCESSES =
	'**Before you leave it running**: in *⋯ > Settings*, have successful production executions not saved. *Every Minute* makes 1,440 a day, and n8n keeps a copy of this workflow with each, about 260 MB a day.';

/**
 * @param file URL of the JSON to write
 * @param start says what to do: `[text, width, height]`
 * @param desk `{ file, part, calls, notes }`, as for {@link together}; what the front door calls
 * @param first a part of the desk that nothing calls and that holds what is to be set; else the desk itself stands first
 */
export function complete(file, name, { start, desk, first }) {
	const frontDoor = {
		file: 'front-door/front-door.json',
		part: '',
		calls: { 'Business Hours': 'Business Hours', 'First-Reply Guard': 'First-Reply Guard', Desk: desk.part },
		notes: FRONT_DOOR,
	};
	const guard = {
		file: 'first-reply-guard/first-reply-guard.json',
		part: 'First-Reply Guard',
		calls: { Reply: 'Reply' },
		notes: GUARD,
	};
	const hours = {
		file: 'business-hours/business-hours.json',
		part: 'Business Hours',
		calls: { Reply: 'Reply', Close: 'Reply' },
		notes: HOURS,
	};
	const reply = { file: 'reply/reply.json', part: 'Reply', notes: REPLY };
	const columns = [
		[{ note: ['Start Here', ...start] }, first ?? desk],
		[frontDoor, guard, hours],
		[reply, ...(first ? [desk] : [])],
	];
	together(file, name, columns, { event: desk.part, otherwise: 'Reply' });
}
