import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { FLAG_RAGGED } from '../../../src/csv/csvTypes';
import { formatField, formatRecord } from '../../../src/csv/formatRecord';
import { parserOptions, scanText, values } from './help';

const comma = { delimiter: ',', recordEnd: 'lf' } as const;

describe('Formatting a record', () => {
  it('quotes only fields that need it', () => {
    assert.equal(formatField('plain', comma), 'plain');
    assert.equal(formatField('a,b', comma), '"a,b"');
    assert.equal(formatField('a,b', { delimiter: ';' }), 'a,b');
    assert.equal(formatField('say "x"', comma), '"say ""x"""');
    assert.equal(formatField('a\rb', comma), '"a\rb"');
    assert.equal(formatField('x', comma, true), '"x"');
    assert.equal(formatRecord([''], comma), '""');
    assert.equal(formatRecord(['', ''], comma), ',');
  });

  it('gives text that reads back the same', () => {
    const records = [
      ['a', ' b ', '"', '""'],
      ['', '\r\n', ';,\t|', '😀'],
      ['\ufeff', 'x"y', ',', '\u2028'],
    ];
    for (const delimiter of [',', ';', '\t', '|'] as const) {
      const text = records.map((record) => formatRecord(record, { delimiter })).join('\r\n');
      assert.deepEqual(parse(text, parserOptions({ delimiter, recordEnd: 'lf' })), records);
      const rows = scanText(text, {
        dialect: { delimiter, recordEnd: 'lf' },
        column: 1,
        columns: 4,
      });
      assert.deepEqual(
        values(rows),
        records.map((record) => record[1]),
      );
      assert.ok(rows.every((row) => !(row.flags & FLAG_RAGGED)));
    }
  });
});
