import { t } from '@vscode/l10n';
import type { Audience, Segment } from '../../api/apiTypes';
import { signedChange } from '../../common/counts';
import {
  clock,
  count,
  dateTime,
  isSameDay,
  plural,
  matchRate as rateText,
  timeAgo,
} from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import type { HistoryEntry } from './history';
import { detailsOf, identifiersText, type KnownSize } from './labels';
import type { SizeTrend } from './sizeTrend';

/** `48,210 identifiers · 25,069 matches · 52%`, without what isn't known. */
export function figuresText({
  numberOfIdentifiers,
  numberOfMatches,
  matchRate,
}: NonNullable<KnownSize['reading']>): string {
  return [
    numberOfIdentifiers === undefined ? '' : identifiersText(numberOfIdentifiers),
    numberOfMatches === undefined
      ? ''
      : plural(numberOfMatches, {
          one: t('{0} match', count(numberOfMatches)),
          other: t('{0} matches', count(numberOfMatches)),
        }),
    matchRate === undefined ? '' : rateText(matchRate),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** `41,800 → 48,210 in 30 days, read at 09:50`; without a trend `Read at 09:50`. */
export function readingAgeText(at: number, trend: SizeTrend | undefined, now: number): string {
  const today = isSameDay(at, now);
  if (!trend) return today ? t('Read at {0}', clock(at)) : t('Read {0}', dateTime(at));
  return t(
    '{0}, {1}',
    trendText(trend),
    today ? t('read at {0}', clock(at)) : t('read {0}', dateTime(at)),
  );
}

/** `41,800 → 48,210 in 30 days` */
export function trendText({ from, to, days }: SizeTrend): string {
  if (from === to)
    return plural(days, {
      one: t('unchanged for {0} day', count(days)),
      other: t('unchanged for {0} days', count(days)),
    });
  return plural(days, {
    one: t('{0} → {1} in {2} day', count(from), count(to), count(days)),
    other: t('{0} → {1} in {2} days', count(from), count(to), count(days)),
  });
}

/** `Used by Autumn Win-Back, Loyal Shoppers and 1 more` */
export function usedByText(audiences: readonly Audience[]): string {
  const [first, second, ...more] = audiences.map(({ id, name }) =>
    (name && !name.isBlank ? name : OutsideText.name(id)).forTree(),
  );
  if (first === undefined) return t('Not used by any audience of this account');
  if (second === undefined) return t('Used by {0}', first);
  if (more.length === 0) return t('Used by {0} and {1}', first, second);
  return t('Used by {0}, {1} and {2} more', first, second, count(more.length));
}

/** `Last upload: +600 from crm-delta.csv, 10 min ago`; `file` only if known. */
export function lastUploadText(
  entry: HistoryEntry,
  file: OutsideText | undefined,
  now: number,
): string {
  const { at } = entry;
  const amount = changeText(entry);
  const when = timeAgo(at, now);
  return file
    ? t('Last upload: {0} from {1}, {2}', amount, file.forTree(), when)
    : t('Last upload: {0}, {1}', amount, when);
}

function changeText({ operation, accepted = 0, added, removed = 0 }: HistoryEntry): string {
  switch (operation) {
    case 'remove':
      return `−${count(accepted)}`;
    case 'replace':
      return t('replaced with {0}', count(accepted));
    case 'refresh':
      return t('updated {0}', signedChange(added ?? accepted, removed));
    default:
      return `+${count(accepted)}`;
  }
}

/** What an Events segment is about, such as `viewed a product · last 30 days`. */
export function ruleText(segment: Segment): string {
  return detailsOf(segment, undefined)
    .filter(({ key }) => key === 'activity' || key === 'window')
    .map(({ value }) => value.forTree())
    .join(' · ');
}
