import { t } from '@vscode/l10n';
import { segmentsText } from '../../../common/counts';
import { fileNames } from '../../../common/fileName';
import { count, dateTime, utcClock } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { JobSummary } from '../../../upload/jobTypes';
import { answersText, jobText, notSentText, targetLabel } from '../messages';
import { isInProgress } from '../standing';
import { WORDS } from '../words/operationWords';
import { endOf, type UploadRowInput } from './uploadRowText';

/** A tooltip names at most this many segments. */
const MOST_NAMED = 10;

/** Everything a row stands for, in words. `undoes`: a sentence on what it undoes, or empty. */
export function rowTooltip(input: UploadRowInput, undoes: string): string {
  const { row, names, left, undoneAt } = input;
  const { jobs } = row;
  const [job] = jobs;
  const files = fileNames(job.files).forTree();
  const target =
    jobs.length > 1
      ? present([names[0].account?.forTree(), segmentsText(jobs.length)]).join(' · ')
      : targetLabel(names[0]).forTree();
  const starts = jobs.flatMap(({ startedAt }) => startedAt ?? []);
  const end = jobs.some(isInProgress) ? undefined : endOf(row);
  return present([
    t('{0}: {1}', WORDS[job.operation].label(), present([files, target]).join(' → ')),
    undoes,
    ...outcomeLines(input),
    left !== undefined && t('Left to send: {0}', count(left)),
    starts.length > 0 &&
      t('Started {0}', timeText(Math.min(...starts.map((start) => Date.parse(start))))),
    end !== undefined && starts.length > 0 && t('Ended {0}', timeText(end)),
    undoneAt !== undefined && t('Undone {0}', timeText(undoneAt)),
  ]).join('\n');
}

/** Of several jobs, a line each under the name of its segment. */
function outcomeLines({ row: { jobs }, names, now }: UploadRowInput): string[] {
  if (jobs.length === 1) return [outcomeText(jobs[0], now), errorText(jobs[0])];
  const more = jobs.length - MOST_NAMED;
  return present([
    ...jobs
      .slice(0, MOST_NAMED)
      .map((job, index) => `${names[index].segment.forTree()}: ${outcomeText(job, now)}`),
    more > 0 && t('… and {0} more', count(more)),
    jobs.map(errorText).find(Boolean),
  ]);
}

function outcomeText(job: JobSummary, now: number): string {
  const { report } = job;
  return present([
    jobText(job, now),
    ...(report ? answersText(report) : []),
    report && notSentText(report),
  ]).join(', ');
}

function errorText({ error }: JobSummary): string {
  return error ? plainText(error.message) : '';
}

/** Local day and time, and the time in UTC. */
function timeText(at: number): string {
  return t('{0} ({1} UTC)', dateTime(at), utcClock(at));
}
