import assert from 'node:assert/strict';
import { Fingerprinter } from '../../../../src/identifiers/fingerprints';
import { VALUE_FORMATS, type ValueFormat } from '../../../../src/identifiers/identifierTypes';
import { ValidRowsWriter } from '../../../../src/upload/rows/validRows';

const KEY = Buffer.from('8 bytes!');

function add(rows: ValidRowsWriter, record: number, value: string, format: ValueFormat): void {
  const bytes = Buffer.from(value);
  rows.ensure(bytes.length);
  rows.values.set(bytes, rows.at);
  rows.add(record, record + 100, format, bytes.length + 3, bytes.length);
}

function read(rows: ValidRowsWriter): unknown[] {
  return Array.from({ length: rows.count }, (_, i) => ({
    record: rows.records[i],
    row: rows.rows[i],
    size: rows.sizes[i],
    format: VALUE_FORMATS[rows.formats[i]],
    value: Buffer.from(
      rows.values.subarray(i === 0 ? 0 : rows.ends[i - 1], rows.ends[i]),
    ).toString(),
  }));
}

describe('ValidRowsWriter', () => {
  it('keeps each row with its value, format and size', () => {
    const rows = new ValidRowsWriter(new Fingerprinter(KEY));
    rows.clear(3);
    add(rows, 0, 'ann@example.com', 'plain');
    add(rows, 2, 'x'.repeat(300), 'opaque');
    assert.deepEqual(read(rows), [
      { record: 0, row: 100, size: 18, format: 'plain', value: 'ann@example.com' },
      { record: 2, row: 102, size: 303, format: 'opaque', value: 'x'.repeat(300) },
    ]);
  });

  it('keeps the values it has when its memory grows', () => {
    const rows = new ValidRowsWriter(new Fingerprinter(KEY));
    rows.clear(2);
    add(rows, 0, 'first', 'plain');
    add(rows, 1, 'y'.repeat(100_000), 'plain');
    assert.deepEqual(
      read(rows).map((row) => (row as { value: string }).value.slice(0, 5)),
      ['first', 'yyyyy'],
    );
  });

  it('knows the fingerprint of each value, whatever the case of mobile IDs', () => {
    const rows = new ValidRowsWriter(new Fingerprinter(KEY));
    const id = '1A2B3C4D-0000-4000-8000-AABBCCDDEEFF';
    rows.clear(4);
    add(rows, 0, 'ann@example.com', 'plain');
    add(rows, 1, id, 'mobileId');
    add(rows, 2, id.toLowerCase(), 'mobileId');
    add(rows, 3, id.toLowerCase(), 'opaque');
    const found = [0, 1, 2, 3].map((v) => [rows.lows[v], rows.highs[v]]);
    const expected = [
      ['ann@example.com', false],
      [id, true],
      [id, true],
      [id.toLowerCase(), false],
    ] as const;
    assert.deepEqual(
      found,
      expected.map(([value, foldsCase]) => {
        const fingerprinter = new Fingerprinter(KEY);
        fingerprinter.of(Buffer.from(value), 0, value.length, foldsCase);
        return [...fingerprinter.result];
      }),
    );
  });

  it('begins anew for the next batch, larger or smaller', () => {
    const rows = new ValidRowsWriter(new Fingerprinter(KEY));
    for (const size of [4, 1, 10]) {
      rows.clear(size);
      for (let i = 0; i < size; i++) add(rows, i, `v${i}`, 'sha256');
      assert.equal(rows.count, size);
      assert.equal((read(rows).at(-1) as { value: string }).value, `v${size - 1}`);
    }
  });
});
