import { t } from '@vscode/l10n';
import {
  Position,
  Range,
  window,
  workspace,
  WorkspaceEdit,
  type TextDocument,
  type Uri,
} from 'vscode';
import {
  changesFor,
  changesForAll,
  inEditor,
  keepingFixOf,
  validateText,
  type ReadingOptions,
} from '../../app/repair/fixRows';
import { fixLabel } from '../../app/repair/ruleTexts';
import type { ToolCode } from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count, plural } from '../../common/format';
import type { Place } from '../../csv/csvTypes';
import { applyChanges, shiftBy, type Change } from '../../csv/textRows';
import type { FixKind } from '../../identifiers/identifierTypes';
import type { Finding } from '../../upload/uploadTypes';
import type { UploadDocuments } from '../base/uploadDocuments';
import { documentOf, eolOf } from './editorDocument';
import { showFixDiff } from './fixDiff';
import { readAsFor } from './problemFile';
import type { Problems } from './problems';
import type { RejectedRows } from './rejectedRows';

/** Above this, one edit of the whole text is applied instead: 50,000 small edits take 8 s. */
const MAX_SMALL_EDITS = 200;
const OPERATION = 'fixProblems';

/** One fix of all rows with a rule, or whatever keeps the rows that can be fixed. */
export type RowsToFix = { rule: string; fix: FixKind } | 'all';

/** What became of a fix. Rows are 0 if there was nothing to fix, or it wasn't confirmed. */
interface FixOutcome {
  /** Number of rows changed. */
  changed: number;
  saved: boolean;
}

/** A change of a document, and the rows that Criteo rejected, which have to move with it. */
interface Edits {
  document: TextDocument;
  readAs: ReadingOptions;
  text: string;
  after: string;
  changes: readonly Change[];
  rejected: RejectedRows | undefined;
  rejectedRanges: readonly { finding: Finding; start: number; end: number }[];
}

const UNCHANGED: FixOutcome = { changed: 0, saved: false };

/** Fixes rows of files with problems in the editor, where it can be undone. */
export class RowFixes {
  constructor(
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
  ) {}

  /**
   * "Fix 412": the fix of a rule that keeps the row, for all its rows. Shows the change as a diff to
   * confirm, and to save with it. Throws as `fix`.
   */
  async fixRule(uri: Uri, rule: string): Promise<FixOutcome> {
    const fix = keepingFixOf(rule);
    return fix === undefined ? UNCHANGED : this.fix(uri, { rule, fix }, 1);
  }

  /**
   * "Fix All That Can Be Fixed": each row that a fix keeps, as one change. Confirmed as `fixRule`.
   * Throws as `fix`.
   */
  fixAllRules(uri: Uri): Promise<FixOutcome> {
    return this.fix(uri, 'all', 1);
  }

  /**
   * Fixes rows in the file's document. `confirmFrom`: the number of rows from which the change is
   * shown as a diff to confirm; it is saved only if that was chosen there. Throws `Failure`
   * 'no-problems', 'other-encoding', 'file-changed', 'not-applied' or 'not-saved'.
   */
  async fix(uri: Uri, which: RowsToFix, confirmFrom = Infinity): Promise<FixOutcome> {
    const edits = await this.planEdits(uri, which);
    const { document, changes } = edits;
    const rows = changes.length;
    if (rows === 0) return UNCHANGED;
    if (rows < confirmFrom) {
      await this.apply(edits);
      return { changed: rows, saved: false };
    }
    const title = which === 'all' ? fixEverythingLabel() : fixLabel(which.fix);
    const { viewColumn } = window.tabGroups.activeTabGroup;
    const closeDiff = await this.showDiff(edits, title);
    try {
      const choice = await confirm(title, rows);
      if (choice === undefined) return UNCHANGED;
      // The file is saved next, by whoever fixed it.
      if (choice === 'fix') await window.showTextDocument(document, { viewColumn });
      await this.apply(edits);
      // While the diff is open, the document is.
      if (choice === 'save' && !(await document.save()))
        throw failure(
          'not-saved',
          t(
            '"{0}" was changed, but couldn’t be saved. Save it, then continue.',
            fileName(uri).forNotification(),
          ),
        );
      return { changed: rows, saved: choice === 'save' };
    } finally {
      await closeDiff();
    }
  }

