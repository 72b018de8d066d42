import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { BatchResult } from '../../../src/app/uploads/draft/batch';
import { rowsEquation, tooManyInvalidText } from '../../../src/app/uploads/messages';
import { outcomeOf, outcomeOfFailure, type Outcome } from '../../../src/app/uploads/outcome';
import { pick } from '../../../src/common/pick';
import type { Fault, NewSegment } from '../../../src/sandbox/control';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Counts, Report, Totals } from '../../../src/upload/uploadTypes';
import { calls, configure, run, signIn, type Refused } from '../segments/signedIn';
import { dataFolder, filesBelow } from '../writtenFiles';
import { fileUri, people, until, write } from './files';

/** One table for `uploadCsv`, `uploadMany`, a task and a language model's tool. */

type Figures = Omit<Counts, 'good'> & Totals & { unsent: number };

interface Case {
  name: string;
  /** Its content; a folder, or nothing at all, of that name. */
  file: string | 'folder' | 'missing';
  /** An empty list of emails, but for this; `unknown`: an id of none. */
  segment?: NewSegment | 'unknown';
  /** As for `uploadCsv`. */
  args: Args | ((accountId: string) => Args);
  faults?: Fault[];
  isProtected?: boolean;
  /** When somebody cancels it. */
  cancel?: 'checking' | 'sending';
  outcome: Outcome;
  /** Of the failure. */
  code?: string;
  /** Of the report, those that are not 0; there is none where it is rejected before any call. */
  figures?: Partial<Figures>;
  /** The list afterwards, where it is another one. */
  list?: readonly string[];
  /** Requests, repeats included. */
  addRemoves?: number;
  clears?: number;
}

type Args = Record<string, unknown>;

const NO_FIGURES: Figures = {
  rows: 0,
  blank: 0,
  invalid: 0,
  duplicates: 0,
  sent: 0,
  unsent: 0,
  accepted: 0,
  refused: 0,
  unknown: 0,
};

const FIGURES = Object.keys(NO_FIGURES) as (keyof Figures)[];

const csv = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
const emails = (count: number, from = 0): string => csv('email', ...people(count, from));
/** Two of ten are invalid. */
const TWO_INVALID = csv('email', ...people(8), 'no', 'nor this');
const TWO_COLUMNS = csv('home,work', ...people(3).map((home, n) => `${home},work${n}@example.com`));
const [JOHN, JOHN_SHA256] = [
  'John.Doe@gmail.com',
  '375320dd9ae7ed408002f3768e16cb5f28c861062fd50dff9a3bff62e9dce4ef',
];
const filled = (count: number): NewSegment => ({ identifiers: people(count) });
/** The API accepts the call, and refuses four of its ten. */
const REFUSES_FOUR: Fault = {
  fault: 'malformedJson',
  operation: 'addRemove',
  body: '{"data":{"attributes":{"nbValidIdentifiers":6,"nbInvalidIdentifiers":4}}}',
};

