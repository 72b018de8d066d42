import assert from 'node:assert/strict';
import { pick } from '../../../../src/common/records';
import type { RecordBatch } from '../../../../src/csv/csvTypes';
import { fieldPlace, fieldText } from '../../../../src/csv/fieldPlaces';
import { ColumnScanner } from '../../../../src/csv/scanner';
import { Fingerprinter } from '../../../../src/identifiers/fingerprints';
import { bytesNeeded, pack, sizesOf, unpack } from '../../../../src/upload/plan/sharedBatch';
import { ValidRowsWriter } from '../../../../src/upload/rows/validRows';

function batchOf(text: string): RecordBatch {
  return new ColumnScanner({
    dialect: { delimiter: ',', recordEnd: 'lf' },
    column: 1,
    columns: 2,
    base: 500,
    line: 7,
  }).push(Buffer.from(text));
}

function validRows(...values: string[]): ValidRowsWriter {
  const rows = new ValidRowsWriter(new Fingerprinter());
  // More room than rows: what lies behind them must not go over.
  rows.clear(values.length + 5);
  values.forEach((value, i) => {
    const bytes = Buffer.from(value);
    rows.ensure(bytes.length);
    rows.values.set(bytes, rows.at);
    rows.add(i, 40 + i, 'plain', bytes.length + 3, bytes.length);
  });
  return rows;
}

const records = (batch: RecordBatch) =>
  Array.from({ length: batch.count }, (_, i) => ({
    text: fieldText(batch, i),
    place: fieldPlace(batch, i),
    flags: batch.flags[i],
    start: batch.base + batch.recordStart[i],
    end: batch.base + batch.recordEnd[i],
  }));

describe('a batch in shared memory', () => {
  it('is the same on the other side', () => {
    const batch = batchOf('1,ann@example.com\n2,"b""b@example.com"\n3\n');
    const valid = validRows('ann@example.com', 'b"b@example.com');
    const sizes = sizesOf(batch, valid);
    const memory = new SharedArrayBuffer(bytesNeeded(sizes));
    const [packedBatch, packedRows] = unpack(pack(memory, sizes, batch, valid));
    assert.deepEqual(records(packedBatch), records(batch));
    const { count, ends, values } = packedRows;
    assert.equal(count, 2);
    assert.deepEqual([...ends], [15, 30]);
    assert.equal(Buffer.from(values).toString(), 'ann@example.comb"b@example.com');
    for (const name of ['records', 'rows', 'sizes', 'formats', 'lows', 'highs'] as const)
      assert.deepEqual([...packedRows[name]], [...valid[name].subarray(0, 2)], name);
  });

  it('without a record or a valid row needs no memory', () => {
    const batch = batchOf('half a record');
    const sizes = sizesOf(batch, validRows());
    assert.deepEqual(sizes, { records: 0, bytes: 0, validRows: 0, values: 0 });
    assert.equal(bytesNeeded(sizes), 0);
    const [packedBatch, packedRows] = unpack(
      pack(new SharedArrayBuffer(0), sizes, batch, validRows()),
    );
    assert.deepEqual(pick(packedBatch, ['count', 'base']), { count: 0, base: batch.base });
    assert.equal(packedRows.count, 0);
  });

  it('uses memory again that has room for more', () => {
    const memory = new SharedArrayBuffer(10_000);
    for (const text of ['1,a@example.com\n2,b@example.com\n', '3,c@example.com\n']) {
      const batch = batchOf(text);
      const [packed] = unpack(pack(memory, sizesOf(batch, validRows()), batch, validRows()));
      assert.deepEqual(records(packed), records(batch));
    }
  });
});
