import { withFileName } from '../../common/failure';
import { valueOf } from '../../csv/textRows';
import type { SourceFile } from '../../upload/uploadTypes';
import { fieldsOfRow } from './fieldsOfRow';
import { fileRows } from './fileRows';
import { LineCounter, ruleOfRow, type ReadingOptions } from './fixRows';

/**
 * The lines of the first rows, at most `limit`, that a rule is about, counted from 1 as an editor
 * does. Reads the file in constant memory until it has them. Empty for rules about a column or about
 * several rows (duplicates), and for rows that only Criteo rejected. Throws as `fileRows`.
 */
export async function linesOfRule(
  source: SourceFile,
  readAs: ReadingOptions,
  rule: string,
  limit: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const lines: number[] = [];
  let line = 0;
  await withFileName(source, async () => {
    for await (const { text, rows } of fileRows(source, readAs.dialect, readAs.layout, signal)) {
      const counter = new LineCounter(text, line);
      for (const row of rows) {
        const field = fieldsOfRow(text, row, readAs).find(
          ({ row: own, options }) => ruleOfRow(own, valueOf(text, own), options) === rule,
        )?.row;
        if (field === undefined) continue;
        const isWholeRow = field.missing || field.ragged;
        lines.push(counter.at(isWholeRow ? field.start : field.fieldStart).line + 1);
        if (lines.length === limit) return;
      }
      line = counter.at(text.length).line;
    }
  });
  return lines;
}