const CASES: readonly Case[] = [
  {
    name: 'adds the good rows',
    file: `\ufeff${['name,email', 'Ann,ANN@Example.com ', '', 'Bob,ann@example.com', ...people(20).map((one) => `P,${one}`), 'Cid,bob@'].join('\r\n')}\r\n`,
    args: { operation: 'add' },
    outcome: 'finished',
    figures: { rows: 24, blank: 1, invalid: 1, duplicates: 1, sent: 21, accepted: 21 },
    list: ['ann@example.com', ...people(20)],
    addRemoves: 1,
  },
  {
    name: 'adds to the account that is named',
    file: emails(3),
    args: (accountId) => ({ operation: 'add', accountId }),
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
  },
  {
    name: 'removes',
    file: emails(10),
    segment: filled(40),
    args: { operation: 'remove' },
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 10 },
    list: people(30, 10),
    addRemoves: 1,
  },
  {
    name: 'replaces after one clear',
    file: emails(35, 100),
    segment: filled(40),
    args: { operation: 'replace' },
    outcome: 'finished',
    figures: { rows: 35, sent: 35, accepted: 35 },
    list: people(35, 100),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'stops at too many invalid rows',
    file: TWO_INVALID,
    args: { operation: 'add' },
    outcome: 'blocked',
    code: 'too-many-refused',
    figures: { rows: 10, invalid: 2, unsent: 8 },
  },
  {
    name: 'sends beside as many invalid rows as “maxInvalid” allows',
    file: TWO_INVALID,
    args: { operation: 'add', maxInvalid: 0.2 },
    outcome: 'finished',
    figures: { rows: 10, invalid: 2, sent: 8, accepted: 8 },
    list: people(8),
    addRemoves: 1,
  },
  {
    name: 'stops at more invalid rows than “maxInvalid” allows',
    file: emails(19) + 'no\n',
    args: { operation: 'add', maxInvalid: 0.04 },
    outcome: 'blocked',
    code: 'too-many-refused',
    figures: { rows: 20, invalid: 1, unsent: 19 },
  },
  {
    name: 'takes “maxRefused” for the same',
    file: TWO_INVALID,
    args: { operation: 'add', maxRefused: 0.2 },
    outcome: 'finished',
    figures: { rows: 10, invalid: 2, sent: 8, accepted: 8 },
    list: people(8),
    addRemoves: 1,
  },
  {
    name: 'takes both where they agree',
    file: TWO_INVALID,
    args: { operation: 'add', maxInvalid: 0.2, maxRefused: 0.2 },
    outcome: 'finished',
    figures: { rows: 10, invalid: 2, sent: 8, accepted: 8 },
    list: people(8),
    addRemoves: 1,
  },
  {
    name: 'rejects both where they differ',
    file: TWO_INVALID,
    args: { operation: 'add', maxInvalid: 0.2, maxRefused: 0.3 },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'has nothing to send',
    file: csv('email', 'no', 'nor this'),
    args: { operation: 'add', column: 'email', maxRefused: 1 },
    outcome: 'blocked',
    code: 'nothing-to-send',
    figures: { rows: 2, invalid: 2 },
  },
  {
    name: 'has nothing to send, which is not for want of a limit',
    file: csv('email', 'no', 'nor this'),
    args: { operation: 'add', column: 'email' },
    outcome: 'blocked',
    code: 'nothing-to-send',
    figures: { rows: 2, invalid: 2 },
  },
  {
    name: 'stops a replace that keeps too little',
    file: emails(10),
    segment: filled(100),
    args: { operation: 'replace' },
    outcome: 'blocked',
    code: 'min-kept',
    figures: { rows: 10, unsent: 10 },
  },
  {
    name: 'replaces where “minKept” allows it',
    file: emails(10, 200),
    segment: filled(100),
    args: { operation: 'replace', minKept: 0.1 },
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 10 },
    list: people(10, 200),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'stops a replace of a list whose size cannot be read',
    file: emails(10),
    segment: filled(5),
    args: { operation: 'replace' },
    faults: [{ fault: '403', operation: 'statistics', times: 100 }],
    outcome: 'blocked',
    code: 'size-unknown',
    figures: { rows: 10, unsent: 10 },
  },
  {
    name: 'replaces a list whose size cannot be read where nothing has to be kept',
    file: emails(10),
    segment: filled(5),
    args: { operation: 'replace', minKept: 0 },
    faults: [{ fault: '403', operation: 'statistics', times: 100 }],
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 10 },
    list: people(10),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'removes from a list whose size cannot be read',
    file: emails(3),
    segment: filled(5),
    args: { operation: 'remove' },
    faults: [{ fault: '403', operation: 'statistics', times: 100 }],
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(2, 3),
    addRemoves: 1,
  },
  {
    name: 'hashes',
    file: csv('email', JOHN, 'e13743a7f1db7f4246badd6fd6ff54ff'),
    args: { operation: 'add', hash: 'sha256' },
    outcome: 'finished',
    figures: { rows: 2, sent: 2, accepted: 2 },
    list: [JOHN_SHA256, 'e13743a7f1db7f4246badd6fd6ff54ff'],
    addRemoves: 1,
  },
  {
    name: 'does not hash what is no email',
    file: csv('card', 'A1', 'B2'),
    segment: { identifierType: 'CustomerId' },
    args: { operation: 'add', column: 0, hash: 'md5' },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'removes in every form',
    file: csv('email', JOHN),
    segment: { identifiers: [JOHN_SHA256, ...people(2)] },
    args: { operation: 'remove', forms: 'all' },
    outcome: 'finished',
    figures: { rows: 1, sent: 1, accepted: 1 },
    list: people(2),
    addRemoves: 4,
  },
  {
    name: 'rejects every form of what is added',
    file: emails(3),
    args: { operation: 'add', forms: 'all' },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'takes the column of a name',
    file: TWO_COLUMNS,
    args: { operation: 'add', column: 'work' },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: ['work0@example.com', 'work1@example.com', 'work2@example.com'],
    addRemoves: 1,
  },
  {
    name: 'takes the column of a number',
    file: TWO_COLUMNS,
    args: { operation: 'add', column: 0 },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
  },
  {
    name: 'takes the first row for one like the others',
    file: csv('anna', 'bob', 'carl'),
    segment: { identifierType: 'CustomerId' },
    args: { operation: 'add', column: 0, header: false },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: ['anna', 'bob', 'carl'],
    addRemoves: 1,
  },
  {
    name: 'rejects a column that two fit',
    file: TWO_COLUMNS,
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'ambiguous-column',
  },
  {
    name: 'rejects a column that is not there',
    file: emails(3),
    args: { operation: 'add', column: 'nowhere' },
    outcome: 'failed',
    code: 'no-column',
  },
  {
    name: 'rejects a file without a column that fits',
    file: csv('a,b', '1,2', '3,4'),
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'no-column',
  },
  {
    name: 'rejects a column of another type',
    file: emails(3),
    segment: { identifierType: 'UserIdentifier' },
    args: { operation: 'add', column: 'email' },
    outcome: 'failed',
    code: 'wrong-type',
  },
  {
    name: 'rejects a file that is broken',
    file: 'email\n"a@example.com\n',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'quote-not-closed',
  },
  {
    name: 'rejects an empty file',
    file: '',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'empty',
  },
  {
    name: 'rejects a file that is not there',
    file: 'missing',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'not-found',
  },
  {
    name: 'rejects a folder',
    file: 'folder',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'directory',
  },
  {
    name: 'rejects a segment that is not there',
    file: emails(3),
    segment: 'unknown',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'segment-not-found',
  },
  {
    name: 'rejects a segment that is read-only',
    file: emails(3),
    segment: {
      contactList: { isReadOnly: true, identifierType: 'Email', sharingStatus: 'SharedWithAll' },
    },
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'segment-read-only',
  },
  {
    name: 'rejects an Events segment',
    file: emails(3),
    segment: {
      type: 'Events',
      contactList: null,
      events: { shopperActivity: 'View', lookbackDays: 'Last30Days' },
    },
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'segment-events',
  },
  {
    name: 'rejects an operation that there is not',
    file: emails(3),
    args: { operation: 'append' },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'rejects an account that there is not',
    file: emails(3),
    args: { operation: 'add', accountId: '1' },
    outcome: 'failed',
    code: 'unknown-account',
  },
  {
    name: 'adds to a protected account',
    file: emails(3),
    isProtected: true,
    args: { operation: 'add' },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
  },
  {
    name: 'replaces nothing of a protected account without its id',
    file: emails(3),
    isProtected: true,
    args: { operation: 'replace' },
    outcome: 'blocked',
    code: 'protected',
  },
  {
    name: 'replaces nothing of a protected account with another one’s id',
    file: emails(3),
    isProtected: true,
    args: { operation: 'replace', confirm: '99' },
    outcome: 'blocked',
    code: 'protected',
  },
  {
    name: 'replaces in a protected account with its id',
    file: emails(3),
    isProtected: true,
    args: (confirm) => ({ operation: 'replace', confirm }),
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'replaces nothing of a segment that does not say whose it is',
    file: emails(3),
    segment: { raw: { accountId: null } },
    args: { operation: 'replace' },
    outcome: 'blocked',
    code: 'protected',
  },
  {
    name: 'replaces in a segment that does not say whose it is with the account’s id',
    file: emails(3),
    segment: { raw: { accountId: null } },
    args: (confirm) => ({ operation: 'replace', confirm }),
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'tells that the API forbids it',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: 'forbidden', operation: 'addRemove', times: 20 }],
    outcome: 'failed',
    code: 'permission',
    figures: { rows: 3, unsent: 3 },
    addRemoves: 1,
  },
  {
    name: 'repeats what the API had trouble with',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: '500', operation: 'addRemove' }],
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 2,
  },
  {
    name: 'waits for the API’s limit',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: '429', operation: 'addRemove', ms: 100 }],
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 2,
  },
  {
    name: 'is refused too much by the API',
    file: emails(10),
    args: { operation: 'add' },
    faults: [REFUSES_FOUR],
    outcome: 'refused-too-much',
    figures: { rows: 10, sent: 10, accepted: 6, refused: 4 },
    list: people(10),
    addRemoves: 1,
  },
  {
    name: 'is refused no more than “maxRefused” allows',
    file: emails(10),
    args: { operation: 'add', maxRefused: 0.4 },
    faults: [REFUSES_FOUR],
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 6, refused: 4 },
    list: people(10),
    addRemoves: 1,
  },
  {
    name: 'is cancelled while it is checked',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: 'latency', ms: 800, operation: 'search' }],
    cancel: 'checking',
    outcome: 'cancelled',
    code: 'cancelled',
  },
  {
    name: 'is cancelled while it is sent',
    file: emails(3),
    args: { operation: 'add' },
    // One identifier a call, one call at a time: the second one is under way.
    faults: [{ fault: 'latency', ms: 800, operation: 'addRemove', nth: 2 }],
    cancel: 'sending',
    outcome: 'cancelled',
    figures: { rows: 3, sent: 2, unsent: 1, accepted: 2 },
    list: people(2),
    addRemoves: 2,
  },
];

