import { gunzipSync, gzipSync } from 'node:zlib';
import { Bitset } from '../rows/bitset';

/** Rows as they are stored: see `ReadPeople.readable`. `count`: of all rows. */
export function rowsText(rows: Bitset, count: number): string {
  return gzipSync(rows.take(count)).toString('base64');
}

export function rowsIn(text: string): Bitset {
  return new Bitset(new Uint8Array(gunzipSync(Buffer.from(text, 'base64'))));
}

/** The number after that of the last row that is set. */
export function rowsEnd(rows: Bitset): number {
  let end = rows.bytes.length * 8;
  while (end > 0 && !rows.get(end - 1)) end--;
  return end;
}
