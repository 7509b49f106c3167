import fc from 'fast-check';

import { redact } from '../../../platform/outbound';

const visible = fc
	.string({ minLength: 6, maxLength: 40 })
	.filter((text) => text === text.trim() && !text.includes('[API key]'));

/** JSON that writes every character as a code point, as nobody does but everybody may. */
const asCodePoints = (text: string) =>
	`"${[...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;

describe('the key in an answer', () => {
	it('is gone, in whatever way the answer quotes it, and the rest stands', () => {
		fc.assert(
			fc.property(visible, fc.constantFrom('', 'before ', '{"', '<a href="'), (key, before) => {
				fc.pre(!before.includes(key) && !'code message behind null'.includes(key));
				const texts = [
					`${before}${key} behind`,
					`${before}${encodeURIComponent(key)} behind`,
					JSON.stringify({ code: 1, message: `${before}${key} behind` }),
					JSON.stringify({ code: 1, [`${before}${key}`]: null }),
					JSON.stringify([[encodeURIComponent(key)]]),
					JSON.stringify({ message: key }).replace(/\//g, '\\/'),
					`{"message":${asCodePoints(key)}}`,
				];
				for (const text of texts) {
					const redacted = redact(text, key);
					expect(redacted).toContain('[API key]');
					for (const form of [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)]) {
						expect(redacted).not.toContain(form);
					}
				}
			}),
			{ numRuns: 2_000 },
		);
	});

	it('is all that is taken out', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				expect(JSON.parse(redact(text, 'app-example-of-no-answer'))).toEqual(JSON.parse(text));
			}),
			{ numRuns: 2_000 },
		);
	});
});
