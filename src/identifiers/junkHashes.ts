import { digest } from './hash';

/** What exports hash when there was nothing to hash. */
const EMPTY = ['', ' ', '\n', '\r\n', '""'];
const WORDS = ['null', 'undefined', 'nan', 'none', 'n/a', 'nil', '(null)', '\\n', '#n/a'];

let common: Map<string, string> | undefined;
/**
 * A column's values are judged one after the other: the last header's set is the one wanted next.
 */
let last: { header: string; hashes: ReadonlyMap<string, string> } | undefined;

/**
 * Hashes that are nobody's, with the rule that refuses each: of nothing, of a placeholder, of the
 * column's own header (MD5, SHA-256 and SHA-256 of MD5, in the usual spellings).
 */
export function junkHashes(header?: string): ReadonlyMap<string, string> {
  common ??= collect(new Map(), [
    ...EMPTY.map((text) => [text, 'hash-of-empty'] as const),
    ...WORDS.flatMap(spellings).map((text) => [text, 'hash-of-placeholder'] as const),
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

function spellings(word: string): string[] {
  const trimmed = word.trim();
  const lower = trimmed.toLowerCase();
  return [
    ...new Set([
      word,
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
