import { t } from '@vscode/l10n';
import type { StoredFailure } from '../../../common/failure';
import { isId, OutsideText } from '../../../common/outsideText';
import { compact, isRecord } from '../../../common/records';
import type { PlainRange } from '../../segments/sizes/knownSizes';

/** What is wrong with a file, as a part of a sentence. */
export class Invalid extends Error {}

/** Without a byte order mark; PowerShell redirects to UTF-16. */
export function parseJson(bytes: Uint8Array): unknown {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return JSON.parse(new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes));
  } catch {
    throw new Invalid(t('it isn’t JSON'));
  }
}

/** Takes over a value; undefined or not such a value: throws `Invalid`, which names it. */
export type Reader<T> = (value: unknown, name: string) => T;

export function reader<T>(read: (value: unknown) => T | undefined): Reader<T> {
  return (value, name) => {
    const found = read(value);
    if (found === undefined) throw new Invalid(t('“{0}” is missing or invalid', name));
    return found;
  };
}

/** What need not be there. */
export function maybe<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, name) => (value === undefined ? undefined : read(value, name));
}

/** What is left out where it isn't valid. */
export function lenient<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, name) => {
    try {
      return read(value, name);
    } catch {
      return undefined;
    }
  };
}

/** At most `most` are read. */
export function listOf<T>(read: Reader<T>, most?: number): Reader<Exclude<T, undefined>[]> {
  const items = reader((value) => (Array.isArray(value) ? (value as unknown[]) : undefined));
  return (value, name) =>
    items(value, name)
      .slice(0, most)
      .map((item) => read(item, name))
      .filter((item): item is Exclude<T, undefined> => item !== undefined);
}

/** A list that need not be there, and isn't if it is empty. */
export function some<T>(read: Reader<T>): Reader<Exclude<T, undefined>[] | undefined> {
  const list = maybe(listOf(read));
  return (value, name) => {
    const items = list(value, name);
    return items?.length ? items : undefined;
  };
}

/** A list that has a segment once: each is a line of a page. */
export function listBySegment<T extends { segmentId: string }>(read: Reader<T>): Reader<T[]> {
  const list: Reader<T[]> = listOf(read);
  return (value, name) => {
    const items = list(value, name);
    if (new Set(items.map(({ segmentId }) => segmentId)).size < items.length)
      throw new Invalid(t('“{0}” is missing or invalid', name));
    return items;
  };
}

/** Nothing but these properties. */
export function objectOf<T extends object>(readers: { [K in keyof T]-?: Reader<T[K]> }): Reader<T> {
  const entries = Object.entries(readers) as [string, Reader<unknown>][];
  return (value, name) => {
    const json = isRecord(value) ? value : {};
    return compact(
      Object.fromEntries(entries.map(([key, read]) => [key, read(json[key], `${name}.${key}`)])),
    ) as T;
  };
}

/** The same for several properties. */
export function each<R, K extends string>(read: R, ...keys: readonly K[]): Record<K, R> {
  return Object.fromEntries(keys.map((key) => [key, read])) as Record<K, R>;
}

export function oneOf<T extends string>(allowed: readonly T[]): Reader<T> {
  return reader((value) => allowed.find((one) => one === value));
}

export const COUNT = reader((value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined,
);
export const ID = reader((value) => (typeof value === 'string' && isId(value) ? value : undefined));
export const RATIO = reader((value) =>
  Number.isFinite(value) && (value as number) >= 0 ? (value as number) : undefined,
);
export const NAME = reader((value) =>
  typeof value === 'string' ? OutsideText.name(value).forTree() || undefined : undefined,
);
export const SENTENCE = reader((value) =>
  typeof value === 'string' ? OutsideText.text(value).forTree() : undefined,
);
export const URI = reader((value) => (typeof value === 'string' ? value : undefined));
export const TRUE = lenient(reader((value) => (value === true ? true : undefined)));
export const TIME = reader((value) => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
});

/** A range of sizes. */
export const RANGE = { atLeast: COUNT, atMost: maybe(COUNT) };
export const PLAIN_RANGE = objectOf<PlainRange>(RANGE);

export const ERROR = objectOf<StoredFailure>({
  code: (value, name) => lenient(NAME)(value, name) ?? 'unexpected',
  source: oneOf(['api', 'tool']),
  message: SENTENCE,
  ...each(lenient(NAME), 'operation', 'system', 'traceId'),
  status: lenient(COUNT),
});
