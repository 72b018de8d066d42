import { hashEmail } from '../identifiers/hash';
import type { Hash, IdentifierType, ValueFormat } from '../identifiers/identifierTypes';
import { otherCases } from '../identifiers/letterCase';
import { formatsMadeFrom, formatsToRemove } from './comparableFormats';
import type { SliceFormat } from './journal/chunkSlices';
import { supportedTypeOf } from './plan/chooseColumn';
import type { Plan, UploadOptions } from './uploadTypes';

export const HASH_FORMATS: readonly ValueFormat[] = ['plain', 'md5', 'sha256', 'sha256ofMd5'];

/** The hash format in which a value given in the format `given` is sent. */
export function sentFormat(given: ValueFormat, hash: Hash, type: IdentifierType): ValueFormat {
  return type === 'Email' && given === 'plain' && hash !== 'none' ? hash : given;
}

/**
 * The hash formats in which a remove from an Email segment sends a value beside the one of
 * `sentFormat`, as far as they can be made from it.
 */
export function otherFormats(
  given: ValueFormat,
  { hash, forms }: Pick<UploadOptions, 'hash' | 'forms'>,
  type: IdentifierType,
): readonly ValueFormat[] {
  if (forms === 'given') return [];
  const sent = sentFormat(given, hash, type);
  return formatsMadeFrom(given, type).filter(
    (format) => format !== sent && (format !== 'plain' || forms === 'all'),
  );
}

/** How to hash a value; `none` leaves it unchanged. `otherCase`: see `otherCases`. */
export type Hashing = Hash | 'sha256ofGiven' | 'otherCase';

/**
 * How to hash a value, given in the format `given`, for each identifier that it has in a slice.
 * `removedFormats`: see `PlannedUpdate.formats`.
 */
export function hashingsFor(
  given: ValueFormat,
  format: SliceFormat,
  {
    hash,
    forms,
    removedFormats = [],
  }: Pick<UploadOptions, 'hash' | 'forms'> & { removedFormats?: readonly ValueFormat[] },
  type: IdentifierType,
): Hashing[] {
  switch (format) {
    case 'given':
      return [hashingTo(sentFormat(given, hash, type), given)];
    case 'every':
      return formatsToRemove(given, removedFormats, type).map((one) => hashingTo(one, given));
    case 'together':
      return [
        hashingTo(sentFormat(given, hash, type), given),
        ...otherFormats(given, { hash, forms }, type).map((one) => hashingTo(one, given)),
        ...(given === 'mobileId' ? (['otherCase'] as const) : []),
      ];
    case 'otherCase':
    case 'everyOtherCase':
      return given === 'mobileId' ? ['otherCase'] : [];
    default:
      return otherFormats(given, { hash, forms: 'all' }, type).includes(format)
        ? [hashingTo(format, given)]
        : [];
  }
}

/** How to make a value of the format `sent` from one given in the format `given`. */
export function hashingTo(sent: ValueFormat, given: ValueFormat): Exclude<Hashing, 'otherCase'> {
  if (sent === given) return 'none';
  if (given === 'md5') return 'sha256ofGiven';
  return sent as Hash;
}

/** The texts to send for a normalized value, as `hashingsFor` says. */
export function textsToSend(value: string, hashing: Hashing): string[] {
  switch (hashing) {
    case 'none':
      return [value];
    case 'otherCase':
      return otherCases(value);
    default:
      return [applyHash(value, hashing)];
  }
}

/** Hashes a normalized value. */
export function applyHash(value: string | Uint8Array, hash: Exclude<Hashing, 'otherCase'>): string {
  return hashEmail(value, hash === 'sha256ofGiven' ? 'sha256' : hash);
}

type CountsByFormat = Partial<Record<ValueFormat, number>>;

/**
 * The most frequent of the hash formats that distinguish people (plain, MD5, SHA-256 and SHA-256 of
 * MD5).
 */
export function mainFormat(byForm: CountsByFormat): ValueFormat | undefined {
  const counts = Object.entries(byForm) as [ValueFormat, number][];
  return counts.sort((a, b) => b[1] - a[1])[0]?.[0];
}

/**
 * Whether the main hash format differs from that of the last upload to the segment: people may
 * count twice. Both are counts by format as sent, after hashing.
 */
export function hasFormatChanged(before: CountsByFormat, now: CountsByFormat): boolean {
  const [formatBefore, formatNow] = [mainFormat(before), mainFormat(now)];
  return formatBefore !== undefined && formatNow !== undefined && formatBefore !== formatNow;
}

/** Counts by the hash format in which they are sent. */
export function countSentByFormat({
  byForm,
  options,
  target,
}: Pick<Plan, 'byForm' | 'options' | 'target'>): CountsByFormat {
  const type = supportedTypeOf(target.identifierType);
  const sent: CountsByFormat = {};
  for (const [format, count] of Object.entries(byForm) as [ValueFormat, number][])
    add(sent, sentFormat(format, options.hash, type), count);
  return sent;
}

/** Like `countSentByFormat`, plus the other formats of a remove. */
export function countSentInEveryFormat(plan: Plan): CountsByFormat {
  const sent = countSentByFormat(plan);
  for (const { others = {} } of plan.chunks)
    for (const [format, count] of Object.entries(others))
      // Other spellings are those of the same people.
      if (format !== 'otherCase') add(sent, format as ValueFormat, count);
  return sent;
}

/**
 * The most entries that a remove can take out of a list: a person may be in it once in each format that
 * is sent.
 */
export function mostRemoved(plan: Plan): number {
  const counts = Object.values(countSentInEveryFormat(plan));
  const sent = counts.reduce((sum, count) => sum + count, 0);
  // Sent twice, an identifier is removed once.
  return Math.min(sent, counts.length * plan.distinct);
}

function add(counts: CountsByFormat, format: ValueFormat, count: number): void {
  counts[format] = (counts[format] ?? 0) + count;
}
