import axios from 'axios';

import { Simulator, type Links } from '../../simulator';

/** What the page needs of the control server, without a browser. */
describe("the page's server", () => {
	let sim: Simulator;
	const http = axios.create({ validateStatus: () => true, proxy: false, timeout: 5_000 });

	beforeAll(async () => {
		sim = await Simulator.start();
	});
	afterAll(async () => {
		await sim.stop();
	});

	it('serves the page and its files with a policy that lets nothing else run', async () => {
		for (const [path, type] of [
			['/', 'text/html'],
			['/page/main.js', 'text/javascript'],
			['/page/style.css', 'text/css'],
			['/page/icon.svg', 'image/svg+xml'],
		]) {
			const { status, headers } = await http.get<string>(sim.controlUrl + path);
			expect({ path, status }).toEqual({ path, status: 200 });
			expect(headers['content-type']).toContain(type);
			expect(headers['content-security-policy']).toMatch(/^default-src 'self';/);
			expect(headers['x-content-type-options']).toBe('nosniff');
		}
		const { data } = await http.get<string>(`${sim.controlUrl}/`);
		expect(data).not.toMatch(/\sstyle=|<script(?![^>]*\ssrc=)|https?:/);
	});

	it.each(['/page/', '/page/..%2Fsettings.ts', '/page/%2e%2e/settings.ts', '/page/none.js', '/settings.ts'])(
		'serves nothing else: %s',
		async (path) => {
			expect((await http.get(sim.controlUrl + path)).status).toBe(404);
		},
	);

	it('refuses the page under a foreign name', async () => {
		expect((await http.get(`${sim.controlUrl}/`, { headers: { Host: 'evil.example' } })).status).toBe(403);
	});

	it('takes links, tells them, and keeps them over a reset', async () => {
		const told: Links[] = [];
		const unsubscribe = sim.subscribe((event) => {
			if (event.type === 'links') told.push(event.data);
		});
		const given = { n8n: 'http://127.0.0.1:5678/', login: { email: 'a@example.com', password: 'b' } };
		const { status, data } = await http.put<Links>(`${sim.controlUrl}/simulator/links`, given);
		expect(status).toBe(200);
		expect(data).toEqual({ ...given, workflow: null, executions: null, desk: null });
		await sim.reset({ settings: true });
		expect(sim.state().links).toEqual(data);
		expect(told).toEqual([data]);
		unsubscribe();
		sim.setLinks({});
		expect(Object.values(sim.links)).toEqual([null, null, null, null, null]);
	});

	it.each([
		[{ n8n: 'javascript:alert(1)' }],
		[{ desk: 'data:text/html,x' }],
		[{ workflow: '/workflow/1' }],
		[{ executions: 7 }],
		[{ login: 'secret' }],
		[{ home: 'http://127.0.0.1/' }],
		[[]],
	])('refuses links that a page should not follow: %j', async (links) => {
		expect((await http.put(`${sim.controlUrl}/simulator/links`, links)).status).toBe(400);
		expect(sim.links.n8n).toBeNull();
	});

	it('removes one fault of several', async () => {
		const first = sim.fault({ kind: 'never' });
		const second = sim.fault({ kind: 'drop' });
		const { data } = await http.delete<unknown>(`${sim.controlUrl}/simulator/faults/${first.id}`);
		expect(data).toMatchObject([{ id: second.id }]);
		expect((await http.delete(`${sim.controlUrl}/simulator/faults/${first.id}`)).status).toBe(404);
		sim.clearFaults();
	});

	it('pages through the calls, newest last', async () => {
		for (let count = 0; count < 5; count++) await http.get(`${sim.url}/nothing`);
		const ids = async (query: string) =>
			(await http.get<Array<{ id: number }>>(`${sim.controlUrl}/simulator/calls?${query}`)).data.map(
				({ id }) => id,
			);
		const all = await ids('');
		expect(all).toHaveLength(5);
		expect(await ids('limit=2')).toEqual(all.slice(3));
		expect(await ids(`limit=2&before=${all[3]}`)).toEqual(all.slice(1, 3));
		expect(await ids(`since=${all[2]}`)).toEqual(all.slice(3));
		expect(await ids(`before=${all[0]}&limit=2`)).toEqual([]);
	});
});
