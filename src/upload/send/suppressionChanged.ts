import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { fileNameOf, fileNamesOf } from '../../common/messageText';
import { HASH_FORMATS } from '../hashFormats';
import type { Job } from '../journal/job';
import type { ListState } from '../journal/listState';
import type { Store, StoredJob } from '../journal/store';
import {
  sameLists,
  type PlannedSuppression,
  type ReadSuppressionList,
} from '../suppression/suppressionTypes';
import { hasBytes } from '../update/keptFile';
import { UploadError } from '../uploadError';

/**
 * The error for a job whose suppression lists aren't those that it was planned with: one has changed or is
 * gone, or too old before the first request, another upload has used one since that the plan doesn't know, or suppressed people may be in
 * the segment in another hash format since. `isThorough`: reads lists whose size and time are the same,
 * too. `now`: looks at their age, in milliseconds since 1970.
 */
export async function suppressionChangedError(
  { stored, ledger }: Pick<Job, 'stored' | 'ledger'>,
  { lists }: Pick<Store, 'lists'>,
  isThorough: boolean,
  now?: number,
): Promise<UploadError | undefined> {
  const { suppression, target } = stored;
  const hasBegun = ledger.mayHaveChangedList;
  for (const list of suppression?.lists ?? [])
    if (
      (now !== undefined && !hasBegun && isTooOld(list, suppression, now)) ||
      (await hasChanged(list, isThorough))
    )
      return changedError(stored, list.path);
  const list = await lists.state(target.origin, target.segmentId);
  const [unknown] = isPlannedWithout(stored) ? [] : lacking(stored, list?.suppression ?? []);
  if (unknown) return usedSinceError(stored, unknown.path);
  // From its first request on, the others know its lists, too.
  return hasBegun || !lacksFormat(stored, list) ? undefined : formatError(stored);
}

/** Whether something was sent to a list in a hash format in which a plan doesn't remove people. */
function lacksFormat({ suppression }: StoredJob, list: ListState | undefined): boolean {
  if (!suppression?.removed) return false;
  return HASH_FORMATS.some(
    (format) => list?.formats.includes(format) && !suppression.formats.includes(format),
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

/** Whether a list has become too old since the check, and nobody has allowed that. */
function isTooOld(
  { modifiedAt, maxAge }: ReadSuppressionList,
  { allowed = [] }: Partial<PlannedSuppression> = {},
  now: number,
): boolean {
  if (modifiedAt === undefined || maxAge === undefined) return false;
  return now - modifiedAt > maxAge && !allowed.includes('suppression-stale');
}

/** Whether a plan needs no lists, or was allowed to do without. */
function isPlannedWithout({ options: { operation, allowed, suppress } }: StoredJob): boolean {
  const areUnused = suppress?.length === 0;
  return operation === 'remove' || areUnused || allowed.includes('suppression-missing');
}

/** The lists that were used and that a plan doesn't know. */
function lacking<U extends { path: string }>(
  { suppression }: StoredJob,
  used: readonly U[],
): readonly U[] {
  const known = sameLists(used, [...(suppression?.lists ?? []), ...(suppression?.lacking ?? [])]);
  return used.filter((one) => !known.has(one));
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
