import { LosslessNumber, parse, stringify } from 'lossless-json';

export type JsonObject = { [key: string]: unknown };

/** Far more than any answer needs, and less than what the recursive reader and writer can bear. */
const MAX_DEPTH = 1_000;
const [QUOTE, BACKSLASH, SQUARE, CURLY] = [0x22, 0x5c, 0x5b, 0x7b];

/**
 * Thrown for text that is not JSON, or nested too deep. Says nothing about the text: it may hold
 * personal data.
 */
export class MalformedJson extends Error {
  override readonly name = 'MalformedJson';
  constructor() {
    super('not JSON');
  }
}

/**
 * Reads JSON with every digit kept: ids and one `contactListId` are above 2^53 (difference 5).
 * Throws `MalformedJson`, also for nesting above 1,000.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new MalformedJson();
  try {
    // Of a key given twice the last one counts, as JSON.parse has it.
    return parse(text, undefined, { onDuplicateKey: ({ newValue }) => newValue });
  } catch {
    throw new MalformedJson();
  }
}

/** Counts brackets outside strings, in one pass: of text that is JSON this is the nesting. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    // The closing ones come two after the opening ones.
    else if ((code === SQUARE || code === CURLY) && ++depth > MAX_DEPTH) return true;
    else if (code === SQUARE + 2 || code === CURLY + 2) depth--;
  }
  return false;
}

/**
 * The place of the quote that closes the string opened at `at`; the text's length where none does.
 */
function endOfString(text: string, at: number): number {
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
}

/** The value as JSON text with every digit as it came, indented by two spaces. */
export function prettyJson(value: unknown): string {
  return stringify(value, undefined, 2) ?? 'null';
}

export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof LosslessNumber)
  );
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The items of an array; nothing for null, absence or another shape (difference 14). */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or a number with its digits as they came. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof LosslessNumber) return value.toString();
  return undefined;
}

/** The texts of an array, other shapes left out. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

/**
 * Whether a text is an id: that of an int64, digits only. So it can stand in a path, a log or a
 * label as it is.
 */
export function isId(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

/** An id, also where it came as a number; anything else is none. */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && isId(text) ? text : undefined;
}

/** A finite number ≥ 0, also where it came as text. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value)?.trim();
  if (!text || !/^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const figure = Number(text);
  return Number.isFinite(figure) && figure >= 0 ? figure : undefined;
}

/** A whole number ≥ 0 that is exact; anything else counts nothing. */
export function countOf(value: unknown): number | undefined {
  const figure = numberOf(value);
  return Number.isSafeInteger(figure) ? figure : undefined;
}

/** True also for the text `"true"` (difference 12). */
export function flagOf(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}

/** Characters of the longest date-time, with room: of a longer text nothing is looked at. */
const LONGEST_TIME = 64;

/**
 * Milliseconds since 1970 of a date-time with any number of fraction digits, `Z`, an offset, or
 * neither: UTC (difference 13).
 */
export function timeOf(value: unknown): number | undefined {
  const match =
    typeof value === 'string' &&
    value.length <= LONGEST_TIME &&
    /^\s*(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:\.(\d+))?\s*([Zz]|[+-]\d\d:?\d\d)?\s*$/.exec(
      value,
    );
  if (!match) return undefined;
  const [, day, minute, second, fraction, zone] = match;
  const offset =
    !zone || zone.toLowerCase() === 'z'
      ? 'Z'
      : zone.length === 5
        ? `${zone.slice(0, 3)}:${zone.slice(3)}`
        : zone;
  const time = Date.parse(
    `${day}T${minute}${second ?? ':00'}.${(fraction ?? '').padEnd(3, '0').slice(0, 3)}${offset}`,
  );
  return Number.isNaN(time) ? undefined : time;
}
