import type { Credential, WorkflowJson } from '../../runtime/n8n-types';
import { actionNode, ACTION_NAMES, TRIGGER, triggerNode, wires } from '../../test/e2e/n8n';
import { code, postJson, webhook } from './nodes';

const GREETING = 'Hello, a human is here.';

/** Greets who asks for a human, and passes on to the human what the customer writes. */
export function ourDesk(credential: Credential, humanUrl: string): WorkflowJson {
	return {
		nodes: [
			triggerNode(credential),
			actionNode(credential, 'sendReply', { text: GREETING }),
			postJson('To Human', humanUrl, '={{ { text: $json.text } }}'),
		],
		connections: wires({ [TRIGGER]: [[], [ACTION_NAMES.sendReply], ['To Human']] }),
	};
}

/** The same of n8n's own nodes. */
export function selfMadeDesk(platformUrl: string, headerAuth: Credential, humanUrl: string): WorkflowJson {
	const answer = { code: 200, message: 'success' };
	const reply = `={{ { conversation_id: $json.conversationId, timestamp: Date.now(), body: ${JSON.stringify(GREETING)} } }}`;
	return {
		nodes: [
			{ ...webhook('Establish', 'bench-desk/conversation/establish', { answer }), webhookId: 'bench-desk' },
			code('Shape Handoff', 'shape-handoff.js.txt'),
			postJson('Greet', `${platformUrl}/v1/human/message/receive`, reply, { headerAuth }),
			{ ...webhook('Chat', 'bench-desk/chat', { answer }), webhookId: 'bench-desk' },
			code('Shape Message', 'shape-message.js.txt'),
			postJson('To Human', humanUrl, '={{ { text: $json.text } }}'),
		],
		connections: wires({
			Establish: [['Shape Handoff']],
			'Shape Handoff': [['Greet']],
			Chat: [['Shape Message']],
			'Shape Message': [['To Human']],
		}),
	};
}
