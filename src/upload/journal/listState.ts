import { pathToFileURL } from 'node:url';
import type { Dialect } from '../../csv/csvTypes';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { columnsRead } from '../fieldsRead';
import { countSentByFormat } from '../hashFormats';
import type { Plan, PlannedFile } from '../uploadTypes';

/** What is stored about a list besides its last finished upload. */
export interface ListState {
  /** The job that last changed it from here; empty if it wasn't an upload. */
  changedBy: string;
  /**
   * Raised by every clear of it from here, and by every removal and refresh that finished. Absent in
   * 0.1.0.
   */
  epoch?: number;
  /**
   * What raised the epoch last: a job ID, or empty; and what the epoch was before all that it raised
   * in a row. Absent if an earlier version raised it.
   */
  raised?: { by: string; before: number };
  /**
   * What cleared it last: a job ID, or empty. `at`: milliseconds since 1970. `epoch`: the epoch that
   * this made; absent if an earlier version recorded it.
   */
  emptied?: { by: string; at: number; epoch?: number };
  /**
   * The hash formats in which identifiers were sent to it from here since it was cleared. Absent if
   * an earlier version sent some and didn't say.
   */
  formats?: ValueFormat[];
  /** The files that were sent to it from here since it was cleared, oldest first; absent likewise. */
  contents?: ListedFile[];
}

/** A file that was sent to a list. Contains no identifiers. */
export interface ListedFile {
  uri: string;
  path?: string;
  /** Bytes on disk. */
  size: number;
  modifiedAt?: number;
  /** The 0-based columns that were read. */
  columns: number[];
  dialect: Dialect;
  jobId: string;
  /** The `Plan.fingerprint` of that job. */
  fingerprint: string;
  /** The file of the same job of which it is a copy, as a URI: see `KeptFile`. */
  copyOf?: string;
}

/** What a job records about its list. */
type ListJob = Pick<
  Plan,
  'jobId' | 'target' | 'options' | 'files' | 'byForm' | 'fingerprint' | 'refresh'
>;

/** Names a file; two texts of one URI may differ in what they escape. */
type FileName = Pick<ListedFile, 'uri' | 'path'>;

/** Without a record nothing was sent from here: that is known. */
const NEW_LIST: ListState = { changedBy: '', formats: [], contents: [] };

/** The list once `by` clears it. `at`: milliseconds since 1970. */
export function clearedList(before: ListState | undefined, by: string, at: number): ListState {
  const raised = raiseEpoch(before ?? NEW_LIST, by);
  return {
    changedBy: by,
    ...raised,
    emptied: { by, at, epoch: raised.epoch },
    formats: [],
    contents: [],
  };
}

/** The list once a job has begun to change it. */
export function changedList(before: ListState = NEW_LIST, job: ListJob): ListState {
  const { jobId, options, refresh } = job;
  const after = { ...before, changedBy: jobId };
  const { formats, contents } = before;
  if (options.operation === 'remove' || formats === undefined || contents === undefined)
    return after;
  const sent = new Set([...formats, ...formatsSentBy(job)]);
  const files = listedFiles(job);
  // Where the job is cut off, the next one finds this copy of its file.
  if (refresh?.keep && !files.some(({ path }) => path === refresh.keep?.sending))
    files.push(copyOf(files[0], refresh.keep.sending));
  return {
    ...after,
    formats: VALUE_FORMATS.filter((format) => sent.has(format)),
    contents: [...contents.filter((file) => !files.some((one) => isSameFile(one, file))), ...files],
  };
}

/**
 * The list once a job has sent everything. `kept`: size and time (milliseconds since 1970) of the
 * file that a refresh keeps, if it is there.
 */
export function finishedList(
  before: ListState = NEW_LIST,
  job: ListJob,
  kept?: Pick<ListedFile, 'size' | 'modifiedAt'>,
): ListState {
  const { jobId, options, refresh } = job;
  // An add leaves valid what others have checked; the clear of a replace has raised the epoch.
  if (options.operation === 'add' || options.operation === 'replace') return before;
  const after = { ...before, ...raiseEpoch(before, jobId) };
  if (before.contents === undefined) return after;
  if (options.operation === 'remove') {
    // Undone, its files are no longer in the list.
    const contents = before.contents.filter((file) => file.jobId !== options.undoes);
    return { ...after, contents };
  }
  const own = listedFiles(job);
  const keep = refresh?.keep;
  const gone = [
    ...own,
    ...(keep ? [keep.path, keep.sending].map((path) => ({ uri: path, path })) : []),
  ];
  const { files = [], replaces = [] } = refresh ?? {};
  const others = otherFiles(before.contents, [...files, ...replaces.map((uri) => ({ uri }))]);
  return {
    ...after,
    contents: [
      ...others.filter((file) => !gone.some((one) => isSameFile(one, file))),
      ...own.filter(({ path }) => !keep || path !== keep.sending),
      ...(keep && kept ? [{ ...copyOf(own[0], keep.path), ...kept }] : []),
    ],
  };
}

/**
 * What a list contains besides the previous files of a refresh: files that are neither among them
 * nor copies of one of them.
 */
export function otherFiles(
  contents: readonly ListedFile[],
  previous: readonly FileName[],
): ListedFile[] {
  const known = contents.filter((file) => previous.some((one) => isSameFile(one, file)));
  return contents.filter(
    (file) => !known.some((one) => isSameFile(one, file) || isCopy(one, file) || isCopy(file, one)),
  );
}

/**
 * The epoch that others than the job have raised it to. Compare it with the epoch when the job
 * began: if it is higher, the job is superseded.
 */
export function epochByOthers(list: ListState | undefined, jobId: string): number {
  const { by, before } = lastRaise(list);
  return by === jobId ? before : (list?.epoch ?? 0);
}

/**
 * `raised`, also of a list whose epoch an earlier version raised: then by a clear, and not how
 * often in a row.
 */
function lastRaise(list: ListState | undefined): { by: string; before: number } {
  return list?.raised ?? { by: list?.emptied?.by ?? '', before: 0 };
}

function raiseEpoch(
  list: ListState,
  by: string,
): Required<Pick<ListState, 'epoch' | 'raised'>> & Pick<ListState, 'emptied'> {
  const { epoch = 0, emptied } = list;
  const last = lastRaise(list);
  return {
    epoch: epoch + 1,
    raised: { by, before: last.by === by && by !== '' ? last.before : epoch },
    // From here on the epoch is no longer that of the clear.
    ...(emptied && { emptied: { epoch, ...emptied } }),
  };
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

function listedFiles({ files, jobId, fingerprint }: ListJob): ListedFile[] {
  return files.map((file) => listedFile(file, jobId, fingerprint));
}

function listedFile(file: PlannedFile, jobId: string, fingerprint: string): ListedFile {
  const { uri, path, size, modifiedAt, dialect } = file;
  return {
    uri,
    ...(path !== undefined && { path }),
    size,
    ...(modifiedAt !== undefined && { modifiedAt }),
    columns: [...columnsRead(file)],
    dialect,
    jobId,
    fingerprint,
  };
}

/** The entry of a copy at an absolute path. */
function copyOf(file: ListedFile, path: string): ListedFile {
  return { ...file, uri: pathToFileURL(path).href, path, copyOf: file.uri };
}

function isSameFile(a: FileName, b: FileName): boolean {
  return a.uri === b.uri || (a.path !== undefined && a.path === b.path);
}

function isCopy(copy: ListedFile, { uri, jobId }: ListedFile): boolean {
  return copy.copyOf === uri && copy.jobId === jobId;
}
