/** What the person reads and answers. */
const STATE = "$('Next Step').last().json.state";

const field = (fieldLabel, more = {}) => ({ fieldLabel, requiredField: true, ...more });
const choice = (fieldLabel, ...options) =>
	field(fieldLabel, {
		fieldType: 'dropdown',
		fieldOptions: { values: options.map((option) => ({ option })) },
	});
const form = (parameters) => ({ type: 'n8n-nodes-base.form', typeVersion: 2.3, parameters });
const page = (formTitle, formDescription, ...values) =>
	form({ formFields: { values }, options: { formTitle, formDescription, buttonLabel: 'Next' } });
/** A text in which expressions stand between `{{` and `}}`. */
const told = (text) => `=${text.replaceAll('\n', '<br>')}`;

export const about = `## AltaBots Live Check

What does the platform do that its documents do not say? Ten minutes on a **test Agent** of yours settle it, for your account and, if you share the report, for everybody. The README beside this file has more.

**Take an Agent that talks to nobody else**: the check opens conversations, asks for humans, and answers some calls with errors on purpose.

1. Choose your **AltaBots API** credential in the node **Ask the Platform**.
2. In *⋯ > Settings*, have no executions saved, successful, failed or manual: the platform's calls may carry your API key, and n8n's import leaves these settings out.
3. Publish this workflow.
4. Open the *production URL* of **Start** and follow the pages.
5. When you have the report: unpublish, and put the URL of your own trigger back in the console.`;

export const start = {
	type: 'n8n-nodes-base.formTrigger',
	typeVersion: 2.3,
	parameters: {
		formTitle: 'AltaBots Live Check',
		formDescription:
			'What does the platform do that its documents do not say? Ten minutes, on a test Agent that talks to nobody else.',
		formFields: {
			values: [
				choice(
					'Platform',
					...[
						'AltaBots',
						'GPTBots Singapore',
						'GPTBots Thailand',
						'GPTBots Japan',
						'GPTBots without region',
						'Other',
					],
				),
				field('Other Address', { requiredField: false, placeholder: 'https://…, only for Other' }),
				field('What a Customer Writes to Get a Human', { defaultValue: 'human service' }),
				field('First-Reply Limit in Seconds', { fieldType: 'number', defaultValue: '60' }),
				field('Patience in Seconds', { fieldType: 'number', defaultValue: '20' }),
			],
		},
		options: { buttonLabel: 'Next', appendAttribution: false },
	},
};

export const key = page(
	'The key does not open the Agent',
	told(
		`The platform answered {{ $('Look at the Answer').last().json.answer.status || 'nothing' }} to <code>GET {{ ${STATE}.base }}/v1/bot/detail</code>.
Choose your credential in the node <b>Ask the Platform</b> and publish again; it must be an Agent's key, and of the platform that you chose.
<b>Then begin anew</b>: a check that is under way goes on with the old workflow.`,
	),
);

export const paste = page(
	'1. Paste the address in the console',
	told(
		`On your test Agent, in both places:
<b>Integrations &gt; API &gt; Webhook</b>
<b>Settings &gt; Human service</b>, vendor <b>Webhook</b>

<code>{{ ${STATE}.webhook }}</code>

Are there three fields under Human service? Then paste the address into each, with its ending: <code>/conversation/establish</code>, <code>/chat</code>, <code>/conversation/close</code>.

After <b>Next</b> the check talks to your Agent for some minutes. Leave this page open.`,
	),
	choice('Fields for the Address under Human Service', 'One', 'Three', 'Another Number'),
);

export const chat = page(
	'2. Be the customer',
	told(
		`Open a chat with your Agent that is not the API: its share link, or the widget.
<b>Press Next first</b>. Then, within three minutes, in the chat:

1. Write <b>{{ ${STATE}.words }}</b>.
2. Wait for a reply that begins with <i>Live check</i>. Look at the word <i>bold</i> in it.
3. Write anything back.
4. End the conversation with the human, if the chat lets you.

The next page comes by itself.`,
	),
);

export const seen = page(
	'3. What did the customer see?',
	'The last questions. The report comes next.',
	choice('The Word Bold in the Reply', 'In Bold Letters', 'Between Asterisks', 'No Reply Came'),
	choice('An Address Was Asked For', 'Yes', 'No'),
);

export const report = form({
	operation: 'completion',
	respondWith: 'showText',
	responseText: '={{ $json.page }}',
});
