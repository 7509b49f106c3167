import type { Locator } from 'playwright-core';

import { describeInBrowser } from './browser';
import { DESK, MailServers } from './desks/email-servers';
import { arrived, WALK_LIMIT_MS, WalkGround } from './walkGround';

const ANNA = 'anna@team.example';
const QUESTION = 'Where is my parcel?';
const ANSWER = 'It arrives tomorrow.';

/** The same way with a mailbox, which has an address, servers and a login of its own. */
describeInBrowser('a newcomer sets up the e-mail desk', () => {
	let ground: WalkGround;
	let mail: MailServers;

	beforeAll(async () => {
		mail = await MailServers.start();
		ground = await WalkGround.start();
	}, WALK_LIMIT_MS);

	afterAll(async () => {
		await ground?.stop();
		await mail?.stop();
	});

	it(
		'needs as many clicks as its page says',
		async () => {
			const { editor, newcomer } = await ground.enter();
			const { person } = editor;
			const { user, password, host, smtpPort, imapPort } = mail.mailbox;

			/** On this machine without encryption, and at ports of its own. */
			const withoutEncryption = async (field: (name: string) => Locator, port: number) =>
				await newcomer.standIn(async () => {
					await field('port').fill(String(port));
					await person.click(editor.field('secure').locator('.el-switch'));
				});

			await newcomer.pasteDesk('email');
			await newcomer.connectAltaBots(ground.sim);
			await newcomer.connect('E-mail · Send Mail', async (field) => {
				await person.type(field('user'), user);
				await person.type(field('password'), password);
				await person.type(field('host'), host);
				await withoutEncryption(field, smtpPort);
				await newcomer.standIn(
					async () => await person.click(editor.field('disableStartTls').locator('.el-switch')),
				);
			});
			await newcomer.connect('E-mail · Email Trigger (IMAP)', async (field) => {
				await person.repeat(field('user'), user);
				await person.repeat(field('password'), password);
				await person.repeat(field('host'), host);
				await withoutEncryption(field, imapPort);
			});
			await newcomer.open('E-mail · Settings');
			await person.type(newcomer.setting(0), DESK);
			await person.type(newcomer.setting(2), ANNA);
			await newcomer.close();
			await newcomer.setUpOnce();
			await newcomer.publish();
			const customer = await ground.firstCustomer(newcomer, await newcomer.productionUrl(), QUESTION);

			// In a mail program: Reply, the answer, Send.
			await mail.answer(
				await arrived(() => mail.of(ANNA).find(({ text }) => text?.includes(QUESTION))),
				ANSWER,
			);
			person.clicks += 2;
			person.said += 1;
			await customer.bubble('human', ANSWER).waitFor({ timeout: 90_000 });

			newcomer.hasWalked('email');
		},
		WALK_LIMIT_MS,
	);
});
