import * as path from 'node:path';
import { t } from '@vscode/l10n';
import {
  CustomExecution,
  EventEmitter,
  Task,
  TaskScope,
  Uri,
  workspace,
  type Pseudoterminal,
  type TaskDefinition,
  type WorkspaceFolder,
} from 'vscode';
import { toFailure } from '../../../app/toFailure';
import { progressSentence, resultSentence } from '../../../app/uploads/messages';
import { requestFrom } from '../../../app/uploads/request';
import { badArgument } from '../../../common/failure';
import { count, percent } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { DEFAULT_OPTIONS, type Progress, type Report } from '../../../upload/types';
import { describe } from '../../base/command';
import { fileName } from '../../base/source';
import { uploadCalled } from '../called';
import type { UploadParts } from '../services';
import { TASK_TYPE } from '../taskType';

/** Lines of progress at most this often, in milliseconds. */
const LINE_EVERY = 2000;

/**
 * An upload as a step of `tasks.json`. Nothing is asked: a replace on a protected account needs
 * `confirm`. Exit code 0 when it finished, 1 when it failed or more rows were refused than allowed,
 * 2 when it was cancelled. No problem matcher: the rows are in Problems.
 */
export function resolveTask(parts: UploadParts, { definition, scope, name }: Task): Task {
  const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
  const execution = new CustomExecution((resolved) =>
    Promise.resolve(new UploadTerminal(parts, resolved, folder)),
  );
  return new Task(definition, scope ?? TaskScope.Workspace, name, TASK_TYPE, execution, []);
}

class UploadTerminal implements Pseudoterminal {
  private readonly written = new EventEmitter<string>();
  private readonly ended = new EventEmitter<number>();
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.ended.event;
  private readonly aborting = new AbortController();
  private lastLine = 0;

  constructor(
    private readonly parts: UploadParts,
    private readonly definition: TaskDefinition,
    private readonly folder: WorkspaceFolder | undefined,
  ) {}

  open(): void {
    void this.run().then((code) => this.ended.fire(code));
  }

  /** "Terminate Task". */
  close(): void {
    this.aborting.abort();
  }

  private async run(): Promise<number> {
    try {
      const { file, segment, ...rest } = this.definition;
      const uri = this.fileOf(file);
      const request = requestFrom({ confirm: false, ...rest, segmentId: segment }, TASK_TYPE, [
        'type',
      ]);
      this.line(t('Checking {0}', fileName(uri).forTerminal()));
      const report = await uploadCalled(this.parts, [uri], request, {
        signal: this.aborting.signal,
        onProgress: (progress) => this.progress(progress),
      });
      this.line(
        resultSentence(
          report,
          fileName(uri).forTerminal(),
          this.targetName(report),
          Date.parse(report.finishedAt),
        ),
      );
      this.line(
        t(
          'Rows: {0} = blank {1} + invalid {2} + duplicate {3} + sent {4} + not sent {5}',
          ...[
            report.rows,
            report.blank,
            report.invalid,
            report.duplicates,
            report.sent,
            report.unsent,
          ].map(count),
        ),
      );
      if (report.state !== 'finished') return report.state === 'cancelled' ? 2 : 1;
      return this.refusesTooMuch(report, request.maxRefused) ? 1 : 0;
    } catch (error) {
      const failure = toFailure(error, TASK_TYPE);
      this.line(failure.message);
      this.line(describe(failure));
      return failure.code === 'cancelled' ? 2 : 1;
    }
  }

  /** The file's own bad rows stopped it before any call; what the API refuses is known only now. */
  private refusesTooMuch(
    { rows, invalid, refused }: Report,
    maxRefused = DEFAULT_OPTIONS.maxRefused,
  ): boolean {
    if (invalid + refused <= rows * maxRefused) return false;
    this.line(
      t(
        'More rows were refused than allowed: {0} of {1}, counted with those that the API refused; {2} are allowed (maxRefused). What was accepted is in.',
        count(invalid + refused),
        count(rows),
        percent(maxRefused),
      ),
    );
    return true;
  }

  private fileOf(file: unknown): Uri {
    if (typeof file !== 'string' || file === '')
      throw badArgument(TASK_TYPE, t('The task needs “file”: the path of a CSV.'), file);
    if (path.isAbsolute(file) && (!this.folder || this.folder.uri.scheme === 'file'))
      return Uri.file(file);
    if (!this.folder)
      throw badArgument(
        TASK_TYPE,
        t('Without an open folder the task’s “file” must be an absolute path.'),
        file,
      );
    return Uri.joinPath(this.folder.uri, file);
  }

  private targetName({ accountId, segmentId }: Report): string {
    const account = this.parts.context.accounts.shown().find((one) => one.accountId === accountId);
    return (
      (account && this.parts.context.segments.find(account, segmentId)?.name?.forTerminal()) ||
      segmentId
    );
  }

  private progress(progress: Progress): void {
    if (Date.now() - this.lastLine < LINE_EVERY) return;
    this.lastLine = Date.now();
    this.line(progressSentence(progress, Date.now()));
  }

  private line(text: string): void {
    this.written.fire(`${plainText(text)}\r\n`);
  }
}
