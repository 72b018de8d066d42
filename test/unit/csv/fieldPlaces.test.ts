import assert from 'node:assert/strict';
import type { RecordBatch } from '../../../src/csv/csvTypes';
import { fieldPlace, fieldText, recordPlace } from '../../../src/csv/fieldPlaces';
import { ColumnScanner } from '../../../src/csv/scanner';

/** The records of column 1 in a text of two columns. */
const scan = (text: string): RecordBatch =>
  new ColumnScanner({
    dialect: { delimiter: ',', recordEnd: 'lf' },
    column: 1,
    columns: 2,
  }).push(Buffer.from(text));

describe('A field of a batch', () => {
  it('has its value unescaped, and its range without the outer quotes', () => {
    const batch = scan('é😀,"say ""x"""\n');
    assert.equal(fieldText(batch, 0), 'say "x"');
    assert.deepEqual(fieldPlace(batch, 0), {
      line: 0,
      startColumn: 5,
      endLine: 0,
      endColumn: 14,
    });
  });

  it('may end on a later line than it begins', () => {
    const batch = scan('a,b\n"x\r\ny","1\n22\r333"\n');
    assert.equal(fieldText(batch, 1), '1\n22\r333');
    assert.deepEqual(fieldPlace(batch, 1), { line: 2, startColumn: 4, endLine: 4, endColumn: 3 });
  });

  it('is empty at the end of the record if it is missing', () => {
    const batch = scan('a\n');
    assert.equal(fieldText(batch, 0), '');
    assert.deepEqual(fieldPlace(batch, 0), { line: 0, startColumn: 1, endLine: 0, endColumn: 1 });
  });
});

describe('A record of a batch', () => {
  it('has a range with its quotes but without its line ending', () => {
    const batch = scan('a,b\r\n"c","d\ne"\r\n');
    assert.deepEqual(recordPlace(batch, 0), { line: 0, startColumn: 0, endLine: 0, endColumn: 3 });
    assert.deepEqual(recordPlace(batch, 1), { line: 1, startColumn: 0, endLine: 2, endColumn: 2 });
  });

  it('begins on the line of its first field, not of the field that was read', () =>
    assert.equal(recordPlace(scan('"a\nb\nc",d\n'), 0).line, 0));
});
