/** Replaces redacted text. */
export const HIDDEN = '•••';

/** Opening quotes, and at the same index their closing quotes. */
const OPENING_QUOTES = `"“«‘\`'`;
const CLOSING_QUOTES = `"”»’\`'`;
const ADDRESS = /[^:=@](?:@|%40)/;
const PHONE = /\+?\(?\d[\d ().-]*/y;
/** Words with digits that identify no one. */
const HARMLESS =
  /^(sha-?256|sha-?1|sha-?512|utf-?8|utf-?16|iso-?8601|e\.164|oauth2|http2?|base64|int32|int64)$/i;
const [PLUS, OPENING] = [0x2b, 0x28];
const SHORTEST_WORD = 5;
const SHORTEST_PHONE = 8;

/**
 * Redacts a text from outside so that it can be shown and logged: replaces emails, hashes, UUIDs,
 * phone numbers, long numbers, opaque tokens and quoted values. Hides too much rather than too
 * little. Takes linear time.
 * @param known values that aren't personal data, such as the segment's own ID or name, and are kept
 */
export function redact(text: string, known: readonly string[] = []): string {
  return new Redaction(text, new Set(known)).run();
}

/**
 * A single pass from left to right. No character is scanned from more than a few starts, so that
 * the time stays linear.
 */
class Redaction {
  private output = '';
  private at = 0;
  /** The text from here to `at` isn't copied to the output yet. */
  private copiedTo = 0;
  /** No email address begins before this index. */
  private noAddressBefore = 0;
  private lineEnd = -1;
  /** The next index of each closing quote. */
  private readonly nextClosingQuote: number[] = Array.from(CLOSING_QUOTES, () => -1);

  constructor(
    private readonly text: string,
    private readonly known: ReadonlySet<string>,
  ) {}

  run(): string {
    while (this.at < this.text.length) {
      // Most characters begin nothing, so check that first.
      const mayBegin =
        mayBeginMatch(this.text, this.at) ||
        (this.at >= this.noAddressBefore && isPartOfRun(this.text, this.at));
      if (!mayBegin || (!this.quote() && !this.address() && !this.phone() && !this.word()))
        this.at++;
    }
    return this.output + this.text.slice(this.copiedTo);
  }

  /**
   * Consumes the next `length` characters, and replaces them unless they are known to be harmless.
   */
  private take(length: number, inner: string, replacement: string): true {
    if (!this.known.has(inner)) {
      this.output += this.text.slice(this.copiedTo, this.at) + replacement;
      this.copiedTo = this.at + length;
    }
    this.at += length;
    return true;
  }

  private quote(): boolean {
    const opening = this.text.charAt(this.at);
    const kind = OPENING_QUOTES.indexOf(opening);
    if (kind < 0) return false;
    // A single quote opens only if no letter precedes it, and closes only if none follows: "can't"
    // has no quote.
    if (opening === "'" && isLetterOrDigit(this.text, this.at - 1)) return false;
    if (this.lineEnd < this.at) this.lineEnd = indexOrEnd('\n', this.text, this.at);
    const end =
      this.nextClosingQuote[kind] > this.at
        ? this.nextClosingQuote[kind]
        : this.findClosingQuote(kind);
    if (end > this.lineEnd) {
      this.at++;
      return true;
    }
    const inner = this.text.slice(this.at + 1, end);
    if (inner !== '')
      return this.take(end + 1 - this.at, inner, opening + HIDDEN + this.text.charAt(end));
    this.at = end + 1;
    return true;
  }

  /** The next closing quote. The result is cached until `at` passes it. */
  private findClosingQuote(kind: number): number {
    const character = CLOSING_QUOTES.charAt(kind);
    let index = this.nextClosingQuote[kind];
    do index = indexOrEnd(character, this.text, Math.max(this.at, index) + 1);
    while (character === "'" && isLetterOrDigit(this.text, index + 1));
    return (this.nextClosingQuote[kind] = index);
  }

  /** An email address, also percent-encoded, with everything attached to it. */
  private address(): boolean {
    if (this.at < this.noAddressBefore || !isPartOfRun(this.text, this.at)) return false;
    const run = this.text.slice(this.at, endOf(this.text, this.at, isPartOfRun));
    const match = run.search(ADDRESS);
    const start = Math.max(run.lastIndexOf(':', match), run.lastIndexOf('=', match)) + 1;
    this.noAddressBefore = this.at + (match < 0 ? run.length : start);
    if (match < 0 || start > 0) return false;
    const word = withoutEnd(run);
    return this.take(word.length, word, HIDDEN);
  }

  /** A phone number in any grouping. */
  private phone(): boolean {
    if (!this.mayBeginPhone() || isLetterOrDigit(this.text, this.at - 1)) return false;
    PHONE.lastIndex = this.at;
    const match = PHONE.exec(this.text)?.[0] ?? '';
    let end = match.length;
    // Digits next to a letter belong to a word.
    if (isLetterOrDigit(this.text, this.at + end)) while (isDigit(match.charCodeAt(end - 1))) end--;
    while (end > 0 && !isDigit(match.charCodeAt(end - 1))) end--;
    return end >= SHORTEST_PHONE && this.take(end, match.slice(0, end), HIDDEN);
  }

  private mayBeginPhone(): boolean {
    const [code, next] = [this.text.charCodeAt(this.at), this.text.charCodeAt(this.at + 1)];
    return (
      isDigit(code) ||
      (code === OPENING && isDigit(next)) ||
      (code === PLUS && (isDigit(next) || next === OPENING))
    );
  }

  /** Letters, digits, and the characters between them in base64, UUIDs and tokens. */
  private word(): boolean {
    if (!isLetterOrDigit(this.text, this.at)) return false;
    let end = endOf(this.text, this.at, isPartOfWord);
    if (end - this.at >= SHORTEST_WORD) {
      for (let count = 0; count < 2 && this.text[end] === '='; count++) end++;
      const match = this.text.slice(this.at, end);
      // A period at the end of the sentence doesn't belong to the word.
      const word = withoutEnd(match);
      if (!this.known.has(match) && isSuspicious(word)) return this.take(word.length, word, HIDDEN);
    }
    this.at = end;
    return true;
  }
}

/**
 * The next index of a character. Without one: infinity, or the end of the text for a line break.
 */
function indexOrEnd(character: string, text: string, from: number): number {
  const index = text.indexOf(character, from);
  return index >= 0 ? index : character === '\n' ? text.length : Number.POSITIVE_INFINITY;
}

function endOf(text: string, from: number, isPart: (text: string, at: number) => boolean): number {
  let end = from;
  while (end < text.length && isPart(text, end)) end++;
  return end;
}

/** A test for single characters that caches the result of `pattern`. */
function characterClass(pattern: RegExp): (text: string, at: number) => boolean {
  const known = new Uint8Array(0x1_00_00);
  return (text, at) => {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) return false;
    known[code] ||= pattern.test(text.charAt(at)) ? 1 : 2;
    return known[code] === 1;
  };
}

const mayBeginMatch = characterClass(new RegExp(`[\\p{L}\\p{N}\\p{Cs}+(${OPENING_QUOTES}]`, 'u'));
/** Surrogates count as letters: letters of rare scripts are made of two. */
const isLetterOrDigit = characterClass(/[\p{L}\p{N}\p{Cs}]/u);
const isPartOfWord = characterClass(/[\p{L}\p{N}\p{Cs}_+.~%-]/u);
/** Everything but spaces and delimiters. */
const isPartOfRun = characterClass(/[^\s"'<>()[\],;|]/);

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function withoutEnd(word: string): string {
  let end = word.length;
  while (end > 0 && '.=~%_+-'.includes(word.charAt(end - 1))) end--;
  return word.slice(0, end);
}

function isSuspicious(word: string): boolean {
  let digits = 0;
  for (let at = 0; at < word.length; at++) if (isDigit(word.charCodeAt(at))) digits++;
  if (digits === 0) return word.length >= 40;
  if (HARMLESS.test(word)) return false;
  // "50000" and "2026-07" are ordinary figures; six digits may identify someone.
  if (/^[\d.+-]+$/.test(word)) return digits >= 6 && !/^\d{4}-\d{2}$/.test(word);
  return true;
}
