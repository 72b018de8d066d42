import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { fileLabel } from '../../../common/fileName';
import { filesRead } from '../../../upload/fieldsRead';
import type { Plan } from '../../../upload/uploadTypes';
import { listChangeSentence } from '../../segments/changes/plannedSegment';
import { nameOf } from '../../segments/labels';
import type { Destination } from '../target';

/** Times closer than this (in milliseconds) are equal: not all file systems keep fractions. */
const SAME_TIME = 1000;

/**
 * Describes the first change since a plan was made, which holds only for the same files and
 * segment; undefined if nothing changed. `now`: the current segment, undefined if it no longer
 * exists. `stampOf`: a file's current size and time (milliseconds since 1970), undefined if it no
 * longer exists.
 */
export async function describeChanges(
  plan: Plan,
  { account, segment }: Destination,
  now: Segment | undefined,
  stampOf: (uri: string) => Promise<{ size: number; modifiedAt?: number } | undefined>,
): Promise<string | undefined> {
  const planned = { id: segment.id, name: nameOf(segment), segment };
  const change = listChangeSentence(account, planned, now);
  if (change !== undefined) return change;
  for (const { uri, size, modifiedAt } of filesRead(plan)) {
    const stamp = await stampOf(uri);
    if (stamp === undefined) return t('“{0}” no longer exists.', fileLabel(uri).forNotification());
    if (
      stamp.size !== size ||
      (modifiedAt !== undefined &&
        stamp.modifiedAt !== undefined &&
        Math.abs(stamp.modifiedAt - modifiedAt) >= SAME_TIME)
    )
      return t('“{0}” has changed.', fileLabel(uri).forNotification());
  }
  return undefined;
}
