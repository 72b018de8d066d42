import { t } from '@vscode/l10n';
import { rowsText } from '../../common/counts';
import { withFileName } from '../../common/failure';
import { formatRecord, withoutFormula } from '../../csv/formatRecord';
import { valueOf } from '../../csv/textRows';
import { ruleOf } from '../../identifiers/rules/allRules';
import type { Finding, SourceFile } from '../../upload/uploadTypes';
import { writeParts, type TargetFile } from '../writeParts';
import { fieldsOfRow } from './fieldsOfRow';
import { fileRows, RowsOnLines } from './fileRows';
import { ruleOfRow, type ReadingOptions } from './fixRows';

/** Result of `exportRefusedRows`. */
export interface ExportResult {
  rows: number;
  to: string;
  /**
   * Another program changed the file since its upload, so rows that Criteo rejected can't be
   * located in it.
   */
  refusedUnknown?: true;
}

/** Between what is said of several fields of a row. */
const SEPARATOR = '; ';

/**
 * Writes the row number, value, code, and problem of every invalid or rejected row as CSV. Where
 * several columns are read, a row is there once, with all of its fields that are invalid or rejected.
 * A value that a spreadsheet would run as a formula begins with an apostrophe.
 * `rejections`: rows that only Criteo rejected, by their place in the file; undefined if they can't
 * be located any more. Throws `CsvError` if the file can't be read, and as `writeParts`.
 */
export async function exportLeftOut(
  source: SourceFile,
  readAs: ReadingOptions,
  rejections: readonly Pick<Finding, 'place' | 'column'>[] | undefined,
  to: TargetFile,
  signal?: AbortSignal,
): Promise<ExportResult> {
  const rejectedRows = new RowsOnLines(rejections ?? [], readAs);
  let rows = 0;
  const csv = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(csvLine([t('row'), t('value'), t('code'), t('problem')]));
    for await (const piece of fileRows(source, readAs.dialect, readAs.layout, signal)) {
      const { text, rows: rowsOfPiece, firstRow } = piece;
      const rejected = rejectedRows.of(piece);
      const csvLines: string[] = [];
      rowsOfPiece.forEach((row, index) => {
        const left = fieldsOfRow(text, row, readAs).flatMap(({ row: own, options }) => {
          const value = valueOf(text, own);
          const local = ruleOfRow(own, value, options);
          if (local !== undefined && ruleOf(local).level === 'error')
            return [{ value, rule: local }];
          return rejected.get(row)?.has(options.layout.column)
            ? [{ value, rule: 'refused-by-api' }]
            : [];
        });
        if (left.length === 0) return;
        rows++;
        const [values, rules, titles] = [
          left.map(({ value }) => withoutFormula(value)),
          left.map(({ rule }) => rule),
          left.map(({ rule }) => ruleOf(rule).title()),
        ].map((texts) => texts.join(SEPARATOR));
        csvLines.push(csvLine([String(firstRow + index + 1), values, rules, titles]));
      });
      yield Buffer.from(csvLines.join(''));
    }
  };
  await withFileName(source, () => writeParts(to, csv(), source));
  return { rows, to: to.uri, ...(rejections === undefined && { refusedUnknown: true }) };
}

/** The result as a message. `name`: of the new file. */
export function exportedText({ rows, refusedUnknown }: ExportResult, name: string): string {
  const summary = t(
    'Exported {0} to {1}. The file contains identifiers: protect it like its source.',
    rowsText(rows),
    name,
  );
  return refusedUnknown ? `${summary} ${notLocatedText()}` : summary;
}

/** Explains `refusedUnknown`. */
export function notLocatedText(): string {
  return t(
    'Rows rejected by Criteo aren’t included: another program has changed the file since the upload, so they can’t be located in it. Upload the file again to find them.',
  );
}

function csvLine(values: string[]): string {
  return `${formatRecord(values, { delimiter: ',' })}\r\n`;
}
