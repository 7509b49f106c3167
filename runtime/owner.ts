import { N8nRest } from './n8n-rest';

/** Who may log in; n8n wants 8 characters or more with a digit and a capital letter. */
export interface N8nOwner {
	email: string;
	password: string;
}

/** Fine for an n8n on loopback that lives as long as a test. */
export const DEFAULT_OWNER: N8nOwner = { email: 'owner@example.com', password: 'Loopback-only-1' };

/**
 * Sets up the owner of a fresh n8n, as its first page would. Does nothing where there is an owner already. (Newer versions can
 * take the owner from the environment, 2.8.4 cannot; this works on both.)
 */
export async function setUpOwner(url: string, owner: N8nOwner): Promise<void> {
	const rest = new N8nRest(url);
	const { userManagement } = await rest.get<{ userManagement: { showSetupOnFirstLoad?: boolean } }>('/settings');
	if (!userManagement.showSetupOnFirstLoad) return;
	await rest.post('/owner/setup', { ...owner, firstName: 'Olivia', lastName: 'Owner' });
}
