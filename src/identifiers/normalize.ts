import type { Verdict } from './identifierTypes';

/** Values longer than this (UTF-16 units) are no identifiers but a quote that was never closed. */
export const MAX_LENGTH = 1024;

/** A line end or another control character: a quote that was never closed, or a broken export. */
const CONTROL = new RegExp('[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]');

/**
 * Characters that nobody sees and that no identifier holds: NUL, soft hyphen, zero-width spaces and
 * joiners, direction marks, word joiner, BOM. They come from web pages, chat programs and joined
 * files. Numbers, because nobody could read them here either.
 */
const INVISIBLE_CODES = [
  0x0000, 0x00ad, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d,
  0x202e, 0x2060, 0xfeff,
];
const INVISIBLE = new RegExp(
  `[${INVISIBLE_CODES.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}]`,
  'g',
);

/** White space other than blanks, tabs and line ends, at an end. */
const ODD_SPACE_AT_END = /^[^\S \t\r\n]|[^\S \t\r\n]$/;

/**
 * Whether `raw` holds characters that {@link normalize} takes away and that a person cannot see or tell
 * from a blank (no-break spaces). Ordinary blanks, tabs and line ends around a value are nothing to
 * speak of.
 */
export function needsNormalizing(raw: string): boolean {
  return (
    raw.search(INVISIBLE) >= 0 || ODD_SPACE_AT_END.test(raw.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''))
  );
}

/**
 * Takes away what surrounds a value by accident: invisible characters anywhere, and white space of
 * any kind (no-break spaces too) at both ends. White space inside stays: removing it can make
 * somebody else's address. Idempotent. Source: README, Identifiers (trimmed).
 */
export function normalize(raw: string): string {
  return raw.replace(INVISIBLE, '').trim();
}

/** Texts that exports write for "no value"; never a person. Compared trimmed and without case. */
const PLACEHOLDERS = new Set([
  'null',
  '(null)',
  '<null>',
  '[null]',
  '\\n',
  'undefined',
  'nan',
  'n/a',
  '#n/a',
  '#ref!',
  '#value!',
  '#name?',
  '#div/0!',
  '#null!',
  '#num!',
]);

/** Whether a cleaned value is only a program's word for "nothing" (`NULL`, `NaN`, `#N/A`, `\N`). */
export function isPlaceholder(cleaned: string): boolean {
  return cleaned.length <= 9 && PLACEHOLDERS.has(cleaned.toLowerCase());
}

/** What is wrong with a cleaned value of any type, or undefined. */
function commonFault(cleaned: string): string | undefined {
  if (isPlaceholder(cleaned)) return 'placeholder';
  if (cleaned.includes('\ufffd')) return 'undecodable-character';
  if (CONTROL.test(cleaned)) return 'control-character';
  if (cleaned.length > MAX_LENGTH) return 'value-too-long';
  return undefined;
}

/**
 * The way every type begins: cleans, then hands a value that is neither blank nor broken to the
 * rules of its type. A good value that held invisible characters gets the warning
 * `invisible-characters`, unless it has another already.
 */
export function validateNormalized(raw: string, rules: (cleaned: string) => Verdict): Verdict {
  const cleaned = normalize(raw);
  if (cleaned === '') return { kind: 'blank' };
  const fault = commonFault(cleaned);
  if (fault !== undefined) return { kind: 'invalid', rule: fault };
  const verdict = rules(cleaned);
  if (verdict.kind === 'valid' && verdict.warning === undefined && needsNormalizing(raw))
    return { ...verdict, warning: 'invisible-characters' };
  return verdict;
}
