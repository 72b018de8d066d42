import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { percent, wholePercent } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import { accessOf, iconOf, kindLabel, nameOf, OTHER_ICON, retailerOf } from './labels';
import type { KnownSize } from './sizes/knownSize';
import { sizeInRow, sizeInWords } from './sizes/sizeTexts';

/** What is known about a segment beside what the API says of it. */
export interface RowKnowledge extends KnownSize {
  /** See `SegmentRole`. */
  keepsOut?: boolean;
}

/**
 * The dimmed description next to the name: size · match rate · retailer, what is known of it, most
 * important first because a narrow sidebar cuts off the end. The type only where no icon stands for
 * it. `grouped` omits the retailer, which the group shows.
 */
export function rowDescription(
  segment: Segment,
  size: RowKnowledge,
  retailer: OutsideText | undefined,
  grouped = false,
): string {
  return [
    rowSize(segment, size),
    size.keepsOut ? t('keeps people out') : '',
    iconOf(segment) === OTHER_ICON ? kindLabel(segment) : '',
    grouped ? '' : (retailer?.forTree() ?? segment.retailerId ?? t('no retailer')),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Size and match rate in short, such as `48,210 · +4.3k · 52%`; empty if neither is known. */
export function rowSize(segment: Segment, known: KnownSize): string {
  return sizeParts(
    segment,
    known,
    known.size ? sizeInRow(known.size, known.day) : '',
    wholePercent,
  ).join(' · ');
}

/** The same in full and in words, for screen readers, with what the icon says. */
export function rowInWords(
  segment: Segment,
  known: RowKnowledge,
  retailer: OutsideText | undefined,
): string {
  const access = accessOf(segment);
  const { size, day } = known;
  return [
    nameOf(segment).forTree(),
    access === 'events' ? t('events segment') : kindLabel(segment),
    ...sizeParts(segment, known, size ? sizeInWords(size) : '', (rate) =>
      t('match rate {0}', percent(rate)),
    ),
    size?.read && day ? t('read {0}', day) : '',
    known.keepsOut ? t('keeps people out') : '',
    retailerOf(segment, retailer).forTree(),
    access === 'readOnly' ? t('read-only') : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function sizeParts(
  { contactList }: Segment,
  { size, reading, isReading }: KnownSize,
  sizeText: string,
  rateText: (rate: number) => string,
): string[] {
  if (!contactList) return [];
  const rate = reading?.matchRate;
  const isUnknown = size?.read === undefined && rate === undefined;
  const isEmpty = size?.read?.identifiers === 0 || size?.pending.from !== undefined;
  return [
    sizeText,
    isUnknown && isReading ? t('reading…') : '',
    // Of what is no longer in it, no rate is said. Difference 11: a value above 1 isn't a ratio.
    rate === undefined || rate > 1 || isEmpty ? '' : rateText(rate),
  ].filter((part) => part !== '');
}
