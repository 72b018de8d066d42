import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { OutsideText } from '../../../common/outsideText';
import type { AccountHandle } from '../../accounts/account';
import { accessOf, kindLabel, nameOf } from '../labels';

/** A segment of a plan, as it was when the plan was made. */
export interface PlannedSegment {
  readonly id: string;
  /** The full name to show. */
  readonly name: OutsideText;
  /** As read for the plan; undefined if it wasn't looked up or doesn't exist. */
  readonly segment?: Segment;
}

/**
 * Describes how a segment differs from the planned one; undefined if it doesn't. `now`: the current
 * segment, undefined if it no longer exists.
 */
export function changeSentence(
  account: AccountHandle,
  { name: planned, segment }: PlannedSegment,
  now: Segment | undefined,
): string | undefined {
  const name = planned.forNotification();
  if (now === undefined) return segment && t('“{0}” no longer exists.', name);
  if (!OutsideText.same(now.name, segment?.name))
    return t('“{0}” was renamed to “{1}”.', name, nameOf(now).forNotification());
  // That the API now attributes it to this account is no reason to ask again.
  if (now.accountId !== segment?.accountId && now.accountId !== account.accountId)
    return t(
      'The API no longer shows that “{0}” belongs to account {1}.',
      name,
      account.label.forNotification(),
    );
  return undefined;
}

/**
 * As `changeSentence`, for a change of its identifiers: also reports a change of access or type.
 */
export function listChangeSentence(
  account: AccountHandle,
  planned: PlannedSegment & { readonly segment: Segment },
  now: Segment | undefined,
): string | undefined {
  const change = changeSentence(account, planned, now);
  if (change !== undefined || now === undefined) return change;
  const name = planned.name.forNotification();
  const access = accessOf(now);
  if (access === 'readOnly') return t('“{0}” is now read-only.', name);
  const kind = kindLabel(now);
  return access === 'writable' && kind === kindLabel(planned.segment)
    ? undefined
    : t('“{0}” now has a different type: {1}.', name, OutsideText.name(kind).forNotification());
}
