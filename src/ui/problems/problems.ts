import {
  EventEmitter,
  languages,
  workspace,
  type TextDocument,
  type TextDocumentChangeEvent,
  type Uri,
} from 'vscode';
import type { ReadingOptions } from '../../app/repair/fixRows';
import type { FileFigures } from '../../app/uploads/fileLenses';
import type { ProblemEntry } from '../../app/uploads/plan/problemEntries';
import { DisposableOwner } from '../../common/disposableOwner';
import type { Place } from '../../csv/csvTypes';
import type { Report } from '../../upload/jobTypes';
import type { Finding } from '../../upload/uploadTypes';
import { setContext } from '../base/contextKeys';
import { stampOf, unsavedDocument } from '../base/editorSource';
import { diagnosticOf, entriesAfter, entriesOf, figuresOf, type FileProblems } from './diagnostics';
import type { Edit } from './followEdits';
import { isSameVersion, type FileStamp, type RejectedRows } from './rejectedRows';

/** Milliseconds to wait after an edit before publishing. */
const DEBOUNCE = 150;

interface FileState {
  uri: Uri;
  readAs: ReadingOptions;
  /** Of the upload that they are of. */
  report?: FileProblems['report'];
  /** Empty if there are none, or edits removed them all, which an undo can bring back. */
  entries: ProblemEntry[];
  rejected: RejectedRows;
  /** The problems of the file as it was read, until the editor saves it. */
  asRead?: { stamp: FileStamp; entries: ProblemEntry[]; figures: FileFigures };
}

/**
 * Shows invalid and rejected rows in the Problems panel, at their exact place and without their
 * values, and follows edits of the files.
 */
export class Problems extends DisposableOwner {
  private readonly collection = this.register(
    languages.createDiagnosticCollection('criteoAudiences'),
  );
  /** The files that were checked or uploaded. */
  private readonly files = new Map<string, FileState>();
  /** Edits of documents since they had the content on disk, which is what is read. */
  private readonly unsaved = new Map<string, Edit[]>();
  /** Documents that were edited, by the problems that follow the edits. */
  private readonly edited = new Map<FileState, TextDocument>();
  private readonly settling = this.later('pause', DEBOUNCE, () => this.settleAll());
  private readonly changed = this.register(new EventEmitter<void>());
  /** Fires when the problems of a file, or its figures, have changed. */
  readonly onDidChange = this.changed.event;

