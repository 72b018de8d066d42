import { t } from '@vscode/l10n';
import { withFileName } from '../../common/failure';
import { formatRecord } from '../../csv/formatRecord';
import { valueOf } from '../../csv/textRows';
import { ruleOf } from '../../identifiers/rules/allRules';
import type { Finding, SourceFile } from '../../upload/uploadTypes';
import { fileRows, RowsOnLines } from './fileRows';
import { ruleOfRow, type ReadingOptions } from './fixRows';
import { writeParts, type TargetFile } from './writeParts';

/** What `exportRefusedRows` returns. */
export interface ExportResult {
  rows: number;
  to: string;
  /**
   * The file was changed by another program since its upload: rows that the API refused could not
   * be found in it.
   */
  refusedUnknown?: true;
}

/**
 * Writes row number, value and rule of every refused row of a file. `byApi`: rows that only the API
 * refused, as they stand in the file; undefined where that is not known any more.
 */
export async function exportLeftOut(
  source: SourceFile,
  readAs: ReadingOptions,
  byApi: readonly Pick<Finding, 'place'>[] | undefined,
  to: TargetFile,
  signal?: AbortSignal,
): Promise<ExportResult> {
  const refused = new RowsOnLines(byApi ?? []);
  let rows = 0;
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(line([t('row'), t('value'), t('code'), t('problem')]));
    for await (const piece of fileRows(source, readAs.dialect, readAs.layout, signal)) {
      const { text, rows: found, firstRow } = piece;
      const there = refused.of(piece);
      const part: string[] = [];
      found.forEach((row, index) => {
        const value = valueOf(text, row);
        const own = ruleOfRow(row, value, readAs);
        const rule =
          own !== undefined && ruleOf(own).level === 'error'
            ? own
            : there.has(row)
              ? 'refused-by-api'
              : undefined;
        if (rule === undefined) return;
        rows++;
        part.push(line([String(firstRow + index + 1), value, rule, ruleOf(rule).title()]));
      });
      yield Buffer.from(part.join(''));
    }
  };
  await withFileName(source, () => writeParts(to, lines()));
  return { rows, to: to.uri, ...(byApi === undefined && { refusedUnknown: true }) };
}

/** Said where another program changed the file since its upload. */
export function notLocatedText(): string {
  return t(
    'Rows rejected by Criteo aren’t included: another program has changed the file since the upload, so they can’t be located in it. Upload the file again to find them.',
  );
}

function line(values: string[]): string {
  return `${formatRecord(values, { delimiter: ',' })}\r\n`;
}
