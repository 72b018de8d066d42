/**
 * Decides which texts of a reply may be shown, logged and stored, by what the request contained and
 * by the shape of the text.
 */
import { OutsideText } from '../common/outsideText';
import { redact } from '../common/redact';
import { textOf } from './json';

/** Characters of a title or detail that are read. */
const MAX_PROSE = 2_000;
/**
 * Characters dropped at the end of a truncated text: a value cut in two, such as half an email
 * address, may look harmless and not be redacted.
 */
const CUT_MARGIN = 300;
/** Minimum length for comparing without hyphens: shorter texts occur in anything. */
const MIN_LENGTH_WITHOUT_HYPHENS = 16;
/** Titles in the guide. They don't quote any data. */
const KNOWN_TITLES = new Set(['Segment must not be used in an audience']);
/** One-word codes in the guide or the contract. */
const KNOWN_CODES = new Set(['invalid']);
/** Problem types in the contract. */
const KNOWN_TYPES = new Set([
  'unknown',
  'access-control',
  'authentication',
  'authorization',
  'availability',
  'deprecation',
  'quota',
  'validation',
]);

/** What a reply's texts are compared with. */
export interface RequestFacts {
  /** Values of the request that aren't identifiers and need no redaction. */
  known?: readonly string[];
  /**
   * The body, if it has identifiers. An opaque identifier looks like any word, so redaction alone
   * doesn't find it in a text.
   */
  identifiers?: Uint8Array;
}

/**
 * Reads the texts of one reply. Methods take any value, and return undefined for one that isn't a
 * text or must not be shown.
 */
export class ReplyTexts {
  private requestIndex: { text: string; bare: string; values: ReadonlySet<string> } | undefined;

  constructor(private readonly request: RequestFacts = {}) {}

  /**
   * A title or detail, redacted. If the request had identifiers, only a title known to quote none.
   */
  prose(value: unknown): OutsideText | undefined {
    const text = textOf(value);
    if (!text || (this.request.identifiers && !(KNOWN_TITLES.has(text) && this.isOriginal(text))))
      return undefined;
    return OutsideText.text(redactedProse(text, this.request.known));
  }

  /** A code: one word. */
  code(value: unknown): string | undefined {
    const word = plainToken(value);
    if (word === undefined || /\d{3}/.test(word) || !/^[A-Za-z][\w.-]*$/.test(word))
      return undefined;
    if (!this.request.identifiers) return word;
    return (KNOWN_CODES.has(word) || /^[a-z]+(-[a-z]+)+$/.test(word)) && this.isOriginal(word)
      ? word
      : undefined;
  }

  type(value: unknown): string | undefined {
    const word = plainToken(value);
    return word !== undefined && KNOWN_TYPES.has(word) ? word : undefined;
  }

  /**
   * A trace ID, if it looks like one, because it is logged as it is and another text may be a token:
   * 16 to 64 hexadecimal digits (Criteo's samples have 32), possibly in groups as in a UUID or in
   * W3C Trace Context.
   */
  traceId(value: unknown): string | undefined {
    const text = textOf(value)?.trim();
    return text !== undefined &&
      /^(?=.{16,64}$)(?=.*\d)[\da-f]{2,}(?:-[\da-f]{2,})*$/i.test(text) &&
      this.isOriginal(text)
      ? text
      : undefined;
  }

  /**
   * A host name with optional port. The header may hold anything, so only the expected shape is
   * accepted.
   */
  host(text: string | undefined): string | undefined {
    const host = hostName(text);
    return host !== undefined && this.isOriginal(host) ? host : undefined;
  }

  /**
   * False if the request's identifiers contain the text, or if a part of it between hyphens or
   * periods is one of them, ignoring case: the reply then only echoes it.
   */
  private isOriginal(text: string): boolean {
    const { identifiers } = this.request;
    if (!identifiers) return true;
    const { text: sent, bare, values } = (this.requestIndex ??= indexBody(identifiers));
    const own = text.toLowerCase();
    // A UUID may come back without its hyphens.
    const letters = own.replaceAll('-', '');
    return (
      !(letters.length < MIN_LENGTH_WITHOUT_HYPHENS
        ? sent.includes(own)
        : bare.includes(letters)) && !partsOf(own).some((run) => values.has(run))
    );
  }
}

/**
 * Prepares the list of identifiers (see `contactListBody`) for searching, in lower case: the text
 * itself, without hyphens, and the short values.
 */
function indexBody(body: Uint8Array): { text: string; bare: string; values: ReadonlySet<string> } {
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    .toString('latin1')
    .toLowerCase();
  const text = whole.slice(Math.max(0, whole.indexOf('[')));
  return {
    text,
    bare: text.replaceAll('-', ''),
    values: new Set(text.match(/(?<=")[a-z\d][a-z\d.-]{1,79}(?=")/g)),
  };
}

/** All substrings of a word that begin and end at a hyphen, a period, or an end of the word. */
function partsOf(word: string): string[] {
  const ends = Array.from(word.matchAll(/[.-]|$/g), ({ index }) => index);
  const starts = [0, ...ends.map((end) => end + 1)];
  return starts.flatMap((start) =>
    ends.filter((end) => end > start).map((end) => word.slice(start, end)),
  );
}

function redactedProse(text: string, known: readonly string[] = []): string {
  return text.length <= MAX_PROSE
    ? redact(text, known)
    : `${redact(text.slice(0, MAX_PROSE), known).slice(0, -CUT_MARGIN)}…`;
}

/**
 * A value of an open enumeration, such as a type or a channel: only letters, digits and a few
 * signs.
 */
export function plainToken(value: unknown): string | undefined {
  const text = textOf(value)?.trim();
  return text && /^[A-Za-z0-9][A-Za-z0-9 _.,:+/-]{0,79}$/.test(text) ? text : undefined;
}

/** A host name with optional port, if it has that shape. */
export function hostName(text: string | undefined): string | undefined {
  const host = text?.toLowerCase();
  if (!host || host.length > 100 || /[\da-f]{20}|\d{6}/.test(host)) return undefined;
  return /^(?:(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\])(?::\d{1,5})?$/.test(
    host,
  )
    ? host
    : undefined;
}
