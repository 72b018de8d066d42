import { t } from '@vscode/l10n';
import { badArgument, namingFile } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';
import { bomOf } from '../../csv/encoding';
import { applyChanges, valueOf, type Change, type Row } from '../../csv/textRows';
import { encodeAs } from '../../csv/transcode';
import type { Fix, FixKind } from '../../identifiers/identifierTypes';
import { ruleOf } from '../../identifiers/rules/allRules';
import type { Finding, SourceFile } from '../../upload/uploadTypes';
import { fileRows, RowsOnLines } from './fileRows';
import { changeFor, fixesOfRow, ruleOfRow, type ReadingOptions } from './fixRows';
import { writeParts, type TargetFile } from './writeParts';

/** What `fixFile` returns. */
export interface FixResult {
  rows: number;
  changed: number;
  to: string;
  /**
   * The file was changed by another program since its upload: rows that the API refused could not
   * be found in it.
   */
  refusedUnknown?: true;
}

const REMOVE: Fix = { kind: 'remove', values: [] };

/**
 * Writes a file anew with its rows fixed, in memory that does not grow with it. What is not fixed
 * stays as it was: encoding, byte order mark, delimiter, quotes and line ends. `byApi`: rows that
 * only the API refused, as they stand in the file, which `remove` takes out too; undefined where
 * that is not known any more. `to` is another file: see `requireOtherFile`.
 */
export async function fixFile(
  source: SourceFile,
  readAs: ReadingOptions,
  fixes: readonly FixKind[],
  byApi: readonly Pick<Finding, 'place'>[] | undefined,
  to: TargetFile,
  signal?: AbortSignal,
): Promise<FixResult> {
  let rows = 0;
  let changed = 0;
  let eol: string | undefined;
  const { dialect, layout } = readAs;
  const refused = new RowsOnLines((fixes.includes('remove') && byApi) || []);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield bomOf(dialect);
    // A character for each byte: what is not fixed comes out with the bytes it had, malformed ones
    // too.
    for await (const piece of fileRows(source, dialect, layout, signal, 'latin1')) {
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
        if (fix) {
          const values = fix.values.map((one) => Buffer.from(one, 'utf8').toString('latin1'));
          changes.push(changeFor(text, row, { ...fix, values }, layout, eol ?? '\n'));
        }
      }
      changed += changes.length;
      yield encodeAs(Buffer.from(applyChanges(text, changes), 'latin1'), dialect.encoding);
    }
  };
  await namingFile(source, () => writeParts(to, pieces()));
  return {
    rows,
    changed,
    to: to.uri,
    ...(fixes.includes('remove') && byApi === undefined && { refusedUnknown: true }),
  };
}

/** Throws `Failure` 'bad-argument' for a file that would be written over itself. */
export function requireOtherFile(uri: string, to: string): void {
  if (uri === to)
    throw badArgument('fixFile', t('“to” must be a different file from “uri”.'), fileNameOf(to));
}

function lineEndOf(text: string): string | undefined {
  return /(\r\n|\n|\r)$/.exec(text.slice(-2))?.[0];
}

/** The first of the chosen fixes that helps a row; undefined leaves it. */
function fixOf(
  text: string,
  row: Row,
  value: string,
  readAs: ReadingOptions,
  fixes: readonly FixKind[],
): Fix | undefined {
  const rule = ruleOfRow(row, value, readAs);
  if (rule === undefined) return undefined;
  const found = fixesOfRow(text, row, value, readAs).find(
    ({ kind }) => kind !== 'remove' && fixes.includes(kind),
  );
  return found ?? (fixes.includes('remove') && ruleOf(rule).level === 'error' ? REMOVE : undefined);
}
