import { iff, note, stop, whenCalled } from './nodes.mjs';

/** What the front door hands on, and nothing else, gets past the first nodes of a sub-workflow. */
export const IS_EVENT =
	"['agentReply', 'handoffRequested', 'customerMessage', 'handoffClosed'].includes($json.event) && typeof $json.conversationId === 'string' && $json.conversationId !== '' && typeof $json.dedupeKey === 'string' && (typeof $json.source === 'string' || $json.source === null)";
export const IS_NO_EVENT =
	'This workflow takes the items of the AltaBots Trigger, unchanged, as the Front Door hands them on: event, conversationId, source, dedupeKey and the rest. What came is none of them. See examples/README.md, "Input of a sub-workflow".';

export const CALLED = "$('When Called').first().json";

/** The first nodes, on their note; the next one is wired to the first output of *Is an Event*. */
export const contract = ({
	width = 480,
	height = 480,
	left = -400,
	top = -80,
	missing = [-140, 320],
} = {}) => ({
	'About Input': [
		left,
		top,
		note(
			'### What is asked for\nThe item that the front door hands on, unchanged. Anything else stops here, with a sentence.',
			width,
			height,
		),
	],
	'When Called': [-340, 120, whenCalled()],
	'Is an Event': [-140, 120, iff(IS_EVENT)],
	'Say What Is Missing': [...missing, stop(IS_NO_EVENT)],
});
