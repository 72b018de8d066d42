import type { ValueFormat } from '../../identifiers/identifierTypes';
import { formatsToRemove } from '../comparableFormats';
import { otherFormats, sentFormat } from '../hashFormats';
import type { DedupeJob, FileSide } from './deduper';

/** The size of the longest hash as JSON, with a comma, in bytes. */
const HASH_SIZE = 67;

/** How a value of a format is sent. */
export interface SentAs {
  /** How many identifiers are sent together: a removal sends several hash formats. */
  identifiers: number;
  /** Bounds of an identifier's size as JSON, with a comma, in bytes. */
  least: number;
  most?: number;
  /** The formats in which it is sent besides. */
  others: readonly ValueFormat[];
  /** It is sent in other letter cases, too. */
  inOtherCases: boolean;
}

/** How the values of a file that are given in a format are sent. */
export function howSent(
  given: ValueFormat,
  side: FileSide,
  { options, type, removedFormats = [] }: DedupeJob,
): SentAs {
  const isMobileId = given === 'mobileId';
  const others = otherFormats(given, options, type);
  if (side === 'previous') {
    const { length } = formatsToRemove(given, removedFormats, type);
    return { identifiers: length, least: HASH_SIZE, others, inOtherCases: isMobileId };
  }
  const isHashed = sentFormat(given, options.hash, type) !== given;
  return {
    identifiers: 1,
    least: isHashed || options.forms !== 'given' ? HASH_SIZE : 0,
    most: isHashed ? HASH_SIZE : undefined,
    others,
    inOtherCases: isMobileId && options.operation === 'remove',
  };
}

/** Bytes in a body, at most, for a value that has so many as JSON with a comma. */
export function sizeOf({ identifiers, least, most = Infinity }: SentAs, given: number): number {
  return Math.min(Math.max(given, least), most) * identifiers;
}
