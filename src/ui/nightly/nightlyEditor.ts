import { t } from '@vscode/l10n';
import {
  CodeLens,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  window,
  workspace,
  type CompletionList,
  type Position,
  type TextDocument,
} from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { fileProblems } from '../../app/nightly/editor/fileProblems';
import { segmentProblems } from '../../app/nightly/editor/segmentProblems';
import { writtenFile, type WrittenFile } from '../../app/nightly/editor/writtenFile';
import type { NightlyProblem, TextSpan } from '../../app/nightly/file/nightlyFile';
import { parseNightly } from '../../app/nightly/file/parseNightly';
import type { SegmentList } from '../../app/segments/segmentList';
import { trackedByGit } from '../../app/uploads/plan/gitState';
import { DisposableOwner } from '../../common/disposableOwner';
import { PROBLEM_SOURCE } from '../base/names';
import { settings } from '../base/settings';
import { completeIds } from './idCompletion';

/** Milliseconds after the last key, and between updates while lists load. */
const PAUSE = 300;
const INTERVAL = 1000;

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

/** Problems, completion and lenses of the nightly files that are open. */
export class NightlyEditor extends DisposableOwner {
  private readonly problems = this.register(
    languages.createDiagnosticCollection('criteoAudiences.nightly'),
  );
  /** Changed, and not checked since. */
  private readonly changed = new Set<TextDocument>();
  private readonly checking = this.later('pause', PAUSE, () => this.checkChanged());
  /** What git said of folders since files were saved or came. */
  private isTracked = trackedByGit();
  /** Accounts whose list was asked for, by key. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly isNightly: (document: TextDocument) => boolean,
  ) {
    super();
    const updating = this.later('every', INTERVAL, () => this.checkAll());
    this.register(accounts.onDidChange(() => updating.call()));
    this.register(segments.onDidChange(() => updating.call()));
    // Meanwhile, exports may have come.
    this.register(
      window.onDidChangeWindowState(({ focused }) => {
        if (!focused) return;
        this.isTracked = trackedByGit();
        updating.call();
      }),
    );
    this.register(workspace.onDidGrantWorkspaceTrust(() => updating.call()));
    this.register(workspace.onDidOpenTextDocument((document) => this.check(document)));
    this.register(
      workspace.onDidSaveTextDocument((document) => {
        this.isTracked = trackedByGit();
        this.check(document);
      }),
    );
    this.register(workspace.onDidChangeTextDocument(({ document }) => this.check(document, PAUSE)));
    this.register(workspace.onDidCloseTextDocument(({ uri }) => this.problems.delete(uri)));
    this.checkAll();
  }

  /** Above the file, and above each entry. */
  lenses(document: TextDocument): CodeLens[] {
    const { uri } = document;
    if (!settings.codeLens(uri)) return [];
    const lens = (title: string, offset: number, segmentId?: string): CodeLens => {
      const { line } = document.positionAt(offset);
      return new CodeLens(new Range(line, 0, line, 0), {
        title,
        command: 'criteoAudiences.runNightlyFile',
        arguments: [uri, segmentId],
      });
    };
    return [
      lens(t('Check'), 0),
      lens(t('Run…'), 0),
      ...writtenFile(document.getText()).entries.flatMap(({ id, at }) =>
        id ? lens(t('Run…'), at.offset, id.text) : [],
      ),
    ];
  }

  async complete(
    at: Parameters<typeof completeIds>[0],
    position: Position,
  ): Promise<CompletionList | undefined> {
    const account = this.accountOf(writtenFile(at.text));
    if (account) await this.readList(account);
    return account && completeIds(at, position, account, this.accounts, this.segments);
  }

  private checkAll(): void {
    for (const document of workspace.textDocuments) this.check(document);
  }

  private check(document: TextDocument, wait = 0): void {
    if (!this.isNightly(document)) return;
    this.changed.add(document);
    this.checking.call(wait);
  }

  private async checkChanged(): Promise<void> {
    const documents = [...this.changed];
    this.changed.clear();
    await Promise.all(documents.map((document) => this.show(document)));
  }

  private async show(document: TextDocument): Promise<void> {
    const { uri, version } = document;
    const text = document.getText();
    const written = writtenFile(text);
    const { file, problems } = parseNightly(text, uri.toString());
    const account = this.accountOf(written);
    if (account) void this.readList(account);
    const all = [
      // The editor says itself what the schema has.
      ...problems.filter(({ isInSchema }) => !isInSchema),
      ...(this.accounts.state === 'ready' ? segmentProblems(written, account, this.segments) : []),
      // A file of a stranger must not make this machine look anywhere.
      ...(file && workspace.isTrusted
        ? await fileProblems(file, written, Date.now(), this.isTracked)
        : []),
    ];
    if (this.disposed || document.isClosed || document.version !== version) return;
    this.problems.set(
      uri,
      all.map((problem) => diagnosticOf(problem, document)),
    );
  }

  private accountOf({ account }: WrittenFile): AccountHandle | undefined {
    return this.accounts.shown().find(({ accountId }) => accountId === account?.text);
  }

  /** Reads the list once, as its view does; after a failure, the view is where it is read again. */
  private async readList(account: AccountHandle): Promise<void> {
    if (this.segments.complete(account) || this.asked.has(account.key)) return;
    this.asked.add(account.key);
    await this.segments.loadAll(account).catch(() => undefined);
  }
}

function diagnosticOf(
  { message, severity, at }: NightlyProblem,
  document: TextDocument,
): Diagnostic {
  const problem = new Diagnostic(rangeOf(at, document), message, SEVERITIES[severity]);
  problem.source = PROBLEM_SOURCE;
  return problem;
}

function rangeOf({ offset, length }: TextSpan, document: TextDocument): Range {
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}
