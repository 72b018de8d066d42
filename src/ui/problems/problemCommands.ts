import { t } from '@vscode/l10n';
import {
  commands,
  Position,
  Range,
  TabInputTextDiff,
  window,
  workspace,
  WorkspaceEdit,
  type TextDocument,
  type Uri,
} from 'vscode';
import { Arguments } from '../../app/arguments';
import { changesFor, inEditor, validateText } from '../../app/repair/fixRows';
import { explainRule, fixLabel } from '../../app/repair/ruleTexts';
import { Failure, orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count, plural } from '../../common/format';
import type { Place } from '../../csv/csvTypes';
import { applyChanges, shiftBy, type Change } from '../../csv/textRows';
import { FIX_KINDS, type FixKind } from '../../identifiers/identifierTypes';
import { ruleOf, RULES } from '../../identifiers/rules/allRules';
import { type Commands } from '../base/command';
import type { UploadDocuments } from '../base/uploadDocuments';
import { uriIn } from '../base/uriArguments';
import { documentOf, eolOf } from './editorDocument';
import { fileWithProblems, readAsFor } from './problemFile';
import type { Problems } from './problems';

/** Above this, one edit of the whole text is applied instead: 50,000 small edits take 8 s. */
const MAX_SMALL_EDITS = 200;
/** Changes of at least this many rows are previewed. */
const PREVIEW_FROM = 10;

interface FixArguments {
  uri: Uri;
  rule: string;
  fix: FixKind;
  /** Shows a diff to confirm first, if the change is large. */
  preview: boolean;
}

/** Registers the commands on a file's problems. Quick fixes of a single row are in quickFixes.ts. */
export function registerProblemCommands(
  commandList: Commands,
  problems: Problems,
  documents: UploadDocuments,
): void {
  commandList.add<FixArguments, { changed: number }>({
    id: 'criteoAudiences.fixProblems',
    parse: ([argument]) => parseFixArguments(argument),
    run: async (args) => ({ changed: await fixAll(problems, documents, args) }),
    prompt: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      return {
        changed: await fixAll(problems, documents, {
          uri,
          ...(await askFix(problems, uri)),
          preview: true,
        }),
      };
    },
  });
  commandList.add<never, { dismissed: boolean }>({
    id: 'criteoAudiences.dismissProblems',
    prompt: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      problems.dismiss(uri);
      return { dismissed: true };
    },
  });
  commandList.add<never, void>({
    id: 'criteoAudiences.explainProblem',
    prompt: async (rule) => {
      const text = typeof rule === 'string' ? explainRule(rule) : undefined;
      if (typeof rule === 'string' && text !== undefined)
        await documents.show(documents.ruleUri(rule), text);
    },
  });
}

/** Applies one fix to all rows with a rule. Returns the number of rows changed. */
async function fixAll(
  problems: Problems,
  documents: UploadDocuments,
  { uri, rule, fix, preview }: FixArguments,
): Promise<number> {
  const readAs = readAsFor(problems, uri, 'fixProblems');
  const document = await documentOf(uri, readAs);
  const rejected = problems.rejectedRows(uri);
  await rejected?.settled();
  const text = document.getText();
  const rejectedRanges = (rejected?.inDocument ?? []).map((finding) => ({
    finding,
    ...rangeOf(document, finding.place),
  }));
  // The editor takes a lone CR in a value for a line end and splits the row: don't fix a half.
  const split = problems
    .placesOf(uri, 'control-character')
    .map((place) => rangeOf(document, place));
  const changes = changesFor(
    text,
    inEditor(readAs),
    rule,
    fix,
    eolOf(document),
    new Set(rejectedRanges.map(({ start }) => start)),
  ).filter(
    (change) =>
      !split.some(
        ({ start, end }) =>
          change.start < end && change.end > start && !(change.start <= start && change.end >= end),
      ),
  );
  if (changes.length === 0) return 0;
  const after = applyChanges(text, changes);
  if (
    preview &&
    changes.length >= PREVIEW_FROM &&
    !(await confirmByDiff(documents, document, after, changes.length, fixLabel(fix)))
  )
    return 0;
  if (document.getText() !== text)
    throw new Failure(
      'file-changed',
      t(
        '"{0}" changed before the fix could be applied. Try again.',
        fileName(uri).forNotification(),
      ),
      'fixProblems',
    );
  if (!(await workspace.applyEdit(editOf(document, changes, after))))
    throw new Failure(
      'not-applied',
      t(
        '"{0}" couldn’t be changed. Check that it’s writable, then try again.',
        fileName(uri).forNotification(),
      ),
      'fixProblems',
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
    problems.show({ uri, readAs, findings, totals, nothingSent: false, rejected });
  }
  return changes.length;
}

