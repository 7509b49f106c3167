import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Attachment } from '../../../platform/outbound';
import { refuse } from '../parameters';

export const attachments: INodeProperties = {
	displayName: 'Attachments',
	name: 'attachments',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Attachment',
	default: {},
	description:
		'Images (JPG, PNG, GIF, WebP), audio (MP3, WAV) and documents (PDF, TXT, DOCX, CSV, XLSX and others), as far as the agent is set up for them',
	options: [
		{
			displayName: 'Attachment',
			name: 'attachment',
			values: [
				{
					displayName: 'Input Binary Field',
					name: 'binaryPropertyName',
					type: 'string',
					default: 'data',
					hint: 'The name of the input field that holds the file',
					displayOptions: { show: { source: ['binary'] } },
				},
				{
					displayName: 'Source',
					name: 'source',
					type: 'options',
					options: [
						{ name: 'Binary Field', value: 'binary' },
						{ name: 'URL', value: 'url' },
					],
					default: 'binary',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Audio', value: 'audio' },
						{ name: 'Document', value: 'document' },
						{ name: 'Image', value: 'image' },
					],
					default: 'image',
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/photo.jpg',
					description: 'The platform must be able to fetch it',
					displayOptions: { show: { source: ['url'] } },
				},
			],
		},
	],
};

interface Entry {
	type: Attachment['type'];
	source: 'binary' | 'url';
	binaryPropertyName?: string;
	url?: unknown;
}

/** Where a MIME subtype, or the extension that n8n makes of it, is not the name of the format. */
const FORMATS: { [name: string]: string } = {
	mpeg: 'mp3',
	mpga: 'mp3',
	plain: 'txt',
	'vnd.wave': 'wav',
	wave: 'wav',
	'x-wav': 'wav',
};

/**
 * Checks an item's attachments at once; what is returned loads them when they are needed, so that not all
 * files of all items are in memory at a time.
 *
 * @throws NodeOperationError if one is not there
 */
export function readAttachments(ctx: IExecuteFunctions, itemIndex: number): Array<() => Promise<Attachment>> {
	const { attachment = [] } = ctx.getNodeParameter('attachments', itemIndex, {}) as { attachment?: Entry[] };
	return attachment.map(({ type, source, binaryPropertyName = 'data', url }) => {
		if (source === 'url') {
			const file = toAttachment(type, url);
			if (file === null) {
				throw refuse(ctx, itemIndex, "'URL' of an attachment must begin with http:// or https://");
			}
			return async () => await Promise.resolve(file);
		}
		const { fileName, fileExtension, mimeType } = ctx.helpers.assertBinaryData(itemIndex, binaryPropertyName);
		const subtype = mimeType.replace(/^.*\/|;.*$/g, '');
		const extension = (fileExtension ?? extensionOf(fileName ?? '') ?? subtype).toLowerCase();
		const format = FORMATS[extension] ?? extension;
		return async () => {
			const buffer = await ctx.helpers.getBinaryDataBuffer(itemIndex, binaryPropertyName);
			const content = { base64_content: buffer.toString('base64') };
			return { type, format, name: fileName ?? `${type}.${format}`, content };
		};
	});
}

function toAttachment(type: Attachment['type'], address: unknown): Attachment | null {
	const text = String(address ?? '').trim();
	if (!/^https?:\/\/[^/]/.test(text)) return null;
	const name = text.replace(/[?#].*$/, '').replace(/^.*\//, '');
	const format = extensionOf(name) ?? { audio: 'mp3', document: 'pdf', image: 'jpg' }[type];
	return { type, format, name: name || type, content: { url: text } };
}

function extensionOf(fileName: string): string | undefined {
	return /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1].toLowerCase();
}
