import type { RecordBatch } from '../../csv/csvTypes';
import type { ValidRows } from './validRows';

interface Sizes {
  records: number;
  bytes: number;
  good: number;
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

export function sizesOf({ count, recordEnd }: RecordBatch, good: ValidRows): Sizes {
  return {
    records: count,
    bytes: count > 0 ? recordEnd[count - 1] : 0,
    good: good.count,
    values: good.count > 0 ? good.ends[good.count - 1] : 0,
  };
}

/** The size of the shared memory in bytes. */
export function bytesNeeded({ records, bytes, good, values }: Sizes): number {
  return records * 25 + bytes + good * 17 + values;
}

/** Views of the columns in the memory. Numbers of four bytes come first, for alignment. */
function columnsIn(
  memory: SharedArrayBuffer,
  { records, bytes, good, values }: Sizes,
  base: number,
): [RecordBatch, ValidRows] {
  let at = 0;
  const place = (size: number): number => (at += size) - size;
  const signed = (): Int32Array => new Int32Array(memory, place(records * 4), records);
  const unsigned = (count: number): Uint32Array<SharedArrayBuffer> =>
    new Uint32Array(memory, place(count * 4), count);
  const small = (count: number): Uint8Array<SharedArrayBuffer> =>
    new Uint8Array(memory, place(count), count);
  const numbers = {
    recordStart: signed(),
    recordEnd: signed(),
    fieldStart: signed(),
    fieldEnd: signed(),
    lineStart: signed(),
    line: unsigned(records),
  };
  const goodNumbers = {
    records: unsigned(good),
    rows: unsigned(good),
    sizes: unsigned(good),
    ends: unsigned(good),
  };
  return [
    { ...numbers, flags: small(records), bytes: small(bytes), base, count: records },
    { ...goodNumbers, formats: small(good), values: small(values), count: good },
  ];
}

/** Copies a batch into `memory`, which must have at least `bytesNeeded`. */
export function pack(
  memory: SharedArrayBuffer,
  sizes: Sizes,
  batch: RecordBatch,
  good: ValidRows,
): SharedBatch {
  const [toBatch, toGood] = columnsIn(memory, sizes, batch.base);
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
  for (const name of ['records', 'rows', 'sizes', 'ends', 'formats'] as const)
    toGood[name].set(good[name].subarray(0, sizes.good));
  toBatch.bytes.set(batch.bytes.subarray(0, sizes.bytes));
  toGood.values.set(good.values.subarray(0, sizes.values));
  return { memory, sizes, base: batch.base };
}

export function unpack({ memory, sizes, base }: SharedBatch): [RecordBatch, ValidRows] {
  return columnsIn(memory, sizes, base);
}
