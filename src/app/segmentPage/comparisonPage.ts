import { t } from '@vscode/l10n';
import type { SegmentFigures } from '../../api/apiTypes';
import { count, dayTime, utcDateTime } from '../../common/format';
import { compact } from '../../common/records';
import type { ComparisonTable, SegmentModel } from '../../webview/segmentModel';
import type { AccountHandle } from '../accounts/account';
import { sizeOf } from '../segments/sizes/knownSizes';
import { isPending, sizeInRow, sizeNowSummary } from '../segments/sizes/sizeTexts';
import { figureText } from '../segments/statistics';
import { contextOf } from '../uploads/page/commonSections';
import { chartSegment } from './chartSegment';
import { nameIn, type SegmentSnapshot } from './segmentSnapshot';
import { failedReading, refreshPress } from './singleSegmentPage';

/** The page of several segments of an account side by side. */
export function comparisonPage(
  account: AccountHandle,
  views: readonly SegmentSnapshot[],
  isReading: boolean,
): SegmentModel {
  return compact<SegmentModel>({
    heading: { text: t('Compare {0} segments', count(views.length)) },
    context: contextOf(account, [{ text: account.label.forTree() }]),
    callout: calloutOf(views),
    buttons: [],
    refresh: refreshPress(isReading),
    more: {
      label: t('More Actions'),
      menu: [{ label: t('Copy Summary'), action: 'copySummary' }],
    },
    comparison: {
      label: t('Side by side'),
      heads: {
        segment: t('Segment'),
        identifiers: t('Identifiers'),
        matches: t('Matches'),
        matchRate: t('Match rate'),
        asOf: t('As of'),
      },
      rows: views.map(row),
    },
    history: { title: t('History'), chart: { segments: views.map(chartSegment) } },
  });
}

function row(view: SegmentSnapshot): ComparisonTable['rows'][number] {
  const latest = view.entries.findLast(({ kind }) => kind === 'reading');
  const figure = (name: keyof SegmentFigures): string => (latest ? figureText(latest, name) : '–');
  const size = sizeOf(view.entries, view.sent, view.now);
  const sent = isPending(size) ? sizeInRow(size) : undefined;
  return compact<ComparisonTable['rows'][number]>({
    id: view.segmentId,
    press: {
      label: nameIn(view).forTree(),
      action: 'openSegment',
      value: view.segmentId,
    },
    identifiers: sent ?? figure('numberOfIdentifiers'),
    matches: figure('numberOfMatches'),
    matchRate: figure('matchRate'),
    asOf: asOf(view, latest?.at),
    tooltip: sent === undefined ? latest && utcDateTime(latest.at) : sizeNowSummary(size),
  });
}

function asOf(
  { segment, isGone, isReading, now }: SegmentSnapshot,
  at: number | undefined,
): string {
  if (isGone) return t('no longer exists');
  if (segment && !segment.contactList) return t('no figures');
  if (at !== undefined) return dayTime(at, now);
  return isReading ? t('reading…') : t('not read yet');
}

/** One callout for all, with the details of the first. */
function calloutOf(views: readonly SegmentSnapshot[]): SegmentModel['callout'] {
  const failed = views.filter(({ failure, isGone }) => failure && !isGone);
  const [first] = failed;
  if (!first?.failure) return undefined;
  const names = failed.map((view) => nameIn(view).forTree()).join(', ');
  return failedReading(first.failure, t('{0}: {1}', names, first.failure.message));
}
