import type { RecordBatch } from '../../csv/csvTypes';
import type { ValidRows } from './validRows';

interface Sizes {
  records: number;
  bytes: number;
  good: number;
  values: number;
}

/**
 * A batch and its good rows in memory that threads share: cheaper than columns that are transferred
 * one by one.
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

/** Bytes. */
export function bytesNeeded({ records, bytes, good, values }: Sizes): number {
  return records * 25 + bytes + good * 17 + values;
}

/** The columns where they stand in the memory: numbers of four bytes first. */
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

/** Copies into `memory`, which must hold what `bytesNeeded` says. */
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
