import type { ValueFormat } from '../../identifiers/identifierTypes';
import type { ReadFields } from './typedColumns';

/** Among the columns of a list: all that are compared without any, too. */
export const EVERY_KNOWN = '*';

/** The name of the list that this tool owns, of people who have identifiers of any type. */
export const KEPT_OUT = 'kept-out.csv';

/** Whether a list is that one, or one like it: nobody in it need have an identifier of a file's type. */
export function isKeptOut({ path }: Pick<SuppressionList, 'path'>): boolean {
  return path.replace(/^.*[/\\]/, '') === KEPT_OUT;
}

/** A CSV file of people who must not be sent. */
export interface SuppressionList {
  /** Absolute, on this machine's disk. */
  path: string;
  /**
   * The only columns to compare: header names or 0-based numbers. If absent, all that hold emails,
   * hashes, device IDs or phone numbers, as with `EVERY_KNOWN`. Customer IDs and RampIDs have no shape and
   * need to be named.
   */
  columns?: readonly (string | number)[];
  /** How long after it was written it may be used, in milliseconds. Absent: for any time. */
  maxAge?: number;
}

/**
 * Which of the lists that are given is which of those that were used: the same path, else the same but for
 * numbers, in which a date may be, else the same name in another folder. Each is one at most.
 */
export function sameLists<U extends { path: string }, G extends { path: string }>(
  used: readonly U[],
  given: readonly G[],
): Map<U, G> {
  const pairs = new Map<U, G>();
  const taken = new Set<G>();
  for (const nameOf of [
    (path: string) => path,
    (path: string) => path.replace(/\d+/g, '#'),
    (path: string) => path.replace(/^.*[/\\]/, '').replace(/\d+/g, '#'),
  ])
    for (const one of used) {
      const same = given.find((two) => !taken.has(two) && nameOf(two.path) === nameOf(one.path));
      if (pairs.has(one) || same === undefined) continue;
      pairs.set(one, same);
      taken.add(same);
    }
  return pairs;
}

/**
 * Why nothing is sent because of a suppression list, unless it is allowed for that run.
 * `suppression-missing`: a list isn't there or can't be read, or one that earlier uploads to the segment
 * used isn't given. `suppression-unreadable`: more than 1 % of its fields that are compared can't be read, or a
 * column by number has another name than at its last use. `suppression-empty`: it has no one, and had people
 * at its last use, or a list is required. `suppression-stale`: it is older than `maxAge`.
 * `suppression-shrunk`: it has fewer people than at its last use: see `hasShrunk`.
 * `suppression-not-comparable`: people in it can't be compared with the file. `too-many-suppressed`: more than 10 % and 100 of the file's people, or of the previous file's.
 */
export const SUPPRESSION_STOPS = [
  'suppression-missing',
  'suppression-unreadable',
  'suppression-empty',
  'suppression-stale',
  'suppression-shrunk',
  'suppression-not-comparable',
  'too-many-suppressed',
] as const;
export type SuppressionStop = (typeof SUPPRESSION_STOPS)[number];

/** Whether a code of this tool is one of them. */
export function isSuppressionStop(code: string): code is SuppressionStop {
  return SUPPRESSION_STOPS.some((stop) => stop === code);
}

/** A suppression list as it was when the files were checked. Has no identifier. */
export interface ReadSuppressionList extends SuppressionList {
  /** Bytes on disk, milliseconds since 1970, and SHA-256 of the bytes. Absent with `failure`. */
  size?: number;
  modifiedAt?: number;
  contentHash?: string;
  /** Why it wasn't used. */
  failure?: 'missing' | 'unreadable';
  /** Each once, as far as an identifier in it is valid. */
  people: number;
  /** Rows without any valid identifier, though not blank: nobody is recognized by them. */
  invalid: number;
  /** People whose identifiers are of another kind, or in a hash format that can't be compared. */
  notComparable: number;
  /** The names of its columns that were compared; empty where a name may be personal data. */
  compared: string[];
  /** Rows, or fields of several columns, of the new files that are suppressed because of it, or also because of it. */
  suppressed: number;
  /** How many people it had when it was last used for the segment. */
  peopleBefore?: number;
}

/** A list as it was when it was last used for a segment. `compared`: if `columns` were chosen. */
export interface UsedList extends SuppressionList {
  people: number;
  compared?: string[];
}

/** A list as it was just read, with what isn't kept. */
export interface FreshList extends ReadSuppressionList {
  /** Why it can't be read, as a sentence. */
  reason?: string;
  /** Of its columns that are compared. */
  fields?: ReadFields[];
  /** As it was at its last use. */
  before?: UsedList;
}

/** What suppression lists mean for an upload. The rows that aren't sent are `Counts.suppressed`. */
export interface PlannedSuppression {
  lists: ReadSuppressionList[];
  /** The people of all lists, each once. */
  people: number;
  /** Those in the new files, and in the previous files of an update, each once. */
  inFiles: number;
  inPrevious?: number;
  /** The names of the files' columns that were compared; empty where a name may be personal data. */
  compared: string[];
  /**
   * Of these people, those who are removed after everything was added, because an earlier upload may have
   * put them into the segment. 0 for a replace, which clears it.
   */
  removed: number;
  /** They have so many identifiers in the formats to remove. */
  identifiers: number;
  /** The hash formats to remove; a person is removed in those that can be made from the row. */
  formats: ValueFormat[];
  /** Of `formats`, those that they have. */
  removedFormats: ValueFormat[];
  /**
   * How many of them may also be in the segment in other formats, `otherFormats`, in which earlier uploads
   * sent people, and which can't be made from their rows. Absent if there are none.
   */
  inOtherFormats?: number;
  otherFormats?: ValueFormat[];
  /** The files that these people are in, as `filesRead` numbers new and previous files. */
  files: number[];
  /** Lists that earlier uploads to the segment used, and this one lacks. */
  lacking?: { path: string }[];
  /** What was permitted and makes a difference. */
  allowed?: SuppressionStop[];
}
