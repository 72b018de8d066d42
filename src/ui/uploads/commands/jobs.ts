import { t } from '@vscode/l10n';
import { Uri, window } from 'vscode';
import type { AccountHandle } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { isUnderWay } from '../../../app/uploads/jobState';
import { jobSentence, maybeClearedWords, targetLabel } from '../../../app/uploads/messages';
import { accountOfJob, namesOfJob } from '../../../app/uploads/target';
import { answered, Cancelled, Failure } from '../../../common/failure';
import { dateTime } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { argumentWords } from '../../../common/told';
import type { JobSummary, Report } from '../../../upload/types';
import { fileNames, sourceOf } from '../../base/source';
import { uploadAsked } from '../asked';
import { contentOf } from '../called';
import { touchedList } from '../runner';
import type { UploadParts } from '../services';
import { isJobNode } from '../view/tree';

interface JobCall {
  jobId: string;
}

/**
 * What can be done with a job: from its row, from the palette (asks which), or by contract with
 * `{jobId}`.
 */
export function registerJobCommands(parts: UploadParts): void {
  const { context, runner } = parts;
  const { commands } = context;
  // A row of before the extension started again hasAnyKey no job: where there is only one that fits,
  // it is meant, unless that would cost something.
  const add = <R>(
    name: string,
    fits: (job: JobSummary) => boolean,
    run: (job: JobSummary, called: boolean) => Promise<R>,
    costless = false,
  ): void =>
    commands.add<JobCall, R>({
      id: `criteoAudiences.${name}`,
      accepts: ([argument]) => {
        if (isJobNode(argument)) return undefined;
        const args = Arguments.of(argument, name, 'jobId');
        return args && { jobId: args.text('jobId') };
      },
      called: async ({ jobId }) => run(await jobOf(parts, jobId, name), true),
      asked: async (node) =>
        run(
          isJobNode(node)
            ? await jobOf(parts, node.jobId, name)
            : await pickJob(parts, fits, costless),
          false,
        ),
    });

  add(
    'cancelUpload',
    isUnderWay,
    async ({ jobId }) => {
      await context.engine().cancel(jobId);
      return context.engine().job(jobId)?.report;
    },
    true,
  );
  add(
    'resumeUpload',
    (job) => job.resumable && !isUnderWay(job),
    (job, called) => resume(parts, job, called),
    true,
  );
  add(
    'startOver',
    (job) => !isUnderWay(job) && !job.elsewhere && job.report !== undefined,
    (job, called) => startOver(parts, job, called),
  );
  add(
    'forgetJob',
    (job) => !isUnderWay(job) && !job.elsewhere,
    async ({ jobId }) => {
      await context.engine().discard(jobId);
      return { jobId };
    },
  );
  add(
    'openReport',
    (job) => job.report !== undefined,
    async ({ jobId, report }, called) => {
      if (!called) await runner.openReport(jobId);
      return report;
    },
  );
}

/**
 * From memory, else from the disk: nobody may have looked at the view since the start. Throws
 * `unknown-job`.
 */
export async function jobOf(
  { context }: UploadParts,
  jobId: string,
  operation: string,
): Promise<JobSummary> {
  const engine = context.engine();
  if (!engine.job(jobId)) await engine.refresh();
  const job = engine.job(jobId);
  if (!job)
    throw new Failure(
      'unknown-job',
      t(
        'There is no upload {0} any more. See Uploads for those that are there.',
        argumentWords(jobId),
      ),
      operation,
    );
  return job;
}

/**
 * Lets the user pick a job; with `orOnly`, the only one that fits is taken without asking. Throws
 * `Cancelled` on Escape.
 */
export async function pickJob(
  { context }: UploadParts,
  fits: (job: JobSummary) => boolean,
  orOnly = false,
): Promise<JobSummary> {
  await context.engine().refresh();
  const jobs = context.engine().jobs().filter(fits);
  if (orOnly && jobs.length === 1) return jobs[0];
  const items = jobs.map((job) => ({
    label: fileNames(job.files).forPrompt(),
    description: targetLabel(
      namesOfJob(context.accounts, context.segments, job.target),
    ).forPrompt(),
    detail: `${dateTime(Date.parse(job.startedAt ?? job.plannedAt))} · ${jobSentence(job, Date.now())}`,
    job,
  }));
  return answered(
    await window.showQuickPick(items, {
      title: t('Uploads'),
      placeHolder: items.length === 0 ? t('There is none') : t('Which upload?'),
      ignoreFocusOut: true,
    }),
  ).job;
}

