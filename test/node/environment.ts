/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- test code never ships */
import { join } from 'node:path';

// Must be imported before n8n-core, which else writes its settings into the home folder.
process.env.N8N_USER_FOLDER = join(__dirname, `n8n-${process.env.JEST_WORKER_ID ?? ''}`);
process.env.N8N_ENCRYPTION_KEY = 'dummy';
process.env.N8N_LOG_LEVEL = 'silent';
