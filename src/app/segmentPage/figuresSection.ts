import { t } from '@vscode/l10n';
import type { SegmentFigures } from '../../api/apiTypes';
import { clock, count, day, isSameDay, plural, utcDateTime } from '../../common/format';
import { compact, present } from '../../common/records';
import { lastComputation } from '../../upload/schedule';
import type { SegmentSize } from '../../upload/segmentSize';
import type { FiguresSection } from '../../webview/segmentModel';
import type { HistoryEntry } from '../segments/history';
import { sizeOf } from '../segments/sizes/knownSizes';
import { rangeText, readSentence, sizeLines } from '../segments/sizes/sizeTexts';
import { figureText } from '../segments/statistics';
import type { SegmentSnapshot } from './segmentSnapshot';

type Figure = keyof SegmentFigures;

/** The three big figures of the newest reading, each with its change since an earlier one. */
export function figuresSection({
  entries,
  sent,
  isReading,
  now,
}: Pick<SegmentSnapshot, 'entries' | 'sent' | 'isReading' | 'now'>): FiguresSection {
  const readings = entries.filter(({ kind }) => kind === 'reading');
  const latest = readings.at(-1);
  const none = isReading ? t('reading…') : t('not read yet');
  const item = (label: string, figure: Figure): FiguresSection['items'][number] => {
    return compact<FiguresSection['items'][number]>({
      label,
      value: latest ? figureText(latest, figure) : '–',
      change: latest ? changeOf(readings, figure, now) : { text: none },
    });
  };
  const pending = pendingText(sizeOf(entries, sent, now), now);
  return {
    items: [
      item(t('Identifiers'), 'numberOfIdentifiers'),
      item(t('Matches'), 'numberOfMatches'),
      item(t('Match rate'), 'matchRate'),
    ],
    notes: present([
      latest && { text: readSentence(latest.at, now), tooltip: utcDateTime(latest.at) },
      pending && { text: pending },
    ]),
  };
}

/**
 * The reading that the newest one is compared with: the latest from before the computation that the
 * newest one shows, or else the one before it. Only readings with this figure count.
 */
export function comparedWith(
  readings: readonly HistoryEntry[],
  figure: Figure,
): HistoryEntry | undefined {
  const newest = readings.at(-1);
  if (!newest) return undefined;
  const earlier = readings.slice(0, -1).filter((reading) => reading[figure] !== undefined);
  const computed = lastComputation(newest.at);
  return earlier.findLast(({ at }) => at < computed) ?? earlier.at(-1);
}

function changeOf(
  readings: readonly HistoryEntry[],
  figure: Figure,
  now: number,
): FiguresSection['items'][number]['change'] {
  const value = readings.at(-1)?.[figure];
  if (value === undefined) return undefined;
  const before = comparedWith(readings, figure);
  const old = before?.[figure];
  if (before === undefined || old === undefined) return { text: t('first reading') };
  // A rate above 1 isn't a ratio: there are no points between it and another one.
  if (figure === 'matchRate' && value !== old && (value > 1 || old > 1)) return undefined;
  const difference = figure === 'matchRate' ? tenths(value) - tenths(old) : value - old;
  if (difference === 0) return { text: t('no change') };
  const since = isSameDay(before.at, now) ? clock(before.at) : day(before.at, now);
  const size = Math.abs(difference);
  return {
    text:
      figure === 'matchRate'
        ? t('{0} since {1}', pointsText(size / 10), since)
        : t('{0} since {1}', count(size), since),
    direction: difference > 0 ? 'up' : 'down',
  };
}

/** Tenths of a percent, as shown: what rounds to the same text is no change. */
function tenths(ratio: number): number {
  return Math.round(ratio * 1000);
}

function pointsText(points: number): string {
  return plural(points, {
    one: t('{0} point', count(points)),
    other: t('{0} points', count(points)),
  });
}

/** What was sent since the newest reading, and what the segment has with it; undefined if nothing was. */
function pendingText(size: SegmentSize, now: number): string | undefined {
  const parts = sizeLines(size, now).filter(({ kind }) => kind === 'pending');
  if (parts.length === 0) return undefined;
  const range = rangeText(size);
  return present([
    ...parts.map(({ label, value }) => t('{0}: {1}.', label, value)),
    range !== undefined && t('Now {0}.', range),
  ]).join(' ');
}
