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
  const { sent, refused, unknown } = figuresOf(ends);
  const unfinished = ends.filter((end) => !isFinished(end));
  const leftOut = present([
    refused > 0 && t('{0} rejected by Criteo', count(refused)),
    unknown > 0 && t('{0} unknown (no count or no usable response from Criteo)', count(unknown)),
  ]);
  return present([
    totalText(ends),
    ...unfinished.slice(0, MOST_NAMED).map(endText),
    unfinished.length > MOST_NAMED && t('… and {0} more', count(unfinished.length - MOST_NAMED)),
    leftOut.length > 0 && t('Also: {0}.', leftOut.join(', ')),
    sent > 0 && computationText(now),
  ]).join(' ');
}

/** How many of several uploads finished, and what all of them sent, in a line. */
export function totalText(ends: readonly Pick<UploadEnd, 'report'>[]): string {
  const { sent, accepted } = figuresOf(ends);
  return t(
    'Uploads finished: {0} of {1}. {2} sent, {3} accepted (well-formed).',
    count(ends.filter(isFinished).length),
    count(ends.length),
    count(sent),
    count(accepted),
  );
}

function isFinished({ report }: Pick<UploadEnd, 'report'>): boolean {
  return report?.state === 'finished';
}

function endText({ what, report, error }: NamedEnd): string {
  if (!report && !error) return t('Not started: {0}.', what);
  return report?.state === 'cancelled'
    ? t('Cancelled: {0}.', what)
    : present([t('Not finished: {0}.', what), (report?.error ?? error)?.message]).join(' ');
}
