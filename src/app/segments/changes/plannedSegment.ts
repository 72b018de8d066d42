import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { OutsideText } from '../../../common/outsideText';
import type { AccountHandle } from '../../accounts/account';
import { accessOf, kindLabel, nameOf } from '../labels';

/** A segment of a plan, as it was when the plan was made. */
export interface PlannedSegment {
  readonly id: string;
  /** The name that people are told. */
  readonly name: OutsideText;
  /** As it was read; undefined where it was not looked up, or there was none of that id. */
  readonly segment?: Segment;
}

/**
 * Says what makes it another segment than the one that was planned with, or undefined where it is
 * the same. `now`: as it is, undefined where there is none of that id.
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
  // That it is known by now to be this account's is no reason to ask again.
  if (now.accountId !== segment?.accountId && now.accountId !== account.accountId)
    return t(
      'The API no longer shows that “{0}” belongs to account {1}.',
      name,
      account.label.forNotification(),
    );
  return undefined;
}

/** The same of a segment whose list is to be changed: also where it takes other identifiers now. */
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
