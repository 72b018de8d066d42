import { digest } from './hash';

/** What exports hash for an empty field. */
const EMPTY = ['', ' ', '\n', '\r\n', '""'];
const PLACEHOLDERS = ['null', 'undefined', 'nan', 'none', 'n/a', 'nil', '(null)', '\\n', '#n/a'];

let common: Map<string, string> | undefined;
/** A cache of one: the values of a column, which share a header, are validated in sequence. */
let last: { header: string; hashes: ReadonlyMap<string, string> } | undefined;

/**
 * Hashes that belong to no one, in lowercase hex, with the rule for each: those of an empty field,
 * of a placeholder, and of the column's own header, each in its usual spellings as MD5, SHA-256 and
 * SHA-256 of MD5.
 */
export function junkHashes(header?: string): ReadonlyMap<string, string> {
  common ??= collect(new Map(), [
    ...EMPTY.map((text) => [text, 'hash-of-empty'] as const),
    ...PLACEHOLDERS.flatMap(spellings).map((text) => [text, 'hash-of-placeholder'] as const),
  ]);
  if (header === undefined) return common;
  if (last?.header !== header)
    last = {
      header,
      hashes: collect(
        new Map(common),
        spellings(header).map((text) => [text, 'hash-of-header'] as const),
      ),
    };
  return last.hashes;
}

function spellings(text: string): string[] {
  const trimmed = text.trim();
  const lower = trimmed.toLowerCase();
  return [
    ...new Set([
      text,
      trimmed,
      lower,
      trimmed.toUpperCase(),
      lower.charAt(0).toUpperCase() + lower.slice(1),
      lower === 'nan' ? 'NaN' : lower,
    ]),
  ];
}

function collect(
  into: Map<string, string>,
  texts: readonly (readonly [string, string])[],
): Map<string, string> {
  for (const [text, rule] of texts) {
    const md5 = digest('md5', text);
    for (const hash of [md5, digest('sha256', text), digest('sha256', md5)]) {
      if (!into.has(hash)) into.set(hash, rule);
    }
  }
  return into;
}
