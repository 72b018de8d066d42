import { window, type Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { fixesFor } from '../../identifiers/fixes';
import { ruleOf } from '../../identifiers/rules';
import type { FixKind } from '../../identifiers/types';
import { carries, type Commands } from '../base/command';
import { answered, badArgument } from '../base/failure';
import { rowsWords } from '../base/counts';
import { count } from '../base/format';
import { fileName, sourceOf, uriOf } from '../uploads/source';
import { fileWithProblems } from './commands';
import { beside, readAsFor, withCancel, writeAll } from './export';
import { fileRows } from './fileRows';
import { fixLabel } from './fixes';
import type { Problems } from './problems';
import { ruleOfRow } from './rejudge';
import { applied, changeOf, valueOf, type Change } from './rows';

/** The repairs that change no more than is wrong; removing rows is chosen apart. */
const GENTLE: readonly FixKind[] = ['clean', 'lowerCase', 'dropPrefix', 'split', 'unwrap', 'hyphenate'];
const ALL: readonly FixKind[] = [...GENTLE, 'remove'];

interface Call {
  uri: Uri;
  to: Uri;
  fixes: readonly FixKind[];
}

interface Mended {
  rows: number;
  changed: number;
  to: string;
}

/** "Mend CSV into a New File…": the quick fixes for files that are too large for the editor. The source stays as it is. */
export function registerFixFile(commands: Commands, problems: Problems): void {
  commands.add<Call, Mended>({
    id: 'criteoAudiences.fixFile',
    accepts: ([argument]) => {
      if (!carries(argument, 'to', 'fixes')) return undefined;
      const [uri, to] = [uriOf(argument.uri), uriOf(argument.to)];
      const { fixes } = argument;
      const kinds = Array.isArray(fixes) ? ALL.filter((kind) => fixes.includes(kind)) : [];
      if (!uri || !to || kinds.length === 0) throw badArgument('fixFile', t('fixFile needs "uri", "to" and "fixes": {0}.', ALL.join(', ')));
      return { uri, to, fixes: kinds };
    },
    called: (call) => mend(problems, call),
    asked: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      readAsFor(problems, uri, 'fixFile');
      const items = ALL.map((kind) => ({ label: kind === 'remove' ? t('Remove rows that cannot be mended') : fixLabel(kind), picked: kind !== 'remove', fix: kind }));
      const chosen = answered(await window.showQuickPick(items, { title: t('Mend {0}', fileName(uri)), canPickMany: true, ignoreFocusOut: true }));
      const to = answered(await window.showSaveDialog({ title: t('Mend into a New File'), defaultUri: beside(uri, t('mended')) }));
      const mended = await withCancel(t('Mending {0}', fileName(uri)), (signal) => mend(problems, { uri, to, fixes: chosen.map(({ fix }) => fix) }, signal));
      void window.showInformationMessage(t('Changed: {0} of {1}. The new file is {2}, in UTF-8.', count(mended.changed), rowsWords(mended.rows), fileName(to)));
      return mended;
    },
  });
}

async function mend(problems: Problems, { uri, to, fixes }: Call, signal?: AbortSignal): Promise<Mended> {
  if (uri.toString() === to.toString()) throw badArgument('fixFile', t('The new file must have another name.'));
  const readAs = readAsFor(problems, uri, 'fixFile');
  let rows = 0;
  let changed = 0;
  let eol: string | undefined;
  const texts = async function* (): AsyncGenerator<string> {
    for await (const piece of fileRows(await sourceOf(uri, 'fixFile'), readAs.dialect, readAs.layout, signal)) {
      const { text } = piece;
      const changes: Change[] = [];
      for (const row of piece.rows) {
        rows++;
        eol ??= text.slice(row.end, row.next) || undefined;
        const rule = ruleOfRow(text, row, readAs);
        if (rule === undefined) continue;
        const removing = fixes.includes('remove') && ruleOf(rule).level === 'error';
        const found = row.missing ? [] : fixesFor(readAs.type, valueOf(text, row), { header: readAs.header });
        const values = found.find(({ kind }) => kind !== 'remove' && fixes.includes(kind))?.values ?? (removing ? [] : undefined);
        if (values) changes.push(changeOf(text, row, values, readAs.layout, eol ?? '\n'));
      }
      changed += changes.length;
      yield changes.length === 0 ? text : applied(text, changes);
    }
  };
  await writeAll(to, texts());
  return { rows, changed, to: to.toString() };
}

