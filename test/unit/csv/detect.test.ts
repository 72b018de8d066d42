import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { config } from '@vscode/l10n';
import { configureFormat } from '../../../src/common/format';
import type { Dialect } from '../../../src/csv/csvTypes';
import { detect, headerPlace } from '../../../src/csv/detect';
import { Utf8Tally } from '../../../src/csv/encoding';
import { Random } from './generate';
import { bytesOf, csvError, readColumn, swapped, values } from './help';

const dialectOf = async (
  content: string | Uint8Array,
  overrides: Partial<Dialect> = {},
): Promise<Dialect> =>
  (await detect(typeof content === 'string' ? bytesOf(content) : { bytes: content }, overrides))
    .dialect;

describe('Detecting a CSV: encoding', () => {
  const text = 'name,email\nJürgen,a@example.com\n';
  const cases: [string, Uint8Array, Partial<Dialect>][] = [
    ['UTF-8', Buffer.from(text), { encoding: 'utf-8', bomLength: 0 }],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), { encoding: 'utf-8', bomLength: 3 }],
    ['plain ASCII', Buffer.from('email\na@b.c\n'), { encoding: 'utf-8', bomLength: 0 }],
    ['UTF-16 LE', Buffer.from(`\ufeff${text}`, 'utf16le'), { encoding: 'utf-16le', bomLength: 2 }],
    ['UTF-16 BE', swapped(`\ufeff${text}`), { encoding: 'utf-16be', bomLength: 2 }],
    [
      'UTF-16 LE without a mark',
      Buffer.from(text, 'utf16le'),
      { encoding: 'utf-16le', bomLength: 0 },
    ],
    ['UTF-16 BE without a mark', swapped(text), { encoding: 'utf-16be', bomLength: 0 }],
    ['windows-1252', Buffer.from(text, 'latin1'), { encoding: 'windows-1252', bomLength: 0 }],
    [
      'compressed UTF-8',
      gzipSync(`\ufeff${text}`),
      { encoding: 'utf-8', bomLength: 3, gzip: true },
    ],
    [
      'compressed UTF-16',
      gzipSync(Buffer.from(text, 'utf16le')),
      { encoding: 'utf-16le', gzip: true },
    ],
  ];
  for (const [name, bytes, expected] of cases) {
    it(`finds ${name}`, async () => {
      const found = await detect({ bytes });
      assert.deepEqual({ ...found.dialect, ...expected }, found.dialect);
      assert.deepEqual(found.header, bytes.length === 12 ? ['email'] : ['name', 'email']);
      if (bytes.length !== 12) assert.deepEqual(found.sample, [['Jürgen', 'a@example.com']]);
    });
  }

  it('handles a sample that ends in the middle of a character', async () => {
    const rows = `e\n${'€€€€€€€\n'.repeat(200_000)}`;
    for (const shift of ['', 'x', 'xx'])
      assert.equal(await dialectOf(shift + rows).then((d) => d.encoding), 'utf-8');
  });

  /** The rows below a header, some of them in windows-1252. */
  const mixed = (utf8: number, latin: number, rows = ''): Buffer =>
    Buffer.concat([
      Buffer.from('name,email\n'),
      Buffer.from('Jürgen,a@example.com\n'.repeat(utf8)),
      Buffer.from(rows),
      Buffer.from('Jürgen,a@example.com\n'.repeat(latin), 'latin1'),
    ]);

  for (const [name, bytes, encoding, isMixed] of [
    ['one stray byte', mixed(2000, 1), 'utf-8', false],
    ['one byte and nothing else', mixed(0, 1), 'windows-1252', false],
    [
      'a last byte that begins a character',
      Buffer.from('name\nCaf\xe9', 'latin1'),
      'windows-1252',
      false,
    ],
    [
      'windows-1252 with a few accidents',
      Buffer.concat([mixed(0, 500), Buffer.from('Ã¼,a@b.c\nGruß\x93,a@b.c\n', 'latin1')]),
      'windows-1252',
      false,
    ],
    ['half and half', mixed(500, 500), 'utf-8', true],
    ['mostly windows-1252', mixed(100, 900), 'windows-1252', true],
    ['mostly UTF-8', mixed(900, 100), 'utf-8', true],
  ] as const) {
    it(`counts what is valid and what is broken: ${name}`, async () => {
      const { dialect, mixedEncodings } = await detect({ bytes });
      assert.deepEqual([dialect.encoding, mixedEncodings], [encoding, isMixed]);
    });
  }

  it('checks the whole file before it decides for windows-1252', async () => {
    const ascii = 'x,a@example.com\n'.repeat(150_000);
    const stray = (rest: string): Buffer =>
      Buffer.concat([
        Buffer.from('name,email\n\x96,a@example.com\n', 'latin1'),
        Buffer.from(ascii),
        Buffer.from(rest),
      ]);
    for (const bytes of [
      stray('Jürgen,a@example.com\n'),
      gzipSync(stray('Jürgen,a@example.com\n')),
    ])
      assert.equal(await dialectOf(bytes).then((d) => d.encoding), 'utf-8');
    assert.equal(await dialectOf(stray('')).then((d) => d.encoding), 'windows-1252');
    // Where nothing speaks against UTF-8, a broken byte further on costs the field that it is in.
    assert.equal(
      await dialectOf(
        Buffer.concat([
          Buffer.from(`name,email\n${ascii}`),
          Buffer.from('J\xfcrgen,a@b.c\n', 'latin1'),
        ]),
      ).then((d) => d.encoding),
      'utf-8',
    );
  });

  it('counts invalid UTF-8 as the platform’s decoder does, however the bytes are split', () => {
    const random = new Random(11);
    const pool = [
      0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
      0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ];
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from({ length: random.below(12) }, () => random.pick(pool));
      const cut = random.below(bytes.length + 1);
      const tally = new Utf8Tally().push(bytes.subarray(0, cut)).push(bytes.subarray(cut)).end();
      const characters = [...Buffer.from(bytes).toString('utf8')];
      const broken = characters.filter((one) => one === '\ufffd').length;
      assert.deepEqual(
        [tally.valid, tally.broken],
        [characters.filter((one) => one > '\x7f').length - broken, broken],
        Buffer.from(bytes).toString('hex'),
      );
    }
  });

  it('keeps what the user has set', async () => {
    const found = await detect(
      { bytes: Buffer.from('\ufeffa|b,c\n1|2,3\n') },
      { delimiter: '|', header: false },
    );
    assert.deepEqual(found.sample, [
      ['a', 'b,c'],
      ['1', '2,3'],
    ]);
    assert.equal(found.dialect.bomLength, 3);
    assert.equal((await dialectOf('\ufeffa\n', { encoding: 'utf-8' })).bomLength, 3);
    assert.equal((await dialectOf(Buffer.from('é\n'), { encoding: 'windows-1252' })).bomLength, 0);
    assert.deepEqual(
      (await detect({ bytes: Buffer.from('é\n1\n') }, { encoding: 'windows-1252', header: true }))
        .header,
      ['Ã©'],
    );
  });
});

