/**
 * What of a reply's texts may be shown, logged and kept: by what the request carried, and by the
 * text's shape.
 */
import { OutsideText } from '../common/outsideText';
import { redact } from '../common/redact';
import { textOf } from './json';

/** Characters of a title or detail that are looked at. */
const MAX_PROSE = 2_000;
/**
 * What is torn where a text is cut, such as half an address, can look harmless: so many of the last
 * characters are left out.
 */
const CUT_MARGIN = 300;
/** Characters of what is compared without its hyphens: fewer are found in anything. */
const MIN_LENGTH_WITHOUT_HYPHENS = 16;
/** Titles that the guide has: they quote nobody. */
const KNOWN_TITLES = new Set(['Segment must not be used in an audience']);
/** Codes of one word that the guide or the contract has. */
const KNOWN_CODES = new Set(['invalid']);
/** The contract's types of a problem. */
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

/** What is known of a request when its reply is read. */
export interface RequestFacts {
  /** Values of the request that are no identifiers: they need no redaction. */
  known?: readonly string[];
  /**
   * The body of a request that carries identifiers. An opaque one looks like any word, so that no
   * redaction finds it in a text.
   */
  identifiers?: Uint8Array;
}

/**
 * Reads the texts of one reply. Takes any value; gives undefined for what is no text, or may not be
 * told.
 */
export class ReplyTexts {
  private requestIndex: { text: string; bare: string; values: ReadonlySet<string> } | undefined;

  constructor(private readonly request: RequestFacts = {}) {}

  /**
   * A title or detail, redacted. Where the request carried identifiers, only a title that is known
   * to quote none.
   */
  prose(value: unknown): OutsideText | undefined {
    const text = textOf(value);
    if (!text || (this.request.identifiers && !(KNOWN_TITLES.has(text) && this.isOriginal(text))))
      return undefined;
    return OutsideText.text(redactedProse(text, this.request.known));
  }

  /** A code: a word. */
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

  /** A trace id, if it looks like one: it goes into logs as it is. */
  traceId(value: unknown): string | undefined {
    const text = textOf(value)?.trim();
    if (!text || !/^[\w-]{1,80}$/.test(text)) return undefined;
    if (!this.request.identifiers) return text;
    // Hexadecimal digits, also in groups, or as W3C Trace Context writes it: what tracing makes.
    return /^(?=.*\d)(?:[\da-f]{4,}(?:-[\da-f]{2,})*|00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2})$/i.test(
      text,
    ) &&
      text.length >= 16 &&
      this.isOriginal(text)
      ? text
      : undefined;
  }

  /**
   * A machine's name, with its port: of a header that can hold anything, only what has the shape of
   * one.
   */
  host(text: string | undefined): string | undefined {
    const host = hostName(text);
    return host !== undefined && this.isOriginal(host) ? host : undefined;
  }

  /**
   * False where the request's identifiers hold it, or one of them stands in it between hyphens or
   * full stops, in whatever letter case: then the reply only gives it back.
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
 * What stands behind the opening of the list of identifiers (see `contactListBody`), in lower case:
 * as it is, without hyphens, and short values.
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

/** All parts of a word that begin and end at a hyphen, a full stop, or its own ends. */
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
 * A value of a list that may grow, such as a type or a channel: kept where it is made of letters,
 * digits and few signs.
 */
export function plainToken(value: unknown): string | undefined {
  const text = textOf(value)?.trim();
  return text && /^[A-Za-z0-9][A-Za-z0-9 _.,:+/-]{0,79}$/.test(text) ? text : undefined;
}

/** A machine's name, with its port, if it has the shape of one. */
export function hostName(text: string | undefined): string | undefined {
  const host = text?.toLowerCase();
  if (!host || host.length > 100 || /[\da-f]{20}|\d{6}/.test(host)) return undefined;
  return /^(?:(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\])(?::\d{1,5})?$/.test(
    host,
  )
    ? host
    : undefined;
}
