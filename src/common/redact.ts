/** What stands for something that was hidden. */
export const HIDDEN = '•••';

/** What opens a quote, and in the same index what closes it. */
const OPENING_QUOTES = `"“«‘\`'`;
const CLOSING_QUOTES = `"”»’\`'`;
const ADDRESS = /[^:=@](?:@|%40)/;
const PHONE = /\+?\(?\d[\d ().-]*/y;
/** Words with digits that say nothing about anyone. */
const HARMLESS =
  /^(sha-?256|sha-?1|sha-?512|utf-?8|utf-?16|iso-?8601|e\.164|oauth2|http2?|base64|int32|int64)$/i;
const [PLUS, OPENING] = [0x2b, 0x28];
const SHORTEST_WORD = 5;
const SHORTEST_PHONE = 8;

/**
 * A text from outside that may be replacement and logged: emails, hashes, UUIDs, phone numbers, long
 * digits, opaque tokens and quoted values are replaced. Made to hide too much rather than too
 * little. Takes a time that grows with the text's length alone.
 * @param known values that the caller knows to be no personal data, such as the segment's own id
 *   or name; they stay
 */
export function redact(text: string, known: readonly string[] = []): string {
  return new Redaction(text, new Set(known)).run();
}

/**
 * One pass from left to right: what was kept is not looked at again, and no part is looked at from
 * many starts.
 */
class Redaction {
  private output = '';
  private at = 0;
  /** What stands from here to `at` is kept. */
  private copiedTo = 0;
  /** Up to here no address begins. */
  private noAddressBefore = 0;
  private lineEnd = -1;
  /** Where each closing quote stands next. */
  private readonly nextClosingQuote: number[] = Array.from(CLOSING_QUOTES, () => -1);

  constructor(
    private readonly text: string,
    private readonly known: ReadonlySet<string>,
  ) {}

  run(): string {
    while (this.at < this.text.length) {
      // Mostly neither, and so the first to be asked.
      const mayBegin =
        mayBeginMatch(this.text, this.at) ||
        (this.at >= this.noAddressBefore && isPartOfRun(this.text, this.at));
      if (!mayBegin || (!this.quote() && !this.address() && !this.phone() && !this.word()))
        this.at++;
    }
    return this.output + this.text.slice(this.copiedTo);
  }

  /** Takes the next `length` characters: as they are where that is known to be harmless. */
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
    // A single quote opens only where no letter stands before it, and closes where none stands
    // after it: "can't" is no quote.
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

  /** The next index behind this one. Each is looked for once: it holds until it is passed. */
  private findClosingQuote(kind: number): number {
    const character = CLOSING_QUOTES.charAt(kind);
    let index = this.nextClosingQuote[kind];
    do index = indexOrEnd(character, this.text, Math.max(this.at, index) + 1);
    while (character === "'" && isLetterOrDigit(this.text, index + 1));
    return (this.nextClosingQuote[kind] = index);
  }

  /** An email address, also percent-encoded, with all that touches it. */
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

  /** A phone number, however it is grouped. */
  private phone(): boolean {
    if (!this.mayBeginPhone() || isLetterOrDigit(this.text, this.at - 1)) return false;
    PHONE.lastIndex = this.at;
    const match = PHONE.exec(this.text)?.[0] ?? '';
    let end = match.length;
    // What touches a letter is a part of a word.
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

  /** Letters, digits, and what base64, UUIDs and tokens put between. */
  private word(): boolean {
    if (!isLetterOrDigit(this.text, this.at)) return false;
    let end = endOf(this.text, this.at, isPartOfWord);
    if (end - this.at >= SHORTEST_WORD) {
      for (let count = 0; count < 2 && this.text[end] === '='; count++) end++;
      const match = this.text.slice(this.at, end);
      // A full stop at the end of the sentence is not the word's.
      const word = withoutEnd(match);
      if (!this.known.has(match) && isSuspicious(word)) return this.take(word.length, word, HIDDEN);
    }
    this.at = end;
    return true;
  }
}

/** Beyond the text's end where there is none, and then at no end of a line either. */
function indexOrEnd(character: string, text: string, from: number): number {
  const index = text.indexOf(character, from);
  return index >= 0 ? index : character === '\n' ? text.length : Number.POSITIVE_INFINITY;
}

function endOf(text: string, from: number, isPart: (text: string, at: number) => boolean): number {
  let end = from;
  while (end < text.length && isPart(text, end)) end++;
  return end;
}

/** Whether what `pattern` says of a character is so, match out once for each. */
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
/** Half of a pair counts as a letter: letters of rare scripts are made of two. */
const isLetterOrDigit = characterClass(/[\p{L}\p{N}\p{Cs}]/u);
const isPartOfWord = characterClass(/[\p{L}\p{N}\p{Cs}_+.~%-]/u);
/** All but spaces, and what sets values apart. */
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
  // "50000" and "2026-07" are figures of a sentence; six digits can be someone's number.
  if (/^[\d.+-]+$/.test(word)) return digits >= 6 && !/^\d{4}-\d{2}$/.test(word);
  return true;
}

/** The first and the last sign of a value and of an address's domain; the rest hidden. */
export function redactValue(value: string): string {
  const text = value.trim();
  const at = text.indexOf('@');
  if (at > 0) return `${redactPart(text.slice(0, at))}@${redactPart(text.slice(at + 1))}`;
  return redactPart(text);
}

function redactPart(text: string): string {
  const signs = [...text];
  if (signs.length < 3) return '•'.repeat(signs.length);
  return `${signs[0]}${'•'.repeat(Math.min(8, signs.length - 2))}${signs[signs.length - 1]}`;
}
