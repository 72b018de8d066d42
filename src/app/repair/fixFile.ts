import { t } from '@vscode/l10n';
import { rowsText } from '../../common/counts';
import { badArgument, withFileName } from '../../common/failure';
import { count, plural } from '../../common/format';
import { fileNameOf } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import { present } from '../../common/records';
import { bomOf } from '../../csv/encoding';
import { applyChanges, rowsOf, valueOf, type Change, type Row } from '../../csv/textRows';
import { encodeAs } from '../../csv/transcode';
import { FIX_KINDS, type Fix, type FixKind } from '../../identifiers/identifierTypes';
import { ruleOf } from '../../identifiers/rules/allRules';
import type { Finding, SourceFile } from '../../upload/uploadTypes';
import type { Arguments } from '../arguments';
import { writeParts, type TargetFile } from '../writeParts';
import { notLocatedText, type ExportResult } from './exportLeftOut';
import { fieldsOfRow, type Field } from './fieldsOfRow';
import { fileRows, RowsOnLines } from './fileRows';
import { fixesOfRow, fixFully, ruleOfRow, type ReadingOptions } from './fixRows';

/** Result of `fixFile`. */
export interface FixResult extends ExportResult {
  changed: number;
  /** Rows of the new file that have an invalid field. */
  stillInvalid: number;
}

const REMOVE: Fix = { kind: 'remove', values: [] };

/**
 * Writes a fixed copy of a file in constant memory. Everything else stays as it was: encoding, byte
 * order mark, delimiter, quotes, and line endings. `rejections`: rows that only Criteo rejected, by
 * their place in the file, which the `remove` fix deletes too; undefined if they can't be located
 * any more. `to` must be another file: see `requireOtherFile`. Throws as `fileRows` and
 * `writeParts`.
 */
export async function fixFile(
  source: SourceFile,
  readAs: ReadingOptions,
  fixes: readonly FixKind[],
  rejections: readonly Pick<Finding, 'place' | 'column'>[] | undefined,
  to: TargetFile,
  signal?: AbortSignal,
): Promise<FixResult> {
  let rows = 0;
  let changed = 0;
  let stillInvalid = 0;
  let eol: string | undefined;
  const { dialect, layout } = readAs;
  const rejectedRows = new RowsOnLines((fixes.includes('remove') && rejections) || [], readAs);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield bomOf(dialect);
    // One character per byte, so that everything else keeps its bytes, even malformed ones.
    for await (const piece of fileRows(source, dialect, layout, signal, 'latin1')) {
      const { text, rows: rowsOfPiece } = piece;
      const rejected = rejectedRows.of(piece);
      const changes: Change[] = [];
      const top = rowsOfPiece[0]?.start ?? text.length;
      // The header's line ending, else the first row's: needed if a last row without one is split.
      eol ??= lineEndOf(text.slice(0, top));
      for (const row of rowsOfPiece) {
        rows++;
        eol ??= lineEndOf(text.slice(row.end, row.next));
        // Those that are still to be removed.
        const rejectedColumns = new Set(rejected.get(row));
        const change = fixFully(
          text,
          row,
          readAs,
          eol ?? '\n',
          (of, field) =>
            chooseFix(of, field, fixes) ??
            (rejectedColumns.delete(field.options.layout.column) ? REMOVE : undefined),
          decodedValue,
        );
        if (change) changes.push(change);
      }
      changed += changes.length;
      const fixed = applyChanges(text, changes);
      const body = fixed.slice(top);
      for (const row of rowsOf(body, { ...layout, header: false, sepLine: false }))
        if (isInvalid(body, row, readAs)) stillInvalid++;
      yield encodeAs(Buffer.from(fixed, 'latin1'), dialect.encoding);
    }
  };
  await withFileName(source, () => writeParts(to, pieces(), source));
  return {
    rows,
    changed,
    stillInvalid,
    to: to.uri,
    ...(fixes.includes('remove') && rejections === undefined && { refusedUnknown: true }),
  };
}

/** The result as a message. `name`: of the new file. */
export function fixedText(result: FixResult, name: string): string {
  const { changed, rows, stillInvalid, refusedUnknown } = result;
  return present([
    t('Changed {0} of {1}. The new file is {2}.', count(changed), rowsText(rows), name),
    stillInvalid > 0 &&
      plural(stillInvalid, {
        one: t('{0} row is still invalid.', count(stillInvalid)),
        other: t('{0} rows are still invalid.', count(stillInvalid)),
      }),
    refusedUnknown && notLocatedText(),
  ]).join(' ');
}

/** The kinds of fixes that an argument lists. Throws `Failure` 'bad-argument' for others, or none. */
export function readFixes(args: Arguments): FixKind[] {
  return args.parse(
    'fixes',
    (given) =>
      Array.isArray(given) && given.length > 0 && given.every(isFixKind) ? given : undefined,
    () =>
      t('“{0}” must be a list of these values: {1}.', optionName('fixes'), FIX_KINDS.join(', ')),
  );
}

function isFixKind(value: unknown): value is FixKind {
  return FIX_KINDS.some((kind) => kind === value);
}

/** Throws `Failure` 'bad-argument' if a file would overwrite itself. */
export function requireOtherFile(uri: string, to: string, operation: string, name = 'to'): void {
  if (uri === to)
    throw badArgument(
      operation,
      t('“{0}” must be a different file from “{1}”.', optionName(name), optionName('uri')),
      fileNameOf(to),
    );
}

/** Whether a field of a row is invalid, in a text with one character per byte. */
function isInvalid(text: string, row: Row, readAs: ReadingOptions): boolean {
  return fieldsOfRow(text, row, readAs).some(({ row: own, options }) => {
    const rule = ruleOfRow(own, decodedValue(text, own), options);
    return rule !== undefined && ruleOf(rule).level === 'error';
  });
}

function lineEndOf(text: string): string | undefined {
  return /(\r\n|\n|\r)$/.exec(text.slice(-2))?.[0];
}

/** The value of a field of a text with one character per byte. */
function decodedValue(text: string, row: Parameters<typeof valueOf>[1]): string {
  return Buffer.from(valueOf(text, row), 'latin1').toString('utf8');
}

/**
 * The first chosen fix that applies to a field of a text with one character per byte; undefined leaves
 * it as it is.
 */
function chooseFix(
  text: string,
  { row, options }: Field,
  fixes: readonly FixKind[],
): Fix | undefined {
  const value = decodedValue(text, row);
  const rule = ruleOfRow(row, value, options);
  if (rule === undefined) return undefined;
  const fix = fixesOfRow(text, row, value, options).find(
    ({ kind }) => kind !== 'remove' && fixes.includes(kind),
  );
  if (fix)
    return {
      ...fix,
      values: fix.values.map((fixed) => Buffer.from(fixed, 'utf8').toString('latin1')),
    };
  return fixes.includes('remove') && ruleOf(rule).level === 'error' ? REMOVE : undefined;
}
