import { t } from '@vscode/l10n';
import { peopleText, segmentsText } from '../../../common/counts';
import { timeAgo } from '../../../common/format';
import { present } from '../../../common/records';
import { isSendable, peopleOf, peopleWhoStay, removing, stateOf } from '../removalFigures';
import { resultTitle } from '../removalTexts';
import type { RemovalRecord } from '../removalTypes';
import { stateText } from './removalFacts';
import { answered, answeredText, shareText } from './removalSections';

/** A row of the Uploads view. `icon`: of the editor. `context`: for its menu. */
export interface RemovalRow {
  label: string;
  description: string;
  icon: 'sync~spin' | 'warning' | 'clock' | 'circle-outline';
  context: string;
  tooltip: string;
}

/** The row of a removal. `now`: milliseconds since 1970. */
export function removalRow(record: RemovalRecord, isRunning: boolean, now: number): RemovalRow {
  const { endedAt, reference } = record;
  const segments = removing(record);
  const done = answered(segments);
  const stays = peopleWhoStay(record).length > 0;
  const label = t('{0} from {1}', peopleText(peopleOf(record)), segmentsText(segments.length));
  const description = isRunning
    ? shareText(done, segments.length)
    : present([stateText(record), endedAt !== undefined && timeAgo(Date.parse(endedAt), now)]).join(
        ' · ',
      );
  return {
    label,
    description,
    // No tick: what is through isn't known to be out of campaigns.
    icon: isRunning
      ? 'sync~spin'
      : stays
        ? 'warning'
        : stateOf(record) === 'complete'
          ? 'circle-outline'
          : 'clock',
    context: present([
      'removal',
      isRunning && 'running',
      !isRunning && isSendable(record, now) && 'sendable',
    ]).join(' '),
    tooltip: present([
      label,
      isRunning ? answeredText(done, segments.length) : resultTitle(record),
      reference !== undefined && t('{0}: {1}', t('Reference'), reference),
    ]).join('\n'),
  };
}
