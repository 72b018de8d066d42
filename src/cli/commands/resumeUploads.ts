import { t } from '@vscode/l10n';
import { SANDBOX_ORIGIN } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { isRemovalId } from '../../app/removals/removalRecords';
import { suppressionStops } from '../../app/uploads/choices/kinds';
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
import type { OpenUpload } from '../../app/uploads/upload';
import { codeOf, isBlocking, type ToolCode } from '../../common/codes/toolCodes';
import { badArgument, Failure, toFailure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import type { JobSummary } from '../../upload/jobTypes';
import { isSuppressionStop } from '../../upload/suppression/suppressionTypes';
import type { CliCommand } from '../cliCommand';
import type { CommandContext } from '../context';
import { endingOfSeveral, type Ending } from '../exitCodes';
import { entryOf, joinedResults, type Entry, type Result } from '../output/reporter';
import { failureSummary } from '../output/stepSummary';
import { askYes, mayAsk } from '../prompt';
import { choiceArguments, choiceOptions } from './choiceOptions';
import { runUpload } from './runUpload';
import { resumingText } from './startText';

const OPERATION = 'resumeUpload';

interface ResumeFlags {
  all?: true;
  confirmOld?: true;
  allow?: readonly string[];
}

/** How to resume an upload. */
type Resuming = Pick<Parameters<OpenUpload>[2] & object, 'allow'>;

/** Why only a person can resume an upload. */
const NEEDS_PERSON: ReadonlySet<string> = new Set<ToolCode>([
  'not-confirmed',
  'other-session',
  'unknown-account',
  // Its file is gone, has changed, or can't be read.
  'file-changed',
  'no-permission',
  'unreadable',
]);

/** How one of all uploads ended. */
type Resumed = Omit<Entry, 'ending'> & { jobId: string; ending: Ending | 'skipped' };

/** What `--all` says about an upload. `counts`: how the run ends because of it. */
interface Found {
  readonly entry: Resumed;
  readonly lines: readonly string[];
  readonly counts: Ending;
  readonly result?: Pick<Result, 'summary' | 'problems'>;
}

/** `uploads resume`: one upload, or all that can be resumed. */
export function addResumeCommand(uploads: CliCommand): void {
  uploads
    .command('resume')
    .argument('[id]', t('ID of the upload'))
    .description(t('Send the rest of an upload, or of all uploads'))
    .option('--all', t('every upload that can be resumed, oldest first'))
    .option('--confirm-old', t('also if it was checked more than 24 hours ago'))
    // What an add may be allowed, which is what suppression lists stop.
    .addOptions(...choiceOptions(['allow'], 'add'))
    .examples('uploads resume mx0fah5m-d39d1a51 --max-wait 2h', 'uploads resume --all --json')
    .does<ResumeFlags, [jobId: string | undefined]>(async (context, flags, jobId) => {
      const { session } = context;
      if ((jobId === undefined) === !flags.all)
        throw badArgument(OPERATION, t('Specify the ID of an upload, or {0}.', '--all'));
      const given = choiceArguments({ allow: flags.allow }, ['allow'], context.terminal);
      const resuming = { allow: suppressionStops.read(new Arguments(given, OPERATION), 'allow') };
      if (jobId === undefined) return resumeAll(context, flags.confirmOld, resuming);
      if (isRemovalId(jobId)) {
        const { resumeRemoval } = await import('./removal/removeEverywhere');
        return resumeRemoval(context, jobId);
      }
      const job = await requireJob(session.engine(), jobId, OPERATION);
      return resumeOne(context, job, resuming, async () => {
        if (flags.confirmOld) return;
        const lines = [checkedLongAgoText(job), checkAgainText()];
        const question = (yes: string): string => t('Type “{0}” to resume it:', yes);
        if (!mayAsk(context) || !(await askYes(context, lines, question)))
          throw notConfirmedError(job, OPERATION);
      });
    });
}

/** `confirmOld`: for an upload that was checked long ago, rejects unless that is confirmed. */
async function resumeOne(
  context: CommandContext,
  job: JobSummary,
  resuming: Resuming,
  confirmOld: () => Promise<void>,
): Promise<Result> {
  const { session } = context;
  assertNotOutdated(job, OPERATION);
  const plan = await session.engine().planOf(job.jobId);
  await session.account(job.target.accountId);
  const account = await requireAccountOfJob(session.accounts, job, OPERATION);
  if (job.checkedLongAgo) await confirmOld();
  context.reporter.note(resumingText(job));
  const upload = session.uploads.open(job.jobId, account, resuming);
  return runUpload(context, upload, plan.options.maxRefused);
}

/**
 * Resumes one after the other; the failure of one doesn't stop the next. Asks nothing. What needs a
 * person is said once, by the run that first finds it, and what suppression lists stop by every run.
 */
async function resumeAll(
  context: CommandContext,
  confirmOld: true | undefined,
  resuming: Resuming,
): Promise<Result> {
  const engine = context.session.engine();
  await engine.refresh();
  const { resumeRemovals } = await import('./removal/listedRemovals');
  const removals = await resumeRemovals(context);
  const all: Found[] = [];
  for (const { jobId } of engine.jobs().filter(isConcernOf(context)).reverse()) {
    if (context.interruption.isReceived) break;
    // One of those before it may have superseded it, or another process may have taken it.
    const job = engine.job(jobId);
    if (!job || !(canResume(job) || isOutdated(job))) continue;
    const one = await assertFileBack(context, job)
      .then(() =>
        resumeOne(context, job, resuming, async () => {
          if (!confirmOld) throw notConfirmedError(job, OPERATION);
        }),
      )
      .catch((error: unknown) => toFailure(error, OPERATION));
    const found = await foundIn(context, job, one);
    if (found) all.push(found);
    if (found?.counts === 'cancelled') break;
  }
  const both = [...removals, ...all];
  const lines = both.flatMap((one) => one.lines);
  return {
    document: {
      uploads: all.map(({ entry }) => entry),
      ...(removals.length > 0 && { removals: removals.map(({ entry }) => entry) }),
    },
    lines: lines.length > 0 ? lines : [t('No uploads to resume')],
    ending: endingOfSeveral(both.map(({ counts }) => counts)),
    ...joinedResults(both.flatMap(({ result }) => result ?? [])),
  };
}

/** Rejects again with what its file stopped a job with that was left to a person, unless the file is back. */
async function assertFileBack(
  { session }: CommandContext,
  { error, jobId, skipped }: JobSummary,
): Promise<void> {
  if (!error || error.code !== skipped || !NEEDS_PERSON.has(skipped)) return;
  const engine = session.engine();
  if (!(await engine.isUnchanged(jobId).catch(() => false)))
    throw new Failure(codeOf(error), error.message, OPERATION);
}

/** Which uploads `--all` tries: of this API alone, and what was superseded only where all is told. */
function isConcernOf({ options }: CommandContext): (job: JobSummary) => boolean {
  return (job) =>
    (job.target.origin === SANDBOX_ORIGIN) === (options.sandbox === true) &&
    (canResume(job) || (options.verbose === true && isOutdated(job) && job.state !== 'finished'));
}

/** What to say about an upload; undefined if an earlier run has said it. */
async function foundIn(
  context: CommandContext,
  job: JobSummary,
  one: Result | Failure,
): Promise<Found | undefined> {
  const { jobId } = job;
  const title = titleOf(context, job);
  const entry = entryOf({ jobId }, one);
  const { report } = entry;
  const { code = '', source, message = '' } = entry.error ?? {};
  // What stops the new check of one that is started over will stop it the next time, too.
  const isStopped = one instanceof Failure && isBlocking(one);
  const needsPerson =
    !isOutdated(entry) && source !== 'api' && (NEEDS_PERSON.has(code) || isStopped);
  // One that was started over began anew.
  const callsBefore = report?.jobId === jobId ? job.calls : 0;
  const isSuperseded = isOutdated(entry) && report?.calls === callsBefore;
  if (!(one instanceof Failure) && !isSuperseded && !needsPerson) {
    const hasDone = entry.ending === 'finished' || (report?.calls ?? 0) > callsBefore;
    const why = one.error?.message ?? one.lines.join(' ');
    const lines = hasDone
      ? [t('Resumed: {0} {1}.', jobId, title), ...one.lines]
      : [t('Not resumed: {0} {1}. {2}', jobId, title, why)];
    return { entry, lines, counts: entry.ending, result: one };
  }
  if (!needsPerson && !isOutdated(entry))
    return {
      entry,
      lines: [t('Not resumed: {0} {1}. {2}', jobId, title, message)],
      counts: entry.ending,
      result: { summary: () => failureSummary({ code, message }, title) },
    };
  // Who has opted out since may still be in the segment: no run is fine as long as that lasts.
  const isNew = needsPerson && (job.skipped !== code || isSuppressionStop(code));
  if (needsPerson && !isNew && !context.options.verbose) return undefined;
  // If that can't be written, the next run says it again.
  if (isNew)
    await context.session
      .engine()
      .recordSkipped(jobId, code)
      .catch(() => undefined);
  return {
    entry: { ...entry, ending: 'skipped' },
    lines: [t('Skipped: {0} {1}. {2}', jobId, title, message)],
    counts: isNew ? 'partial' : 'finished',
  };
}

function titleOf({ session }: CommandContext, { files, target }: JobSummary): string {
  const { segment } = namesOfJob(session.accounts, session.list, target);
  return t('{0} → {1}', fileNames(files).forTerminal(), targetLabel({ segment }).forTerminal());
}
