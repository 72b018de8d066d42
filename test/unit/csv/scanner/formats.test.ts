import assert from 'node:assert/strict';
import spectrum from 'csv-spectrum';
import { firstRecords } from '../../../../src/csv/textRows';
import { bytesOf, csvError, readColumn, scanText, swapped, values } from '../help';

const comma = { delimiter: ',', recordEnd: 'lf' } as const;

describe('CSV files as other programs write them', () => {
  const rows = [
    ['Müller, Anna', 'anna@example.com', '1,5'],
    ['O"Neil', 'BEN@EXAMPLE.COM', '-2'],
    ['line one\nline two', '', ''],
    ['日本 😀', 'carl@example.com', '1000'],
  ];
  const header = ['Name', 'E-Mail', 'Betrag'];
  const quote = (value: string, when: RegExp): string =>
    when.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = (all: string[][], delimiter: string, end: string, when: RegExp): string =>
    all.map((row) => row.map((value) => quote(value, when)).join(delimiter) + end).join('');
  const excel = (delimiter: string): string =>
    lines([header, ...rows], delimiter, '\r\n', new RegExp(`["\\n${delimiter}]`));

  const files: [string, Buffer, (string | undefined)[]][] = [
    // "CSV UTF-8" of a European Excel: semicolons, a byte order mark, CRLF, LF in a cell.
    ['Excel, CSV UTF-8', Buffer.from(`\ufeff${excel(';')}`), ['utf-8', ';']],
    // "Unicode Text": UTF-16 LE with a mark and tabs; Excel puts cells with a comma in quotes too.
    [
      'Excel, Unicode text',
      Buffer.from(`\ufeff${lines([header, ...rows], '\t', '\r\n', /["\n\t,]/)}`, 'utf16le'),
      ['utf-16le', '\t'],
    ],
    ['UTF-16 BE', swapped(`\ufeff${excel('\t')}`), ['utf-16be', '\t']],
    // Comma, CRLF, no line end after the last row.
    ['Google Sheets', Buffer.from(excel(',').replace(/\r\n$/, '')), ['utf-8', ',']],
    // DataFrame.to_csv: an index column with an empty name, LF.
    [
      'pandas',
      Buffer.from(
        lines([['', ...header], ...rows.map((row, i) => [String(i), ...row])], ',', '\n', /["\n,]/),
      ),
      ['utf-8', ','],
    ],
    // COPY … WITH (FORMAT csv, HEADER): NULL is nothing, an empty text is "".
    [
      'PostgreSQL COPY CSV',
      Buffer.from(lines([header, ...rows], ',', '\n', /["\n,]|^$/)),
      ['utf-8', ','],
    ],
    [
      'a CRM with everything in quotes',
      Buffer.from(`\ufeff${lines([header, ...rows], ',', '\r\n', /^/)}`),
      ['utf-8', ','],
    ],
  ];
  for (const [name, bytes, [encoding, delimiter]] of files) {
    it(name, async () => {
      const shift = name === 'pandas' ? 1 : 0;
      for (let column = 0; column < 3; column++) {
        const read = await readColumn({ bytes }, column + shift, {}, 5);
        assert.deepEqual(
          [read.found.dialect.encoding, read.found.dialect.delimiter, read.found.dialect.header],
          [encoding, delimiter, true],
        );
        assert.deepEqual(read.found.header?.slice(shift), header);
        assert.deepEqual(
          values(read.rows),
          rows.map((row) => row[column]),
        );
        assert.deepEqual(
          read.found.sample.map((row) => row[column + shift]),
          rows.map((row) => row[column]),
        );
      }
    });
  }

  it('Excel, CSV of a Western Windows', async () => {
    const bytes = Buffer.from('Name;E-Mail\r\nJ\xfcrgen \x80;j@example.com\r\n', 'latin1');
    const { found, rows: read } = await readColumn({ bytes }, 0);
    assert.equal(found.dialect.encoding, 'windows-1252');
    assert.deepEqual(values(read), ['Jürgen €']);
    assert.deepEqual((await readColumn({ bytes }, 1)).rows[0].place, {
      line: 1,
      startColumn: 9,
      endLine: 1,
      endColumn: 22,
    });
  });

  it('old Macintosh programs', async () => {
    const { found, rows: read } = await readColumn(
      bytesOf('name,email\rAnna,a@b.c\r"B,en",d@e.f\r'),
      1,
    );
    assert.equal(found.dialect.recordEnd, 'cr');
    assert.deepEqual(
      read.map(({ value, place }) => [value, place.line, place.startColumn]),
      [
        ['a@b.c', 1, 5],
        ['d@e.f', 2, 7],
      ],
    );
  });
});

describe('The csv-spectrum collection', () => {
  it('is read as its JSON files say', async () => {
    const items = await new Promise<{ csv: Buffer; json: Buffer; name: string }[]>(
      (resolve, reject) => spectrum((error, found) => (error ? reject(error) : resolve(found))),
    );
    assert.ok(items.length >= 12);
    for (const { csv, json, name } of items) {
      if (name === 'location_coordinates') {
        // Seconds of arc as bare quotes inside fields: no CSV by RFC 4180 (and its JSON has other
        // numbers).
        assert.throws(
          () => scanText(csv.toString('latin1'), { columns: 4 }),
          csvError('invalid-opening-quote', 1),
        );
        continue;
      }
      const expected: unknown = JSON.parse(json.toString());
      assert.ok(Array.isArray(expected));
      const [header, ...rows] = firstRecords(csv.toString(), comma, Infinity, true);
      const columns: string[][] = [];
      for (let column = 0; column < header.length; column++)
        columns.push(values(scanText(csv.toString(), { column, columns: header.length })).slice(1));
      const records = (expected as Record<string, string>[]).map((record) =>
        header.map((key) => record[key]),
      );
      assert.deepEqual(
        records.map((_, i) => columns.map((column) => column[i])),
        records,
        name,
      );
      assert.deepEqual(rows, records, name);
    }
  });
});