describe('Detecting a CSV: delimiter, record end, sep= line', () => {
  for (const [delimiter, text] of [
    [',', 'a,b\n1,2\n3,4\n'],
    [';', 'a;b\n1;2\n3;4\n'],
    ['\t', 'a\tb\n1\t2\n'],
    ['|', 'a|b\n1|2\n'],
    [';', 'name;amount\nx;1,5\ny;2,5\n'],
    [';', 'x;1,5;3,5\ny;2,5;4,5\n'],
    [';', '1,5;2,5\n3,5;4,5\n'],
    [',', '"a;b","c;d"\n"e;f","g;h"\n'],
    [',', 'name,tags\nx,a;b\ny,c;d;e\n'],
    [';', 'email;note\na@b.c;"one, two, three"\nd@e.f;"four, five, six"\n'],
    [',', 'email\na@b.c\nd@e.f\n'],
    [',', 'email\na@b.c,d@e.f\ng@h.i\nj@k.l\n'],
    [',', 'a,b,c\n1,2\n1,2,3\n1,2,3\n4,5,6\n'],
    [';', '"a";"b, c"\n"1";"2, 3"\n'],
    [
      ',',
      'customer_id,orders,total,date,tags\n1001,2,30,20240101,"a;b"\n1002,1,10,20240102,"c;d"\n',
    ],
    [',', 'customer_id,orders,total,date,tags\n1001,2,30,20240101,a;b\n1002,1,10,20240102,c;d\n'],
    [',', '1001,2,30,20240101,"a;b"\n1002,1,10,20240102,"c;d"\n'],
    ['\t', 'sha256\tname\nabc\tx, y\ndef\tz\n'],
  ] as const) {
    it(`finds ${JSON.stringify(delimiter)} in ${JSON.stringify(text)}`, async () => {
      assert.equal((await dialectOf(text)).delimiter, delimiter);
    });
  }

  for (const [text, recordEnd, count] of [
    ['email\na@b.c\nd@e.f\n', 'lf', 2],
    ['email\r\na@b.c\r\nd@e.f', 'lf', 2],
    ['email\ra@b.c\rd@e.f\r', 'cr', 2],
    ['email\r\na@b.c\nd@e.f\r\n', 'lf', 2],
    ['email', 'lf', 0],
  ] as const) {
    it(`finds records that end with ${recordEnd} in ${JSON.stringify(text)}`, async () => {
      const found = await detect(bytesOf(text));
      assert.equal(found.dialect.recordEnd, recordEnd);
      assert.deepEqual(found.header, ['email']);
      assert.equal(found.sample.length, count);
    });
  }

  it('obeys a sep line, which is neither header nor row but a line', async () => {
    for (const line of ['sep=;\r\n', 'SEP=;\n', '"sep=;"\n']) {
      const { found, rows } = await readColumn(bytesOf(`\ufeff${line}e-mail;x,y\na@b.c;1,5\n`), 0);
      assert.deepEqual(
        [found.dialect.sepLine, found.dialect.delimiter, found.header],
        [true, ';', ['e-mail', 'x,y']],
      );
      assert.deepEqual(headerPlace(found, 1), {
        line: 1,
        startColumn: 7,
        endLine: 1,
        endColumn: 10,
      });
      assert.deepEqual(rows, [
        { value: 'a@b.c', flags: 0, place: { line: 2, startColumn: 0, endLine: 2, endColumn: 5 } },
      ]);
    }
    await assert.rejects(dialectOf('sep=^\na^b\n'), csvError('delimiter', 0));
  });
});