/** How an upload ended, as far as its way tells that. */
interface End {
  outcome?: Outcome;
  code?: string;
  report?: Report;
}

interface Request {
  uri: vscode.Uri;
  segmentId: string;
  args: Args;
  cancel: Case['cancel'];
  /** Fulfilled when it is to be cancelled. */
  cancelling: Promise<void>;
}

type Expected = Pick<Case, 'outcome' | 'code' | 'figures'>;

interface Way {
  upload(request: Request): Promise<End>;
  /** Where this way differs on purpose; undefined where it cannot be told that. */
  expects(of: Case): Partial<Expected> | undefined;
}

const WAYS: Record<string, Way> = {
  uploadCsv: { upload: uploadByCommand, expects: unlessCheckIsCancelled },
  uploadMany: { upload: uploadByList, expects: unlessCheckIsCancelled },
  'a task': {
    upload: uploadByTask,
    // One that is terminated has no exit code, and its terminal is gone.
    expects: (of) => (of.cancel === 'checking' ? {} : of),
  },
  'a language model’s tool': {
    upload: uploadByTool,
    expects: (of) => {
      const { outcome, code, figures } = of;
      if (Object.keys(argsOf(of, '')).some((key) => !TOOL_INPUT.includes(key))) return undefined;
      // What is not there is to a model what is elsewhere.
      if (code === 'not-found') return { outcome, code: 'not-in-workspace' };
      // What a guard stops is not proposed: there is no report.
      return { outcome, code, ...(of.addRemoves && { figures }) };
    },
  },
};

