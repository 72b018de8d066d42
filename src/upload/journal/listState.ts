import { compact, pick } from '../../common/records';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { countSentByFormat } from '../hashFormats';
import { sameLists, type UsedList } from '../suppression/suppressionTypes';
import type { Operation, Target } from '../uploadTypes';
import {
  begunContents,
  contentsGivenUp,
  finishedContents,
  formatsLeftBy,
  type ListedContent,
  type ListJob,
} from './listContents';

/** What is stored about a list besides its last finished upload. */
export interface ListState {
  /** The job that last changed it from here; empty if it wasn't an upload. */
  changedBy: string;
  /**
   * Raised by every clear of it from here, and by every removal and update that finished, as by
   * whatever has removed suppressed people.
   */
  epoch: number;
  /**
   * What raised the epoch last: a job ID, or empty; and what the epoch was before all that it raised
   * in a row.
   */
  raised?: { by: string; before: number };
  /**
   * The epoch that the last removal of people from every segment made when it began. Whatever was planned
   * before would bring them back. Absent if there was none.
   */
  peopleRemoved?: number;
  /** Those removals, each once. */
  removals?: RemovedPeople[];
  /**
   * What cleared it last, or may have: a job ID, or empty. `at`: milliseconds since 1970. `epoch`: the
   * epoch that this made.
   */
  emptied?: { by: string; at: number; epoch: number };
  /**
   * The hash formats in which identifiers were sent to it from here since it was cleared.
   */
  formats: ValueFormat[];
  /**
   * Of `formats`, those in which people may be in it who are in none of its contents in that format:
   * see `formatsLeftBy`.
   */
  formatsLeft?: ValueFormat[];
  /** What was sent to it from here since it was cleared, oldest first. */
  contents: ListedContent[];
  /** Criteo has confirmed a clear, and nothing but `contents` was sent from here since. */
  isSinceClear?: true;
  /**
   * Since when (milliseconds since 1970) people who left may be in it, because an update was allowed
   * not to compare with something that was in it.
   */
  leftSince?: number;
  /** What an entry of a nightly file sent completely, as long as it is there. */
  entry?: SentEntry;
  /** The last export that an entry, or an upload with `every`, has sent. A clear forgets it. */
  export?: SentExport;
  /** The suppression lists that uploads to it have used, each once. A clear keeps them. */
  suppression?: UsedSuppressionList[];
  /** Of the upload that last changed it. */
  target?: Target;
}

/**
 * A removal of people from every segment by its ID. `at`: when it was last planned for this one, before its
 * first request, in milliseconds since 1970: whatever was exported before may have them.
 */
interface RemovedPeople {
  removal: string;
  at: number;
}

/** What an entry of a nightly file sent. `digest`: see `UploadOptions.entry`; `at`: milliseconds since 1970. */
export interface SentEntry {
  digest: string;
  jobId: string;
  operation: Operation;
  at: number;
}

/** The bytes of an export, as a SHA-256, and the day that it is of, in days since 1970. */
export interface FoundExport {
  hash: string;
  day: number;
}

/** An export that was sent. Times are milliseconds since 1970. */
export interface SentExport extends FoundExport {
  /** When it was first sent, and when its bytes were. */
  at: number;
  since: number;
  /** How many exports in a row, each of a later day, have had the same bytes as the one before. */
  unchanged: number;
}

/** The export that counts as sent once another one is, or the same again. */
export function sentExport(
  before: SentExport | undefined,
  found: FoundExport,
  now: number,
): SentExport {
  if (before?.hash !== found.hash) return { ...found, at: now, since: now, unchanged: 0 };
  if (found.day <= before.day) return before;
  return { ...before, day: found.day, at: now, unchanged: before.unchanged + 1 };
}

/**
 * A suppression list when it was read for its last use. `at`: milliseconds since 1970.
 */
export interface UsedSuppressionList extends UsedList {
  at: number;
}

/** Without a record nothing was sent from here: that is known. */
export const NEW_LIST: ListState = { changedBy: '', epoch: 0, formats: [], contents: [] };

/**
 * The list while `by` clears it. What was sent before counts as being in it until Criteo confirms the
 * clear: see `clearedList`. `at`: milliseconds since 1970.
 */
export function clearingList(before: ListState = NEW_LIST, by: string, at: number): ListState {
  const raised = raiseEpoch(before, by);
  return compact({
    ...before,
    ...{ changedBy: by, ...raised, emptied: { by, at, epoch: raised.epoch } },
    ...{ entry: undefined, export: undefined },
  });
}

/** The list once Criteo has confirmed that it is cleared. */
export function clearedList(before: ListState = NEW_LIST): ListState {
  return {
    ...before,
    formats: [],
    formatsLeft: undefined,
    contents: [],
    isSinceClear: true,
    leftSince: undefined,
  };
}

/** What stays known of a list that was forgotten. */
export function forgottenList({ suppression, removals }: Partial<ListState> = {}):
  | ListState
  | undefined {
  return (suppression ?? removals) && compact({ ...NEW_LIST, suppression, removals });
}

