import { readFileSync } from 'node:fs';

/** Nodes that n8n ships, as the examples use them. */
const of = (type, typeVersion, parameters, more = {}) => ({ parameters, type, typeVersion, ...more });

export const note = (content, width, height, color = 7) =>
	of('n8n-nodes-base.stickyNote', 1, { content, width, height, color });
export const manual = () => of('n8n-nodes-base.manualTrigger', 1, {});
export const whenCalled = () =>
	of('n8n-nodes-base.executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
export const stop = (errorMessage) => of('n8n-nodes-base.stopAndError', 1, { errorMessage });
export const wait = (amount) => of('n8n-nodes-base.wait', 1.1, { amount });

/** Executions that nobody started. */
export const schedule = (interval) =>
	of('n8n-nodes-base.scheduleTrigger', 1.2, { rule: { interval: [interval] } });
/** One item for each entry of a list; of each item the nodes behind see only that field. */
export const splitOut = (fieldToSplitOut) =>
	of('n8n-nodes-base.splitOut', 1, { fieldToSplitOut, options: {} });
export const oneByOne = () => of('n8n-nodes-base.splitInBatches', 3, { options: {} });
/** n8n's Send Email; one who is refused goes on at its second output. */
export const sendMail = (parameters) =>
	of(
		'n8n-nodes-base.emailSend',
		2.1,
		{
			fromEmail: "={{ $('Settings').first().json.mailFrom }}",
			toEmail: "={{ $('Settings').first().json.mailTo }}",
			...parameters,
			options: { appendAttribution: false },
		},
		{ onError: 'continueErrorOutput' },
	);
/**
 * Code nodes made of files under `code/` beside the build, so that what they run can be read and tested; `common/…` is here, for several
 * workflows. The last file says what comes out: `result`.
 * @param here `import.meta.url` of the build
 */
export const codeOf =
	(here) =>
	(...files) =>
		of('n8n-nodes-base.code', 2, {
			jsCode: [...files.map((file) => readFileSync(fileOf(file, here), 'utf8')), 'return result;\n'].join(
				'\n',
			),
		});
const fileOf = (file, here) =>
	file.startsWith('common/') ? new URL(`${file}.js`, import.meta.url) : new URL(`code/${file}.js`, here);

const boolean = (expression, index) => ({
	id: `c${index}`,
	leftValue: `={{ ${expression} }}`,
	rightValue: '',
	operator: { type: 'boolean', operation: 'true', singleValue: true },
});
const conditions = (expressions) => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
	conditions: expressions.map(boolean),
	combinator: 'and',
});
export const iff = (...expressions) =>
	of('n8n-nodes-base.if', 2.2, {
		conditions: conditions(expressions),
		looseTypeValidation: true,
		options: {},
	});
/** @param rules [output name, expression][] */
export const choose = (rules) =>
	of('n8n-nodes-base.switch', 3.2, {
		rules: {
			values: rules.map(([outputKey, expression]) => ({
				conditions: conditions([expression]),
				renameOutput: true,
				outputKey,
			})),
		},
		looseTypeValidation: true,
		options: {},
	});
/** Output by number. */
export const chooseNumber = (numberOutputs, expression) =>
	of('n8n-nodes-base.switch', 3.2, { mode: 'expression', numberOutputs, output: `={{ ${expression} }}` });

/** Edit Fields as a form: what a user sets. */
export const fields = (values, { keep = false } = {}) =>
	of('n8n-nodes-base.set', 3.4, {
		assignments: {
			assignments: Object.entries(values).map(([name, value], index) => ({
				id: `f${index}`,
				name,
				value,
				type: typeof value,
			})),
		},
		...(keep ? { includeOtherFields: true } : {}),
		options: {},
	});
/** Edit Fields, one expression that gives the whole item. */
export const item = (expression) =>
	of('n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: `={{ ${expression} }}`, options: {} });

export const callWorkflow = (more = {}) =>
	of(
		'n8n-nodes-base.executeWorkflow',
		1.2,
		{
			workflowId: { __rl: true, mode: 'list', value: '' },
			workflowInputs: {
				mappingMode: 'defineBelow',
				value: {},
				matchingColumns: [],
				schema: [],
				attemptToConvertTypes: false,
				convertFieldsToString: true,
			},
			options: {},
		},
		more,
	);

/** An expression that is a function: `lines` are its statements. */
export const computed = (...lines) => `={{ (() => { ${lines.join(' ')} })() }}`;
