import { api } from './api.js';
import { byId, copyButton, el, notice, setText } from './dom.js';
import { field, textBox } from './form.js';
import { on, store } from './store.js';

/** Where nobody told the page its links: how to join a workflow to the simulator by hand. */
export function startConnect() {
	const key = el('code', { class: 'secret' });
	const base = el('code', {});
	const address = textBox({ type: 'url', placeholder: 'http://127.0.0.1:5678/webhook/…', required: true });
	const reveal = el('button', { type: 'button', class: 'quiet small', 'aria-pressed': 'false' }, 'Show Key');
	const apiKey = () => store.settings?.agents[0].key ?? '';
	const drawKey = () =>
		setText(key, reveal.getAttribute('aria-pressed') === 'true' ? apiKey() : '•'.repeat(12));
	reveal.addEventListener('click', () => {
		const shown = reveal.getAttribute('aria-pressed') !== 'true';
		reveal.setAttribute('aria-pressed', String(shown));
		setText(reveal, shown ? 'Hide Key' : 'Show Key');
		drawKey();
	});
	const form = el(
		'form',
		{
			class: 'inline-form',
			novalidate: true,
			onsubmit: async (/** @type {Event} */ event) => {
				event.preventDefault();
				await api('PATCH', '/settings', { webhookBase: address.value.trim() || null }).then(
					(settings) =>
						notice(
							settings.webhookBase ? `Calls now go to ${settings.webhookBase}.` : 'No calls are made now.',
						),
					() => notice('That is no http or https address. Copy the production URL of the AltaBots Trigger.'),
				);
			},
		},
		field('Webhook URL of the AltaBots Trigger', address),
		el('button', { type: 'submit', class: 'primary' }, 'Connect'),
	);
	byId('connect-body').append(
		el(
			'ol',
			{},
			el(
				'li',
				{},
				el('p', {}, 'In n8n, make a credential with the platform “Custom”, this base URL and this API key.'),
				el(
					'p',
					{ class: 'copy-line' },
					base,
					' ',
					copyButton('Copy Base URL', () => store.url),
				),
				el('p', { class: 'copy-line' }, key, ' ', reveal, ' ', copyButton('Copy Key', apiKey)),
			),
			el(
				'li',
				{},
				el(
					'p',
					{},
					'Publish a workflow that begins with the AltaBots Trigger, and paste its production URL.',
				),
				form,
			),
		),
	);

	let openedOnce = false;
	const draw = () => {
		if (!store.settings || !store.links) return;
		const { n8n, workflow, executions, desk } = store.links;
		const box = byId('connect');
		box.hidden = [n8n, workflow, executions, desk].some((href) => href !== null);
		const { webhookBase } = store.settings;
		setText(byId('connect-summary'), webhookBase ? `Calls Go to ${webhookBase}` : 'Connect a Workflow');
		setText(base, store.url);
		drawKey();
		if (document.activeElement !== address) address.value = webhookBase ?? '';
		if (!openedOnce) box.open = webhookBase === null;
		openedOnce = true;
	};
	on('links', draw);
	on('settings', draw);
}
