import { t } from '@vscode/l10n';
import { ENDED_VERSION } from '../../api/baseUrl';
import { problemsOf } from '../../app/uploads/plan/planProblems';
import { briefLines } from '../../app/uploads/receipt/receiptTexts';
import { reportDocument } from '../../app/uploads/report/reportDocument';
import { uploadResult } from '../../app/uploads/report/uploadResult';
import type { Upload } from '../../app/uploads/upload';
import { codeFields } from '../../common/codes/toolCodes';
import { commandLine } from '../../common/shellQuote';
import type { Progress } from '../../upload/jobTypes';
import type { CommandContext } from '../context';
import { problemsIn } from '../output/problemLines';
import type { Result } from '../output/reporter';
import { queueLines } from '../session/waits';

/** Runs an upload and turns its report into the command's result. `maxInvalid`: a ratio, 0–1. */
export async function runUpload(
  context: CommandContext,
  upload: Upload,
  maxInvalid: number,
): Promise<Result> {
  const noteResume = (): void =>
    context.terminal.note(t('To resume: {0}', resumeLine(context, upload.jobId)));
  const running = runWithProgress(context, upload);
  const { report, serverFindings } = await running.catch((error: unknown) => {
    if (upload.job?.resumable) noteResume();
    throw error;
  });
  const result = uploadResult(report, maxInvalid);
  // Not the one that was asked for if it was started over. One that removed no one is gone.
  const plan = await context.session
    .engine()
    .planOf(upload.jobId)
    .catch(() => undefined);
  if (upload.job?.resumable) noteResume();
  return {
    document: { report },
    lines: [...result.lines, ...briefLines(report, (text) => text.forTerminal())],
    ending: result.outcome,
    error: report.error ?? errorOf(result),
    summary: () => reportDocument([report], 'rendered'),
    problems: plan ? problemsIn(problemsOf(plan, serverFindings, report), context.terminal) : [],
  };
}

/** Runs an upload until it ends. An interruption stops it in order. */
function runWithProgress(
  { interruption, progress, terminal, reporter, session: { patience } }: CommandContext,
  upload: Upload,
): ReturnType<Upload['run']> {
  const announce = (): void => {
    progress.clear();
    terminal.note(
      t(
        'Stopping: waiting up to 10 s for requests in flight. The upload can be resumed. To stop at once, interrupt again.',
      ),
    );
  };
  const queue = queueLines(patience.longest, (line) => {
    progress.clear();
    reporter.note(line);
  });
  const onProgress = (state: Progress): void => {
    queue(state);
    progress.show(state);
  };
  return interruption.during(announce, (signal) =>
    upload.run({ signal, onProgress, autoResume: true, patience }).finally(() => progress.clear()),
  );
}

/** Why an upload isn't `finished` whose report has no error. */
function errorOf({ outcome, shortfall }: ReturnType<typeof uploadResult>): Result['error'] {
  switch (outcome) {
    case 'incomplete':
    case 'refused-too-much':
    case 'cancelled':
      return {
        ...codeFields(outcome),
        message: shortfall ?? t('Cancelled. Nothing more was sent.'),
        operation: 'upload',
      };
    default:
      return undefined;
  }
}

/** The line that resumes an upload or a removal, or `--all`, with the options that name its records and its API. */
export function resumeLine({ options, session }: CommandContext, jobId: string): string {
  const { sandbox, stateDir, apiUrl, apiVersion } = options;
  const words = [
    ['criteo-audiences', 'uploads', 'resume', jobId],
    sandbox ? ['--sandbox'] : [],
    stateDir ? ['--state-dir', session.stateFolder] : [],
    apiUrl ? ['--api-url', apiUrl] : [],
    apiVersion && apiVersion.trim() !== ENDED_VERSION ? ['--api-version', apiVersion] : [],
  ];
  return commandLine(words.flat(), process.platform);
}
