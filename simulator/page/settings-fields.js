/**
 * The switches of simulator/settings.ts as the page shows them: what each means, what is the default, and whether the platform's
 * documents leave the matter open. A test compares names and defaults with settings.ts.
 * @typedef {{ name: string, label: string, text: string, preset: unknown, open?: true, options?: Array<[unknown, string]>,
 *   kind?: 'number' | 'text' | 'address' | 'list' | 'rate', nullable?: true, least?: number }} SettingField
 * @type {Array<{ title: string, fields: SettingField[] }>}
 */
export const groups = [
	{
		title: 'Where the Platform Calls',
		fields: [
			{
				name: 'webhookBase',
				label: 'Webhook Address',
				text: 'One base for replies and handoffs. Empty: nothing is called.',
				kind: 'address',
				preset: null,
			},
			{
				name: 'replyUrl',
				label: 'Address for Replies Only',
				text: 'Empty: the webhook address.',
				kind: 'address',
				preset: null,
			},
			{
				name: 'handoffUrl',
				label: 'Address for Handoffs Only',
				text: 'Empty: the webhook address.',
				kind: 'address',
				preset: null,
			},
			{
				name: 'handoffPathPrefix',
				label: 'Path Before the Handoff Suffix',
				text: 'The documents’ sample call has /human/service here, their table has nothing.',
				kind: 'text',
				preset: '',
				open: true,
			},
		],
	},
	{
		title: 'How the Platform Calls',
		fields: [
			{
				name: 'messageAuthorization',
				label: 'Authorization of Replies',
				text: 'Every sample shows Bearer and the key; what a Basic token consists of is nowhere said.',
				options: authorization(),
				preset: 'bearerKey',
				open: true,
			},
			{
				name: 'handoffAuthorization',
				label: 'Authorization of Handoff Calls',
				text: 'No document has such a header here.',
				options: authorization(),
				preset: 'none',
				open: true,
			},
			{
				name: 'webhookToken',
				label: 'Token',
				text: 'Plays a wrong or a separate token. Empty: the Agent’s key.',
				kind: 'text',
				nullable: true,
				preset: null,
			},
			{
				name: 'basicUser',
				label: 'User of the Basic Token',
				text: 'The part before the colon.',
				kind: 'text',
				preset: 'user',
				open: true,
			},
			{
				name: 'replyTimeUnit',
				label: 'Time of Replies',
				text: 'Seconds in every sample.',
				options: timeUnits(),
				preset: 's',
			},
			{
				name: 'handoffTimeUnit',
				label: 'Time of Handoff Calls',
				text: 'Milliseconds in the sample.',
				options: timeUnits(),
				preset: 'ms',
			},
			{
				name: 'handoffVersion',
				label: 'Edition of Establish',
				text: 'H3 has the fields of the AltaBots page; H4 sends the same.',
				options: same('H1', 'H2', 'H3', 'H4', 'H5'),
				preset: 'H3',
			},
			{
				name: 'placeholderEmail',
				label: 'Placeholder E-Mail',
				text: 'Sent for a customer who gave none. Empty: no such rule.',
				kind: 'text',
				nullable: true,
				preset: 'support@gptbots.ai',
			},
			{
				name: 'outTimeoutMs',
				label: 'Patience in Milliseconds',
				text: 'How long the platform waits for an answer.',
				kind: 'number',
				least: 1,
				preset: 10_000,
				open: true,
			},
			{
				name: 'outRetries',
				label: 'Repetitions',
				text: 'How often a call without a 2xx answer is sent again.',
				kind: 'number',
				least: 0,
				preset: 0,
				open: true,
			},
			{
				name: 'outRetrySpacingMs',
				label: 'Milliseconds Between Repetitions',
				text: 'The wait before each of them.',
				kind: 'number',
				least: 0,
				preset: 1_000,
				open: true,
			},
			{
				name: 'outRetryOn',
				label: 'What Is Repeated',
				text: 'A call without an answer always is, if any is.',
				options: [
					['non2xx', 'All but 2xx'],
					['5xx', '5xx'],
				],
				preset: 'non2xx',
				open: true,
			},
			{
				name: 'outRedirects',
				label: 'Redirects',
				text: 'Whether they are followed, with the same body.',
				options: [
					['refuse', 'Not Followed'],
					['follow', 'Followed'],
				],
				preset: 'refuse',
				open: true,
			},
			{
				name: 'outContentType',
				label: 'Content-Type',
				text: 'Of all calls.',
				options: same('application/json', 'application/json; charset=utf-8'),
				preset: 'application/json',
				open: true,
			},
			{
				name: 'webhookReplyVersion',
				label: 'Edition of Replies in Webhook Mode',
				text: 'The pages are paired by edition with the call that sends the message.',
				options: [
					['asSent', 'That of the Call'],
					['v1', 'V1'],
					['v2', 'V2'],
					['mixed', 'V2 Mixed Table'],
				],
				preset: 'asSent',
				open: true,
			},
			{
				name: 'creditsSpelling',
				label: 'Spelling of text_output_credits',
				text: 'One underscore in samples, two in tables.',
				options: [
					['asDocumented', 'As the Edition’s Page'],
					['oneUnderscore', 'text_output_credits'],
					['twoUnderscores', 'text_output__credits'],
				],
				preset: 'asDocumented',
				open: true,
			},
			{
				name: 'tokensShape',
				label: 'Token Counts',
				text: 'An object in samples, a list in tables.',
				options: [
					['asDocumented', 'As the Edition’s Page'],
					['object', 'Object'],
					['list', 'List'],
				],
				preset: 'asDocumented',
				open: true,
			},
			{
				name: 'transcriptOrder',
				label: 'Order of the Transcript',
				text: 'In the request for a human.',
				options: orders(),
				preset: 'oldestFirst',
				open: true,
			},
			{
				name: 'probeIstest',
				label: 'istest in Probes',
				text: 'The type is not shown.',
				options: [
					[true, 'true'],
					['true', '"true", a Text'],
				],
				preset: true,
				open: true,
			},
			{
				name: 'probeBodies',
				label: 'Body of Probes',
				text: 'Beside istest.',
				options: [
					['sample', 'Sample Data'],
					['bare', 'Nothing Else'],
				],
				preset: 'sample',
				open: true,
			},
		],
	},
	{
		title: 'How the Platform Answers',
		fields: [
			{
				name: 'errorStatus',
				label: 'Status of a Refusal',
				text: 'Its code comes under a 4xx or 5xx status, or under 200.',
				options: [
					['http', '4xx or 5xx'],
					['ok200', '200'],
				],
				preset: 'http',
				open: true,
			},
			{
				name: 'errorBody',
				label: 'Shape of a Refusal',
				text: 'Three shapes are documented.',
				options: [
					['flat', 'code and message'],
					['flatMsg', 'code and msg'],
					['nested', 'Nested in One Object'],
				],
				preset: 'flat',
				open: true,
			},
			{
				name: 'successCode',
				label: 'Code of a Success',
				text: 'No value is documented for human calls.',
				options: [
					[0, '0'],
					[200, '200'],
					['0', '"0", a Text'],
					['absent', 'None'],
				],
				preset: 0,
				open: true,
			},
			{
				name: 'closeAnswer',
				label: 'Answer to a Human Close',
				text: 'The documents’ table repeats the request, probably a slip.',
				options: [
					['code', 'A Code'],
					['echo', 'The Request'],
				],
				preset: 'code',
				open: true,
			},
			{
				name: 'unknownFields',
				label: 'Members That No Table Names',
				text: 'Refused with code 40000, or overlooked.',
				options: [
					['refuse', 'Refuse'],
					['ignore', 'Overlook'],
				],
				preset: 'refuse',
				open: true,
			},
			{
				name: 'acceptedTimestamp',
				label: 'Time in Human Calls',
				text: 'Documented as a long in milliseconds.',
				options: [
					['ms', 'Milliseconds Only'],
					['any', 'Seconds Too'],
				],
				preset: 'ms',
			},
			{
				name: 'rateLimit',
				label: 'Rate Limit',
				text: 'Calls per key and window, with X-RateLimit headers. The documents name different limits.',
				kind: 'rate',
				preset: null,
				open: true,
			},
			{
				name: 'handoffCreatedBy',
				label: 'A Handoff Comes About By',
				text: 'What the webhook must answer.',
				options: [
					['http200', 'HTTP 200'],
					['http2xx', 'Any HTTP 2xx'],
					['code200', 'Code 200'],
					['code0', 'Code 0'],
				],
				preset: 'http200',
				open: true,
			},
			{
				name: 'webhookModeAnswer',
				label: 'Answer to Send in Webhook Mode',
				text: 'Not documented.',
				options: [
					['success', 'A Success'],
					['ids', 'IDs of Conversation and Message'],
					['empty', 'Nothing'],
				],
				preset: 'success',
				open: true,
			},
			{
				name: 'messagesOrder',
				label: 'Order of Messages',
				text: 'Of the list of a conversation’s messages.',
				options: orders(),
				preset: 'oldestFirst',
				open: true,
			},
			{
				name: 'conversationsOrder',
				label: 'Order of Conversations',
				text: 'Of the list of conversations.',
				options: orders(),
				preset: 'newestFirst',
				open: true,
			},
			{
				name: 'totalType',
				label: 'Total of the Messages',
				text: 'A string in the table, a number in the sample.',
				options: [
					['number', 'Number'],
					['string', 'Text'],
				],
				preset: 'number',
				open: true,
			},
			{
				name: 'propertyNames',
				label: 'Name of a User’s Property',
				text: 'The two brands differ.',
				options: same('propertyName', 'property_name'),
				preset: 'propertyName',
				open: true,
			},
			{
				name: 'webhookCheckExists',
				label: 'Webhook Check',
				text: 'On GPTBots’ newest page only.',
				options: yesOrNo(),
				preset: true,
				open: true,
			},
			{
				name: 'keyVerifyExists',
				label: 'Key Verification',
				text: 'Named in GPTBots’ official skill only.',
				options: yesOrNo(),
				preset: false,
				open: true,
			},
			{
				name: 'unknownHandoffCode',
				label: 'Code for a Handoff That Is Unknown or Over',
				text: 'None is documented.',
				options: [
					[40356, '40356'],
					[40000, '40000'],
					[50000, '50000'],
				],
				preset: 40356,
				open: true,
			},
		],
	},
	{
		title: 'How a Handoff Goes',
		fields: [
			{
				name: 'firstReplyLimitMs',
				label: 'First-Reply Limit in Milliseconds',
				text: 'A handoff without a human reply ends then. Empty: never.',
				kind: 'number',
				nullable: true,
				least: 1,
				preset: 60_000,
			},
			{
				name: 'closeAfterFirstReplyLimit',
				label: 'Close Call After That Limit',
				text: 'Whether the webhook is told, and with which type.',
				options: closeOrNone(),
				preset: 'none',
				open: true,
			},
			{
				name: 'closeAfterHumanClose',
				label: 'Close Call After a Human Close',
				text: 'Whether the webhook is told, and with which type.',
				options: closeOrNone(),
				preset: 'none',
				open: true,
			},
			{
				name: 'echoHumanReplies',
				label: 'Echo of Human Replies',
				text: 'Whether they come back on the message webhook.',
				options: replyOrNone(),
				preset: 'none',
				open: true,
			},
			{
				name: 'separateHandoffId',
				label: 'Handoff ID of Its Own',
				text: 'Or the Agent conversation’s.',
				options: [
					[true, 'Yes'],
					[false, 'No'],
				],
				preset: true,
				open: true,
			},
			{
				name: 'repliesBeforeEstablished',
				label: 'Reply Before Establish Is Answered',
				text: 'A fast receiver may reply while it still answers.',
				options: [
					['accept', 'Accept'],
					['refuse', 'Refuse'],
				],
				preset: 'accept',
				open: true,
			},
			{
				name: 'repliesAfterClose',
				label: 'Reply After the End',
				text: 'Refused with code 40356, or answered success and lost.',
				options: [
					['refuse', 'Refuse'],
					['swallow', 'Swallow'],
				],
				preset: 'refuse',
				open: true,
			},
			{
				name: 'botAnswers',
				label: 'The Bot Answers',
				text: 'Repeats each message of the customer on the message webhook; a help of this simulator.',
				options: replyOrNone(),
				preset: 'none',
			},
			{
				name: 'handoffWords',
				label: 'Words for a Human',
				text: 'Customers of the API who write just this get a handoff; a help of this simulator.',
				kind: 'text',
				nullable: true,
				preset: null,
			},
		],
	},
	{
		title: 'The Simulator Itself',
		fields: [
			{
				name: 'workflowKeys',
				label: 'Keys of Workflows',
				text: 'Separated by commas; on an Agent’s endpoint they get code 403204.',
				kind: 'list',
				preset: [],
			},
			{
				name: 'logLimit',
				label: 'Calls Kept',
				text: 'How many the log keeps.',
				kind: 'number',
				least: 1,
				preset: 5_000,
			},
			{
				name: 'randomSeed',
				label: 'Seed',
				text: 'For faults with a chance, so that a run can be repeated.',
				kind: 'number',
				least: 0,
				preset: 1,
			},
		],
	},
];

