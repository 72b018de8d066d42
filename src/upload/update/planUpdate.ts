import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import { compact } from '../../common/records';
import {
  VALUE_FORMATS,
  type Hash,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { formatsMadeFrom, formatsToRemove } from '../comparableFormats';
import { HASH_FORMATS } from '../hashFormats';
import type { ListedContent } from '../journal/listContents';
import type { ListState } from '../journal/listState';
import { haveSamePeople } from '../planFingerprint';
import { UploadError } from '../uploadError';
import {
  type ContentName,
  type KeptFile,
  type PlannedUpdate,
  type SourceFile,
  type UploadOptions,
} from '../uploadTypes';
import type { ComparedFiles } from '../workerProtocol';
import type { CompareTask } from './findPrevious';

/** Why an update can't be planned that has nothing to be compared with, and keeps nothing. */
export function noPreviousText(): string {
  return t(
    'To know who left, “{0}” or “{1}” is required: the file that was sent to this segment before.',
    optionName('previous'),
    optionName('keep'),
  );
}

/**
 * What an update has to be compared with. `chosen`: the previous files; undefined: the kept one.
 * `list`, `contents`: what is known about its list. Throws `bad-argument` if there is nothing to
 * compare with, and nothing is kept for the next time.
 */
export function compareTask(
  chosen: readonly SourceFile[] | undefined,
  options: UploadOptions,
  keep: KeptFile | undefined,
  list: ListState | undefined,
  contents: readonly ListedContent[],
): CompareTask {
  if (chosen === undefined && keep === undefined)
    throw new UploadError('bad-argument', noPreviousText());
  return {
    chosen,
    keep,
    contents,
    isSinceClear: list?.isSinceClear === true,
    keepsOthers: !options.allowed.includes('remove-shared'),
    formats: removedFormats(list, options.hash),
    formatsLeft: list?.formatsLeft ?? [],
  };
}

/**
 * The formats in which identifiers were sent to the list from here since it was cleared, and in which
 * they are sent now; all if that isn't known.
 */
export function removedFormats(list: ListState | undefined, hash: Hash): ValueFormat[] {
  const known = list?.formats ?? [];
  if (known.length === 0) return [...HASH_FORMATS];
  const now: ValueFormat = hash === 'none' ? 'plain' : hash;
  return HASH_FORMATS.filter((format) => format === now || known.includes(format));
}

/** The part of a plan about who is removed. `list`: before it; `own`: the job's `Plan.fingerprint`. */
export function plannedUpdate(
  { formats, contents }: CompareTask,
  found: ComparedFiles,
  list: ListState | undefined,
  own: string,
  type: IdentifierType,
): PlannedUpdate {
  const { fingerprint, others, sharedRemoved, notSent, unknown, asked, isCleared, unread, ...all } =
    found;
  const { removedByForm, ...compared } = all;
  const removed = Object.entries(removedByForm) as [ValueFormat, number][];
  const made = removed.map(([given, n]) => ({
    n,
    formats: formatsToRemove(given, formats, type),
    missing: unread.filter((one) => !formatsMadeFrom(given, type).includes(one)),
  }));
  const inOtherFormats = made.reduce(
    (sum, { n, missing }) => sum + (missing.length > 0 ? n : 0),
    0,
  );
  // The same people may have been written to a file in another order since.
  const isAlike = (content: ListedContent): boolean =>
    [fingerprint, own].some((one) => haveSamePeople(content.fingerprint, one));
  const unlessAlike = (names: readonly ContentName[]): ContentName[] =>
    names.filter(
      ({ uri, jobId }) =>
        !contents.some((one) => one.uri === uri && one.jobId === jobId && isAlike(one)),
    );
  const isAll = contents.some((one) => haveSamePeople(one.fingerprint, fingerprint));
  return compact<PlannedUpdate>({
    ...compared,
    counts: compact({ ...compared.counts, inOtherFormats: inOtherFormats || undefined }),
    formats: [...formats],
    removedFormats: among(made.flatMap((one) => one.formats)),
    otherFormats: inOtherFormats > 0 ? among(made.flatMap(({ missing }) => missing)) : undefined,
    sharedFiles: others.map((uri) => ({ uri })),
    sharedRemoved: sharedRemoved.length > 0 ? sharedRemoved.map((uri) => ({ uri })) : undefined,
    isKnown: isAll || notSent.length === 0,
    notSent: !isAll && notSent.length > 0 ? notSent : undefined,
    unknown: unlessAlike(unknown),
    asked: unlessAlike(asked),
    isCleared: isCleared || undefined,
    listEpoch: list?.epoch ?? 0,
    listJobs: [...new Set(contents.map(({ jobId }) => jobId))],
  });
}

function among(formats: readonly ValueFormat[]): ValueFormat[] {
  return VALUE_FORMATS.filter((format) => formats.includes(format));
}
