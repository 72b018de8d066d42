import { EventEmitter, languages, workspace, type TextDocumentChangeEvent, type Uri } from 'vscode';
import type { ReadingOptions } from '../../app/repair/fixRows';
import { DisposableOwner } from '../../common/disposableOwner';
import type { Place } from '../../csv/csvTypes';
import type { Finding } from '../../upload/uploadTypes';
import { setContext } from '../base/contextKeys';
import { stampOf } from '../base/editorSource';
import type { Edit } from './followEdits';
import {
  diagnosticOf,
  entriesAfter,
  entriesOf,
  type FileProblems,
  type ProblemEntry,
} from './problemEntries';
import type { RejectedRows } from './rejectedRows';

/** After an edit the window is told this much later, in milliseconds. */
const SETTLE = 150;

interface FileState {
  uri: Uri;
  readAs: ReadingOptions;
  entries: ProblemEntry[];
  refused: RejectedRows;
  timer?: NodeJS.Timeout;
  reading?: NodeJS.Timeout;
}

/**
 * The rows that were refused, in the Problems panel: never the value, at its exact place, following
 * edits.
 */
export class Problems extends DisposableOwner {
  private readonly collection = this.register(
    languages.createDiagnosticCollection('criteoAudiences'),
  );
  private readonly files = new Map<string, FileState>();
  /** What was shown before an upload is decided on, and may come back. */
  private readonly aside = new Set<FileState>();
  private toldPaths: string[] = [];
  private readonly dismissed = this.register(new EventEmitter<Uri>());
  /** The user wants to hear no more of a file. */
  readonly onDidDismiss = this.dismissed.event;