const TOOL_INPUT = ['operation', 'column', 'accountId'];

/** A caller cannot cancel the check of a command; what is sent stands in the list of uploads. */
function unlessCheckIsCancelled(of: Case): Case | undefined {
  return of.cancel === 'checking' ? undefined : of;
}

function argsOf({ args }: Case, accountId: string): Args {
  return typeof args === 'function' ? args(accountId) : args;
}

const limitOf = ({ maxInvalid, maxRefused }: Args): number | undefined =>
  (maxInvalid ?? maxRefused) as number | undefined;

function endOf(args: Args, report: Report): End {
  return { outcome: outcomeOf(report, limitOf(args)), code: report.error?.code, report };
}

function endOfFailure(error: unknown, code = (error as Refused).code): End {
  assert.ok(code, String(error));
  return { outcome: outcomeOfFailure({ code }), code };
}

const jobs = (): string[] =>
  filesBelow(dataFolder()).flatMap((file) => /([^/\\]+)[/\\]job\.json$/.exec(file)?.[1] ?? []);

/** Those that were there before. */
let older: readonly string[] = [];
const newJobs = (): string[] => jobs().filter((jobId) => !older.includes(jobId));

const cancelNewJob = (): Thenable<unknown> => run('cancelUpload', { jobId: newJobs()[0] });

/** The report that an upload left, once it is its last one. */
async function reportLeft(cancel: Case['cancel']): Promise<Report | undefined> {
  const [jobId] = newJobs();
  if (jobId === undefined) return undefined;
  let report: Report | undefined;
  await until('the upload ended', async () => {
    report = await run<Report | undefined>('openReport', { jobId });
    return report !== undefined && (cancel === undefined || report.state === 'cancelled');
  });
  return report;
}

