import { t } from '@vscode/l10n';
import { segmentsText } from '../../../common/counts';
import { fileName } from '../../../common/fileName';
import { count, plural, utcAndLocal } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { Press, UploadModel } from '../../../webview/uploadModel';
import { accountBadge } from '../../accounts/accountBadge';
import type { StayingPeople } from '../removalFigures';
import { accountName, staysTexts } from '../removalTexts';
import type { RemovalRecord, SegmentName } from '../removalTypes';

/** Where a segment is: `Northwind EU · Email · Brightcart`. */
export function placeOf(
  { accounts }: Pick<RemovalRecord, 'accounts'>,
  segment: SegmentName,
): string {
  const { accountId, retailer, retailerId, type } = segment;
  const shop = retailer ?? retailerId;
  return present([
    accountName(accounts.find((one) => one.accountId === accountId) ?? { accountId }),
    identifierTypeLabel(type) || t('Events'),
    shop && OutsideText.name(shop).forTree(),
  ]).join(' · ');
}

/** The names of the files, or that the people were typed. */
export function sourceText({ parts }: Pick<RemovalRecord, 'parts'>): string {
  const names = parts.flatMap(({ isTyped, files }) =>
    isTyped ? [t('typed')] : files.map(({ uri }) => fileName(uri).forTree()),
  );
  return [...new Set(names)].join(', ');
}

/** The accounts of a removal, with their badge if they are of one kind. */
export function accountsContext({
  accounts,
}: Pick<RemovalRecord, 'accounts'>): Pick<UploadModel['context'], 'items' | 'badge'> {
  const badges = accounts.map(({ isSandbox = false, isProtected = false }) =>
    accountBadge({ sandbox: isSandbox, isProtected }),
  );
  const [badge] = badges;
  const isSame = badges.every(({ text }) => text === badge.text);
  return {
    items: [{ text: accounts.map(accountName).join(', ') }],
    ...(isSame && badge && { badge }),
  };
}

/** Opens a list: see `listOf`. `what`: what it lists, for screen readers. */
export function showPress(list: string, what: string, label = t('Show')): Press {
  return { label, action: 'showList', value: list, description: t('{0}: {1}', label, what) };
}

/** What can be done about those who stay, if they are the `index`-th. */
export function stayPresses(
  { reason, segments }: StayingPeople,
  index: number,
  record: Pick<RemovalRecord, 'parts'>,
): Press[] {
  const isTyped = record.parts.every((part) => part.isTyped);
  switch (reason) {
    case 'rows':
    case 'fields':
      return isTyped ? [] : [{ label: t('Fix Rows…'), action: 'fixRows' }];
    case 'account':
    case 'failed':
      return [
        {
          label: t('Copy for the Account’s Owner'),
          action: 'copyForOwner',
          value: String(index),
        },
      ];
    default:
      return segments.length > 1 ? [showPress(`stay ${index}`, segmentsText(segments.length))] : [];
  }
}

/** Those of `all` who stay, a sentence each with the ways on. */
export function staysOf(
  record: RemovalRecord,
  all: readonly StayingPeople[],
  some: readonly StayingPeople[],
): NonNullable<UploadModel['stays']> {
  const texts = staysTexts(record, some);
  return some.map((stay, index) => ({
    text: texts[index],
    presses: stayPresses(stay, all.indexOf(stay), record),
  }));
}

/** Why a segment gets the removal again, and when. */
export function againHint(segments: readonly SegmentName[], after: number): string {
  return plural(segments.length, {
    one: t(
      '{0} segment got an Add since the last computation: there the removal is sent again after {1}.',
      count(segments.length),
      utcAndLocal(after),
    ),
    other: t(
      '{0} segments got an Add since the last computation: there the removal is sent again after {1}.',
      count(segments.length),
      utcAndLocal(after),
    ),
  });
}

/** `Remove 12 from 212 Segments`. */
export function removeLabel(people: number, segments: number): string {
  return plural(segments, {
    one: t('Remove {0} from {1} Segment', count(people), count(segments)),
    other: t('Remove {0} from {1} Segments', count(people), count(segments)),
  });
}

/** `Resume: 3 Segments`. */
export function resumeLabel(segments: number): string {
  return plural(segments, {
    one: t('Resume: {0} Segment', count(segments)),
    other: t('Resume: {0} Segments', count(segments)),
  });
}