describe('CSV detection: header and first rows', () => {
  it('begins the rows after the header, wherever it ends', async () => {
    const { found, rows } = await readColumn(bytesOf('\n\r\n"first\r\nname",email\nx,a@b.c\n'), 1);
    assert.deepEqual(found.header, ['first\r\nname', 'email']);
    assert.deepEqual(headerPlace(found, 0), { line: 2, startColumn: 1, endLine: 3, endColumn: 4 });
    assert.equal(headerPlace(found, 2), undefined);
    assert.deepEqual(rows, [
      { value: 'a@b.c', flags: 0, place: { line: 4, startColumn: 2, endLine: 4, endColumn: 7 } },
    ]);
  });

  it('counts blank lines of a file without a header as rows', async () => {
    const { found, rows } = await readColumn(bytesOf('\na@b.c,1\nd@e.f,2'), 0);
    assert.equal(found.header, undefined);
    assert.equal(headerPlace(found, 0), undefined);
    assert.deepEqual([found.columns, values(rows)], [2, ['', 'a@b.c', 'd@e.f']]);
  });

  it('previews 1,000 rows of a long file and all of a short one', async () => {
    const long = await detect(bytesOf(`email\n${'a@example.com\n'.repeat(300_000)}`));
    assert.equal(long.sample.length, 1000);
    const short = await detect(bytesOf(`email\n${'a@example.com\n'.repeat(1000)}`));
    assert.equal(short.sample.length, 1000);
    const without = await detect(bytesOf('a@example.com\n'.repeat(1001)));
    assert.equal(without.sample.length, 1000);
  });

  it('takes a header without a row', async () => {
    const found = await detect(bytesOf('email,name\n'));
    assert.deepEqual([found.header, found.sample], [['email', 'name'], []]);
  });

  it('reads 1,000 columns', async () => {
    const line = (f: (i: number) => string): string =>
      Array.from({ length: 1000 }, (_, i) => f(i)).join(',');
    const { found, rows } = await readColumn(
      bytesOf(`${line((i) => `column ${i}`)}\n${`${line((i) => `"${i}"`)}\n`.repeat(3)}`),
      999,
    );
    assert.equal(found.columns, 1000);
    assert.deepEqual(values(rows), ['999', '999', '999']);
    assert.equal(headerPlace(found, 999)?.endColumn, line((i) => `column ${i}`).length);
  });
});

