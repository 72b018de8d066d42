import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import type { Arguments } from '../../app/arguments';
import { fitsEditor } from '../../app/repair/fitsEditor';
import { inEditor, keepingFixOf, validateText } from '../../app/repair/fixRows';
import { fixLabel } from '../../app/repair/ruleTexts';
import { orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count, plural } from '../../common/format';
import { FIX_KINDS, type FixKind } from '../../identifiers/identifierTypes';
import { ruleOf, RULES } from '../../identifiers/rules/allRules';
import { type Commands } from '../base/command';
import { stampOf } from '../base/editorSource';
import { uriIn } from '../base/uriArguments';
import { documentOf } from './editorDocument';
import { fixIntoNewFile } from './fixFileCommand';
import { fileWithProblems } from './problemFile';
import type { Problems } from './problems';
import { fixEverythingLabel, type RowFixes, type RowsToFix } from './rowFixes';
import { showFirstProblem } from './showRows';

/** Changes of at least this many rows are previewed. */
const PREVIEW_FROM = 10;

interface FixArguments {
  uri: Uri;
  which: RowsToFix;
  /** Shows a diff to confirm first, if the change is large. */
  preview: boolean;
}

/** Registers the commands on a file's problems. Quick fixes of a single row are in quickFixes.ts. */
export function registerProblemCommands(
  commandList: Commands,
  problems: Problems,
  fixes: RowFixes,
): void {
  const fix = async ({ uri, which, preview }: FixArguments): Promise<{ changed: number }> => {
    const { changed } = await fixes.fix(uri, which, preview ? PREVIEW_FROM : Infinity);
    return { changed };
  };
  commandList.add({
    id: 'criteoAudiences.fixProblems',
    read: (args) => ({
      which: parseRows(args),
      uri: uriIn(args, 'uri'),
      preview: args.optionalFlag('preview') ?? false,
    }),
    run: fix,
    prompt: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      return fix({ uri, which: await askFix(problems, uri), preview: true });
    },
  });
  const addForFile = <R>(id: string, work: (uri: Uri) => R | Promise<R>): void =>
    commandList.add({
      id,
      prompt: async (...args) => work(await fileWithProblems(problems, args)),
    });
  addForFile('criteoAudiences.fixAllProblems', async (uri) => {
    const size = (await stampOf(uri))?.size ?? 0;
    const { changed } = fitsEditor(uri.path, size)
      ? await fixes.fixAllRules(uri)
      : await fixIntoNewFile(problems, uri);
    return { changed };
  });
  addForFile('criteoAudiences.showProblems', (uri) => showFirstProblem(problems, uri));
}

/** Picks a fix of the document's current problems, each listed with its number of rows. */
async function askFix(problems: Problems, uri: Uri): Promise<RowsToFix> {
  const readAs = problems.readAs(uri);
  const totals: Record<string, number> = readAs
    ? validateText((await documentOf(uri, readAs)).getText(), inEditor(readAs)).totals
    : {};
  const single = Object.entries(totals).flatMap(([rule, rows]) =>
    [...new Set<FixKind>([...ruleOf(rule).fixes, 'remove'])].map((fix) => ({
      label: fixLabel(fix),
      description: ruleOf(rule).title(),
      detail: affects(rows),
      which: { rule, fix },
    })),
  );
  const fixable = Object.keys(totals).filter((rule) => keepingFixOf(rule) !== undefined);
  const everything = {
    label: fixEverythingLabel(),
    description: fixable.map((rule) => ruleOf(rule).title()).join(', '),
    detail: affects(fixable.reduce((sum, rule) => sum + totals[rule], 0)),
    which: 'all' as const,
  };
  const items = fixable.length > 1 ? [everything, ...single] : single;
  return orCancel(
    await window.showQuickPick<{ label: string; which: RowsToFix }>(items, {
      title: fileName(uri).forTree(),
      placeHolder: items.length === 0 ? t('Nothing to fix') : t('What do you want to fix?'),
    }),
  ).which;
}

function affects(rows: number): string {
  return plural(rows, {
    one: t('Affects {0} row', count(rows)),
    other: t('Affects {0} rows', count(rows)),
  });
}

function parseRows(args: Arguments): RowsToFix {
  if (args.optionalFlag('all')) {
    args.rejectUnknownKeys(['uri', 'all', 'preview']);
    return 'all';
  }
  return {
    rule: args.parse(
      'rule',
      (rule) => (typeof rule === 'string' && RULES.has(rule) ? rule : undefined),
      () => t('“rule” must be a problem code.'),
    ),
    fix: args.oneOf('fix', FIX_KINDS),
  };
}
