import assert from 'node:assert/strict';
import { detectDelimiter, detectRecordEnd, readSepLine } from '../../../src/csv/delimiter';

describe('A sep= line', () => {
  it('names the delimiter and has a length that includes the line ending', () => {
    for (const [text, delimiter, length] of [
      ['sep=;\r\na;b', ';', 7],
      ['SEP=\t\na', '\t', 6],
      ['"sep=|"\ra', '|', 8],
      ['sep=:', ':', 5],
    ] as const)
      assert.deepEqual(readSepLine(Buffer.from(text)), { delimiter, length }, text);
  });

  it('is only a whole first line', () => {
    for (const text of ['sep=;a\n', 'a\nsep=;\n', ' sep=;\n', 'sep=\n', '"sep=;\n', ''])
      assert.equal(readSepLine(Buffer.from(text)), undefined, text);
  });
});

describe('The end of records', () => {
  it('is a CR only in a file without LF', () => {
    for (const [text, expected] of [
      ['a\rb\r', 'cr'],
      ['a\r\nb\r\n', 'lf'],
      ['a\rb\n', 'lf'],
      ['a', 'lf'],
    ])
      assert.equal(detectRecordEnd(Buffer.from(text)), expected, text);
  });
});

describe('The delimiter', () => {
  const detect = (text: string, recordEnd: 'lf' | 'cr' = 'lf'): string =>
    detectDelimiter(Buffer.from(text), recordEnd);

  it('divides records that end with CR too', () => assert.equal(detect('a;b\r1;2\r', 'cr'), ';'));

  it('does not depend on a record that the sample cuts off', () =>
    assert.equal(detect('a;b;c\n1;2;3\n4;5,6,7,8,9'), ';'));

  it('is a tab or semicolon rather than a comma if both fit equally well', () => {
    assert.equal(detect('a;b,c;d\n1;2,3;4\n'), ';');
    assert.equal(detect('a\tb,c\n1\t2,x\n'), '\t');
  });

  it('is a comma if nothing divides the records', () => {
    assert.equal(detect('email\na@b.c\n'), ',');
    assert.equal(detect(''), ',');
  });
});