async function uploadByCommand({ uri, segmentId, args, cancelling }: Request): Promise<End> {
  void cancelling.then(cancelNewJob);
  try {
    return endOf(args, await run('uploadCsv', uri, { segmentId, confirm: false, ...args }));
  } catch (error) {
    return endOfFailure(error);
  }
}

async function uploadByList({ uri, segmentId, args, cancelling }: Request): Promise<End> {
  void cancelling.then(cancelNewJob);
  const item = { uri: uri.toString(), segmentId, confirm: false, ...args };
  try {
    const results = await run<BatchResult[]>('uploadMany', [item]);
    const [{ report, error }] = results;
    assert.deepEqual(
      results.map((result) => result.uri),
      [item.uri],
    );
    return report ? endOf(args, report) : endOfFailure(error);
  } catch (error) {
    return endOfFailure(error);
  }
}

const EXIT_CODES: Record<Outcome, number> = {
  finished: 0,
  'refused-too-much': 1,
  blocked: 1,
  failed: 1,
  cancelled: 2,
};

async function uploadByTask({ uri, segmentId, args, cancel, cancelling }: Request): Promise<End> {
  const label = `upload ${segmentId} ${Date.now()}`;
  const file = path.basename(uri.path);
  const task = await configureTask({
    label,
    type: 'criteo-audience-upload',
    file,
    segment: segmentId,
    ...args,
  });
  const exit = new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== label) return;
      listening.dispose();
      resolve(exitCode);
    });
  });
  const execution = await vscode.tasks.executeTask(task);
  void cancelling.then(() => execution.terminate());
  const exitCode = await exit;
  const report = await reportLeft(cancel);
  if (cancel !== undefined) {
    assert.equal(exitCode, undefined);
    return report ? endOf(args, report) : {};
  }
  const lines = await linesOf(label);
  const end = report
    ? endOf(args, report)
    : endOfFailure(lines, /\bcode=([\w-]+)/.exec(lines)?.[1]);
  assert.equal(exitCode, end.outcome && EXIT_CODES[end.outcome], lines);
  // Where the terminal wraps a line, its space is lost.
  const told = (line: string): boolean =>
    lines.replace(/\s/g, '').includes(line.replace(/\s/g, ''));
  if (report) assert.ok(told(rowsEquation(report)), lines);
  if (report && end.outcome === 'refused-too-much')
    assert.ok(told(tooManyInvalidText(report, limitOf(args) ?? 0.1)), lines);
  return end;
}

/** Writes it into `tasks.json`. */
async function configureTask(definition: vscode.TaskDefinition): Promise<vscode.Task> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const config = vscode.workspace.getConfiguration('tasks', folder?.uri);
  const { WorkspaceFolder } = vscode.ConfigurationTarget;
  await config.update('version', '2.0.0', WorkspaceFolder);
  await config.update('tasks', [definition], WorkspaceFolder);
  let found: vscode.Task | undefined;
  await until('the task is there', async () => {
    found = (await vscode.tasks.fetchTasks()).find(({ name }) => name === definition.label);
    return found !== undefined;
  });
  assert.ok(found);
  return found;
}

/** What a task wrote to its terminal. */
async function linesOf(label: string): Promise<string> {
  const terminal = vscode.window.terminals.find(({ name }) => name.includes(label));
  assert.ok(terminal, 'the task has a terminal');
  let lines = '';
  await until('the terminal can be read', async () => {
    terminal.show();
    await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    // Tasks share a terminal.
    lines = (await vscode.env.clipboard.readText()).split(label).at(1) ?? '';
    return lines.includes('Terminal will be reused');
  });
  return lines;
}

async function uploadByTool({ uri, segmentId, args, cancel, cancelling }: Request): Promise<End> {
  const stopping = new vscode.CancellationTokenSource();
  void cancelling.then(() => stopping.cancel());
  const input = { file: path.basename(uri.path), segmentId, ...args };
  try {
    const { content } = await vscode.lm.invokeTool(
      'criteoAudiences_proposeUpload',
      { input, toolInvocationToken: undefined },
      stopping.token,
    );
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    const { state, calls, error, ...told } = JSON.parse(part.value) as Figures & Args;
    const report = await reportLeft(cancel);
    assert.ok(report);
    assert.deepEqual(
      [state, calls, error, pick(told, FIGURES)],
      [report.state, report.calls, report.error?.code, pick(report, FIGURES)],
    );
    return endOf(args, report);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof assert.AssertionError) throw error;
    if (error.message === 'Canceled') {
      const report = await reportLeft(cancel);
      return report ? endOf(args, report) : endOfFailure(error, 'cancelled');
    }
    return endOfFailure(error, /^([\w-]+)(?: \(\d+\))?: /.exec(error.message)?.[1]);
  }
}

