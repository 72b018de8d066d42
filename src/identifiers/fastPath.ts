import type { ColumnContext, IdentifierType, ValueFormat } from './identifierTypes';
import { junkHashes } from './junkHashes';
import { MAX_LENGTH } from './normalize';

const SPACE = 0x20;
const TAB = 0x09;
const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const ZERO = 0x30;

/** A table from a byte to the byte to send, 0 for one that isn't allowed. */
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
 * Characters of ordinary opaque ids. Others are left to `validate`, which knows placeholders and
 * the damage that spreadsheets do.
 */
const OPAQUE = table(`${LETTERS}${DIGITS}-_=/`, false);

/**
 * Validates ordinary values without allocating strings, which most of a file's millions of rows
 * are. Accepts only what `validate` calls valid without a warning, and writes exactly the bytes of
 * its value, which JSON never has to escape. Everything else (blank fields too) is left to
 * `validate`.
 */
export class FastPath {
  /** The format of the last accepted value. */
  format: ValueFormat = 'opaque';

  /**
   * Indexed by the first four hex digits of a hash: 1 where a junk hash begins with them. A cheap
   * filter; `validate` compares the whole hash.
   */
  readonly #junkPrefixes = new Uint8Array(0x10000);

  constructor(
    private readonly type: IdentifierType,
    context: ColumnContext = {},
  ) {
    for (const hash of junkHashes(context.header).keys())
      this.#junkPrefixes[parseInt(hash.slice(0, 4), 16)] = 1;
  }

  /**
   * Validates bytes[start…end), a field without its quotes. Writes an accepted value to out[at…],
   * which needs room for end − start bytes, and returns its length in bytes. Returns -1 for a value
   * that `validate` must decide; out[at…] is undefined then.
   */
  validate(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
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
    if (written > 0) this.format = 'plain';
    return written;
  }

  /** Copies lowercase hex, and returns whether it's certainly not a junk hash. */
  #hash(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): boolean {
    let prefix = 0;
    for (let i = start, to = at; i < end; i++, to++) {
      const byte = LOWER_HEX[bytes[i]];
      if (byte === 0) return false;
      if (i < start + 4) prefix = (prefix << 4) | (byte < 0x40 ? byte - ZERO : byte - 0x57);
      out[to] = byte;
    }
    this.format = end - start === 32 ? 'md5' : 'sha256';
    return this.#junkPrefixes[prefix] === 0;
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
      this.format = 'mobileId';
      out.set(bytes.subarray(start, end), at);
      return length;
    }
    // At these lengths, hex digits are a hash or a UUID without hyphens.
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
    // 'XY' or 'hY' with 49 characters, 'Xi' with 70: see `isRampId`.
    const expected =
      second === 0x59 && (first === 0x58 || first === 0x68)
        ? 49
        : first === 0x58 && second === 0x69
          ? 70
          : -1;
    return length === expected ? this.#opaque(bytes, start, end, out, at, 'opaque') : -1;
  }

  #customerId(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
    // 15 or more characters ending in 00 may be a number that a spreadsheet rounded.
    if (end - start >= 15 && bytes[end - 1] === ZERO && bytes[end - 2] === ZERO) return -1;
    return this.#opaque(bytes, start, end, out, at, 'opaque');
  }

  #phoneNumber(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
    const length = end - start;
    if (length === 64) return this.#hash(bytes, start, end, out, at) ? length : -1;
    // '+' and 7 to 15 digits, the first of which isn't 0.
    if (length < 8 || length > 16 || bytes[start] !== 0x2b || bytes[start + 1] === ZERO) return -1;
    for (let i = start + 1; i < end; i++) {
      if (bytes[i] < ZERO || bytes[i] > 0x39) return -1;
    }
    out.set(bytes.subarray(start, end), at);
    this.format = 'plain';
    return length;
  }

  /**
   * Copies a value of ordinary characters with at least one digit; without one it may be a
   * placeholder such as `null`.
   */
  #opaque(
    bytes: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
    at: number,
    format: ValueFormat,
  ): number {
    if (end - start > MAX_LENGTH) return -1;
    let digits = 0;
    for (let i = start, to = at; i < end; i++, to++) {
      const byte = OPAQUE[bytes[i]];
      if (byte === 0) return -1;
      if (byte >= ZERO && byte <= 0x39) digits++;
      out[to] = byte;
    }
    this.format = format;
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
  // `last` is also a dot for an empty local part and one that begins with a dot.
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
