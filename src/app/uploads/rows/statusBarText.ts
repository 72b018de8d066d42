import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import type { JobSummary, WaitReason } from '../../../upload/jobTypes';
import { progressText } from '../messages';
import { pauseOf, standingOf } from '../standing';

/**
 * What the status bar says of uploads under way, at least one: of several, what the first one does that
 * sends. All are paused only if each is, or waits its turn. `wait`: what that one waits for. `now`:
 * milliseconds since 1970.
 */
export function statusBarText(
  jobs: readonly JobSummary[],
  now: number,
): { text: string; isPaused: boolean; wait?: WaitReason } {
  const paused = jobs.filter(({ progress }) => pauseOf(progress) !== undefined);
  const job = jobs.find((one) => standingOf([one]) === 'running') ?? paused.at(0) ?? jobs[0];
  const isPaused = paused.includes(job);
  const { wait } = job.progress;
  const text = progressText(job.progress, now);
  if (jobs.length === 1) return { text, isPaused, wait };
  const uploads = plural(jobs.length, {
    one: t('{0} upload', count(jobs.length)),
    other: t('{0} uploads', count(jobs.length)),
  });
  const all =
    paused.length > 0 && !isPaused ? t('{0}, {1} paused', uploads, count(paused.length)) : uploads;
  return { text: t('{0}: {1}', all, text), isPaused, wait };
}
