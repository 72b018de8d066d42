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
import { fieldsOfRow, type Field } from '../../app/repair/fieldsOfRow';
import {
  changeFor,
  fixesOfRow,
  hasOtherValidField,
  inEditor,
  type ReadingOptions,
} from '../../app/repair/fixRows';
import { fixAllLabel, fixLabel } from '../../app/repair/ruleTexts';
import { rowAt, valueOf } from '../../csv/textRows';
import type { Fix, FixKind } from '../../identifiers/identifierTypes';
import { CSV_GLOB } from '../base/names';
import { ruleOfDiagnostic } from './diagnostics';
import { eolOf, isMisread } from './editorDocument';
import { type Problems } from './problems';
import { RowIndex } from './rowIndex';

/** Quick fixes for the rows of a CSV: for one row, and for all rows with the same problem. */
export class QuickFixes implements CodeActionProvider {
  static register(problems: Problems): Disposable {
    const selector = [{ pattern: CSV_GLOB }, { language: 'csv' }, { language: 'tsv' }];
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
    const own = diagnostics.filter((diagnostic) => ruleOfDiagnostic(diagnostic) !== undefined);
    if (own.length === 0) return [];
    const readAs = this.problems.readAs(document.uri);
    if (!readAs) return [];
    if (isMisread(document, readAs)) return [saveFixedAction(document), ...fileActions(document)];
    return [
      ...own
        .slice(0, 5)
        .flatMap((diagnostic) => this.actionsFor(document, diagnostic, inEditor(readAs))),
      ...fileActions(document),
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
    const at = document.offsetAt(diagnostic.range.start);
    const start = this.index.rowStart(document, text, readAs.layout, at);
    const row = start === undefined ? undefined : rowAt(text, start, readAs.layout);
    // The editor takes a lone CR in a value for a line end: then this is only half of the row.
    if (!row || document.offsetAt(diagnostic.range.end) > row.end) return [];
    const fields = fieldsOfRow(text, row, readAs);
    const field =
      fields.find((one) => one.row.fieldStart <= at && at <= one.row.fieldEnd) ?? fields[0];
    const fixes = fixesOfRow(text, field.row, valueOf(text, field.row), field.options);
    // A row that is valid here was rejected by the API: it can still be removed.
    const available: Fix[] = fixes.some(({ kind }) => kind === 'remove')
      ? fixes
      : [...fixes, { kind: 'remove', values: [] }];
    const isKept = hasOtherValidField(text, fields, field);
    return available.flatMap((fix) => [
      this.forField(document, diagnostic, text, field, fix, isKept),
      this.forAll(document, diagnostic, rule, fix.kind, fields.length > 1),
    ]);
  }

  /** `isKept`: see `changeFor`. */
  private forField(
    document: TextDocument,
    diagnostic: Diagnostic,
    text: string,
    field: Field,
    fix: Fix,
    isKept: boolean,
  ): CodeAction {
    const label = fix.kind === 'remove' && isKept ? t('Clear the field') : fixLabel(fix.kind);
    const action = new CodeAction(label, CodeActionKind.QuickFix);
    const change = changeFor(text, field, fix, eolOf(document), isKept);
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
    inSeveralColumns: boolean,
  ): CodeAction {
    const title = fixAllLabel(kind, rule, inSeveralColumns);
    const action = commandAction(title, 'criteoAudiences.fixProblems', {
      uri: document.uri.toString(),
      rule,
      fix: kind,
      preview: true,
    });
    action.diagnostics = [diagnostic];
    return action;
  }
}

function commandAction(title: string, command: string, argument: unknown): CodeAction {
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.command = { command, title, arguments: [argument] };
  return action;
}

/** Replaces the fixes if saving a change in the editor would damage the file. */
function saveFixedAction({ uri }: TextDocument): CodeAction {
  return commandAction(
    t('Save Fixed CSV As… (the editor opened this file in an encoding other than its own)'),
    'criteoAudiences.fixFile',
    uri,
  );
}

function fileActions({ uri }: TextDocument): CodeAction[] {
  return [
    commandAction(t('Export Invalid and Rejected Rows…'), 'criteoAudiences.exportRefusedRows', uri),
  ];
}