/** The account that the job was made for; another session cannot go on with it. */
async function accountFor(
  { context }: UploadParts,
  job: JobSummary,
  operation: string,
): Promise<AccountHandle> {
  await context.accounts.require(job.target.accountId);
  const account = accountOfJob(context.accounts, job.target);
  if (account) return account;
  throw new Failure(
    'other-session',
    t(
      'The upload of {0} was made with another session ({1}). Sign in with its client id again to go on.',
      fileNames(job.files).forNotification(),
      job.target.origin,
    ),
    operation,
    {
      actions: [{ title: t('Sign In'), command: 'criteoAudiences.signIn' }],
    },
  );
}

async function resume(
  parts: UploadParts,
  asked: JobSummary,
  called: boolean,
): Promise<Report | undefined> {
  const job = called ? asked : await stillResumable(parts, asked);
  if (!job) return undefined;
  const account = await accountFor(parts, job, 'resumeUpload');
  if (!called) await tellOfLater(parts, job);
  const virtual = job.files
    .map(({ uri }) => Uri.parse(uri))
    .filter(({ scheme }) => scheme !== 'file');
  const files = await Promise.all(virtual.map((uri) => sourceOf(uri, 'resumeUpload')));
  return parts.runner.run(job.jobId, account, {
    quiet: called,
    resume: true,
    content: contentOf(files),
  });
}

/**
 * The job as it is now, also by another window's doing: a row or a notification can be older. One
 * that goes on already, or has nothing left, is told as what it is, and is undefined.
 */
async function stillResumable(
  parts: UploadParts,
  { jobId }: JobSummary,
): Promise<JobSummary | undefined> {
  const { context } = parts;
  await context.engine().refresh();
  const job = await jobOf(parts, jobId, 'resumeUpload');
  if (job.resumable && !isUnderWay(job)) return job;
  const file = fileNames(job.files).forNotification();
  const target = targetLabel(
    namesOfJob(context.accounts, context.segments, job.target),
  ).forNotification();
  const state = jobSentence(job, Date.now());
  const message =
    isUnderWay(job) || job.elsewhere
      ? t('{0} → {1} is under way already: {2}.', file, target, state)
      : t('{0} → {1} has nothing left to resume: {2}.', file, target, state);
  void window.showInformationMessage(message);
  return undefined;
}

/**
 * A later upload of ours to the same segment is told first: going on with the older one mixes both.
 */
async function tellOfLater({ context }: UploadParts, job: JobSummary): Promise<void> {
  const started = job.startedAt ?? job.plannedAt;
  const later = context
    .engine()
    .jobs()
    .find(
      (other) =>
        other.jobId !== job.jobId &&
        other.target.segmentId === job.target.segmentId &&
        other.target.origin === job.target.origin &&
        (other.startedAt ?? '') > started,
    );
  if (!later) return;
  const go = t('Resume Anyway');
  const choice = await window.showWarningMessage(
    t(
      'After this upload another one went to the same segment ({0}).',
      dateTime(Date.parse(later.startedAt ?? later.plannedAt)),
    ),
    {
      modal: true,
      detail: t('Resuming sends the rest of the older file into what the list is now.'),
    },
    go,
  );
  if (choice !== go) throw new Cancelled();
}

/** The same files again from the start, with a plan and a review of their own. */
async function startOver(parts: UploadParts, job: JobSummary, called: boolean): Promise<Report> {
  if (called)
    throw new Failure(
      'bad-argument',
      t('Starting over asks for a review: call uploadCsv instead.'),
      'startOver',
    );
  const account = await accountFor(parts, job, 'startOver');
  const { cleared, maybeCleared } = job;
  const emptied = cleared
    ? t(
        'It was emptied on {0} already, and what came in since goes too.',
        dateTime(Date.parse(cleared)),
      )
    : maybeCleared && maybeClearedWords(maybeCleared);
  // One that never came to emptying it does so for the first time: the review asks.
  if (emptied) {
    const again = t('Empty It Again and Start Over');
    const choice = await window.showWarningMessage(
      t('Start over? The list is emptied again.'),
      { modal: true, detail: emptied },
      again,
    );
    if (choice !== again) throw new Cancelled();
  }
  const segment = parts.context.segments.find(account, job.target.segmentId) ?? {
    id: job.target.segmentId,
    name: OutsideText.name(job.target.segmentName ?? ''),
    channels: [],
    json: () => '',
  };
  const { options } = await parts.context.engine().planOf(job.jobId);
  const { column, hash, forms, dialect } = options;
  const report = await uploadAsked(
    parts,
    job.files.map(({ uri }) => Uri.parse(uri)),
    {
      node: { kind: 'segment', account, segment },
      operation: job.operation,
      column,
      hash,
      forms,
      dialect,
    },
  );
  // One that did not begin replaces nothing: the old one can still be gone on with.
  if (touchedList(report))
    await parts.context
      .engine()
      .discard(job.jobId)
      .catch(() => undefined);
  return report;
}