/** What is the same of two uploads: all but ids and times. */
function comparable(report: Report): object {
  const { cleared, maybeCleared, error } = report;
  return {
    ...report,
    jobId: '',
    segmentId: '',
    startedAt: '',
    finishedAt: '',
    cleared: cleared !== undefined,
    maybeCleared: maybeCleared !== undefined,
    error: error && { ...error, traceId: '' },
  };
}

/** The ways are the product's own: the newest editor tells as much of them as both. */
function describeOnce(name: string, tests: () => void): void {
  const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
  const { engines } = extension?.packageJSON as { engines: { vscode: string } };
  const lowest = engines.vscode.replace(/^\^(\d+\.\d+)\..*$/, '$1.');
  if (!vscode.version.startsWith(lowest)) describe(name, tests);
}

describeOnce('an upload is the same in every way', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
    await vscode.workspace.fs.createDirectory(fileUri('way-folder.csv'));
  });
  after(async () => {
    await configure('accounts', undefined);
    await vscode.workspace.fs.delete(fileUri('way-folder.csv'));
    await end();
  });
  beforeEach(() => {
    older = jobs();
    server.control.resetCounts();
  });
  afterEach(async () => {
    server.control.clearFaults();
    for (const key of ['accounts', 'upload.chunkSize', 'upload.concurrency'])
      await configure(key, undefined);
  });

  const fileOf = ({ file }: Case): Promise<vscode.Uri> | vscode.Uri =>
    file === 'folder' || file === 'missing' ? fileUri(`way-${file}.csv`) : write('way.csv', file);
  const segmentOf = async ({ segment }: Case): Promise<string> =>
    segment === 'unknown'
      ? '738406688413290999'
      : (await server.control.putSegment(segment ?? {})).id;

  for (const of of CASES) {
    describe(of.name, () => {
      let first: Report | undefined;
      for (const [way, { upload, expects }] of Object.entries(WAYS)) {
        const expected = expects(of);
        if (!expected) continue;
        it(`by ${way}`, async () => {
          const uri = await fileOf(of);
          const segmentId = await segmentOf(of);
          if (of.isProtected)
            await configure('accounts', [{ id: server.accountId, protected: true }]);
          if (of.cancel === 'sending') {
            await configure('upload.chunkSize', 1);
            await configure('upload.concurrency', 1);
          }
          server.control.addFaults(...(of.faults ?? []));
          const cancelling = of.cancel
            ? until('its call is under way', () => server.control.faults().length === 0)
            : new Promise<void>(() => undefined);
          const { outcome, code, report } = await upload({
            uri,
            segmentId,
            args: argsOf(of, server.accountId),
            cancel: of.cancel,
            cancelling,
          });
          assert.deepEqual(
            { outcome, code, figures: report && pick(report, FIGURES) },
            {
              outcome: expected.outcome,
              code: expected.code,
              figures: expected.figures && { ...NO_FIGURES, ...expected.figures },
            },
          );
          // What was under way when it was cancelled ends by itself.
          if (of.cancel === 'checking')
            await until('its call was answered', () => calls(server, 'search') > 0);
          await new Promise((resolve) => setTimeout(resolve, of.cancel === 'checking' ? 300 : 0));
          // What is rejected leaves no plan behind.
          assert.deepEqual(newJobs(), report ? [report.jobId] : []);
          await server.control.settle();
          assert.deepEqual(
            [calls(server, 'addRemove'), calls(server, 'clear')],
            [of.addRemoves ?? 0, of.clears ?? 0],
          );
          if (typeof of.segment !== 'string')
            assert.deepEqual(
              new Set(await server.control.list(segmentId)),
              new Set(of.list ?? of.segment?.identifiers ?? []),
            );
          if (!report) return;
          assert.equal(report.segmentId, segmentId);
          first ??= report;
          assert.deepEqual(comparable(report), comparable(first));
        });
      }
    });
  }
});
