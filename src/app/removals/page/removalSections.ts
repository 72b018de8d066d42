import { t } from '@vscode/l10n';
import { segmentsText } from '../../../common/counts';
import { count, percent, plural, utcAndLocal } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import type { Line, LinesSection, Press, UploadModel } from '../../../webview/uploadModel';
import { segmentCounts, type StayingPeople } from '../removalFigures';
import { accountName, accountOf, staysTexts } from '../removalTexts';
import type { RemovalRecord, RemovalSegment, SegmentName } from '../removalTypes';

/** Where a segment is: `Northwind EU · Email · Brightcart`. */
export function placeOf(record: Pick<RemovalRecord, 'accounts'>, segment: SegmentName): string {
  const { accountId, retailer, retailerId, type } = segment;
  const shop = retailer ?? retailerId;
  return present([
    accountName(accountOf(record, accountId)),
    identifierTypeLabel(type) || t('Events'),
    shop && OutsideText.name(shop).forTree(),
  ]).join(' · ');
}

/** How many segments have answered. */
export function answered(segments: readonly RemovalSegment[]): number {
  return segments.length - segmentCounts(segments).open;
}

export function answeredText(done: number, all: number): string {
  return t('{0} of {1} answered', count(done), segmentsText(all));
}

/** As a percentage, rounded down. `steps`: of all. */
export function shareText(done: number, all: number, steps = 100): string {
  return percent(Math.floor((steps * done) / Math.max(1, all)) / steps);
}

/** A table, with the labels of its columns of numbers. */
export function linesSection(
  title: string,
  { numbers, ...heads }: { name: string; text?: string; numbers: string[]; notes?: string },
  lines: Line[],
  more: Partial<LinesSection> = {},
): LinesSection {
  return compact<LinesSection>({
    type: 'lines',
    title,
    heads: { notes: '', ...heads, numbers: numbers.map((label) => ({ label })) },
    groups: [{ id: 'lines', lines }],
    ...more,
  });
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
