import type { ColumnContext, IdentifierType, ValueFormat } from './identifierTypes';
import { junkHashes } from './junkHashes';
import { MAX_LENGTH } from './normalize';

const SPACE = 0x20;
const TAB = 0x09;
const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const ZERO = 0x30;

/** Byte → the byte to send, 0 where it may not stand there plainly. */
function table(allowed: string, lowerCase: boolean): Uint8Array {
  const bytes = new Uint8Array(256);
  for (const character of allowed)
    bytes[character.charCodeAt(0)] = (lowerCase ? character.toLowerCase() : character).charCodeAt(
      0,
    );
  return bytes;
}

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** RFC 5322 atext and the dot. None of it needs escaping in JSON. */
const LOCAL = table(`${LETTERS}${DIGITS}!#$%&'*+/=?^_\`{|}~-.`, true);
const LABEL = table(`${LETTERS}${DIGITS}-`, true);
const LOWER_HEX = table(`${DIGITS}abcdef`, false);
const ANY_HEX = table(`${DIGITS}abcdefABCDEF`, false);
/**
 * What an opaque id plainly is; anything else is left to the slow path, which knows spreadsheets'
 * damage and placeholders.
 */
const OPAQUE = table(`${LETTERS}${DIGITS}-_=/`, false);

/**
 * Judges the plainly good values of a column without making strings: for the millions of rows that
 * need no care. It accepts only what `validate` calls good without a warning, and writes the very
 * bytes of its value; it never accepts a value that JSON would have to escape. Everything else
 * (blank ones too) it leaves to `validate`.
 */
export class FastPath {
  /** The form of the last accepted value. */
  form: ValueFormat = 'opaque';

  /**
   * Bit set over the first four hex digits of the hashes that are nobody's: a cheap "maybe" for the
   * slow path.
   */
  readonly #junk = new Uint8Array(0x10000);

  constructor(
    private readonly type: IdentifierType,
    context: ColumnContext = {},
  ) {
    for (const hash of junkHashes(context.header).keys())
      this.#junk[parseInt(hash.slice(0, 4), 16)] = 1;
  }

  /**
   * Judges bytes[start…end), a field without its quotes. A good value is written at out[at…], which
   * needs room for end − start bytes, and its length is the result; -1 means "ask `validate`"
   * (out[at…] may then hold rubbish).
   */
  judge(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
    while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
    while (start < end && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--;
    switch (this.type) {
      case 'Email':
        return this.#email(bytes, start, end, out, at);
      case 'UserIdentifier':
        return this.#userIdentifier(bytes, start, end, out, at);
      case 'IdentityLink':
        return this.#identityLink(bytes, start, end, out, at);
      case 'CustomerId':
        return this.#customerId(bytes, start, end, out, at);
      case 'PhoneNumber':
        return this.#phoneNumber(bytes, start, end, out, at);
    }
  }

  #email(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
    const length = end - start;
    if ((length === 32 || length === 64) && this.#hash(bytes, start, end, out, at)) return length;
    const written = plainEmail(bytes, start, end, out, at);
    if (written > 0) this.form = 'plain';
    return written;
  }

  /** Lower-case hex that is not the hash of a junk word. */
  #hash(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): boolean {
    let first = 0;
    for (let i = start, to = at; i < end; i++, to++) {
      const byte = LOWER_HEX[bytes[i]];
      if (byte === 0) return false;
      if (i < start + 4) first = (first << 4) | (byte < 0x40 ? byte - ZERO : byte - 0x57);
      out[to] = byte;
    }
    this.form = end - start === 32 ? 'md5' : 'sha256';
    return this.#junk[first] === 0;
  }

  #userIdentifier(
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
    at: number,
  ): number {
    const length = end - start;
    if (length === 36) {
      if (!isUuid(bytes, start)) return -1;
      this.form = 'mobileId';
      out.set(bytes.subarray(start, end), at);
      return length;
    }
    // Lengths at which hex digits alone would be a hash, or a UUID without its hyphens.
    if (length === 32 || length === 40 || length === 56 || length === 64 || length >= 96) return -1;
    return this.#opaque(bytes, start, end, out, at, 'cookieId');
  }

  #identityLink(
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
    at: number,
  ): number {
    const length = end - start;
    const first = bytes[start];
    const second = bytes[start + 1];
    // 'XY' or 'hY' with 49 characters, 'Xi' with 70.
    const expected =
      second === 0x59 && (first === 0x58 || first === 0x68)
        ? 49
        : first === 0x58 && second === 0x69
          ? 70
          : -1;
    return length === expected ? this.#opaque(bytes, start, end, out, at, 'opaque') : -1;
  }

  #customerId(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
    // 15 and more characters that end in zeros may be a number that a spreadsheet rounded.
    if (end - start >= 15 && bytes[end - 1] === ZERO && bytes[end - 2] === ZERO) return -1;
    return this.#opaque(bytes, start, end, out, at, 'opaque');
  }

  #phoneNumber(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
    const length = end - start;
    if (length === 64) return this.#hash(bytes, start, end, out, at) ? length : -1;
    // '+', a digit that is not 0, and 7 to 15 digits in all.
    if (length < 8 || length > 16 || bytes[start] !== 0x2b || bytes[start + 1] === ZERO) return -1;
    for (let i = start + 1; i < end; i++) {
      if (bytes[i] < ZERO || bytes[i] > 0x39) return -1;
    }
    out.set(bytes.subarray(start, end), at);
    this.form = 'plain';
    return length;
  }

  /**
   * Copies a value of plain characters with at least one digit (words alone may be placeholders
   * such as `null`).
   */
  #opaque(
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
    at: number,
    form: ValueFormat,
  ): number {
    if (end - start > MAX_LENGTH) return -1;
    let digits = 0;
    for (let i = start, to = at; i < end; i++, to++) {
      const byte = OPAQUE[bytes[i]];
      if (byte === 0) return -1;
      if (byte >= ZERO && byte <= 0x39) digits++;
      out[to] = byte;
    }
    this.form = form;
    return digits > 0 ? end - start : -1;
  }
}

function plainEmail(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  if (end - start > 254) return -1;
  let i = start;
  let to = at;
  let last = DOT;
  for (; i < end && bytes[i] !== AT; i++) {
    const byte = LOCAL[bytes[i]];
    if (byte === 0 || (byte === DOT && last === DOT)) return -1;
    out[to++] = last = byte;
  }
  // An empty local part, and one that starts or ends with a dot, end here too.
  if (last === DOT || i - start > 64 || i === end) return -1;
  out[to++] = AT;
  let dots = 0;
  let label = 0;
  last = HYPHEN;
  for (i++; i < end; i++) {
    const raw = bytes[i];
    if (raw === DOT) {
      if (label === 0 || label > 63 || last === HYPHEN) return -1;
      dots++;
      label = 0;
      last = DOT;
      out[to++] = DOT;
      continue;
    }
    const byte = LABEL[raw];
    if (byte === 0 || (byte === HYPHEN && label === 0)) return -1;
    label++;
    out[to++] = last = byte;
  }
  return dots > 0 && label > 0 && label <= 63 && last !== HYPHEN ? to - at : -1;
}

/** 8-4-4-4-12 hex digits in any case, not all zeros. */
function isUuid(bytes: Uint8Array, start: number): boolean {
  let notZero = 0;
  for (let i = 0; i < 36; i++) {
    const byte = bytes[start + i];
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (byte !== HYPHEN) return false;
    } else {
      if (ANY_HEX[byte] === 0) return false;
      notZero |= byte ^ ZERO;
    }
  }
  return notZero !== 0;
}
