import { t } from '@vscode/l10n';
import { SANDBOX_ORIGIN } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { isRemovalId } from '../../app/removals/removalRecords';
import { jobText, targetLabel } from '../../app/uploads/messages';
import type { Receipt } from '../../app/uploads/receipt/receipt';
import { leftOutLines, receiptLines, type Escape } from '../../app/uploads/receipt/receiptTexts';
import { uploadResult } from '../../app/uploads/report/uploadResult';
import { requireJob } from '../../app/uploads/requireJob';
import { canResume, isOutdated, isShown } from '../../app/uploads/standing';
import { namesOfJob } from '../../app/uploads/target';
import { findUndo, undoesText, undoneUpload } from '../../app/uploads/undoUpload';
import { stoppedUpdateText } from '../../app/uploads/update/updateReview';
import { WORDS } from '../../app/uploads/words/operationWords';
import { toFailure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { dateTime } from '../../common/format';
import { optionName } from '../../common/optionNames';
import { plainText } from '../../common/outsideText';
import { present } from '../../common/records';
import type { JobSummary } from '../../upload/jobTypes';
import type { CliCommand } from '../cliCommand';
import { helpOf, meaningOf } from '../codes/errorCodes';
import type { CommandContext } from '../context';
import { argumentsOf } from '../flags';
import type { Result } from '../output/reporter';
import { columns } from '../output/table';
import { addResumeCommand } from './resumeUploads';
import { sendDraft } from './sendDraft';
import { addVerifyCommand } from './verifyCommand';

interface UndoFlags {
  minKept?: string;
  dryRun?: true;
}

/** `uploads …`: the records of earlier uploads. */
export function addUploadsCommands(program: CliCommand): void {
  const uploads = program
    .command('uploads')
    .description(t('Manage uploads: list, show, resume, verify, undo, delete records'))
    .examples('uploads list', 'uploads resume mx0fah5m-d39d1a51');
  addListCommand(uploads);
  addShowCommand(uploads);
  addResumeCommand(uploads);
  addVerifyCommand(uploads);
  addUndoCommand(uploads);
  addDeleteCommand(uploads);
}

function addListCommand(uploads: CliCommand): void {
  uploads
    .command('list')
    .description(t('List uploads, newest first'))
    .examples('uploads list', 'uploads list --json')
    .records('read')
    .does(async ({ session, reporter, options }) => {
      await session.engine().refresh();
      const jobs = session.engine().jobs().filter(isShown);
      const receipts = await Promise.all(jobs.map((job) => receiptOf(session, job)));
      const stopped = await session
        .engine()
        .updates.stopped()
        .catch((error: unknown) => {
          reporter.note(toFailure(error, 'uploads list').message);
          return [];
        });
      const { openRemovalRows } = await import('./removal/listedRemovals');
      const removals = await openRemovalRows({ session });
      if (jobs.length + stopped.length + removals.cells.length === 0)
        reporter.note(t('No uploads found.'));
      return {
        document: {
          uploads: jobs.map((job, row) => documentOf(job, receipts[row])),
          ...(removals.documents.length > 0 && { removals: removals.documents }),
          stoppedUpdates: stopped.map(({ target, unknown }) => ({
            accountId: target.accountId,
            segmentId: target.segmentId,
            ...(target.segmentName !== undefined && { segmentName: target.segmentName }),
            code: 'previous-unknown',
            files: unknown.map(({ uri, keptAt = uri }) => keptAt),
          })),
        },
        lines: [
          ...columns(removals.cells),
          ...columns(
            jobs.map((job) => [
              job.jobId,
              dateTime(Date.parse(job.startedAt ?? job.plannedAt)),
              WORDS[job.operation].label(),
              fileNames(job.files).forTerminal(),
              segmentOf(session, job),
              standingText(job),
            ]),
          ).flatMap((line, row) => [
            line,
            ...present([
              ...reasonsOf(jobs[row]),
              ...(options.verbose ? factLines(receipts[row]) : []),
            ]).map((text) => `  ${text}`),
          ]),
          ...stopped.map(({ target, unknown }) =>
            stoppedUpdateText(segmentOf(session, { target }), unknown),
          ),
        ],
      };
    });
}

function addShowCommand(uploads: CliCommand): void {
  uploads
    .command('show')
    .argument('<id>', t('ID of the upload'))
    .description(t('Show an upload and its report'))
    .examples('uploads show mx0fah5m-d39d1a51', 'uploads show mx0fah5m-d39d1a51 --json')
    .records('read')
    .does<object, [jobId: string]>(async (context, _, jobId) => {
      const { session } = context;
      if (isRemovalId(jobId)) return showRemoval(context, jobId);
      const job = await requireJob(session.engine(), jobId, 'showUpload');
      const receipt = await receiptOf(session, job);
      return {
        document: { upload: documentOf(job, receipt) },
        lines: present([
          t('{0} → {1}', fileNames(job.files).forTerminal(), segmentOf(session, job)),
          standingText(job),
          hasListChanged(job) ? undefined : skippedReason(job),
          ...undoLines(job, session.engine().jobs()),
          ...reportLines(job, receipt),
        ]),
      };
    });
}

async function showRemoval(context: CommandContext, id: string): Promise<Result> {
  const removals = await context.session.removals();
  const record = await removals.find(id);
  const { removalResult } = await import('./removal/removalLines');
  const { document, lines } = removalResult(context, record, removals.receiptOf(record));
  return { document, lines };
}

/** `uploads undo`: as `upload --operation remove` of the same files. */
function addUndoCommand(uploads: CliCommand): void {
  uploads
    .command('undo')
    .argument('<id>', t('ID of the upload'))
    .description(t('Remove what an upload added, if it was the last one to its segment'))
    .option('--min-kept <ratio>', t('smallest share of the segment’s size to keep (default: 0.7)'))
    .option('--dry-run', t('check everything, but send nothing'))
    .examples(
      'uploads undo mx0fah5m-d39d1a51',
      'uploads undo mx0fah5m-d39d1a51 --min-kept 0 --json',
    )
    .does<UndoFlags, [jobId: string]>(async (context, flags, jobId) => {
      const operation = 'undoUpload';
      const { session } = context;
      const { minKept } = flags;
      const args = new Arguments(argumentsOf({ minKept }, ['minKept']), operation);
      const given = { confirm: false, minKept: args.optionalRatio('minKept') } as const;
      const engine = session.engine();
      await requireJob(engine, jobId, operation);
      const { target } = await engine.planOf(jobId);
      await session.account(target.accountId);
      const by = { by: 'program', command: operation } as const;
      const draft = await session.drafts().undo(jobId, by, given);
      return sendDraft(context, draft, { dryRun: flags.dryRun });
    });
}

function addDeleteCommand(uploads: CliCommand): void {
  uploads
    .command('delete')
    .argument('<id...>', t('IDs of uploads'))
    .description(t('Delete the records of uploads; the segments stay as they are'))
    .examples(
      'uploads delete mx0fah5m-d39d1a51',
      'uploads delete mx0fah5m-d39d1a51 mx0gm2qe-81d0c3e5 --json',
    )
    .does<object, [jobIds: string[]]>(async ({ session }, _, jobIds) => {
      for (const jobId of jobIds) await requireJob(session.engine(), jobId, 'forgetJob');
      for (const jobId of jobIds) await session.engine().discard(jobId);
      return {
        document: { deleted: jobIds },
        lines: jobIds.map((jobId) => t('Upload record {0} deleted.', jobId)),
      };
    });
}

/** How it stands, and what can be done about it. */
function standingText(job: JobSummary): string {
  const text = jobText(job, Date.now());
  if (job.state === 'failed' && !job.report) return t('{0}; delete the record', text);
  if (!canResume(job)) return text;
  return job.checkedLongAgo
    ? t('{0}; checked more than 24 hours ago, resume with {1}', text, optionName('confirmOld'))
    : t('{0}; can be resumed', text);
}

/** Why it isn't finished and who has to resume it, in short. */
function reasonsOf(job: JobSummary): string[] {
  const skipped = skippedReason(job);
  const reasons = [hasListChanged(job) && skipped ? undefined : reasonOf(job), skipped];
  return [...new Set(present(reasons))];
}

/** Whether it has to be started over, which resuming does: what stops that is why it isn't finished. */
function hasListChanged({ error }: JobSummary): boolean {
  return error?.code === 'suppression-changed' && error.source !== 'api';
}

/** Why it isn't finished, in short. */
function reasonOf({ error }: JobSummary): string | undefined {
  return error && (meaningOf(error) ?? plainText(error.message));
}

/** Why only a person can resume it, unless how it stands says so. */
function skippedReason({ skipped, checkedLongAgo }: JobSummary): string | undefined {
  return skipped === undefined || checkedLongAgo ? undefined : meaningOf({ code: skipped });
}

/** How it ended, by its report, and its receipt. */
function reportLines(job: JobSummary, receipt: Receipt | undefined): string[] {
  if (!receipt) return [];
  // However it ended: resuming it is no longer the way on.
  const { error, skipped } = job;
  const ended: Receipt =
    error && isOutdated(job)
      ? { ...receipt, state: 'failed', error }
      : error && hasListChanged(job)
        ? { ...receipt, error: { ...error, message: helpOf(skipped ?? error.code) } }
        : receipt;
  return [...uploadResult(ended, 1).lines, ...factLines(receipt)];
}

/** What was left out, when, where and how the rest was sent, and the IDs. */
function factLines(receipt: Receipt | undefined): string[] {
  if (!receipt) return [];
  const escape: Escape = (text) => text.forTerminal();
  return [
    ...leftOutLines(receipt, escape).map((line) => t('{0}: {1}', t('Not sent'), line)),
    ...receiptLines(receipt, escape),
  ];
}

async function receiptOf(
  { uploads }: CommandContext['session'],
  job: JobSummary,
): Promise<Receipt | undefined> {
  return job.report && uploads.receipt(job, job.report);
}

/** A record for programs: without what tells contents apart here, and what only a page knows. */
function documentOf(job: JobSummary, report: Receipt | undefined): object {
  const sandbox = isOfSandbox(job) || undefined;
  return {
    ...job,
    report,
    sandbox,
    fingerprint: undefined,
    sendsDuplicates: undefined,
    neverThere: undefined,
    leftOut: undefined,
  };
}

function isOfSandbox({ target }: Pick<JobSummary, 'target'>): boolean {
  return target.origin === SANDBOX_ORIGIN;
}

/** What it undoes, or when it was undone. */
function undoLines(job: JobSummary, jobs: readonly JobSummary[]): string[] {
  const undo = findUndo(job, jobs);
  const undone = jobs.find(({ jobId }) => jobId === job.undoes);
  return [
    ...(job.undoes === undefined ? [] : [undoesText(undone && undoneUpload(undone))]),
    ...(undo ? [t('Undone by upload {0}.', undo.jobId)] : []),
  ];
}

function segmentOf(
  { accounts, list }: CommandContext['session'],
  { target }: Pick<JobSummary, 'target'>,
): string {
  const { segment } = namesOfJob(accounts, list, target);
  const label = targetLabel({ segment }).forTerminal();
  return isOfSandbox({ target }) ? `${label} · ${t('sandbox')}` : label;
}
