import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { present } from '../../../common/records';
import { computationText } from '../messages';
import { figuresOf } from '../standing';
import type { UploadEnd } from './sendEach';

/** A result names at most this many unfinished uploads. */
const MOST_NAMED = 3;

/** How one of several uploads ended; without report and error, it never began. */
export interface NamedEnd extends Pick<UploadEnd, 'report'> {
  /** File and segment. */
  what: string;
  error?: { message: string };
}

/** How several uploads ended, in a few sentences. `now`: milliseconds since 1970. */
export function batchResultText(ends: readonly NamedEnd[], now: number): string {
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

function endText({ what, report, error }: NamedEnd): string {
  if (!report && !error) return t('Not started: {0}.', what);
  return report?.state === 'cancelled'
    ? t('Cancelled: {0}.', what)
    : present([t('Not finished: {0}.', what), (report?.error ?? error)?.message]).join(' ');
}
