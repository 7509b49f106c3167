import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from './operation';

/** What a file of an operation exports. Its properties need not say that they belong to it. */
interface OperationFile {
	option: INodePropertyOptions;
	properties: INodeProperties[];
	execute: Operation;
}

/** Puts a resource together from the files of its operations; the first one is the default. */
export function resourceOf(option: INodePropertyOptions, files: readonly OperationFile[]) {
	const resource = [option.value];
	const firstValue = files[0].option.value;
	const operation: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource } },
		options: files.map((file) => file.option).sort((a, b) => (a.name < b.name ? -1 : 1)),
		default: firstValue,
	};
	const properties = files.flatMap((file) =>
		file.properties.map((property) => ({
			...property,
			displayOptions: {
				...property.displayOptions,
				show: { resource, operation: [file.option.value], ...property.displayOptions?.show },
			},
		})),
	);
	const operations: { [name: string]: Operation } = Object.fromEntries(
		files.map((file) => [file.option.value, file.execute]),
	);
	return { resource: option, operations, properties: [operation, ...properties] };
}
