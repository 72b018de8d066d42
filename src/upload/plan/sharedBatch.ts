import type { RecordBatch } from '../../csv/csvTypes';
import type { ValidRows } from '../rows/validRows';

interface Sizes {
  records: number;
  bytes: number;
  validRows: number;
  values: number;
}

/**
 * A batch and its valid rows in one block of shared memory: cheaper than transferring columns one
 * by one.
 */
export interface SharedBatch {
  memory: SharedArrayBuffer;
  sizes: Sizes;
  base: number;
}

export const NO_RECORDS: RecordBatch = {
  bytes: new Uint8Array(),
  base: 0,
  count: 0,
  recordStart: new Int32Array(),
  recordEnd: new Int32Array(),
  fieldStart: new Int32Array(),
  fieldEnd: new Int32Array(),
  flags: new Uint8Array(),
  line: new Uint32Array(),
  lineStart: new Int32Array(),
};

export function sizesOf({ count, recordEnd }: RecordBatch, validRows: ValidRows): Sizes {
  return {
    records: count,
    bytes: count > 0 ? recordEnd[count - 1] : 0,
    validRows: validRows.count,
    values: validRows.count > 0 ? validRows.ends[validRows.count - 1] : 0,
  };
}

/** The size of the shared memory in bytes. */
export function bytesNeeded({ records, bytes, validRows, values }: Sizes): number {
  return records * 25 + bytes + validRows * 26 + values;
}

/** Views of the columns in the memory. Numbers of four bytes come first, for alignment. */
function columnsIn(
  memory: SharedArrayBuffer,
  { records, bytes, validRows, values }: Sizes,
  base: number,
): [RecordBatch, ValidRows] {
  let at = 0;
  const place = (size: number): number => (at += size) - size;
  const signed = (): Int32Array => new Int32Array(memory, place(records * 4), records);
  const unsigned = (count: number): Uint32Array<SharedArrayBuffer> =>
    new Uint32Array(memory, place(count * 4), count);
  const bytesOf = (count: number): Uint8Array<SharedArrayBuffer> =>
    new Uint8Array(memory, place(count), count);
  const batchColumns = {
    recordStart: signed(),
    recordEnd: signed(),
    fieldStart: signed(),
    fieldEnd: signed(),
    lineStart: signed(),
    line: unsigned(records),
  };
  const validRowColumns = {
    records: unsigned(validRows),
    rows: unsigned(validRows),
    sizes: unsigned(validRows),
    ends: unsigned(validRows),
    lows: unsigned(validRows),
    highs: unsigned(validRows),
  };
  return [
    { ...batchColumns, flags: bytesOf(records), bytes: bytesOf(bytes), base, count: records },
    {
      ...validRowColumns,
      formats: bytesOf(validRows),
      warnings: bytesOf(validRows),
      values: bytesOf(values),
      count: validRows,
    },
  ];
}

/** Copies a batch into `memory`, which must have at least `bytesNeeded`. */
export function pack(
  memory: SharedArrayBuffer,
  sizes: Sizes,
  batch: RecordBatch,
  validRows: ValidRows,
): SharedBatch {
  const [toBatch, toValidRows] = columnsIn(memory, sizes, batch.base);
  for (const name of [
    'recordStart',
    'recordEnd',
    'fieldStart',
    'fieldEnd',
    'lineStart',
    'line',
    'flags',
  ] as const)
    toBatch[name].set(batch[name].subarray(0, sizes.records));
  for (const name of [
    'records',
    'rows',
    'sizes',
    'ends',
    'lows',
    'highs',
    'formats',
    'warnings',
  ] as const)
    toValidRows[name].set(validRows[name].subarray(0, sizes.validRows));
  toBatch.bytes.set(batch.bytes.subarray(0, sizes.bytes));
  toValidRows.values.set(validRows.values.subarray(0, sizes.values));
  return { memory, sizes, base: batch.base };
}

export function unpack({ memory, sizes, base }: SharedBatch): [RecordBatch, ValidRows] {
  return columnsIn(memory, sizes, base);
}

/** A copy of the rows, without the rest of their memory, which is reused. */
export function copyOf({ count, ...rows }: ValidRows): ValidRows {
  const first = <T extends Uint8Array | Uint32Array>(column: T, n = count): T =>
    column.slice(0, n) as T;
  return {
    count,
    records: first(rows.records),
    rows: first(rows.rows),
    sizes: first(rows.sizes),
    formats: first(rows.formats),
    warnings: first(rows.warnings),
    values: first(rows.values, count > 0 ? rows.ends[count - 1] : 0),
    ends: first(rows.ends),
    lows: first(rows.lows),
    highs: first(rows.highs),
  };
}
