import { dirname, join } from 'node:path';
import { nameIn, patternOf } from '../../common/fileName';
import { compact } from '../../common/records';
import type { Dialect } from '../../csv/csvTypes';
import type { Hash, ValueFormat } from '../../identifiers/identifierTypes';
import { columnsRead, filesRead } from '../fieldsRead';
import { countSentByFormat, HASH_FORMATS } from '../hashFormats';
import type { ContentName, Operation, Plan, PlannedFile } from '../uploadTypes';

/**
 * A content that was sent to a list from here: what was in a file, and how it was read. Contains no
 * identifiers.
 */
export interface ListedContent {
  /** Where it was sent from. */
  uri: string;
  path?: string;
  /** The absolute path at which it was last compared with, if it was. */
  seenAt?: string;
  /** Bytes on disk. */
  size: number;
  /** SHA-256 of the bytes on disk, in hexadecimal digits. */
  contentHash: string;
  /** The 0-based columns that were read. */
  columns: number[];
  /** The names of all columns, empty where one may be personal data; absent without a header. */
  names?: string[];
  dialect: Dialect;
  operation: Exclude<Operation, 'remove'>;
  hash?: Hash;
  /** The hash formats in which it was sent. */
  formats: ValueFormat[];
  jobId: string;
  /** The `Plan.fingerprint` of that job. */
  fingerprint: string;
  /** The absolute path at which that job keeps its file. */
  keep?: string;
  /** The hashes of contents that were kept at that path until this one took their place. */
  replaced?: string[];
  /** The names of the lists whose updates have begun to compare with it: see `listNames`. */
  comparedBy?: string[];
  /** The update of which Criteo rejected someone who is in it and left: the next one compares with it, too. */
  triedBy?: string;
  /** It is known to be of another list than what else is in this one: see `isOfList`. */
  isOtherList?: true;
}

/** What a job records about its list. */
export type ListJob = Pick<
  Plan,
  | 'jobId'
  | 'options'
  | 'files'
  | 'fingerprint'
  | 'update'
  | 'suppression'
  | 'keep'
  | 'byForm'
  | 'target'
> & {
  /** Milliseconds since 1970. */
  plannedAt: number;
};

/** What tells the files of one list from those of another one in the same segment. */
export interface ListIdentity {
  files: readonly { uri: string }[];
  /** The absolute path at which the file is kept. */
  keep?: string;
}

function identityOf({ files, keep }: Pick<ListJob, 'files' | 'keep'>): ListIdentity {
  return { files, keep: keep?.path };
}

/**
 * The names of a list: the path of its kept file, or else the names of its files, with a `*` for
 * digits, since they may have the date.
 */
export function listNames({ files, keep }: ListIdentity): string[] {
  return keep === undefined
    ? files.map(({ uri }) => patternOf(nameIn(uri)))
    : [join(dirname(keep), patternOf(nameIn(keep)))];
}

/**
 * Whether a content is an earlier state of a list. A replace fills the segment, so without a kept file
 * it is an earlier state of whatever comes next.
 */
export function isOfList(content: ListedContent, list: ListIdentity): boolean {
  const names = listNames(list);
  if (content.comparedBy?.some((name) => names.includes(name))) return true;
  if (content.operation === 'replace' && content.keep === undefined) return true;
  const { uri, keep } = content;
  return keep !== undefined && list.keep !== undefined
    ? listNames({ files: [], keep })[0] === names[0]
    : hasNameOf(uri, list);
}

/** Whether the name of a file is that of one of a list’s files, but for digits. */
export function hasNameOf(uri: string, { files }: Pick<ListIdentity, 'files'>): boolean {
  const [name] = listNames({ files: [{ uri }] });
  return listNames({ files }).includes(name);
}

/**
 * Whether an update or a replace put a content there, so that the next update has to compare with it.
 * What an update has begun to compare with counts like its own file.
 */
export function isOfUpdate({ operation, comparedBy }: ListedContent): boolean {
  return operation !== 'add' || comparedBy !== undefined;
}

/** Whether a file that was read is a content, read as it was when it was sent. */
function isContent(content: ListedContent, file: PlannedFile): boolean {
  return content.contentHash === file.contentHash && isReadAs(file, content);
}

/** Whether a file was read as a content was when it was sent. */
export function isReadAs(
  file: PlannedFile,
  { columns, dialect }: Pick<ListedContent, 'columns' | 'dialect'>,
): boolean {
  const { header, delimiter, encoding } = file.dialect;
  return (
    columns.join() === columnsRead(file).join() &&
    dialect.header === header &&
    dialect.delimiter === delimiter &&
    dialect.encoding === encoding
  );
}

/** The contents of a list once a job has begun to change it. */
export function begunContents(before: readonly ListedContent[], job: ListJob): ListedContent[] {
  const own = contentsOf(before, job);
  const asked = isOtherListAllowed(job) ? (job.update?.asked ?? []) : [];
  return [
    ...before
      .filter(({ jobId }) => jobId !== job.jobId)
      .map((content) =>
        asked.some((name) => isNamed(content, name))
          ? { ...content, isOtherList: true as const }
          : comparedContent(content, job),
      ),
    ...own,
  ];
}

/** A content, and where it was seen if a job compares with it. */
function comparedContent(content: ListedContent, job: ListJob): ListedContent {
  const file = job.update?.files.find((one) => isContent(content, one));
  if (file === undefined) return content;
  const names = [...(content.comparedBy ?? []), ...listNames(identityOf(job))];
  return compact({
    ...content,
    seenAt: file.path ?? content.seenAt,
    comparedBy: [...new Set(names)],
  });
}

