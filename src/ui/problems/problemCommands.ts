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

/** Up to this many small edits; beyond, one edit of the whole text (50,000 small ones take 8 s). */
const SMALL_EDITS = 200;
/** From this many rows on the change is shown before it is made. */
const PREVIEW_FROM = 10;

interface FixCall {
  uri: Uri;
  rule: string;
  fix: FixKind;
  /** Shows the change first where it is large. */
  preview: boolean;
}

/** What can be done with the rows in Problems, apart from the quick fixes of one row. */
export function registerProblemCommands(
  commandList: Commands,
  problems: Problems,
  documents: UploadDocuments,
): void {
  commandList.add<FixCall, { changed: number }>({
    id: 'criteoAudiences.fixProblems',
    parse: ([argument]) => fixCallOf(argument),
    run: async (call) => ({ changed: await fixAll(problems, documents, call) }),
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

async function fixAll(
  problems: Problems,
  documents: UploadDocuments,
  { uri, rule, fix, preview }: FixCall,
): Promise<number> {
  const readAs = readAsFor(problems, uri, 'fixProblems');
  const document = await documentOf(uri, readAs);
  const refused = problems.refusedRows(uri);
  await refused?.settled();
  const text = document.getText();
  const byApi = (refused?.inDocument ?? []).map((finding) => ({
    finding,
    ...rangeOf(document, finding.place),
  }));
  // A lone CR in a value of a file is a line end in the editor: half of such a row is none to be
  // mended.
  const broken = problems
    .placesOf(uri, 'control-character')
    .map((place) => rangeOf(document, place));
  const changes = changesFor(
    text,
    inEditor(readAs),
    rule,
    fix,
    eolOf(document),
    new Set(byApi.map(({ start }) => start)),
  ).filter(
    (change) =>
      !broken.some(
        ({ start, end }) =>
          change.start < end && change.end > start && !(change.start <= start && change.end >= end),
      ),
  );
  if (changes.length === 0) return 0;
  const after = applyChanges(text, changes);
  if (
    preview &&
    changes.length >= PREVIEW_FROM &&
    !(await agreedByDiff(documents, document, after, changes.length, fixLabel(fix)))
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
  // One edit of the whole text leaves no entry in its place: what is still wrong is found again,
  // and what only the API knows is put where it went.
  if (changes.length > SMALL_EDITS && refused) {
    refused.replace(
      shiftBy(byApi, changes).map(({ finding, start, end }) => ({
        ...finding,
        place: placeOf(document, start, end),
      })),
    );
    const { findings, totals } = validateText(document.getText(), inEditor(readAs));
    problems.show({ uri, readAs, findings, totals, nothingSent: false, refused });
  }
  return changes.length;
}

function editOf(document: TextDocument, changes: readonly Change[], after: string): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  if (changes.length > SMALL_EDITS) {
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

/**
 * Many rows are shown as a diff before they are changed. The question stays above, out of its way.
 */
async function agreedByDiff(
  documents: UploadDocuments,
  document: TextDocument,
  after: string,
  rows: number,
  what: string,
): Promise<boolean> {
  const uri = documents.keep(fileName(document.uri).raw(), `fixed=${document.version}`, after);
  await commands.executeCommand(
    'vscode.diff',
    document.uri,
    uri,
    t('{0}: {1}', fileName(document.uri).forTree(), what),
  );
  const yes = plural(rows, {
    one: t('Change {0} Row', count(rows)),
    other: t('Change {0} Rows', count(rows)),
  });
  const choice = await window.showQuickPick([yes], {
    title: what,
    placeHolder: t('The diff shows the change. You can undo it afterward.'),
    ignoreFocusOut: true,
  });
  // With the answer the comparison has done its work: what is to be saved now is the file.
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  await window.tabGroups.close(
    tabs.filter(
      ({ input }) =>
        input instanceof TabInputTextDiff && input.modified.toString() === uri.toString(),
    ),
  );
  if (choice === yes) await window.showTextDocument(document);
  return choice === yes;
}

/** What can be mended in a file as it stands, with how many rows it is about. */
async function askFix(problems: Problems, uri: Uri): Promise<Pick<FixCall, 'rule' | 'fix'>> {
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
      placeHolder: items.length === 0 ? t('Nothing to fix') : t('Which problem?'),
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

function fixCallOf(argument: unknown): FixCall | undefined {
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
