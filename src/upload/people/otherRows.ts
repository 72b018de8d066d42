import { withFileName } from '../../common/failure';
import { FLAG_BLANK_LINE } from '../../csv/csvTypes';
import { detect } from '../../csv/detect';
import { formatRecord } from '../../csv/formatRecord';
import { ColumnScanner } from '../../csv/scanner';
import { readBlocks } from '../../csv/source';
import type { SourceFile } from '../uploadTypes';
import { rowsIn } from './rowBits';

/**
 * Files with only the rows that aren't set in `readable` (`ReadPeople.readable` of an earlier reading of
 * them), in memory, under the same URIs and with the same columns. Rejects with `CsvError` if one can't be
 * read.
 */
export async function sourcesWithout(
  files: readonly SourceFile[],
  readable: string,
): Promise<SourceFile[]> {
  const rows = rowsIn(readable);
  const others: SourceFile[] = [];
  let row = 0;
  for (const file of files)
    others.push(await withFileName(file, () => withoutRows(file, () => rows.get(row++))));
  return others;
}

/** `isLeftOut`: asked for each row in order. */
async function withoutRows(source: SourceFile, isLeftOut: () => boolean): Promise<SourceFile> {
  const { dialect, headerAt, columns, dataStart } = await detect(source, source.dialect);
  const parts: Uint8Array[] = [headerAt.bytes];
  const scanner = new ColumnScanner({ dialect, column: 0, columns, line: dataStart.line });
  const take = (block?: Uint8Array): void => {
    const batch = block ? scanner.push(block) : scanner.end();
    for (let i = 0; i < batch.count; i++) {
      if (isLeftOut() || (batch.flags[i] & FLAG_BLANK_LINE) !== 0) continue;
      parts.push(Buffer.from(batch.bytes.subarray(batch.recordStart[i], batch.recordEnd[i])));
    }
  };
  for await (const block of readBlocks(source, dialect, { start: dataStart.offset })) take(block);
  take();
  // A file of nothing at all is an error.
  const isEmpty = parts.every(({ length }) => length === 0);
  if (isEmpty) parts.push(Buffer.from(formatRecord(Array<string>(columns).fill(''), dialect)));
  return {
    uri: source.uri,
    columns: source.columns,
    bytes: Buffer.concat(parts),
    dialect: {
      ...dialect,
      ...{ encoding: 'utf-8', bomLength: 0, gzip: false, sepLine: false },
      header: dialect.header || isEmpty,
    },
  };
}