describe('Detecting a CSV: rejected files', () => {
  const zip = (name: string): Buffer =>
    Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26, 1), Buffer.from(name)]);
  for (const [name, bytes, code, says] of [
    ['an empty file', Buffer.alloc(0), 'empty', /empty/],
    ['a mark and nothing else', Buffer.from('\ufeff'), 'empty', /empty/],
    ['line ends and nothing else', Buffer.from('\r\n\n \n'), 'empty', /empty/],
    ['an empty compressed file', gzipSync(''), 'empty', /empty/],
    ['an Excel workbook', zip('[Content_Types].xml'), 'binary', /Excel.*Save it as CSV UTF-8/],
    ['a ZIP archive', zip('people.csv'), 'binary', /extract it/],
    [
      'a spreadsheet of LibreOffice',
      zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      'binary',
      /Save it as CSV/,
    ],
    [
      'an old Excel workbook',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
      'binary',
      /Excel.*Save it as CSV UTF-8/,
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n%xyz'), 'binary', /PDF/],
    [
      'a PNG',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa]),
      'binary',
      /is binary, not text/,
    ],
    ['JSON', Buffer.from('[\n  {"email": "a@example.com"}\n]\n'), 'binary', /^This is JSON\./],
    ['JSON lines', Buffer.from('{"email":"a@example.com"}\n'), 'binary', /^This is JSON\./],
    ['an array of texts', Buffer.from('\ufeff["a@example.com"]'), 'binary', /^This is JSON\./],
    ['JSON in UTF-16', Buffer.from('\ufeff{"a": 1}', 'utf16le'), 'binary', /^This is JSON\./],
    ['HTML with the name of a workbook', Buffer.from('\r\n<html><table><tr>'), 'binary', /HTML/],
    [
      'bytes at random',
      Buffer.from(
        Array.from({ length: 5000 }, (_, i) => ((i * i * 31 + i * 7) % 251) ^ ((i >> 3) & 255)),
      ),
      'binary',
      /is binary, not text/,
    ],
    ['zeros', Buffer.alloc(1000), 'binary', /is binary, not text/],
    ['a compressed workbook', gzipSync(zip('xl/workbook.xml')), 'binary', /Excel/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'encoding', /UTF-8/],
  ] as const) {
    it(`rejects ${name}`, async () => {
      await assert.rejects(
        detect({ bytes }),
        (error) => csvError(code)(error) && error instanceof Error && says.test(error.message),
      );
    });
  }

  it('rejects malformed quotes in the first rows with their line, without quoting the file', async () => {
    await assert.rejects(
      detect(bytesOf('email\r\n"a\r\nb"\r\njane@x.org"\r\n')),
      csvError('invalid-opening-quote', 3, 'jane'),
    );
    await assert.rejects(
      detect(bytesOf('email\n"jane@x.org\n')),
      csvError('quote-not-closed', 1, 'jane'),
    );
    await assert.rejects(
      detect(bytesOf('email\n"jane"@x.org\n')),
      csvError('invalid-closing-quote', 1, 'jane'),
    );
  });

  it('rejects a first line longer than the longest record, in any encoding', async () => {
    const long = 'x'.repeat(3_000_000);
    for (const bytes of [
      Buffer.from(long),
      Buffer.from(long, 'utf16le'),
      Buffer.from(`"${long}`),
      gzipSync(long),
    ]) {
      await assert.rejects(detect({ bytes }), csvError('record-too-long', 0));
    }
  });

  it('formats numbers in the display language', async () => {
    const text =
      'Line {0} has text after a closing quote. Double the quotes inside the field, or remove the text.';
    const broken = bytesOf(`email\n${'a@example.com\n'.repeat(1198)}"b"c\n`);
    const message = async (): Promise<string> =>
      detect(broken).then(
        () => '',
        (error: Error) => error.message,
      );
    assert.match(await message(), /^Line 1,200 has text/);
    config({ contents: { en: 'fr', [text]: 'Ligne {0}' } });
    configureFormat('fr');
    try {
      assert.match(await message(), /^Ligne 1\s200$/);
    } finally {
      config({ contents: {} });
      configureFormat('en');
    }
  });

  it('tolerates a stray NUL in a text', async () => {
    assert.deepEqual((await detect(bytesOf('email\na@b.c\0\n'))).sample, [['a@b.c\0']]);
  });
});
