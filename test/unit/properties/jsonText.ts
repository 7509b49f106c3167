import fc from 'fast-check';

/**
 * JSON as text, because it is text that comes over the wire: a parsed value cannot have a number that no
 * double holds, a member twice, or a member named `__proto__` that is not already a prototype.
 */

/** Names that an object has without being asked, and that careless code would read or set. */
export const HOSTILE_NAMES = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'valueOf',
	'hasOwnProperty',
	'toJSON',
	'then',
	'length',
	'0',
	'',
];

/** Any sequence of UTF-16 code units, lone surrogates included. */
export const codeUnits = (maxLength = 12) =>
	fc.string({
		unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
		maxLength,
	});

const surrogates = fc.constantFrom('\ud800', '\udfff', 'a\udc00b', '\ud83d', '\udc00\ud800', '\ud83d\ude00');

export const anyString = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ maxLength: 12 }) },
	{ weight: 2, arbitrary: codeUnits() },
	{ weight: 1, arbitrary: surrogates },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'',
			' ',
			'\t\n',
			'\u2028',
			'\u0000',
			'null',
			'true',
			'0',
			'-1',
			...HOSTILE_NAMES,
		),
	},
);

/** Literals that strain a double: too large, too small, too many digits, negative zero. */
const STRANGE_NUMBERS = [
	'-0',
	'0.0',
	'1e400',
	'-1e400',
	'1e-400',
	'9007199254740993',
	'-9007199254740993',
	'123456789012345678901234567890',
	'8.64e15',
	'8.64e15001',
	'99999999999',
	'100000000000',
	'99999999999.9',
	'-1679587005',
	'1679587005.0004',
	'0.1e1',
	'5e-324',
];

const numberText = fc.oneof(
	fc.constantFrom(...STRANGE_NUMBERS),
	fc.maxSafeInteger().map(String),
	fc.integer({ min: -10, max: 2_000_000_000 }).map(String),
	fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);

/** Numbers as strings, well and badly written: platforms in Java often send long integers so. */
const numeral = fc.oneof(
	numberText,
	numberText.map((text) => ` ${text} `),
	fc.constantFrom(
		'0x10',
		'0b1',
		'+5',
		'1_000',
		'1,5',
		'.5',
		'5.',
		'NaN',
		'Infinity',
		'-Infinity',
		'١٢',
		'10.50',
		'0.1000000000000000000001',
	),
	fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 40 }),
);

const leafText = fc.oneof(
	{ weight: 3, arbitrary: anyString.map((text) => JSON.stringify(text)) },
	{ weight: 2, arbitrary: numberText },
	{ weight: 2, arbitrary: numeral.map((text) => JSON.stringify(text)) },
	{ weight: 2, arbitrary: fc.constantFrom('null', 'true', 'false', '[]', '{}') },
);

/** An object's text; a name may come twice. */
export const objectOf = (members: ReadonlyArray<readonly [name: string, value: string]>): string =>
	`{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`;

/** Any JSON value as text. Members have the given names more often than others. */
export function anyJson(names: readonly string[]): fc.Arbitrary<string> {
	const name = fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...names) },
		{ weight: 1, arbitrary: fc.constantFrom(...HOSTILE_NAMES) },
		{ weight: 1, arbitrary: anyString },
	);
	const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small', withCrossShrink: true },
			{ weight: 3, arbitrary: leafText },
			{ weight: 1, arbitrary: tie('list') },
			{ weight: 2, arbitrary: tie('object') },
		),
		list: fc.array(tie('value'), { maxLength: 4 }).map((entries) => `[${entries.join()}]`),
		object: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map(objectOf),
	}));
	return value;
}

/** `depth` lists or objects, one in the other. */
export function nested(depth: number, kind: 'list' | 'object'): string {
	return kind === 'list'
		? `${'['.repeat(depth)}${']'.repeat(depth)}`
		: `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}
