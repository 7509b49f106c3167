import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** Runs one operation over all input items. */
export type Operation = (ctx: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