/** The list once a job has begun to change it. */
export function changedList(before: ListState = NEW_LIST, job: ListJob): ListState {
  const { jobId, options, target } = job;
  const suppression = usedLists(before.suppression, job);
  const entry = entryDuring(before.entry, options);
  const after = compact({ ...before, changedBy: jobId, target, suppression, entry });
  // Those who are added to it are no one to bring back.
  const { removal } = options;
  if (removal !== undefined && options.operation === 'remove') {
    const raised = raiseEpoch(before, jobId);
    const { removals = [] } = before;
    const others = removals.filter((one) => one.removal !== removal);
    const isKnown = options.isAgain && others.length < removals.length;
    Object.assign(after, raised, {
      peopleRemoved: raised.epoch,
      removals: isKnown ? removals : [...others, { removal, at: job.plannedAt }],
    });
  }
  if (options.operation === 'remove') return after;
  const sent = new Set([...before.formats, ...formatsSentBy(job)]);
  return {
    ...after,
    formats: VALUE_FORMATS.filter((format) => sent.has(format)),
    contents: begunContents(before.contents, job),
  };
}

/**
 * What an entry sent, once another job begins: an update or a replace may take it away, and so may an undo,
 * whoever else sent the same people. An add may bring back whom it removed, and nothing is added to what is
 * replaced. Otherwise, it is as it was: whom a person removes is meant.
 */
function entryDuring(
  entry: SentEntry | undefined,
  { operation, undoes }: ListJob['options'],
): SentEntry | undefined {
  const staysInAdd = entry?.operation === 'add' || entry?.operation === 'update';
  const stays = operation === 'remove' ? undoes === undefined : operation === 'add' && staysInAdd;
  return stays ? entry : undefined;
}

/**
 * The suppression lists that were used for a list. One that couldn't be read this time stays, and so does
 * the size of one that was empty. One that wasn't given, because that was allowed, stays until another is
 * used in its place.
 */
function usedLists(
  before: readonly UsedSuppressionList[] = [],
  { suppression, plannedAt: at }: ListJob,
): UsedSuppressionList[] | undefined {
  const read = (suppression?.lists ?? []).filter(({ failure }) => failure === undefined);
  const pairs = sameLists(before, read);
  const known = new Map([...pairs].map(([one, list]) => [list, one]));
  const replaced = read.length > 0 ? (suppression?.lacking ?? []) : [];
  const used = [
    ...before.filter((one) => !pairs.has(one) && !replaced.some(({ path }) => path === one.path)),
    ...read.map((list) =>
      compact({
        ...pick(list, ['path', 'columns']),
        compared: list.columns && list.compared,
        people: list.people || (known.get(list)?.people ?? 0),
        at,
      }),
    ),
  ];
  return used.length > 0 ? used : undefined;
}

/** The list after a job that has begun to change it, but certainly sent nothing. */
export function unchangedList(before: ListState, jobId: string): ListState {
  return compact({ ...before, contents: before.contents.filter((one) => one.jobId !== jobId) });
}

/** What became of a job that has sent everything. */
export interface ListEnd {
  /** Nothing of it is left, and not too much was rejected. */
  isWhole?: boolean;
  /** Someone whom it removes may still be in the list: Criteo rejected them. */
  stays?: boolean;
}

/** The list once a job has sent everything. `now`: milliseconds since 1970. */
export function finishedList(
  before: ListState = NEW_LIST,
  job: ListJob,
  now: number,
  { isWhole = true, stays = false }: ListEnd = {},
): ListState {
  const { jobId, options, suppression } = job;
  const { contents, formatsLeft = [], leftSince } = before;
  const leaves = contentsGivenUp(job).length > 0;
  const after = finishedContents(contents, job, stays);
  const left = formatsLeftBy(job, contents, after);
  // An add leaves valid what others have checked, unless it has removed suppressed people; the clear of
  // a replace has raised the epoch.
  const raises =
    options.operation === 'remove' ||
    options.operation === 'update' ||
    (suppression?.removed ?? 0) > 0;
  return compact({
    ...before,
    ...(raises && raiseEpoch(before, jobId)),
    contents: after,
    formatsLeft: left.length > 0 ? [...new Set([...formatsLeft, ...left])] : before.formatsLeft,
    leftSince: leaves ? (leftSince ?? now) : leftSince,
    entry:
      options.entry !== undefined && isWhole
        ? { digest: options.entry, jobId, operation: options.operation, at: now }
        : before.entry,
  });
}

/**
 * The epoch that others than the job have raised it to. Compare it with the epoch when the job
 * began: if it is higher, the job is superseded.
 */
export function epochByOthers(list: ListState | undefined, jobId: string): number {
  const { epoch, raised } = list ?? NEW_LIST;
  return raised?.by === jobId ? raised.before : epoch;
}

function raiseEpoch(
  { epoch, raised }: ListState,
  by: string,
): Required<Pick<ListState, 'epoch' | 'raised'>> {
  const before = raised?.by === by && by !== '' ? raised.before : epoch;
  return { epoch: epoch + 1, raised: { by, before } };
}

/**
 * The hash formats in which a job sends. A given hash of 64 digits may be the SHA-256 of an address
 * or that of its MD5.
 */
function formatsSentBy(job: ListJob): ValueFormat[] {
  const sent = Object.entries(countSentByFormat(job)).flatMap(([format, n]) =>
    n > 0 ? [format as ValueFormat] : [],
  );
  return (job.byForm.sha256 ?? 0) > 0 ? [...sent, 'sha256ofMd5'] : sent;
}
