import assert from 'node:assert/strict';
import {
  FLAG_BLANK_LINE,
  FLAG_ESCAPED,
  FLAG_NO_FIELD,
  FLAG_QUOTED,
  FLAG_RAGGED,
} from '../../../src/csv/csvTypes';
import { recordPlace } from '../../../src/csv/fieldPlaces';
import { ColumnScanner } from '../../../src/csv/scanner';
import { csvError, rowsOf, scanText, values } from './help';

const one = { line: 0, startColumn: 0, endLine: 0, endColumn: 0 };

describe('CSV scanner', () => {
  it('returns fields without their quotes, and flags', () => {
    const rows = scanText('a,b\n"c ""d""",e\n\nf\n,\n"",x\n', { columns: 2 });
    assert.deepEqual(
      rows.map(({ value, flags }) => [value, flags]),
      [
        ['a', 0],
        ['c "d"', FLAG_QUOTED | FLAG_ESCAPED],
        ['', FLAG_BLANK_LINE],
        ['f', FLAG_RAGGED],
        ['', 0],
        ['', FLAG_QUOTED],
      ],
    );
    assert.equal(scanText('f\n', { columns: 2, column: 1 })[0].flags, FLAG_RAGGED | FLAG_NO_FIELD);
    assert.equal(
      scanText('""\n')[0].flags,
      FLAG_QUOTED,
      'an empty field in quotes is no blank line',
    );
  });

  it('returns places as the editor counts them: lines in quotes, CR, CRLF, UTF-16 columns', () => {
    const rows = scanText('é😀,x1\r\n"one\rtwo\r\nthree\n","x2"\nlone\rcr,x3\n\u2028\u0085,x4', {
      columns: 2,
      column: 1,
    });
    assert.deepEqual(values(rows), ['x1', 'x2', 'x3', 'x4']);
    assert.deepEqual(
      rows.map((row) => row.place),
      [
        { ...one, startColumn: 4, endColumn: 6 },
        { line: 4, startColumn: 3, endLine: 4, endColumn: 5 },
        { line: 6, startColumn: 3, endLine: 6, endColumn: 5 },
        { line: 7, startColumn: 3, endLine: 7, endColumn: 5 },
      ],
    );
    assert.deepEqual(scanText('"a\r\nbc\rd"\n')[0].place, {
      line: 0,
      startColumn: 1,
      endLine: 2,
      endColumn: 1,
    });
  });

  it('returns the place of a whole record, including quotes', () => {
    const scanner = new ColumnScanner({
      dialect: { delimiter: ',', recordEnd: 'lf' },
      column: 1,
      columns: 2,
    });
    const batch = scanner.push(Buffer.from('x,y\r\n"a\nb","c"\r\nz\r\n'));
    assert.deepEqual(
      [0, 1, 2].map((i) => recordPlace(batch, i)),
      [
        { ...one, endColumn: 3 },
        { line: 1, startColumn: 0, endLine: 2, endColumn: 6 },
        { line: 3, startColumn: 0, endLine: 3, endColumn: 1 },
      ],
    );
  });

  for (const [text, code, line] of [
    ['a\nb"c\n', 'invalid-opening-quote', 1],
    ['"x\ny"\n ab"c"\n', 'invalid-opening-quote', 2],
    ['"a\r\n\r\n" \n', 'invalid-closing-quote', 2],
    ['a\n"b"\rc\n', 'invalid-closing-quote', 1],
    ['"b"\r', 'invalid-closing-quote', 0],
    ['a\r\n"b\r\nc\r\n', 'quote-not-closed', 1],
    ['"', 'quote-not-closed', 0],
    ['"a"\0', 'invalid-closing-quote', 0],
  ] as const) {
    it(`rejects ${JSON.stringify(text)}: ${code} on line ${line}`, () => {
      assert.throws(() => scanText(text), csvError(code, line));
    });
  }

  it('rejects an LF between records that end with CR, but accepts it in quotes', () => {
    const dialect = { delimiter: ',', recordEnd: 'cr' } as const;
    assert.throws(() => scanText('a\rb\rc\nd\r', { dialect }), csvError('mixed-line-ends', 2));
    const rows = scanText('a\r"b\r\nc\nd"\re\r', { dialect });
    assert.deepEqual(values(rows), ['a', 'b\r\nc\nd', 'e']);
    assert.equal(rows[2].place.line, 4);
  });

  it('rejects a record above the limit at its first line, without buffering the rest of the file', () => {
    const scanner = (): ColumnScanner =>
      new ColumnScanner({ dialect: { delimiter: ',', recordEnd: 'lf' }, column: 0, columns: 1 });
    const block = Buffer.alloc(1024 * 1024, 'x');
    const long = scanner();
    long.push(Buffer.from('a\nb\n'));
    long.push(block.subarray(0, 1000));
    assert.throws(() => long.push(block), csvError('record-too-long', 2));
    const open = scanner();
    open.push(Buffer.from('a\n"b\nc'));
    assert.throws(
      () => {
        for (let i = 0; i < 100; i++) open.push(block);
      },
      csvError('record-too-long', 1),
    );
    // The same whether it comes in one piece or many.
    assert.throws(
      () => scanText(`a\n${'x'.repeat(11)}\nb\n`, { maxRecordSize: 11 }),
      csvError('record-too-long', 1),
    );
    assert.equal(scanText(`a\n${'x'.repeat(10)}\nb\n`, { maxRecordSize: 11 }).length, 3);
  });

  it('continues from any record, with the offsets and lines of the whole file', () => {
    const bytes = Buffer.from('"a\nb",1\r\nü,2\r\n"c",3\r\n');
    const options = {
      dialect: { delimiter: ',', recordEnd: 'lf' },
      column: 1,
      columns: 2,
    } as const;
    const whole = new ColumnScanner(options);
    const first = whole.push(bytes.subarray(0, 12));
    assert.equal(first.count, 1);
    const { offset, line } = whole.position;
    assert.deepEqual({ offset, line }, { offset: 9, line: 2 });
    const again = new ColumnScanner({ ...options, base: offset, line });
    assert.deepEqual(
      rowsOf(again.push(bytes.subarray(offset))),
      rowsOf(whole.push(bytes.subarray(12))),
    );
    assert.equal(again.position.offset, bytes.length);
  });

  it('copies a block, so that the caller can reuse its buffer', () => {
    const scanner = new ColumnScanner({
      dialect: { delimiter: ',', recordEnd: 'lf' },
      column: 0,
      columns: 1,
    });
    const buffer = Buffer.from('one\ntw');
    assert.deepEqual(values(rowsOf(scanner.push(buffer))), ['one']);
    buffer.write('o\nthre');
    assert.deepEqual(values(rowsOf(scanner.push(buffer))), ['two']);
    buffer.fill('e', 0, 1);
    assert.deepEqual(values(rowsOf(scanner.push(buffer.subarray(0, 1)))), []);
    assert.deepEqual(values(rowsOf(scanner.end())), ['three']);
  });

  it('accepts a block of only line endings, and no block at all', () => {
    assert.equal(scanText('\n'.repeat(100_000)).length, 100_000);
    assert.deepEqual(scanText(''), []);
  });
});