  constructor() {
    super();
    this.register(workspace.onDidChangeTextDocument((event) => this.edited(event)));
    this.register(workspace.onDidSaveTextDocument(({ uri }) => this.saved(uri)));
    this.register(
      workspace.onDidOpenTextDocument(({ uri }) =>
        this.of(uri).forEach(({ refused }) => refused.opened(() => stampOf(uri))),
      ),
    );
    // Another language of the document is told as closing and opening it: its edits stay.
    this.register(
      workspace.onDidCloseTextDocument(
        ({ uri, isClosed }) => isClosed && this.of(uri).forEach(({ refused }) => refused.closed()),
      ),
    );
    this.register(
      workspace.onDidRenameFiles(({ files }) =>
        files.forEach(({ oldUri, newUri }) => this.moved(oldUri, newUri)),
      ),
    );
    this.register(
      workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => this.deleted(uri))),
    );
    this.register({ dispose: () => this.files.forEach(stopTimers) });
  }

  /** Replaces what was shown for this file. */
  show(problems: FileProblems): void {
    this.clear(problems.uri);
    const entries = entriesOf(problems);
    if (entries.length === 0) return;
    const { uri, readAs, refused } = problems;
    this.files.set(uri.toString(), { uri, readAs, entries, refused });
    this.publish(uri);
  }

  /** "Dismiss for This File". */
  dismiss(uri: Uri): void {
    for (const file of this.of(uri)) this.aside.delete(file);
    this.clear(uri);
    this.dismissed.fire(uri);
  }

  clear(uri: Uri): void {
    clearTimeout(this.files.get(uri.toString())?.timer);
    this.files.delete(uri.toString());
    this.collection.delete(uri);
    this.tellFiles();
  }

  /**
   * Keeps what is shown of these files while `work` decides on an upload, which shows its own. Where
   * it comes to nothing, what stood there before (of a check, say) stands there again, and nothing
   * of that upload.
   */
  async during<T>(uris: readonly Uri[], work: () => Promise<T>): Promise<T> {
    const before = uris.flatMap((uri) => this.files.get(uri.toString()) ?? []);
    for (const file of before) this.aside.add(file);
    try {
      return await work();
    } catch (error) {
      for (const uri of uris) this.clear(uri);
      for (const file of before) {
        if (file.entries.length === 0 || !this.aside.has(file)) continue;
        this.files.set(file.uri.toString(), file);
        this.publish(file.uri);
      }
      throw error;
    } finally {
      for (const file of before) this.aside.delete(file);
    }
  }

  readAs(uri: Uri): ReadingOptions | undefined {
    return this.files.get(uri.toString())?.readAs;
  }

  /** Rows that the API refused: only it knows them, so they cannot be found again by judging. */
  refusedRows(uri: Uri): RejectedRows | undefined {
    return this.files.get(uri.toString())?.refused;
  }

  /**
   * The same as they stand in the file on disk; undefined where that cannot be told, since another
   * program changed it.
   */
  async refusedOnDisk(uri: Uri): Promise<readonly Finding[] | undefined> {
    const refused = this.refusedRows(uri);
    return refused ? refused.onDisk(() => stampOf(uri)) : [];
  }

  /** Places that are shown of a rule. */
  placesOf(uri: Uri, rule: string): Place[] {
    return (this.files.get(uri.toString())?.entries ?? []).flatMap((entry) =>
      entry.rule === rule ? [entry.place] : [],
    );
  }

  uris(): Uri[] {
    return [...this.files.values()].map(({ uri }) => uri);
  }

  /** What is known of a file, shown or set aside. */
  private of(uri: Uri): ReadonlySet<FileState> {
    const key = uri.toString();
    const shown = this.files.get(key);
    const aside = [...this.aside].filter((file) => file.uri.toString() === key);
    return new Set(shown ? [...aside, shown] : aside);
  }

  private edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    // The editor gives changes that do not depend on each other: from the end backwards each leaves
    // the places of the others alone.
    const edits = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset).map(editOf);
    const files = this.of(document.uri);
    for (const refused of new Set([...files].map((one) => one.refused)))
      edits.forEach((edit) => refused.follow(edit));
    for (const file of files) {
      file.entries = entriesAfter(file.entries, edits, file.refused);
      clearTimeout(file.reading);
      // The editor tells that there is something to save a moment later. If not, it read the file
      // anew after another program's change.
      file.reading = setTimeout(() => {
        if (!document.isDirty && !document.isClosed)
          file.refused.saved(() => stampOf(document.uri));
      }, SETTLE);
    }
    const file = this.files.get(document.uri.toString());
    if (file === undefined) return;
    if (file.entries.length === 0) return this.clear(file.uri);
    clearTimeout(file.timer);
    file.timer = setTimeout(() => this.publish(file.uri), SETTLE);
  }

  private saved(uri: Uri): void {
    for (const file of this.of(uri)) {
      file.refused.saved(() => stampOf(uri));
      // The editor knows no lone CR: it writes its own line ends.
      file.readAs = {
        ...file.readAs,
        layout: { ...file.readAs.layout, recordEnd: 'lf' },
        dialect: { ...file.readAs.dialect, recordEnd: 'lf' },
      };
    }
  }

  private moved(from: Uri, to: Uri): void {
    for (const file of [...this.files.values()]) {
      const uri = movedTo(file.uri, from, to);
      if (uri === undefined) continue;
      this.clear(file.uri);
      this.files.set(uri.toString(), { ...file, uri });
      this.publish(uri);
    }
  }

  private deleted(uri: Uri): void {
    for (const [key, file] of [...this.files]) {
      if (key === uri.toString() || key.startsWith(`${uri.toString()}/`)) this.clear(file.uri);
    }
  }

  private publish(uri: Uri): void {
    this.collection.set(uri, (this.files.get(uri.toString())?.entries ?? []).map(diagnosticOf));
    this.tellFiles();
  }

  /**
   * For the menus of these files. A window on Windows spells the paths of a remote Linux with its
   * own separator.
   */
  private tellFiles(): void {
    const paths = this.uris().flatMap(({ fsPath, path }) => [fsPath, path.replaceAll('/', '\\')]);
    if (paths.join('\n') === this.toldPaths.join('\n')) return;
    this.toldPaths = paths;
    void setContext('criteoAudiences.filesWithProblems', paths);
  }
}

function stopTimers({ timer, reading }: FileState): void {
  clearTimeout(timer);
  clearTimeout(reading);
}

/**
 * Where a file is after something was renamed, itself or a folder above it; undefined where it was
 * not touched.
 */
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