  /** `areAlike`: whether the names of two files say that one follows the other. */
  constructor(private readonly areAlike: (uri: Uri, other: Uri) => boolean) {
    super();
    this.register(workspace.onDidChangeTextDocument((event) => this.onChange(event)));
    this.register(workspace.onDidSaveTextDocument(({ uri }) => this.onSave(uri)));
    this.register(
      workspace.onDidOpenTextDocument(({ uri }) =>
        this.stateOf(uri)?.rejected.documentOpened(() => stampOf(uri)),
      ),
    );
    // Changing the language also fires a close event, with `isClosed` false: edits are kept then.
    this.register(
      workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
        if (!isClosed) return;
        this.unsaved.delete(uri.toString());
        const state = this.stateOf(uri);
        if (state) void this.onClose(state);
      }),
    );
    this.register(
      workspace.onDidRenameFiles(({ files }) =>
        files.forEach(({ oldUri, newUri }) => this.onRename(oldUri, newUri)),
      ),
    );
    this.register(
      workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => this.onDelete(uri))),
    );
  }

  /**
   * Replaces the problems of a file. Those of what was read on disk follow the edits that its
   * document has had by now.
   */
  show(problems: FileProblems): void {
    const { uri, readAs, rejected, read } = problems;
    const key = uri.toString();
    const before = this.files.get(key);
    // An edit of the file leaves it that of the upload.
    const report = read ? problems.report : before?.report;
    let entries = entriesOf(problems, read ? rejected.lastSaved : rejected.inDocument);
    let asRead = before?.asRead;
    if (read) {
      const figures = figuresOf(problems, rejected.lastSaved, read.valid);
      asRead = { stamp: read.stamp, entries, figures };
      const edits = (unsavedDocument(uri) && this.unsaved.get(key)) ?? [];
      if (before?.rejected !== rejected) edits.forEach((edit) => rejected.follow(edit));
      if (edits.length > 0) entries = entriesAfter(entries, edits, rejected);
    }
    this.clear(uri);
    this.files.set(key, { uri, readAs, report, entries, rejected, asRead });
    this.publish(uri);
  }

  /**
   * These files were sent: what is left of uploads of other files that had finished before goes, if they have such
   * names or went to the same list. `since`: when the first of those that are sent together began.
   */
  clearOlder(uris: readonly Uri[], { accountId, segmentId }: Report, since: number): void {
    for (const { uri, report } of [...this.files.values()]) {
      if (report?.state !== 'finished' || Date.parse(report.finishedAt) >= since) continue;
      const isSameList = report.accountId === accountId && report.segmentId === segmentId;
      const isSent = uris.some((one) => one.toString() === uri.toString());
      if (!isSent && (isSameList || uris.some((one) => this.areAlike(one, uri)))) this.clear(uri);
    }
  }

  /** The record of an upload was deleted: its problems go with it. */
  clearUpload(jobId: string): void {
    for (const { uri, report } of [...this.files.values()])
      if (report?.jobId === jobId) this.clear(uri);
  }

  /** These files weren't sent after all: what was found in them goes, unless it is of an upload. */
  clearUnsent(uris: readonly Uri[]): void {
    for (const uri of uris) {
      const state = this.stateOf(uri);
      if (state && !state.report) this.clear(uri);
    }
  }

  private clear(uri: Uri): void {
    this.files.delete(uri.toString());
    this.collection.delete(uri);
    this.afterChange();
  }

  /** How a file with problems was read; undefined if it has none. */
  readAs(uri: Uri): ReadingOptions | undefined {
    return this.shownAt(uri)?.readAs;
  }

  /** The rows rejected by the API, which validation can't find. Undefined without problems. */
  rejectedRows(uri: Uri): RejectedRows | undefined {
    return this.shownAt(uri)?.rejected;
  }

  /**
   * The rows rejected by the API, at their places in the file on disk. Undefined if these are unknown
   * because another program changed the file.
   */
  async rejectedOnDisk(uri: Uri): Promise<readonly Finding[] | undefined> {
    const rejected = this.rejectedRows(uri);
    return rejected ? rejected.onDisk(() => stampOf(uri)) : [];
  }

  /** The places of the listed problems, or of those with a rule. */
  placesOf(uri: Uri, rule?: string): Place[] {
    return (this.shownAt(uri)?.entries ?? []).flatMap((entry) =>
      rule === undefined || entry.rule === rule ? [entry.place] : [],
    );
  }

  /** Whether a file was checked or uploaded in this window. */
  isChecked(uri: Uri): boolean {
    return this.files.has(uri.toString());
  }

  /**
   * What the last check or upload of a file found. Undefined if the file has changed since, in its
   * document or on disk.
   */
  async figuresOf({ uri, isDirty }: TextDocument): Promise<FileFigures | undefined> {
    const asRead = this.files.get(uri.toString())?.asRead;
    if (!asRead || isDirty) return undefined;
    return isSameVersion(asRead.stamp, await stampOf(uri)) ? asRead.figures : undefined;
  }

  uris(): Uri[] {
    return [...this.files.values()]
      .filter(({ entries }) => entries.length > 0)
      .map(({ uri }) => uri);
  }

  private shownAt(uri: Uri): FileState | undefined {
    const file = this.stateOf(uri);
    return file?.entries.length ? file : undefined;
  }

  private stateOf(uri: Uri): FileState | undefined {
    return this.files.get(uri.toString());
  }

  private onChange({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length > 0) this.onEdit(document, contentChanges);
    else if (!document.isDirty) this.unsaved.delete(document.uri.toString());
    // A document without unsaved edits has the content on disk: all edits were undone, or the editor
    // reloaded a file that another program changed. `isDirty` is updated after the content, with an
    // event of its own.
    const state = this.stateOf(document.uri);
    if (!state) return;
    this.edited.set(state, document);
    this.settling.call();
  }

  private onEdit(
    { uri, isDirty }: TextDocument,
    changes: TextDocumentChangeEvent['contentChanges'],
  ): void {
    // The changes of one event don't overlap: applied from the end, none shifts the others.
    const edits = [...changes].sort((a, b) => b.rangeOffset - a.rangeOffset).map(editOf);
    // The first edit of a clean document comes before it is dirty.
    const unsaved = (isDirty && this.unsaved.get(uri.toString())) || [];
    for (const edit of edits) unsaved.push(edit);
    this.unsaved.set(uri.toString(), unsaved);
    const state = this.stateOf(uri);
    if (!state) return;
    edits.forEach((edit) => state.rejected.follow(edit));
    state.entries = entriesAfter(state.entries, edits, state.rejected);
  }

  private async settleAll(): Promise<void> {
    const edited = [...this.edited];
    this.edited.clear();
    await Promise.all(edited.map((one) => this.settle(...one)));
  }

  /**
   * Shows the problems after an edit. A document may be older than what was read: its reload looks like an
   * edit, but isn't one, and nothing is shown before that is known.
   */
  private async settle(state: FileState, document: TextDocument): Promise<void> {
    const isReloaded = (): boolean => !document.isDirty && !document.isClosed;
    const now = isReloaded() ? await stampOf(state.uri) : undefined;
    if (isReloaded()) {
      const isRestored = this.restore(state, now);
      if (isRestored) state.rejected.discardEdits();
      state.rejected.documentSaved(() => Promise.resolve(now));
      if (isRestored) return;
    }
    const { uri, entries } = state;
    const isShown = this.stateOf(uri) === state;
    if (isShown && entries.length + (this.collection.get(uri)?.length ?? 0) > 0) this.publish(uri);
  }

  /** Unsaved edits are lost with their document. */
  private async onClose(state: FileState): Promise<void> {
    state.rejected.discardEdits();
    this.restore(state, await stampOf(state.uri));
  }

  /**
   * Shows the problems as they were read, whose places are exact if the file is still the one that
   * was read. Returns whether it is.
   */
  private restore(state: FileState, now: FileStamp | undefined): boolean {
    const { uri, asRead } = state;
    if (!asRead || !isSameVersion(asRead.stamp, now) || this.stateOf(uri) !== state) return false;
    state.entries = asRead.entries;
    this.publish(uri);
    return true;
  }

  private onSave(uri: Uri): void {
    this.unsaved.delete(uri.toString());
    const file = this.stateOf(uri);
    if (file) {
      file.asRead = undefined;
      file.rejected.documentSaved(() => stampOf(uri));
      // The editor has replaced lone CRs: it saves files with LF or CRLF.
      file.readAs = {
        ...file.readAs,
        layout: { ...file.readAs.layout, recordEnd: 'lf' },
        dialect: { ...file.readAs.dialect, recordEnd: 'lf' },
      };
    }
    this.changed.fire();
  }

  private onRename(from: Uri, to: Uri): void {
    for (const file of [...this.files.values()]) {
      const uri = movedTo(file.uri, from, to);
      if (uri === undefined) continue;
      this.clear(file.uri);
      this.files.set(uri.toString(), { ...file, uri });
      this.publish(uri);
    }
  }

  private onDelete(uri: Uri): void {
    for (const [key, file] of [...this.files]) {
      if (key === uri.toString() || key.startsWith(`${uri.toString()}/`)) this.clear(file.uri);
    }
  }

  private publish(uri: Uri): void {
    const { entries = [] } = this.files.get(uri.toString()) ?? {};
    this.collection.set(uri, entries.map(diagnosticOf));
    this.afterChange();
  }

  private afterChange(): void {
    void setContext('criteoAudiences.problems', this.uris().length > 0);
    this.changed.fire();
  }
}

/** The new URI of a file after it or a folder above it was renamed; undefined if neither was. */
export function movedTo(uri: Uri, from: Uri, to: Uri): Uri | undefined {
  if (uri.toString() === from.toString()) return to;
  return uri.toString().startsWith(`${from.toString()}/`)
    ? to.with({ path: to.path + uri.path.slice(from.path.length) })
    : undefined;
}

function editOf({ range, text }: TextDocumentChangeEvent['contentChanges'][number]): Edit {
  return {
    startLine: range.start.line,
    startColumn: range.start.character,
    endLine: range.end.line,
    endColumn: range.end.character,
    text,
  };
}
