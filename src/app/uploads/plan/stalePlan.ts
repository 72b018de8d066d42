import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { fileName } from '../../../common/fileName';
import type { Plan } from '../../../upload/uploadTypes';
import { listChangeSentence } from '../../segments/changes/plannedSegment';
import { nameOf } from '../../segments/labels';
import type { Destination } from '../target';

/** Times that differ by less are the same, in milliseconds: not every reader has their fractions. */
const SAME_TIME = 1000;

/**
 * A plan is for exactly this content and this segment; says what changed since, or undefined. `now`:
 * the segment as it is, undefined where it is gone. `stampOf`: a file as it is, undefined where it
 * is gone; times in milliseconds since 1970.
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
  for (const { uri, size, modifiedAt } of plan.files) {
    const stamp = await stampOf(uri);
    if (stamp === undefined) return t('“{0}” no longer exists.', fileName(uri).forNotification());
    if (
      stamp.size !== size ||
      (modifiedAt !== undefined &&
        stamp.modifiedAt !== undefined &&
        Math.abs(stamp.modifiedAt - modifiedAt) >= SAME_TIME)
    )
      return t('“{0}” has changed.', fileName(uri).forNotification());
  }
  return undefined;
}
