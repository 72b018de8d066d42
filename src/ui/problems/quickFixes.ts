import { t } from '@vscode/l10n';
import {
  CodeAction,
  CodeActionKind,
  languages,
  Range,
  WorkspaceEdit,
  type CodeActionContext,
  type CodeActionProvider,
  type Diagnostic,
  type Disposable,
  type TextDocument,
} from 'vscode';
import { changeFor, fixesOfRow, inEditor, type ReadingOptions } from '../../app/repair/fixRows';
import { fixAllLabel, fixLabel } from '../../app/repair/ruleTexts';
import { rowAt, valueOf, type Layout, type Row } from '../../csv/textRows';
import type { Fix, FixKind } from '../../identifiers/identifierTypes';
import { eolOf, isMisread } from './editorDocument';
import { ruleOfDiagnostic } from './problemEntries';
import { type Problems } from './problems';
import { RowIndex } from './rowIndex';

/** Quick fixes on the rows of a CSV: each for one row, and for all rows of the same kind. */
export class QuickFixes implements CodeActionProvider {
  static register(problems: Problems): Disposable {
    const selector = [
      { pattern: '**/*.{csv,tsv,txt,CSV,TSV,TXT,Csv,Tsv,Txt}' },
      { language: 'csv' },
      { language: 'tsv' },
    ];
    return languages.registerCodeActionsProvider(selector, new QuickFixes(problems), {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    });
  }

  private readonly index = new RowIndex();

  constructor(private readonly problems: Problems) {}

  provideCodeActions(
    document: TextDocument,
    _range: Range,
    { diagnostics }: CodeActionContext,
  ): CodeAction[] {
    const ours = diagnostics.filter((diagnostic) => ruleOfDiagnostic(diagnostic) !== undefined);
    if (ours.length === 0) return [];
    const readAs = this.problems.readAs(document.uri);
    if (!readAs) return [];
    if (isMisread(document, readAs)) return [saveFixedAction(document), ...forTheFile(document)];
    return [
      ...ours
        .slice(0, 5)
        .flatMap((diagnostic) => this.actionsFor(document, diagnostic, inEditor(readAs))),
      ...forTheFile(document),
    ];
  }

  private actionsFor(
    document: TextDocument,
    diagnostic: Diagnostic,
    readAs: ReadingOptions,
  ): CodeAction[] {
    const rule = ruleOfDiagnostic(diagnostic);
    if (!rule) return [];
    const text = document.getText();
    const start = this.index.rowStart(
      document,
      text,
      readAs.layout,
      document.offsetAt(diagnostic.range.start),
    );
    const row = start === undefined ? undefined : rowAt(text, start, readAs.layout);
    // A lone CR in a value of the file is a line end in the editor: this is only a half of its row.
    if (!row || document.offsetAt(diagnostic.range.end) > row.end) return [];
    const fixes = fixesOfRow(text, row, valueOf(text, row), readAs);
    // What the checks here find good, the API refused: the row can still go.
    const usable: Fix[] = fixes.some(({ kind }) => kind === 'remove')
      ? fixes
      : [...fixes, { kind: 'remove', values: [] }];
    return usable.flatMap((fix) => [
      this.forRow(document, diagnostic, text, row, fix, readAs.layout),
      this.forAll(document, diagnostic, rule, fix.kind),
    ]);
  }

  private forRow(
    document: TextDocument,
    diagnostic: Diagnostic,
    text: string,
    row: Row,
    fix: Fix,
    layout: Layout,
  ): CodeAction {
    const action = new CodeAction(fixLabel(fix.kind), CodeActionKind.QuickFix);
    const change = changeFor(text, row, fix, layout, eolOf(document));
    action.edit = new WorkspaceEdit();
    action.edit.replace(
      document.uri,
      new Range(document.positionAt(change.start), document.positionAt(change.end)),
      change.text,
    );
    action.diagnostics = [diagnostic];
    action.isPreferred = fix.kind !== 'remove' && fix.kind !== 'split' && fix.kind !== 'pad';
    return action;
  }

  private forAll(
    document: TextDocument,
    diagnostic: Diagnostic,
    rule: string,
    kind: FixKind,
  ): CodeAction {
    const action = new CodeAction(fixAllLabel(kind, rule), CodeActionKind.QuickFix);
    action.command = {
      command: 'criteoAudiences.fixProblems',
      title: action.title,
      arguments: [{ uri: document.uri.toString(), rule, fix: kind, preview: true }],
    };
    action.diagnostics = [diagnostic];
    return action;
  }
}

function onTheFile({ uri }: TextDocument, title: string, command: string): CodeAction {
  const made = new CodeAction(title, CodeActionKind.QuickFix);
  made.command = { command, title, arguments: [uri] };
  return made;
}

/** In place of the fixes where a change in the editor would damage the file. */
function saveFixedAction(document: TextDocument): CodeAction {
  return onTheFile(
    document,
    t('Save Fixed CSV As… (the editor opened this file in an encoding other than its own)'),
    'criteoAudiences.fixFile',
  );
}

function forTheFile(document: TextDocument): CodeAction[] {
  return [
    onTheFile(
      document,
      t('Export Invalid and Rejected Rows…'),
      'criteoAudiences.exportRefusedRows',
    ),
    onTheFile(document, t('Dismiss Problems for This File'), 'criteoAudiences.dismissProblems'),
  ];
}
