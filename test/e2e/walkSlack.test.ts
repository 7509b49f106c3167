import { describeInBrowser } from './browser';
import { HttpsDetour } from './desks/https-detour';
import { ANN, SlackServer, SUPPORT } from './desks/slack-server';
import { arrived, WALK_LIMIT_MS, WalkGround } from './walkGround';

const TRIGGER = 'Slack · Slack Trigger';
const QUESTION = 'Where is my parcel?';
const ANSWER = 'It arrives tomorrow.';

/** The same way with Slack, whose app has been made and is in the channel. Slack's own pages are not counted. */
describeInBrowser('a newcomer sets up the Slack desk', () => {
	let slack: SlackServer;
	let detour: HttpsDetour;
	let ground: WalkGround;

	beforeAll(async () => {
		slack = await SlackServer.start();
		detour = await HttpsDetour.start({ 'slack.com': slack.port });
		ground = await WalkGround.start(detour.env);
	}, WALK_LIMIT_MS);

	afterAll(async () => {
		await ground?.stop();
		await detour?.stop();
		await slack?.stop();
	});

	it(
		'types nothing, and needs as many clicks as its page says',
		async () => {
			const { newcomer } = await ground.enter();
			const { person } = newcomer;
			const { accessToken, signatureSecret } = slack.keys;

			await newcomer.pasteDesk('slack');
			await newcomer.connectAltaBots(ground.sim);
			await newcomer.connect(TRIGGER, async (field) => {
				await person.paste(field('accessToken'), accessToken);
				await person.paste(field('signatureSecret'), signatureSecret);
			});
			await newcomer.open('Slack · Settings');
			await person.paste(newcomer.setting(0), SUPPORT);
			await newcomer.close();
			await newcomer.setUpOnce();
			await newcomer.publish();
			// In the app's Event Subscriptions.
			const requestUrl = await newcomer.productionUrl(TRIGGER);
			person.pasted += 1;
			expect(await slack.events.verify(requestUrl)).toBe('');
			const customer = await ground.firstCustomer(newcomer, await newcomer.productionUrl(), QUESTION);

			// In Slack: the channel, Reply in thread, the answer, Enter.
			const root = await arrived(() => slack.opening(QUESTION));
			slack.types(ANN, root, ANSWER);
			person.clicks += 2;
			person.said += 1;
			await customer.bubble('human', ANSWER).waitFor();

			newcomer.hasWalked('slack');
			expect(person.typed).toEqual([]);
		},
		WALK_LIMIT_MS,
	);
});
