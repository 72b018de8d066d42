import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadEnd } from '../../../src/app/uploads/batch/sendEach';
import { rowsEquation } from '../../../src/app/uploads/messages';
import { outcomeOf, outcomeOfFailure, type Outcome } from '../../../src/app/uploads/outcome';
import { endingOf, EXIT_CODES } from '../../../src/cli/exitCodes';
import { flagOf } from '../../../src/cli/flags';
import type { Failure } from '../../../src/common/failure';
import { pick } from '../../../src/common/records';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { accessVariables, startCommandLine } from '../../support/commandLine';
import { waitUntil } from '../../support/waitUntil';
import { run, type CommandError } from '../segments/signedIn';
import { commandLineFolder, dataFolder, filesBelow } from '../writtenFiles';
import { answering, press } from './person';
import { configureTask, exitCodeOf } from './tasks';
import { FIGURES, type Args, type Case, type Figures } from './uploadCases';

/** How an upload ended, as far as its caller can see. */
interface End {
  outcome?: Outcome;
  code?: string;
  report?: Report;
}

interface Request {
  server: Sandbox;
  /** The file, and the further ones of the same upload. */
  uris: readonly [vscode.Uri, ...vscode.Uri[]];
  segmentId: string;
  args: Args;
  testCase: Case;
  /** Resolves when the upload should be cancelled. */
  cancelling: Promise<void>;
}

type Expected = Pick<Case, 'outcome' | 'code' | 'figures'>;

export interface Way {
  upload(request: Request): Promise<End>;
  /** What this way reports of a case; undefined if the case can't be expressed in it. */
  expects(testCase: Case): Partial<Expected> | undefined;
  /** Whether several files can be one upload. */
  takesSeveral?: true;
}

export const WAYS: Record<string, Way> = {
  uploadCsv: { upload: uploadByCommand, expects: unlessCheckIsCancelled },
  uploadMany: { upload: uploadByList, expects: unlessCheckIsCancelled, takesSeveral: true },
  'the command line': {
    upload: uploadByCommandLine,
    expects: (testCase) => testCase,
    takesSeveral: true,
  },
  'a task': {
    upload: uploadByTask,
    // A terminated task has no exit code, and its terminal is gone.
    expects: (testCase) => (testCase.cancel === 'checking' ? {} : testCase),
  },
  'a language model’s tool': {
    upload: uploadByTool,
    expects: (testCase) => {
      const { outcome, code, figures } = testCase;
      if (Object.keys(argsOf(testCase, '')).some((key) => !TOOL_INPUT.includes(key)))
        return undefined;
      // What a safety check stops has no page, so there is no report.
      return { outcome, code, ...(testCase.addRemoves && { figures }) };
    },
  },
};

const TOOL_INPUT = ['operation', 'column', 'columns', 'accountId'];

/** A program can't cancel a command's check, only an upload that has started. */
function unlessCheckIsCancelled(testCase: Case): Case | undefined {
  return testCase.cancel === 'checking' ? undefined : testCase;
}

export function argsOf({ args }: Case, accountId: string): Args {
  return typeof args === 'function' ? args(accountId) : args;
}

const limitOf = ({ maxInvalid }: Args): number | undefined => maxInvalid as number | undefined;

function endOf(args: Args, report: Report): End {
  return { outcome: outcomeOf(report, limitOf(args)), code: report.error?.code, report };
}

function endOfFailure(error: unknown, code = (error as CommandError).code): End {
  assert.ok(code, String(error));
  return { outcome: outcomeOfFailure({ code, source: 'tool' }), code };
}

const jobs = (): string[] =>
  filesBelow(dataFolder()).flatMap((file) => /([^/\\]+)[/\\]job\.json$/.exec(file)?.[1] ?? []);

let jobsBefore: readonly string[] = [];

/** `newJobs` returns those that come after this. */
export function rememberJobs(): void {
  jobsBefore = jobs();
}

export const newJobs = (): string[] => jobs().filter((jobId) => !jobsBefore.includes(jobId));

const cancelNewJob = (): Thenable<unknown> => run('cancelUpload', { jobId: newJobs()[0] });

/** The final report of the new job; undefined if there is no job. */
async function finalReport(cancel: Case['cancel']): Promise<Report | undefined> {
  const [jobId] = newJobs();
  if (jobId === undefined) return undefined;
  let report: Report | undefined;
  await waitUntil('the upload ended', async () => {
    report = await run<Report | undefined>('openReport', { jobId });
    return report !== undefined && (cancel === undefined || report.state === 'cancelled');
  });
  return report;
}

async function uploadByCommand({ uris, segmentId, args, cancelling }: Request): Promise<End> {
  void cancelling.then(cancelNewJob);
  try {
    return endOf(args, await run('uploadCsv', uris[0], { segmentId, confirm: false, ...args }));
  } catch (error) {
    return endOfFailure(error);
  }
}

async function uploadByList({ uris, segmentId, args, cancelling }: Request): Promise<End> {
  void cancelling.then(cancelNewJob);
  const files = uris.map(String);
  try {
    const results = await run<UploadEnd[]>(
      'uploadMany',
      files.map((uri) => ({ uri, segmentId, confirm: false, ...args })),
    );
    const [{ report, error }] = results;
    assert.deepEqual(
      results,
      files.map((uri) => ({ uri, ...(report ? { report } : { error }) })),
    );
    return report ? endOf(args, report) : endOfFailure(error);
  } catch (error) {
    return endOfFailure(error);
  }
}

const TASK_EXIT_CODES: Record<Outcome, number> = {
  finished: 0,
  'refused-too-much': 1,
  incomplete: 1,
  blocked: 1,
  denied: 1,
  'gave-up': 1,
  failed: 1,
  cancelled: 2,
};