  /** Throws as `readAsFor` and `documentOf`. */
  private async planEdits(uri: Uri, which: RowsToFix): Promise<Edits> {
    const readAs = readAsFor(this.problems, uri, OPERATION);
    const document = await documentOf(uri, readAs);
    const rejected = this.problems.rejectedRows(uri);
    await rejected?.settled();
    const text = document.getText();
    const rejectedRanges = (rejected?.inDocument ?? []).map((finding) => ({
      finding,
      ...rangeOf(document, finding.place),
    }));
    const eol = eolOf(document);
    const found =
      which === 'all'
        ? changesForAll(text, inEditor(readAs), eol)
        : changesFor(
            text,
            inEditor(readAs),
            which.rule,
            which.fix,
            eol,
            new Set(rejectedRanges.map(({ start }) => start)),
          );
    const changes = this.wholeRows(document, found);
    const after = applyChanges(text, changes);
    return { document, readAs, text, after, changes, rejected, rejectedRanges };
  }

  private async apply(edits: Edits): Promise<void> {
    const { document, readAs, text, after, changes, rejected, rejectedRanges } = edits;
    const { uri } = document;
    const name = fileName(uri).forNotification();
    if (document.getText() !== text)
      throw failure(
        'file-changed',
        t('"{0}" changed before the fix could be applied. Try again.', name),
      );
    if (!(await workspace.applyEdit(editOf(document, changes, after))))
      throw failure(
        'not-applied',
        t('"{0}" couldn’t be changed. Check that it’s writable, then try again.', name),
      );
    // Problems can't follow an edit of the whole text: validate again, and move the rows that the API
    // rejected, which validation can't find.
    if (changes.length > MAX_SMALL_EDITS && rejected) {
      rejected.replace(
        shiftBy(rejectedRanges, changes).map(({ finding, start, end }) => ({
          ...finding,
          place: placeOf(document, start, end),
        })),
      );
      const { findings, totals } = validateText(document.getText(), inEditor(readAs));
      this.problems.show({ uri, readAs, findings, totals, nothingSent: false, rejected });
    }
  }

  /** Resolves to what closes it. */
  private showDiff({ document, after }: Edits, title: string): Promise<() => Promise<void>> {
    const name = fileName(document.uri);
    const fixed = this.documents.keep(name.raw(), `fixed=${document.version}`, after);
    return showFixDiff(document.uri, fixed, t('{0}: {1}', name.forTree(), title));
  }

  /** The editor takes a lone CR in a value for a line end and splits the row: don't fix a half. */
  private wholeRows(document: TextDocument, changes: readonly Change[]): Change[] {
    const split = this.problems
      .placesOf(document.uri, 'control-character')
      .map((place) => rangeOf(document, place));
    return changes.filter(
      (change) =>
        !split.some(
          ({ start, end }) =>
            change.start < end &&
            change.end > start &&
            !(change.start <= start && change.end >= end),
        ),
    );
  }
}

/** What fixing everything does, as a title or list entry. */
export function fixEverythingLabel(): string {
  return t('Fix all that can be fixed');
}

function editOf(document: TextDocument, changes: readonly Change[], after: string): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  const all =
    changes.length > MAX_SMALL_EDITS
      ? [{ start: 0, end: document.getText().length, text: after }]
      : changes;
  for (const { start, end, text } of all)
    edit.replace(
      document.uri,
      new Range(document.positionAt(start), document.positionAt(end)),
      text,
    );
  return edit;
}

/** Asks in a quick pick, which leaves the diff visible; undefined if cancelled. */
async function confirm(title: string, rows: number): Promise<'save' | 'fix' | undefined> {
  const save = plural(rows, {
    one: t('Fix {0} Row and Save', count(rows)),
    other: t('Fix {0} Rows and Save', count(rows)),
  });
  const fix = plural(rows, {
    one: t('Fix {0} Row', count(rows)),
    other: t('Fix {0} Rows', count(rows)),
  });
  const choice = await window.showQuickPick([save, fix, t('Cancel')], {
    title,
    placeHolder: t('The diff shows the change. You can undo it afterward.'),
    ignoreFocusOut: true,
  });
  return choice === save ? 'save' : choice === fix ? 'fix' : undefined;
}

function failure(code: ToolCode, message: string): Failure {
  return new Failure(code, message, OPERATION);
}

function rangeOf(
  document: TextDocument,
  { line, startColumn, endLine, endColumn }: Place,
): { start: number; end: number } {
  return {
    start: document.offsetAt(new Position(line, startColumn)),
    end: document.offsetAt(new Position(endLine, endColumn)),
  };
}

function placeOf(document: TextDocument, from: number, to: number): Place {
  const [start, end] = [document.positionAt(from), document.positionAt(to)];
  return {
    line: start.line,
    startColumn: start.character,
    endLine: end.line,
    endColumn: end.character,
  };
}
