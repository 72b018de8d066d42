import { t } from '@vscode/l10n';
import type { Audience, Segment } from '../../api/apiTypes';
import { signedChange } from '../../common/counts';
import { count, plural, matchRate as rateText, timeAgo } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import { present } from '../../common/records';
import { usersOf } from '../audiences/audienceList';
import { shrinkingBy } from '../audiences/audienceSentence';
import { audienceName, noUseText, unclearUses } from '../audiences/audienceUsage';
import type { HistoryEntry } from './history';
import { detailsOf } from './segmentDetails';
import type { KnownSize } from './sizes/knownSize';
import { rangeInWords, readText, sizeLines } from './sizes/sizeTexts';
import type { SizeTrend } from './sizeTrend';

/**
 * The size of a segment, a line each, without what isn't known: `48,210 identifiers · 25,069 matches · 52%`
 * and `41,800 → 48,210 in 30 days · Read at 00:12 UTC`; where something was sent since, the range and
 * what it consists of.
 */
export function sizeTooltip(
  { size, reading }: Pick<KnownSize, 'size' | 'reading'>,
  trend: SizeTrend | undefined,
  now: number,
): string[] {
  if (!size) return [];
  const { read } = size;
  const { numberOfMatches, matchRate } = reading ?? {};
  const matches = present([
    numberOfMatches !== undefined &&
      plural(numberOfMatches, {
        one: t('{0} match', count(numberOfMatches)),
        other: t('{0} matches', count(numberOfMatches)),
      }),
    matchRate !== undefined && rateText(matchRate),
  ]);
  const joined = (...parts: (string | undefined)[]): string => present(parts).join(' · ');
  const [range, trended] = [rangeInWords(size), trend && trendText(trend)];
  const isAsRead = size.atLeast === size.atMost && size.atMost === read?.identifiers;
  if (isAsRead) return [joined(range, ...matches), joined(trended, readText(read.at, now))];
  const parts = sizeLines(size, now).map(({ kind, label, value }) =>
    t('{0}: {1}', label, joined(value, ...(kind === 'read' ? matches : []))),
  );
  return present([range, ...(read ? [] : [joined(...matches)]), trended, ...parts]);
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

/**
 * `Used by Autumn Win-Back, Loyal Shoppers and 1 more`, and which of them adding people makes smaller.
 * @param audiences All of the account.
 */
export function usedByLines(audiences: readonly Audience[], segmentId: string): string[] {
  const users = usersOf(audiences, segmentId);
  if (users.length > 0) return [usedByText(users), ...shrinkingLines(users, segmentId)];
  const unclear = unclearUses(audiences, (name) => name.forTree());
  return unclear.length > 0
    ? [noUseText(audiences), ...unclear]
    : [t('Not used by any audience of this account')];
}

function usedByText(users: readonly Audience[]): string {
  const [first, second, ...more] = users.map((audience) => audienceName(audience).forTree());
  if (second === undefined) return t('Used by {0}', first);
  if (more.length === 0) return t('Used by {0} and {1}', first, second);
  return t('Used by {0}, {1} and {2} more', first, second, count(more.length));
}

/** At most two are named, as by `usedByText`. */
function shrinkingLines(users: readonly Audience[], segmentId: string): string[] {
  const lines = users.flatMap((audience) => {
    const name = audienceName(audience).forTree();
    switch (shrinkingBy(audience.algebra, segmentId)) {
      case 'makes':
        return t('{0}: adding people here makes it smaller', name);
      case 'can':
        return t('{0}: adding people here can make it smaller', name);
      default:
        return [];
    }
  });
  const more = lines.length - 2;
  return more > 0 ? [...lines.slice(0, 2), t('… and {0} more', count(more))] : lines;
}

/** `Last upload: +600 from crm-delta.csv, 10 min ago`, `+0, 800 unknown`; `file` only if known. */
export function lastUploadText(
  entry: HistoryEntry,
  file: OutsideText | undefined,
  now: number,
): string {
  const { at, unknown = 0 } = entry;
  const amount = present([changeText(entry), unknown > 0 && t('{0} unknown', count(unknown))]).join(
    ', ',
  );
  const when = timeAgo(at, now);
  return file
    ? t('Last upload: {0} from {1}, {2}', amount, file.forTree(), when)
    : t('Last upload: {0}, {1}', amount, when);
}

function changeText(entry: HistoryEntry): string {
  const { operation, accepted = 0, added = accepted, removed = 0, suppressed = 0 } = entry;
  switch (operation) {
    case 'remove':
      return `−${count(accepted)}`;
    case 'replace':
      return t('replaced with {0}', count(accepted));
    case 'update':
      return t('updated {0}', signedChange(added, removed + suppressed));
    default:
      return signedChange(accepted, suppressed);
  }
}

/** What an Events segment is about, such as `viewed a product · last 30 days`. */
export function ruleText(segment: Segment): string {
  return detailsOf(segment, undefined)
    .filter(({ key }) => key === 'activity' || key === 'window')
    .map(({ value }) => value.forTree())
    .join(' · ');
}
