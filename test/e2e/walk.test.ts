import { describeInBrowser } from './browser';
import { Desk } from './desk';
import { picture } from './pictures';
import { WALK_LIMIT_MS, WalkGround } from './walkGround';

const LOGIN = { username: 'team', password: 'a-password-of-their-own' };
const QUESTION = 'Where is my parcel?';
const ANSWER = 'It arrives tomorrow.';

/** From the installed package to a customer who reads a human's answer, by the steps that the workflow's own note names. */
describeInBrowser('a newcomer sets up the desk inside n8n', () => {
	let ground: WalkGround;

	beforeAll(async () => {
		ground = await WalkGround.start();
	}, WALK_LIMIT_MS);

	afterAll(async () => await ground?.stop());

	it(
		'needs no more than 25 clicks and three values',
		async () => {
			const { editor, newcomer } = await ground.enter({ httpCredentials: LOGIN });
			const { person, page } = editor;

			await newcomer.pasteDesk('inside-n8n');
			await picture(page, 'walk-imported');
			await newcomer.connectAltaBots(ground.sim);
			await newcomer.connect('Pages · Desk Page', async (field) => {
				await person.type(field('user'), LOGIN.username);
				await person.type(field('password'), LOGIN.password);
			});
			await newcomer.setUpOnce();
			await newcomer.publish();
			const url = await newcomer.productionUrl();
			expect(url).toMatch(/\/webhook\/[0-9a-f-]{36}$/);
			const customer = await ground.firstCustomer(newcomer, url, QUESTION);

			const link = page.getByRole('link', { name: 'the desk' });
			await editor.zoomTo(link);
			const opened = page.context().waitForEvent('page');
			await person.click(link);
			const desk = Desk.on(await opened);
			// The browser asks for the login, out of reach of a test: two values once more, and its button.
			person.repeated += 2;
			person.clicks += 1;
			await person.type(desk.page.getByLabel('Who are you?'), 'Ann');
			await person.click(desk.page.getByRole('button', { name: 'That Is Me' }));
			await person.click(desk.entry('bob@example.com').locator('a'));
			await person.click(desk.page.getByRole('button', { name: 'Take' }));
			await person.say(desk.answer, ANSWER);
			await person.click(desk.page.getByRole('button', { name: 'Send to' }));
			await customer.bubble('human', ANSWER).waitFor();

			newcomer.hasWalked('inside-n8n', ['README.md']);
			expect(person.typed.length).toBeLessThanOrEqual(3);
		},
		WALK_LIMIT_MS,
	);
});