/**
 * The contents of a list once a job has sent everything. `stays`: someone of those whom it removed may still be
 * in it, so that what they are in is compared with once more, by the next update.
 */
export function finishedContents(
  before: readonly ListedContent[],
  job: ListJob,
  stays = false,
): ListedContent[] {
  const { jobId, options, update, files } = job;
  if (options.operation === 'remove')
    // Undone, its files are no longer in the list.
    return before.filter((content) => stays || content.jobId !== options.undoes);
  if (options.operation !== 'update') {
    const added = before.filter((content) => content.jobId === jobId);
    // Once is enough of what is added every day.
    return before.filter(
      (content) =>
        content.jobId === jobId ||
        !added.some((one) => one.operation === content.operation && isSame(one, content)),
    );
  }
  const givenUp = contentsGivenUp(job);
  const list = identityOf(job);
  const replaced = (update?.files ?? []).flatMap(({ path, contentHash }) =>
    contentHash !== undefined && path === list.keep ? contentHash : [],
  );
  const own = before
    .filter((content) => content.jobId === jobId)
    .map((content) => (replaced.length > 0 ? { ...content, replaced } : content));
  const isIn = (content: ListedContent, all: readonly PlannedFile[]): boolean =>
    all.some((file) => isContent(content, file));
  const others = before.flatMap((content) => {
    if (content.jobId === jobId || isIn(content, files)) return [];
    if (isIn(content, filesRead(job)))
      return stays && (content.triedBy ?? jobId) === jobId ? { ...content, triedBy: jobId } : [];
    if (givenUp.some((name) => isNamed(content, name))) return [];
    // What is left was compared with under another name, or is of another list.
    const isLeft = !isOfUpdate(content) || (content.isOtherList && !isOfList(content, list));
    return isLeft ? content : [];
  });
  return [...others, ...own];
}

/**
 * The hash formats in which people may still be in a list, though a finished job has taken what was
 * sent in them out of its contents. None where everyone who stays was sent in the same one by the job.
 */
export function formatsLeftBy(
  job: ListJob,
  before: readonly ListedContent[],
  after: readonly ListedContent[],
): ValueFormat[] {
  const { options, update } = job;
  // An undo removes what was sent, as it was sent.
  if (options.operation === 'remove') return [];
  const { stillOtherwise = 0, counts } = update ?? {};
  const staysOtherwise = stillOtherwise + (counts?.shared ?? 0) + (counts?.notComparable ?? 0) > 0;
  const isTaken = ({ uri, jobId }: ListedContent): boolean =>
    !after.some((one) => one.uri === uri && one.jobId === jobId);
  const taken = before.filter(isTaken);
  const sent = new Set([...taken, ...after].flatMap(({ formats }) => formats));
  if (sent.size < 2) return [];
  return taken.flatMap((content) => {
    const isCompared = filesRead(job).some((one) => isContent(content, one));
    const isSentAlike = isCompared && !staysOtherwise && content.hash === options.hash;
    return isSentAlike ? [] : content.formats;
  });
}

/** The hash formats in which a job sends. */
function formatsOf(job: Pick<ListJob, 'byForm' | 'options' | 'target'>): ValueFormat[] {
  const sent = countSentByFormat(job);
  return HASH_FORMATS.filter((format) => (sent[format] ?? 0) > 0);
}

/**
 * The contents that an update doesn't compare with, though it should: people who are only in one of
 * them stay, and no one knows any more who they are.
 */
export function contentsGivenUp(job: Pick<ListJob, 'options' | 'update'>): ContentName[] {
  const { unknown = [], asked = [] } = job.update ?? {};
  return [...unknown, ...(isOtherListAllowed(job) ? [] : asked)];
}

/** Whether a job that may go on counts the contents that it was asked about as another list's. */
function isOtherListAllowed({ options, update }: Pick<ListJob, 'options' | 'update'>): boolean {
  return update !== undefined && options.allowed.includes('other-list');
}

function isNamed(content: ListedContent, { uri, jobId }: ContentName): boolean {
  return content.uri === uri && content.jobId === jobId;
}

/** The contents of a job's files, each once. */
function contentsOf(before: readonly ListedContent[], job: ListJob): ListedContent[] {
  const { jobId, options, files, fingerprint, update, keep } = job;
  const operation = options.operation as ListedContent['operation'];
  const list = identityOf(job);
  const isKnown = before.some(
    (content) =>
      content.isOtherList &&
      (operation === 'add'
        ? content.operation === 'add' && hasNameOf(content.uri, list)
        : isOfUpdate(content) && isOfList(content, list)),
  );
  const isAsked =
    isOtherListAllowed(job) &&
    (update?.asked ?? []).some((name) =>
      before.some((content) => isNamed(content, name) && isOfUpdate(content)),
    );
  return files.map((file) =>
    compact<ListedContent>({
      uri: file.uri,
      path: file.path,
      size: file.size,
      // Only files of a removal have none.
      contentHash: file.contentHash as string,
      columns: [...columnsRead(file)],
      names: file.columns,
      dialect: file.dialect,
      operation,
      hash: options.hash,
      formats: formatsOf(job),
      jobId,
      fingerprint,
      keep: keep?.path,
      isOtherList: isKnown || isAsked || undefined,
    }),
  );
}

function isSame(a: ListedContent, b: ListedContent): boolean {
  const keyOf = ({ contentHash, columns, dialect }: ListedContent): string =>
    JSON.stringify([contentHash, columns, dialect.header, dialect.delimiter, dialect.encoding]);
  return keyOf(a) === keyOf(b);
}