function editOf(document: TextDocument, changes: readonly Change[], after: string): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  if (changes.length > MAX_SMALL_EDITS) {
    edit.replace(
      document.uri,
      new Range(document.positionAt(0), document.positionAt(document.getText().length)),
      after,
    );
  } else {
    for (const { start, end, text } of changes)
      edit.replace(
        document.uri,
        new Range(document.positionAt(start), document.positionAt(end)),
        text,
      );
  }
  return edit;
}

/** Shows the change as a diff and asks to confirm it in a quick pick, which doesn't cover the diff. */
async function confirmByDiff(
  documents: UploadDocuments,
  document: TextDocument,
  after: string,
  rows: number,
  title: string,
): Promise<boolean> {
  const uri = documents.keep(fileName(document.uri).raw(), `fixed=${document.version}`, after);
  await commands.executeCommand(
    'vscode.diff',
    document.uri,
    uri,
    t('{0}: {1}', fileName(document.uri).forTree(), title),
  );
  const change = plural(rows, {
    one: t('Change {0} Row', count(rows)),
    other: t('Change {0} Rows', count(rows)),
  });
  const choice = await window.showQuickPick([change], {
    title,
    placeHolder: t('The diff shows the change. You can undo it afterward.'),
    ignoreFocusOut: true,
  });
  // Close the diff: the file itself is what the user saves next.
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  await window.tabGroups.close(
    tabs.filter(
      ({ input }) =>
        input instanceof TabInputTextDiff && input.modified.toString() === uri.toString(),
    ),
  );
  if (choice === change) await window.showTextDocument(document);
  return choice === change;
}

/** Picks a fix of the document's current problems, each listed with its number of rows. */
async function askFix(problems: Problems, uri: Uri): Promise<Pick<FixArguments, 'rule' | 'fix'>> {
  const readAs = problems.readAs(uri);
  const totals: Record<string, number> = readAs
    ? validateText((await documentOf(uri, readAs)).getText(), inEditor(readAs)).totals
    : {};
  const items = Object.entries(totals).flatMap(([rule, rows]) =>
    [...new Set<FixKind>([...ruleOf(rule).fixes, 'remove'])].map((fix) => ({
      label: fixLabel(fix),
      description: ruleOf(rule).title(),
      detail: plural(rows, {
        one: t('Affects {0} row', count(rows)),
        other: t('Affects {0} rows', count(rows)),
      }),
      rule,
      fix,
    })),
  );
  return orCancel(
    await window.showQuickPick(items, {
      title: fileName(uri).forTree(),
      placeHolder: items.length === 0 ? t('Nothing to fix') : t('What do you want to fix?'),
    }),
  );
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

function parseFixArguments(argument: unknown): FixArguments | undefined {
  const args = Arguments.of(argument, 'fixProblems', 'rule', 'fix');
  return (
    args && {
      rule: args.parse(
        'rule',
        (rule) => (typeof rule === 'string' && RULES.has(rule) ? rule : undefined),
        t('“rule” must be a problem code.'),
      ),
      fix: args.oneOf('fix', FIX_KINDS),
      uri: uriIn(args, 'uri'),
      preview: args.optionalFlag('preview') ?? false,
    }
  );
}
