import { t } from '@vscode/l10n';
import { liveAround, nextComputation } from '../../upload/schedule';
import type { SegmentModel } from '../../webview/segmentModel';
import { timesSection } from '../uploads/page/commonSections';
import type { SegmentSnapshot } from './segmentSnapshot';

/** From the last change made from here to campaigns, or that nothing is on its way. */
export function comingNext({
  entries,
  now,
}: Pick<SegmentSnapshot, 'entries' | 'now'>): Pick<SegmentModel, 'next' | 'noNext'> {
  const last = entries.findLast(({ kind }) => kind !== 'reading');
  if (last && now < liveAround(nextComputation(last.at)))
    return {
      next: timesSection(last.at, last.kind === 'clear' ? t('cleared') : t('sent'), now, {
        ended: true,
      }),
    };
  return {
    noNext: {
      title: t('What comes next'),
      text: t('Nothing is waiting. Criteo computes audiences at 00:00 and 12:00 UTC.'),
    },
  };
}
