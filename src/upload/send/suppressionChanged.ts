import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { fileNameOf, fileNamesOf } from '../../common/messageText';
import type { Job } from '../journal/job';
import type { Store, StoredJob } from '../journal/store';
import { sameList, type ReadSuppressionList } from '../suppression/suppressionTypes';
import { hasBytes } from '../update/keptFile';
import { UploadError } from '../uploadError';

/**
 * The error for a job whose suppression lists aren't those that it was planned with: one has changed or is
 * gone, or another upload has used one since that the plan doesn't know. `isThorough`: reads lists whose
 * size and time are the same, too.
 */
export async function suppressionChangedError(
  { stored }: Pick<Job, 'stored'>,
  { lists }: Pick<Store, 'lists'>,
  isThorough: boolean,
): Promise<UploadError | undefined> {
  const { suppression, target } = stored;
  for (const list of suppression?.lists ?? [])
    if (await hasChanged(list, isThorough)) return changedError(stored, list.path);
  const { suppression: used = [] } = (await lists.state(target.origin, target.segmentId)) ?? {};
  const unknown = used.find(({ path }) => !isPlannedWith(stored, path));
  return unknown && usedSinceError(stored, unknown.path);
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
