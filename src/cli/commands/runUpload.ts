import { t } from '@vscode/l10n';
import type { AccountHandle } from '../../app/accounts/account';
import { problemsOf } from '../../app/uploads/plan/planProblems';
import { briefLines } from '../../app/uploads/receipt/receiptTexts';
import { commandLineOf } from '../../app/uploads/repeat/repeatUpload';
import { reportDocument } from '../../app/uploads/report/reportDocument';
import { uploadResult } from '../../app/uploads/report/uploadResult';
import { isFileChanged } from '../../app/uploads/standing';
import type { Upload } from '../../app/uploads/upload';
import { codeFields } from '../../common/codes/toolCodes';
import { commandLine } from '../../common/shellQuote';
import type { Progress } from '../../upload/jobTypes';
import type { Plan } from '../../upload/uploadTypes';
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
  const note = (line: string): void => context.terminal.note(line);
  const noteResume = (): void =>
    note(t('To resume: {0}', recordLine(context, 'resume', upload.jobId)));
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
  if (upload.job?.resumable && isFileChanged(report)) {
    const again = plan && startOverLine(context, plan, upload.account);
    if (again !== undefined) note(t('To start over: {0}', again));
    note(t('To delete its record: {0}', recordLine(context, 'delete', upload.jobId)));
  } else if (upload.job?.resumable) noteResume();
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

/** The line that sends its file as it is now. Undefined for what none does: an undo, or an update compared with files. */
function startOverLine(
  { options, session }: CommandContext,
  plan: Plan,
  account: AccountHandle,
): string | undefined {
  const { operation, undoes } = plan.options;
  if (undoes !== undefined || (operation === 'update' && !plan.keep)) return undefined;
  const folder = options.stateDir && ['--state-dir', session.stateFolder];
  try {
    const line = commandLineOf(plan, account, { folder: undefined, platform: process.platform });
    return folder ? `${line} ${commandLine(folder, process.platform)}` : line;
  } catch {
    // Of a path or a way of reading that no line has.
    return undefined;
  }
}

/** A line of `uploads`, such as `resume ID`, with the options that name the records and their API. */
export function recordLine({ options, session }: CommandContext, ...command: string[]): string {
  const { sandbox, stateDir, apiUrl, apiVersion } = options;
  const words = [
    ['criteo-audiences', 'uploads', ...command],
    sandbox ? ['--sandbox'] : [],
    stateDir ? ['--state-dir', session.stateFolder] : [],
    apiUrl ? ['--api-url', apiUrl] : [],
    apiVersion ? ['--api-version', apiVersion] : [],
  ];
  return commandLine(words.flat(), process.platform);
}
