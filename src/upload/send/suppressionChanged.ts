import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { fileNameOf, fileNamesOf } from '../../common/messageText';
import { HASH_FORMATS } from '../hashFormats';
import type { Job } from '../journal/job';
import type { ListState } from '../journal/listState';
import type { Store, StoredJob } from '../journal/store';
import { sameList, type ReadSuppressionList } from '../suppression/suppressionTypes';
import { hasBytes } from '../update/keptFile';
import { UploadError } from '../uploadError';

/**
 * The error for a job whose suppression lists aren't those that it was planned with: one has changed or is
 * gone, another upload has used one since that the plan doesn't know, or suppressed people may be in
 * the segment in another hash format since. `isThorough`: reads lists whose size and time are the same,
 * too.
 */
export async function suppressionChangedError(
  { stored, ledger }: Pick<Job, 'stored' | 'ledger'>,
  { lists }: Pick<Store, 'lists'>,
  isThorough: boolean,
): Promise<UploadError | undefined> {
  const { suppression, target } = stored;
  for (const list of suppression?.lists ?? [])
    if (await hasChanged(list, isThorough)) return changedError(stored, list.path);
  const list = await lists.state(target.origin, target.segmentId);
  const unknown = list?.suppression?.find(({ path }) => !isPlannedWith(stored, path));
  if (unknown) return usedSinceError(stored, unknown.path);
  // From its first request on, the others know its lists, too.
  return ledger.mayHaveChangedList || !lacksFormat(stored, list) ? undefined : formatError(stored);
}

/** Whether something was sent to a list in a hash format in which a plan doesn't remove people. */
function lacksFormat({ suppression }: StoredJob, list: ListState | undefined): boolean {
  if (!suppression?.removed) return false;
  return HASH_FORMATS.some(
    (format) => list?.formats?.includes(format) && !suppression.formats.includes(format),
  );
}

async function hasChanged(
  { path, size, modifiedAt, contentHash, failure }: ReadSuppressionList,
  isThorough: boolean,
): Promise<boolean> {
  const stats = await fs.stat(path).catch(() => undefined);
  if (failure === 'missing') return stats !== undefined;
  // Whether one that can't be read has changed can't be told. It was allowed not to use it.
  if (contentHash === undefined) return false;
  if (stats?.size !== size) return true;
  const isSame = stats?.mtimeMs === modifiedAt && !isThorough;
  return !isSame && !(await hasBytes(path, contentHash));
}

/** Whether a plan says what not using a list means, or needs none. */
function isPlannedWith({ suppression, options }: StoredJob, path: string): boolean {
  const known = [...(suppression?.lists ?? []), ...(suppression?.lacking ?? [])];
  return (
    options.operation === 'remove' ||
    options.allowed.includes('suppression-missing') ||
    sameList(known, path) !== undefined
  );
}

function changedError({ files }: StoredJob, path: string): UploadError {
  return new UploadError(
    'suppression-changed',
    t(
      'The suppression list {0} has changed since {1} was checked. Nothing more was sent. Start over to check again.',
      fileNameOf(path),
      fileNamesOf(files),
    ),
  );
}

function usedSinceError({ files }: StoredJob, path: string): UploadError {
  return new UploadError(
    'suppression-changed',
    t(
      'Another upload to the segment has used the suppression list {0} since {1} was checked. Nothing more was sent. Start over to check again.',
      fileNameOf(path),
      fileNamesOf(files),
    ),
  );
}

function formatError({ files }: StoredJob): UploadError {
  return new UploadError(
    'suppression-changed',
    t(
      'Another upload has sent to the segment in another hash format since {0} was checked. Nothing more was sent. Start over to check again.',
      fileNamesOf(files),
    ),
  );
}
