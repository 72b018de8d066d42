import { LosslessNumber, parse, stringify } from 'lossless-json';
import { isId } from '../common/outsideText';

export type JsonObject = { [key: string]: unknown };

/** Far deeper than any reply, and safe for the recursive parser and serializer. */
const MAX_DEPTH = 1_000;
/** Stands for an object or a list below so many. */
export const TOO_DEEP = '(nested too deep)';
const [QUOTE, BACKSLASH, SQUARE, CURLY] = [0x22, 0x5c, 0x5b, 0x7b];

/** Thrown for text that isn't JSON. Has no details: the text may contain personal data. */
export class MalformedJson extends Error {
  override readonly name = 'MalformedJson';
  constructor() {
    super('not JSON');
  }
}

/**
 * Parses JSON and keeps all digits: IDs and `contactListId` are above 2^53 (difference 5). What is
 * nested deeper than 1,000 levels is `TOO_DEEP`. Throws `MalformedJson`.
 */
export function parseJson(text: string): unknown {
  try {
    // For duplicate keys the last one wins, as in JSON.parse.
    return parse(withoutDepths(text), undefined, { onDuplicateKey: ({ newValue }) => newValue });
  } catch {
    throw new MalformedJson();
  }
}

/** Counts brackets outside strings in one pass; for valid JSON this is the nesting depth. */
function withoutDepths(text: string): string {
  let kept = '';
  let from = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === SQUARE || code === CURLY) {
      if (++depth !== MAX_DEPTH + 1) continue;
      kept += `${text.slice(from, at)}"${TOO_DEEP}"`;
      // Where it isn't closed, the text is cut off.
      from = text.length;
    } else if (
      // In ASCII each closing bracket is two after its opening one.
      (code === SQUARE + 2 || code === CURLY + 2) &&
      depth-- === MAX_DEPTH + 1
    )
      from = at + 1;
  }
  return kept + text.slice(from);
}

/**
 * The index of the quote that closes the string opened at `at`; the text's length if there is none.
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

/** Serializes with all digits, indented by two spaces unless told otherwise. */
export function prettyJson(value: unknown, indent = 2): string {
  return stringify(value, undefined, indent) ?? 'null';
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

/** The items of an array; empty for null, undefined or another type (difference 14). */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string, or a number with its original digits. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof LosslessNumber) return value.toString();
  return undefined;
}

/** The strings and numbers of an array. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

/** An ID, as string or number; undefined for anything else. */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && isId(text) ? text : undefined;
}

/** A finite number ≥ 0, as number or string. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value)?.trim();
  if (!text || !/^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const figure = Number(text);
  return Number.isFinite(figure) && figure >= 0 ? figure : undefined;
}

/** An exact integer ≥ 0, as number or string. */
export function countOf(value: unknown): number | undefined {
  const figure = numberOf(value);
  return Number.isSafeInteger(figure) ? figure : undefined;
}

/** Also true for the string `"true"` (difference 12). */
export function flagOf(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}

/** Maximum length of a date-time, with some margin. */
const LONGEST_TIME = 64;

/**
 * Milliseconds since 1970 of a date-time with any number of fraction digits. Zone: `Z`, an offset,
 * or none, which means UTC (difference 13).
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
