const HIDDEN = '•••';

/** What texts from outside may quote, the widest first. One pass, so that what was kept is not looked at again. */
const SUSPECTS = new RegExp(
  [
    // A quoted value. A single quote opens only where no letter stands before it: "can't" is no quote.
    String.raw`"[^"\n]*"|“[^”\n]*”|«[^»\n]*»|‘[^’\n]*’|` + '`[^`\n]*`' + String.raw`|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])`,
    // An address, also percent-encoded, also of one's own domain only in part.
    String.raw`[^\s"'<>()[\],;:=|]+(?:@|%40)[^\s"'<>()[\],;|]+`,
    // A phone number, however it is grouped.
    String.raw`(?<![\p{L}\p{N}])\+?\(?\d[\d ().-]{6,}\d(?![\p{L}\p{N}])`,
    // A word of letters, digits and what base64, UUIDs and tokens put between. No "=" inside: it would swallow half of "to=a@b".
    String.raw`[\p{L}\p{N}][\p{L}\p{N}_+.~%-]{4,}={0,2}`,
  ].join('|'),
  'gu',
);

/** Words with digits that say nothing about anyone. */
const HARMLESS = /^(sha-?256|sha-?1|sha-?512|utf-?8|utf-?16|iso-?8601|e\.164|oauth2|http2?|base64)$/i;

/**
 * A text from outside that may be shown and logged: emails, hashes, UUIDs, phone numbers, long digits, opaque tokens and
 * quoted values are replaced. Made to hide too much rather than too little.
 * @param known values that the caller knows to be no personal data, such as the segment's own id or name; they stay
 */
export function mask(text: string, known: readonly string[] = []): string {
  const harmless = new Set(known);
  return text.replace(SUSPECTS, (match) => {
    const opening = match[0] ?? '';
    if (isQuote(opening)) {
      const inner = match.slice(1, -1);
      return harmless.has(inner) || inner === '' ? match : opening + HIDDEN + match.slice(-1);
    }
    if (harmless.has(match)) return match;
    // A full stop at the end of the sentence is not the word's.
    const word = match.replace(/[.=~%_+-]+$/, '');
    if (harmless.has(word) || !suspicious(word)) return match;
    return HIDDEN + match.slice(word.length);
  });
}

function isQuote(character: string): boolean {
  return '"“«‘`\''.includes(character);
}

function suspicious(word: string): boolean {
  if (/@|%40/.test(word)) return true;
  const digits = word.replace(/\D/g, '').length;
  if (digits === 0) return word.length >= 40;
  if (HARMLESS.test(word)) return false;
  // "50000" and "2026-07" are figures of a sentence; six digits can be someone's number.
  if (/^[\d\s().+-]+$/.test(word)) return digits >= 6 && !/^\d{4}-\d{2}$/.test(word);
  return true;
}
