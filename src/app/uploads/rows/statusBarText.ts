import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import type { JobSummary, WaitReason } from '../../../upload/jobTypes';
import { progressText } from '../messages';
import { pauseOf, standingOf } from '../standing';
import { shortWaitText } from '../words/waitWords';

/**
 * What the status bar says of uploads under way, at least one: of several, what the first one does that
 * sends. All are paused only if each is, or waits its turn. The editor cuts long items, so of a pause it
 * is what rows say, and `whole` is for the tooltip. `wait`: what that one waits for. `now`: milliseconds
 * since 1970.
 */
export function statusBarText(
  jobs: readonly JobSummary[],
  now: number,
): { text: string; whole: string; isPaused: boolean; wait?: WaitReason } {
  const paused = jobs.filter(({ progress }) => pauseOf(progress) !== undefined);
  const job = jobs.find((one) => standingOf([one]) === 'running') ?? paused.at(0) ?? jobs[0];
  const isPaused = paused.includes(job);
  const { wait } = job.progress;
  const whole = progressText(job.progress, now);
  const uploads = plural(jobs.length, {
    one: t('{0} upload', count(jobs.length)),
    other: t('{0} uploads', count(jobs.length)),
  });
  if (isPaused)
    return { text: t('{0}: {1}', uploads, shortWaitText(job.progress)), whole, isPaused, wait };
  if (jobs.length === 1) return { text: whole, whole, isPaused, wait };
  const all = paused.length > 0 ? t('{0}, {1} paused', uploads, count(paused.length)) : uploads;
  return { text: t('{0}: {1}', all, whole), whole, isPaused, wait };
}
