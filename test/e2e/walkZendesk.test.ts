import { describeInBrowser } from './browser';
import { HttpsDetour } from './desks/https-detour';
import { HOST, ZendeskServer } from './desks/zendesk-server';
import { arrived, WALK_LIMIT_MS, WalkGround } from './walkGround';

const QUESTION = 'Where is my parcel?';
const ANSWER = 'It arrives tomorrow.';

/** The same way with Zendesk, where a user and a token for n8n have been made. Zendesk's Admin Center is not counted. */
describeInBrowser('a newcomer sets up the Zendesk desk', () => {
	let zendesk: ZendeskServer;
	let detour: HttpsDetour;
	let ground: WalkGround;

	beforeAll(async () => {
		zendesk = await ZendeskServer.start();
		detour = await HttpsDetour.start({ [HOST]: zendesk.port });
		ground = await WalkGround.start(detour.env);
	}, WALK_LIMIT_MS);

	afterAll(async () => {
		await ground?.stop();
		await detour?.stop();
		await zendesk?.stop();
	});

	it(
		'types two values, and needs as many clicks as its page says',
		async () => {
			const { newcomer } = await ground.enter();
			const { person } = newcomer;
			const { subdomain, email, apiToken } = zendesk.login;

			await newcomer.pasteDesk('zendesk');
			await newcomer.connectAltaBots(ground.sim);
			await newcomer.connect('Zendesk · Ask Zendesk', async (field) => {
				await person.type(field('subdomain'), subdomain);
				await person.type(field('email'), email);
				await person.paste(field('apiToken'), apiToken);
			});
			await newcomer.open('Zendesk · Settings');
			await person.repeat(newcomer.setting(0), subdomain);
			await newcomer.close();
			await newcomer.setUpOnce();
			await newcomer.publish();
			const customer = await ground.firstCustomer(newcomer, await newcomer.productionUrl(), QUESTION);

			// In Zendesk: the ticket, Public reply instead of Internal note, the answer, Submit.
			const { account } = zendesk;
			const isAsked = (id: number) => account.commentsOf(id).some(({ body }) => body.includes(QUESTION));
			const ticket = await arrived(() => account.tickets.find(({ id }) => isAsked(id)));
			zendesk.writes(ticket, ANSWER);
			person.clicks += 4;
			person.said += 1;
			await customer.bubble('human', ANSWER).waitFor({ timeout: 90_000 });

			newcomer.hasWalked('zendesk');
			expect(person.typed).toHaveLength(2);
		},
		WALK_LIMIT_MS,
	);
});