async function uploadByCommandLine(request: Request): Promise<End> {
  const { server, uris, segmentId, args, testCase, cancelling } = request;
  // Every live account counts as protected, but only a replace asks.
  const isConfirmed = args.operation === 'replace' && testCase.code !== 'protected';
  const given: Args = { ...(isConfirmed && { confirm: server.accountId }), ...args };
  const { operation, ...options } = given;
  const { child, ended } = startCommandLine(
    [
      String(operation),
      ...uris.map(({ fsPath }) => fsPath),
      ...['--segment', segmentId, '--json', '--no-input', '--state-dir', commandLineFolder()],
      ...flagsFor(options),
      // As the test configures the window.
      ...(testCase.cancel === 'sending' ? ['--chunk-size', '1', '--concurrency', '1'] : []),
    ],
    accessVariables(server),
  );
  void cancelling.then(() => child.kill('SIGINT'));
  const { exitCode, document, stderr } = await ended;
  assert.ok(document, stderr);
  const { report, error } = document;
  if (!report) {
    assert.ok(error, stderr);
    assert.equal(exitCode, EXIT_CODES[endingOf(error as Failure)], stderr);
    return { outcome: outcomeOfFailure(error), code: error.code };
  }
  const { outcome, code } = endOf(args, report);
  assert.ok(outcome);
  assert.equal(exitCode, EXIT_CODES[outcome], stderr);
  if (report.error) assert.deepEqual(error, report.error);
  else assert.equal(error?.code, outcome === 'finished' ? undefined : outcome);
  const message = report.error && inArgumentNames(report.error.message);
  return {
    outcome,
    code,
    report: { ...report, ...(message && { error: { ...report.error, message } }) } as Report,
  };
}

/** A message whose flags are named like the arguments of commands. */
function inArgumentNames(message: string): string {
  return message.replace(/--([a-z-]+)/g, (_, name: string) =>
    name.replace(/-([a-z])/g, (_hyphen, letter: string) => letter.toUpperCase()),
  );
}

/** Arguments of `uploadCsv` as flags. */
function flagsFor(args: Args): string[] {
  return Object.entries(args).flatMap(([name, value]) => {
    if (value === false) return [`--no-${name}`];
    if (Array.isArray(value)) return value.flatMap((one) => [flagOf(name), String(one)]);
    return value === true ? [flagOf(name)] : [flagOf(name), String(value)];
  });
}

async function uploadByTask({
  uris: [uri],
  segmentId,
  args,
  testCase: { cancel },
  cancelling,
}: Request): Promise<End> {
  const label = `upload ${segmentId} ${Date.now()}`;
  const file = path.basename(uri.path);
  const task = await configureTask({
    label,
    type: 'criteo-audience-upload',
    file,
    segment: segmentId,
    ...args,
  });
  const exit = exitCodeOf(label);
  const execution = await vscode.tasks.executeTask(task);
  void cancelling.then(() => execution.terminate());
  const exitCode = await exit;
  const report = await finalReport(cancel);
  if (cancel !== undefined) {
    assert.equal(exitCode, undefined);
    return report ? endOf(args, report) : {};
  }
  const lines = await linesOf(label);
  const end = report
    ? endOf(args, report)
    : endOfFailure(lines, /\bcode=([\w-]+)/.exec(lines)?.[1]);
  assert.equal(exitCode, end.outcome && TASK_EXIT_CODES[end.outcome], lines);
  // The terminal drops the space where it wraps a line.
  const isPrinted = (line: string): boolean =>
    lines.replace(/\s/g, '').includes(line.replace(/\s/g, ''));
  if (report) assert.ok(isPrinted(rowsEquation(report)), lines);
  return end;
}

/** The text that a task wrote to its terminal. */
async function linesOf(label: string): Promise<string> {
  const terminal = vscode.window.terminals.find(({ name }) => name.includes(label));
  assert.ok(terminal, 'the task has a terminal');
  let lines = '';
  await waitUntil('the terminal can be read', async () => {
    terminal.show();
    await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    // Tasks share a terminal.
    lines = (await vscode.env.clipboard.readText()).split(label).at(1) ?? '';
    return lines.includes('Terminal will be reused');
  });
  return lines;
}

async function uploadByTool({
  uris: [uri],
  segmentId,
  args,
  testCase: { cancel, addRemoves },
  cancelling,
}: Request): Promise<End> {
  const stopping = new vscode.CancellationTokenSource();
  void cancelling.then(() => stopping.cancel());
  const input = { file: path.basename(uri.path), segmentId, ...args };
  const answers = addRemoves ? [press('send')] : [];
  try {
    const { result } = await answering(answers, () =>
      vscode.lm.invokeTool(
        'criteoAudiences_proposeUpload',
        { input, toolInvocationToken: undefined },
        stopping.token,
      ),
    );
    const { content } = result;
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    const { state, calls, error, ...figures } = JSON.parse(part.value) as Figures & Args;
    const report = await finalReport(cancel);
    assert.ok(report);
    assert.deepEqual(
      { state, calls, error, ...pick(figures, FIGURES) },
      {
        ...pick(report, ['state', 'calls', ...FIGURES]),
        error: report.error?.code,
      },
    );
    return endOf(args, report);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof assert.AssertionError) throw error;
    if (error.message === 'Canceled') {
      const report = await finalReport(cancel);
      return report ? endOf(args, report) : endOfFailure(error, 'cancelled');
    }
    return endOfFailure(error, /^([\w-]+)(?: \(\d+\))?: /.exec(error.message)?.[1]);
  }
}
