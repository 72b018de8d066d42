import { FLAG_ESCAPED, type Place, type RecordBatch } from './csvTypes';

const LF = 10;
const CR = 13;

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** The value of the field of record `i`, unescaped. Empty if the record has no such field. */
export function fieldText(batch: RecordBatch, i: number): string {
  const raw = text(batch.bytes, batch.fieldStart[i], batch.fieldEnd[i]);
  return batch.flags[i] & FLAG_ESCAPED ? raw.replaceAll('""', '"') : raw;
}

/**
 * The range of the field of record `i`, without its outer quotes. A field that contains line
 * endings ends on a later line. If the record has no such field, the empty range at its end.
 */
export function fieldPlace(batch: RecordBatch, i: number): Place {
  return place(
    batch.bytes,
    batch.line[i],
    batch.lineStart[i],
    batch.fieldStart[i],
    batch.fieldEnd[i],
  );
}

/** The range of record `i`, including its quotes but not its line ending. */
export function recordPlace(batch: RecordBatch, i: number): Place {
  const { bytes } = batch;
  const start = batch.recordStart[i];
  let end = batch.recordEnd[i];
  if (end > start && bytes[end - 1] === LF) end--;
  if (end > start && bytes[end - 1] === CR) end--;
  // A lone CR at the end of a file with LF is part of the last field.
  end = Math.max(end, batch.fieldEnd[i]);
  const line = batch.line[i] - lineEnds(bytes, start, batch.lineStart[i]).count;
  return place(bytes, line, start, start, end);
}

function place(
  bytes: Uint8Array,
  line: number,
  lineStart: number,
  start: number,
  end: number,
): Place {
  const startColumn = text(bytes, lineStart, start).length;
  const inner = lineEnds(bytes, start, end);
  return {
    line,
    startColumn,
    endLine: line + inner.count,
    endColumn:
      inner.count === 0
        ? startColumn + text(bytes, start, end).length
        : text(bytes, inner.after, end).length,
  };
}

/** The number of line endings as the editor counts them, and the offset after the last one. */
function lineEnds(bytes: Uint8Array, start: number, end: number): { count: number; after: number } {
  let count = 0;
  let after = start;
  for (let at = start; at < end; at++) {
    if (bytes[at] !== LF && bytes[at] !== CR) continue;
    if (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF) at++;
    count++;
    after = at + 1;
  }
  return { count, after };
}
