import { isAscii } from 'node:buffer';
import type { Verdict } from './identifierTypes';

/** In UTF-16 units. A longer value isn't an identifier; most likely a quote was never closed. */
export const MAX_LENGTH = 1024;

/** Line endings and other control characters: an unclosed quote or a broken export. */
const CONTROL = new RegExp('[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]');

/**
 * Characters that are invisible and part of no identifier: NUL, soft hyphen, zero-width spaces and
 * joiners, direction marks, word joiner, BOM. They come from web pages, chat programs and
 * concatenated files. Written as numbers because they would be invisible here too.
 */
const INVISIBLE_CODES = [
  0x0000, 0x00ad, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d,
  0x202e, 0x2060, 0xfeff,
];
const INVISIBLE = new RegExp(
  `[${INVISIBLE_CODES.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}]`,
  'g',
);

/** White space at either end other than spaces, tabs and line endings. */
const UNUSUAL_SPACE_AT_END = /^[^\S \t\r\n]|[^\S \t\r\n]$/;

/**
 * Whether {@link normalize} removes characters from `raw` that people can't see or can't tell from
 * a space (no-break spaces). Ordinary spaces, tabs and line endings around a value don't count.
 */
export function needsNormalizing(raw: string): boolean {
  return (
    raw.search(INVISIBLE) >= 0 ||
    UNUSUAL_SPACE_AT_END.test(raw.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''))
  );
}

/**
 * Removes invisible characters anywhere, and white space of any kind (no-break spaces too) at both
 * ends. White space inside is kept, because removing it could produce another person's address.
 * Idempotent. Source: uploads.md, Identifiers (trimmed).
 */
export function normalize(raw: string): string {
  return raw.replace(INVISIBLE, '').trim();
}

/**
 * The other spellings of a value in Unicode, composed and decomposed: `é` may be one character or two. None of
 * ASCII.
 */
export function otherSpellings(value: Uint8Array): Uint8Array[] {
  if (isAscii(value)) return [];
  const text = Buffer.from(value).toString();
  return (['NFC', 'NFD'] as const)
    .map((form) => text.normalize(form))
    .filter((spelling) => spelling !== text)
    .map((spelling) => Buffer.from(spelling));
}

/** What exports write for "no value". Compared trimmed and without case. */
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

/** Whether a cleaned value is a placeholder for an empty field (`NULL`, `NaN`, `#N/A`, `\N`). */
export function isPlaceholder(cleaned: string): boolean {
  return cleaned.length <= 9 && PLACEHOLDERS.has(cleaned.toLowerCase());
}

/** The key of the rule that a cleaned value breaks whatever its type, or undefined. */
function findCommonFault(cleaned: string): string | undefined {
  if (isPlaceholder(cleaned)) return 'placeholder';
  if (cleaned.includes('\ufffd')) return 'undecodable-character';
  if (CONTROL.test(cleaned)) return 'control-character';
  if (cleaned.length > MAX_LENGTH) return 'value-too-long';
  return undefined;
}

/**
 * The common part of validating every type: normalizes the field, then passes a value that is
 * neither blank nor broken to the rules of its type. A valid value that had invisible characters
 * gets the warning `invisible-characters`, unless it already has another.
 */
export function validateNormalized(raw: string, rules: (cleaned: string) => Verdict): Verdict {
  const cleaned = normalize(raw);
  if (cleaned === '') return { kind: 'blank' };
  const fault = findCommonFault(cleaned);
  if (fault !== undefined) return { kind: 'invalid', rule: fault };
  const verdict = rules(cleaned);
  if (verdict.kind === 'valid' && verdict.warning === undefined && needsNormalizing(raw))
    return { ...verdict, warning: 'invisible-characters' };
  return verdict;
}
