import { t } from '@vscode/l10n';
import { targetLabel } from '../../app/uploads/messages';
import { requireAccountOfJob, requireJob } from '../../app/uploads/requireJob';
import {
  assertNotOutdated,
  checkAgainText,
  checkedLongAgoText,
  notConfirmedError,
} from '../../app/uploads/resumeOld';
import { canResume, isOutdated } from '../../app/uploads/standing';
import { namesOfJob } from '../../app/uploads/target';
import type { ToolCode } from '../../common/codes/toolCodes';
import { badArgument, Failure, toFailure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import type { JobSummary } from '../../upload/jobTypes';
import type { CliCommand } from '../cliCommand';
import type { CommandContext } from '../context';
import { endingOfSeveral, type Ending } from '../exitCodes';
import { entryOf, joinedResults, type Entry, type Result } from '../output/reporter';
import { askYes, mayAsk } from '../prompt';
import { maxWaitOf, maxWaitOption, runUpload, type WaitFlags } from './runUpload';
import { resumingText } from './startText';

const OPERATION = 'resumeUpload';

interface ResumeFlags extends WaitFlags {
  all?: true;
  confirmOld?: true;
}

/** Why `--all` leaves an upload out that could be resumed in another way, or not at all. */
const SKIPPED: ReadonlySet<string> = new Set<ToolCode>([
  'superseded',
  'list-emptied',
  'not-confirmed',
  'other-session',
  'unknown-account',
]);

/** How one of all uploads ended. */
type Resumed = Omit<Entry, 'ending'> & { jobId: string; ending: Ending | 'skipped' };

/** `uploads resume`: one upload, or all that can be resumed. */
export function addResumeCommand(uploads: CliCommand): void {
  uploads
    .command('resume')
    .argument('[id]', t('ID of the upload'))
    .description(t('Send the rest of an upload, or of all uploads'))
    .option('--all', t('every upload that can be resumed, oldest first'))
    .option('--confirm-old', t('also if it was checked more than 24 hours ago'))
    .addOptions(maxWaitOption())
    .examples('uploads resume 3f9c2a7b --max-wait 2h', 'uploads resume --all --json')
    .does<ResumeFlags, [jobId: string | undefined]>(async (context, flags, jobId) => {
      const { session } = context;
      const maxWait = maxWaitOf(flags, OPERATION);
      if ((jobId === undefined) === !flags.all)
        throw badArgument(OPERATION, t('Specify the ID of an upload, or {0}.', '--all'));
      session.limitWaits(maxWait);
      if (jobId === undefined) return resumeAll(context, maxWait, flags.confirmOld);
      const job = await requireJob(session.engine(), jobId, OPERATION);
      return resumeOne(context, job, maxWait, async () => {
        if (flags.confirmOld) return;
        const lines = [checkedLongAgoText(job), checkAgainText()];
        if (!mayAsk(context) || !(await askYes(context, lines)))
          throw notConfirmedError(job, OPERATION);
      });
    });
}

/** `confirmOld`: for an upload that was checked long ago, rejects unless that is confirmed. */
async function resumeOne(
  context: CommandContext,
  job: JobSummary,
  maxWait: number,
  confirmOld: () => Promise<void>,
): Promise<Result> {
  const { session } = context;
  assertNotOutdated(job, OPERATION);
  await session.account(job.target.accountId);
  const account = await requireAccountOfJob(session.accounts, job, OPERATION);
  if (job.checkedLongAgo) await confirmOld();
  const plan = await session.engine().planOf(job.jobId);
  context.reporter.note(resumingText(job));
  return runUpload(context, session.uploads.open(job.jobId, account), plan, {
    maxInvalid: plan.options.maxRefused,
    maxWait,
  });
}

/** Resumes one after the other; the failure of one doesn't stop the next. Asks nothing. */
async function resumeAll(
  context: CommandContext,
  maxWait: number,
  confirmOld: true | undefined,
): Promise<Result> {
  const engine = context.session.engine();
  await engine.refresh();
  const resumed: Resumed[] = [];
  const results: Result[] = [];
  const lines: string[] = [];
  for (const { jobId } of engine.jobs().filter(isConcerned).reverse()) {
    // One of those before it may have superseded it, or another process may have taken it.
    const job = engine.job(jobId);
    if (!job || !isConcerned(job)) continue;
    const title = titleOf(context, job);
    const one = await resumeOne(context, job, maxWait, async () => {
      if (!confirmOld) throw notConfirmedError(job, OPERATION);
    }).catch((error: unknown) => toFailure(error, OPERATION));
    const entry = entryOf({ jobId }, one);
    if (!(one instanceof Failure)) {
      resumed.push(entry);
      lines.push(t('Resumed: {0} {1}.', jobId, title), ...one.lines);
      results.push(one);
    } else if (SKIPPED.has(one.code)) {
      resumed.push({ ...entry, ending: 'skipped' });
      lines.push(t('Skipped: {0} {1}. {2}', jobId, title, one.message));
    } else {
      resumed.push(entry);
      lines.push(t('Failed: {0} {1}. {2}', jobId, title, one.message));
    }
    if (resumed.at(-1)?.ending === 'cancelled') break;
  }
  return {
    document: { uploads: resumed },
    lines: lines.length > 0 ? lines : [t('No uploads to resume')],
    ending: endingOfSeveral(resumed.map(countedEnding)),
    ...joinedResults(results),
  };
}

/** Whether `--all` resumes a job, or says why it doesn't. */
function isConcerned(job: JobSummary): boolean {
  return canResume(job) || (isOutdated(job) && job.state !== 'finished');
}

/** Of those that were skipped, only a missing confirmation leaves something to do. */
function countedEnding({ ending, error }: Resumed): Ending {
  if (ending !== 'skipped') return ending;
  return error?.code === 'not-confirmed' ? 'blocked' : 'finished';
}

function titleOf({ session }: CommandContext, { files, target }: JobSummary): string {
  const { segment } = namesOfJob(session.accounts, session.list, target);
  return t('{0} → {1}', fileNames(files).forTerminal(), targetLabel({ segment }).forTerminal());
}
