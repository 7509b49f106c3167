import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readText, refuse } from '../parameters';
import { perform } from '../perform';

/** The documents name 25 MB as the largest audio file that the platform takes. */
const DEFAULT_MAX_MB = 25;

const BYTES_PER_MB = 1e6;

export const option: INodePropertyOptions = {
	name: 'Download Audio',
	value: 'downloadAudio',
	action: 'Download audio of reply',
	description: 'Fetch a voice reply as a file, to send it on or to store it',
};

export const properties: INodeProperties[] = [
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		required: true,
		default: '={{ $json.outputs[0].audio[0].url }}',
		description: 'The address that the reply names. It is fetched without the API key.',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		hint: 'The name of the output field to put the file in',
	},
	{
		displayName: 'Max Size',
		name: 'maxSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_MAX_MB,
		description: 'In MB. A larger file is not downloaded, to spare the memory of n8n.',
	},
];

export async function execute(ctx: IExecuteFunctions) {
	return await perform(ctx, async ({ itemIndex, download }) => {
		const address = readText(ctx, 'url', 'URL', itemIndex);
		const field = readText(ctx, 'binaryPropertyName', 'Put Output File in Field', itemIndex).trim();
		const maxMb = Number(ctx.getNodeParameter('maxSize', itemIndex, DEFAULT_MAX_MB));
		const { content, url, contentType } = await download(address, maxMb * BYTES_PER_MB);
		const [type] = contentType.toLowerCase().split(';');
		if (!/^(audio\/.*|video\/.*|application\/(ogg|octet-stream)|binary\/octet-stream|)$/.test(type)) {
			throw refuse(ctx, itemIndex, `The address holds no audio, but ${type}`, 'It may have expired.');
		}
		const fileName = fileNameOf(url);
		const mimeType = /^(audio|video)/.test(type) ? type : undefined;
		const binary = await ctx.helpers.prepareBinaryData(content, fileName, mimeType);
		const json = { url: url.href, fileName, mimeType: binary.mimeType, bytes: content.length };
		return [{ json, binary: { [field]: binary } }];
	});
}

function fileNameOf({ pathname }: URL): string {
	const name = pathname.replace(/^.*\//, '') || 'audio';
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}
