import { t } from '@vscode/l10n';
import {
  CustomExecution,
  EventEmitter,
  Task,
  TaskScope,
  workspace,
  type Pseudoterminal,
  type TaskDefinition,
  type Uri,
  type WorkspaceFolder,
} from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { limitsOf } from '../../../app/uploads/choices/engineOptions';
import { choicesOf, FILE_ARGUMENTS, requestFrom } from '../../../app/uploads/choices/request';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { progressText } from '../../../app/uploads/messages';
import { outcomeOfFailure, taskExitCode } from '../../../app/uploads/outcome';
import { receiptLines } from '../../../app/uploads/receipt/receiptTexts';
import { uploadResult } from '../../../app/uploads/report/uploadResult';
import { badArgument, describe, toFailure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { plainText } from '../../../common/outsideText';
import type { Progress } from '../../../upload/jobTypes';
import { pathIn } from '../../base/editorSource';
import { TASK_TYPE } from '../../base/names';
import { withUriTexts } from '../../base/uriArguments';
import type { Uploader } from '../uploader';

/** Minimum milliseconds between two lines of progress. */
const PROGRESS_INTERVAL = 2000;

/**
 * Resolves an upload task of `tasks.json`. It never asks, so a replace on a protected account needs
 * `confirm`. Exit codes: see `taskExitCode`. It has no problem matcher, because the rows are in
 * Problems already.
 */
export function resolveTask(
  { definition, scope, name }: Task,
  drafts: Drafts,
  uploader: Uploader,
  accounts: Accounts,
): Task {
  const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
  const execution = new CustomExecution((resolved) =>
    Promise.resolve(new UploadTerminal(resolved, folder, drafts, uploader, accounts)),
  );
  return new Task(
    definition,
    scope ?? TaskScope.Workspace,
    name,
    t('Audience Segments'),
    execution,
    [],
  );
}

class UploadTerminal implements Pseudoterminal {
  private readonly didWrite = new EventEmitter<string>();
  private readonly didClose = new EventEmitter<number>();
  readonly onDidWrite = this.didWrite.event;
  readonly onDidClose = this.didClose.event;
  private readonly controller = new AbortController();
  private lastLine = 0;

  constructor(
    private readonly definition: TaskDefinition,
    private readonly folder: WorkspaceFolder | undefined,
    private readonly drafts: Drafts,
    private readonly uploader: Uploader,
    private readonly accounts: Accounts,
  ) {}

  open(): void {
    void this.run().then((code) => this.didClose.fire(code));
  }

  /** The user ran "Terminate Task". */
  close(): void {
    this.controller.abort();
  }

  private async run(): Promise<number> {
    try {
      const { file, segment, ...rest } = this.definition;
      const uri = this.fileOf(file);
      const otherFile = (value: unknown): Uri | undefined =>
        typeof value === 'string' && value !== '' ? this.uriOf(value) : undefined;
      const request = requestFrom(
        { confirm: false, ...withUriTexts(rest, FILE_ARGUMENTS, otherFile), segmentId: segment },
        TASK_TYPE,
        ['type'],
        'task',
      );
      this.line(t('Checking {0}', fileName(uri).forTerminal()));
      const choices = await choicesOf([uri.toString()], request, this.accounts);
      const draft = this.drafts.draft(choices, { by: 'program', command: TASK_TYPE });
      const receipt = await this.uploader.uploadByContract(draft, {
        signal: this.controller.signal,
        onProgress: (progress) => this.progress(progress),
      });
      const { outcome, lines } = uploadResult(receipt, limitsOf(choices).maxRefused);
      for (const line of [...lines, ...receiptLines(receipt, (text) => text.forTerminal())])
        this.line(line);
      return taskExitCode(outcome);
    } catch (error) {
      const failure = toFailure(error, TASK_TYPE);
      this.line(failure.message);
      this.line(describe(failure));
      return taskExitCode(outcomeOfFailure(failure));
    }
  }

  private fileOf(file: unknown): Uri {
    if (typeof file !== 'string' || file === '')
      throw badArgument(TASK_TYPE, t('The task needs “file”, the path of a CSV file.'), file);
    return this.uriOf(file);
  }

  /** An absolute path, or one that is relative to the folder. */
  private uriOf(file: string): Uri {
    const uri = pathIn(this.folder?.uri, file);
    if (uri) return uri;
    throw badArgument(
      TASK_TYPE,
      t('With no folder open, the task’s files must have absolute paths.'),
      file,
    );
  }

  private progress(progress: Progress): void {
    if (Date.now() - this.lastLine < PROGRESS_INTERVAL) return;
    this.lastLine = Date.now();
    this.line(progressText(progress, Date.now()));
  }

  private line(text: string): void {
    this.didWrite.fire(`${plainText(text)}\r\n`);
  }
}
