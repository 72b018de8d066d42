import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import { Arguments } from '../../app/arguments';
import { fileRows, RowsOnLines } from '../../app/repair/fileRows';
import { changeFor, fixesOfRow, ruleOfRow, type ReadAs } from '../../app/repair/fixRows';
import { rowsWords } from '../../common/counts';
import { answered, badArgument } from '../../common/failure';
import { count } from '../../common/format';
import { namingFile } from '../../common/told';
import { bomOf } from '../../csv/encoding';
import { applied, valueOf, type Change, type Row } from '../../csv/textRows';
import { encodeAs } from '../../csv/transcode';
import { ruleOf } from '../../identifiers/rules';
import type { Fix, FixKind } from '../../identifiers/types';
import { type Commands } from '../base/command';
import { withCancel } from '../base/progress';
import { fileName, sourceOf } from '../base/source';
import { uriIn } from '../base/uriArguments';
import { fileWithProblems } from './commands';
import { beside, readAsFor, refusedUnknownWords, writeAll } from './exportCommand';
import { fixLabel } from './fixes';
import type { Problems } from './problems';

/** The repairs that change no more than is wrong; removing rows is chosen apart. */
const GENTLE: readonly FixKind[] = [
  'clean',
  'lowerCase',
  'dropPrefix',
  'split',
  'unwrap',
  'hyphenate',
  'pad',
];
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
  /**
   * The file was changed by another program since its upload: rows that the API refused could not
   * be found in it.
   */
  refusedUnknown?: true;
}

/**
 * "Mend CSV into a New File…": the quick fixes for files that are too large for the editor. The
 * source stays as it is, and the new file is written as it was: encoding, byte order mark,
 * delimiter, quotes and line ends.
 */
export function registerFixFile(commands: Commands, problems: Problems): void {
  commands.add<Call, Mended>({
    id: 'criteoAudiences.fixFile',
    accepts: ([argument]) => {
      const args = Arguments.of(argument, 'fixFile', 'to', 'fixes');
      const words = t('“fixes” must be a list of these: {0}.', ALL.join(', '));
      return (
        args && {
          uri: uriIn(args, 'uri'),
          to: uriIn(args, 'to'),
          fixes: args.parse('fixes', kindsIn, words),
        }
      );
    },
    called: (call) => mend(problems, call),
    asked: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      readAsFor(problems, uri, 'fixFile');
      const items = ALL.map((kind) => ({
        label: kind === 'remove' ? t('Remove rows that cannot be mended') : fixLabel(kind),
        picked: kind !== 'remove',
        fix: kind,
      }));
      const chosen = answered(
        await window.showQuickPick(items, {
          title: t('Mend {0}', fileName(uri).forNotification()),
          canPickMany: true,
          ignoreFocusOut: true,
        }),
      );
      const to = answered(
        await window.showSaveDialog({
          title: t('Mend into a New File'),
          defaultUri: beside(uri, t('mended')),
        }),
      );
      const mended = await withCancel(t('Mending {0}', fileName(uri).forNotification()), (signal) =>
        mend(problems, { uri, to, fixes: chosen.map(({ fix }) => fix) }, signal),
      );
      const said = t(
        'Changed: {0} of {1}. The new file is {2}.',
        count(mended.changed),
        rowsWords(mended.rows),
        fileName(to).forNotification(),
      );
      void window.showInformationMessage(
        [said, ...(mended.refusedUnknown ? [refusedUnknownWords()] : [])].join(' '),
      );
      return mended;
    },
  });
}

function kindsIn(value: unknown): readonly FixKind[] | undefined {
  const kinds = Array.isArray(value) ? ALL.filter((kind) => value.includes(kind)) : [];
  return kinds.length > 0 ? kinds : undefined;
}

async function mend(
  problems: Problems,
  { uri, to, fixes }: Call,
  signal?: AbortSignal,
): Promise<Mended> {
  if (uri.toString() === to.toString())
    throw badArgument(
      'fixFile',
      t('“to” must be a different file from “uri”.'),
      fileName(to).forNotification(),
    );
  const readAs = readAsFor(problems, uri, 'fixFile');
  let rows = 0;
  let changed = 0;
  let eol: string | undefined;
  const { dialect, layout } = readAs;
  const placed = fixes.includes('remove') ? await problems.refusedOnDisk(uri) : [];
  const refused = new RowsOnLines(placed ?? []);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield bomOf(dialect);
    // A character for each byte: what is not mended comes out with the bytes it had, malformed ones
    // too.
    for await (const piece of fileRows(
      await sourceOf(uri, 'fixFile'),
      dialect,
      layout,
      signal,
      'latin1',
    )) {
      const { text, rows: found } = piece;
      const gone = refused.of(piece);
      const changes: Change[] = [];
      // Of the header, else of the first row: for a last row without one that becomes several.
      eol ??= lineEndOf(text.slice(0, found[0]?.start ?? text.length));
      for (const row of found) {
        rows++;
        eol ??= lineEndOf(text.slice(row.end, row.next));
        const value = Buffer.from(valueOf(text, row), 'latin1').toString('utf8');
        const fix = fixOf(text, row, value, readAs, fixes) ?? (gone.has(row) ? REMOVE : undefined);
        if (fix)
          changes.push(
            changeFor(
              text,
              row,
              {
                ...fix,
                values: fix.values.map((mended) => Buffer.from(mended, 'utf8').toString('latin1')),
              },
              layout,
              eol ?? '\n',
            ),
          );
      }
      changed += changes.length;
      yield encodeAs(Buffer.from(applied(text, changes), 'latin1'), dialect.encoding);
    }
  };
  await namingFile({ uri: uri.toString() }, () => writeAll(to, pieces()));
  return {
    rows,
    changed,
    to: to.toString(),
    ...(placed === undefined && { refusedUnknown: true }),
  };
}

function lineEndOf(text: string): string | undefined {
  return /(\r\n|\n|\r)$/.exec(text.slice(-2))?.[0];
}

const REMOVE: Fix = { kind: 'remove', values: [] };

/** The first of the chosen fixes that helps a row; undefined leaves it. */
function fixOf(
  text: string,
  row: Row,
  value: string,
  readAs: ReadAs,
  fixes: readonly FixKind[],
): Fix | undefined {
  const rule = ruleOfRow(row, value, readAs);
  if (rule === undefined) return undefined;
  const found = fixesOfRow(text, row, value, readAs).find(
    ({ kind }) => kind !== 'remove' && fixes.includes(kind),
  );
  return found ?? (fixes.includes('remove') && ruleOf(rule).level === 'error' ? REMOVE : undefined);
}
