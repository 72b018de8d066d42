import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { present } from '../../../common/records';
import type { Report } from '../../../upload/jobTypes';
import { computationText } from '../messages';
import { figuresOf } from '../standing';

/** A result names at most this many unfinished uploads. */
const MOST_NAMED = 3;

/** How one of several uploads ended: its report, or why there is none; neither if it never began. */
export interface UploadEnd {
  /** File and segment. */
  what: string;
  report?: Report;
  error?: { message: string };
}

/** How several uploads ended, in a few sentences. `now`: milliseconds since 1970. */
export function batchResultText(ends: readonly UploadEnd[], now: number): string {
  const { sent, accepted, refused, unknown } = figuresOf(ends);
  const unfinished = ends.filter(({ report }) => report?.state !== 'finished');
  const leftOut = present([
    refused > 0 && t('{0} rejected by Criteo', count(refused)),
    unknown > 0 && t('{0} unknown (no count or no response from Criteo)', count(unknown)),
  ]);
  return present([
    t(
      'Uploads finished: {0} of {1}. {2} sent, {3} accepted (well-formed).',
      count(ends.length - unfinished.length),
      count(ends.length),
      count(sent),
      count(accepted),
    ),
    ...unfinished.slice(0, MOST_NAMED).map(endText),
    unfinished.length > MOST_NAMED && t('… and {0} more', count(unfinished.length - MOST_NAMED)),
    leftOut.length > 0 && t('Also: {0}.', leftOut.join(', ')),
    sent > 0 && computationText(now),
  ]).join(' ');
}

function endText({ what, report, error }: UploadEnd): string {
  if (!report && !error) return t('Not started: {0}.', what);
  return report?.state === 'cancelled'
    ? t('Cancelled: {0}.', what)
    : present([t('Not finished: {0}.', what), (report?.error ?? error)?.message]).join(' ');
}