/** @returns {Array<[unknown, string]>} */
function authorization() {
	return [
		['bearerKey', 'Bearer Key'],
		['basicKey', 'Basic Key'],
		['basicBase64Key', 'Basic base64(Key)'],
		['basicBase64UserKey', 'Basic base64(User:Key)'],
		['none', 'None'],
	];
}

/** @returns {Array<[unknown, string]>} */
function timeUnits() {
	return [
		['s', 'Seconds'],
		['ms', 'Milliseconds'],
	];
}

/** @returns {Array<[unknown, string]>} */
function orders() {
	return [
		['oldestFirst', 'Oldest First'],
		['newestFirst', 'Newest First'],
	];
}

/** @returns {Array<[unknown, string]>} */
function yesOrNo() {
	return [
		[true, 'Yes'],
		[false, 'No'],
	];
}

/** @returns {Array<[unknown, string]>} */
function closeOrNone() {
	return [
		['none', 'None'],
		['TIMEOUT', 'TIMEOUT'],
		['USER_CLOSED', 'USER_CLOSED'],
	];
}

/** @returns {Array<[unknown, string]>} */
function replyOrNone() {
	return [
		['none', 'No'],
		['v1', 'As V1'],
		['v2', 'As V2'],
		['mixed', 'As V2 Mixed Table'],
	];
}

/** @param {...string} values @returns {Array<[unknown, string]>} */
function same(...values) {
	return values.map((value) => [value, value]);
}
