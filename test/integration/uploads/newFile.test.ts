import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { people } from '../../support/people';
import { run } from '../segments/signedIn';
import { fileUri, problemsOf, write } from './files';

/** Encoded as other programs do it, without the product's code. */
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const windows1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');

interface Shape {
  name: string;
  bytes(text: string): Uint8Array;
  delimiter: string;
  eol: string;
  top?: string;
}

const SHAPES: readonly Shape[] = [
  { name: 'UTF-8', bytes: (text) => Buffer.from(text), delimiter: ',', eol: '\n' },
  {
    name: 'UTF-8 with a byte order mark',
    bytes: (text) => Buffer.from(`\ufeff${text}`),
    delimiter: ';',
    eol: '\r\n',
  },
  {
    name: 'UTF-16 LE',
    bytes: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    delimiter: '\t',
    eol: '\r\n',
  },
  { name: 'UTF-16 BE', bytes: (text) => utf16be(`\ufeff${text}`), delimiter: '|', eol: '\n' },
  {
    name: 'UTF-16 LE without a byte order mark',
    bytes: (text) => Buffer.from(text, 'utf16le'),
    delimiter: ',',
    eol: '\r\n',
  },
  { name: 'Windows-1252', bytes: windows1252, delimiter: ';', eol: '\r\n', top: 'sep=;' },
  { name: 'Windows-1252 with CR', bytes: windows1252, delimiter: ';', eol: '\r' },
];

describe('a file fixed into a new one', () => {
  const fixed = async (uri: vscode.Uri, fixes: string[], column: string): Promise<Buffer> => {
    const checked = await run<{ invalid: number }>('checkCsv', uri, {
      identifierType: 'Email',
      column,
    });
    assert.ok(checked.invalid > 0);
    const to = fileUri('fixed.csv');
    await run('fixFile', { uri: uri.toString(), to: to.toString(), fixes });
    return Buffer.from(await vscode.workspace.fs.readFile(to));
  };
  afterEach(() => run('dismissProblems', fileUri('source.csv')));

  for (const { name, bytes, delimiter, eol, top } of SHAPES) {
    it(`is otherwise unchanged: ${name}`, async () => {
      const lines = (rows: string[][], ended = true): string =>
        [...(top ? [top] : []), ...rows.map((row) => row.join(delimiter))].join(eol) +
        (ended ? eol : '');
      const before = [
        ['"Näme"', 'e-mail', '"note ""€"""'],
        ['Zoë', 'zoe@example.com', '5 €'],
        ['"Ann"', '"Ännchen <ANN@Example.com>"', ''],
        ['Bob', 'mailto:bob@example.com', `"a${delimiter}b${eol}c"`],
        ['Nöbody', 'nobody', ''],
        ['Two', '"c@example.com; d@example.com"', 'ü'],
      ];
      const after = [
        before[0],
        before[1],
        ['"Ann"', '"ann@example.com"', ''],
        ['Bob', 'bob@example.com', before[3][2]],
        ['Two', '"c@example.com"', 'ü'],
        ['Two', '"d@example.com"', 'ü'],
      ];
      const uri = await write('source.csv', bytes(lines(before, false)));
      assert.deepEqual(
        await fixed(uri, ['unwrap', 'split', 'remove'], 'e-mail'),
        Buffer.from(bytes(lines(after, false))),
      );
    });
  }

  it('uses the header’s line end if the only row has none', async () => {
    const uri = await write('source.csv', 'email\r\na@example.com; b@example.com');
    assert.equal(
      (await fixed(uri, ['split'], 'email')).toString(),
      'email\r\na@example.com\r\nb@example.com',
    );
  });

  it('keeps invalid UTF-8 after the part by which the encoding was detected', async () => {
    const rows = (broken: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(
          `name,email\n${people(80_000)
            .map((email) => `Someone of that name,${email}`)
            .join('\n')}\n`,
        ),
        broken,
      ]);
    const name = Buffer.from([0x4a, 0x6f, 0x73, 0xe9, 0x2c]);
    const uri = await write(
      'source.csv',
      rows(Buffer.concat([name, Buffer.from('<jose@example.com>\n')])),
    );
    assert.deepEqual(
      await fixed(uri, ['unwrap'], 'email'),
      rows(Buffer.concat([name, Buffer.from('jose@example.com\n')])),
    );
  });

  it('leaves out rows with more or fewer fields, as the export of invalid rows lists them', async () => {
    const uri = await write(
      'source.csv',
      'name,email\nAnn,ann@example.com\nBob,bob@example.com,more\nCid\nDee,nobody\n',
    );
    assert.equal(
      (await fixed(uri, ['remove'], 'email')).toString(),
      'name,email\nAnn,ann@example.com\n',
    );
    assert.deepEqual(
      problemsOf(uri).map(({ code }) => code),
      ['row-ragged', 'field-missing', 'no-at'],
    );
    const to = fileUri('source.refused.csv');
    assert.deepEqual(await run('exportRefusedRows', { uri: uri.toString(), to: to.toString() }), {
      rows: 3,
      to: to.toString(),
    });
    const [, ragged, short, none] = Buffer.from(await vscode.workspace.fs.readFile(to))
      .toString()
      .split('\r\n');
    assert.match(ragged, /^2,bob@example\.com,row-ragged,/);
    assert.match(short, /^3,,field-missing,/);
    assert.match(none, /^4,nobody,email-no-at,/);
    await vscode.workspace.openTextDocument(uri);
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'row-ragged', fix: 'remove' }),
      { changed: 1 },
    );
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(), 'name,email\nAnn,ann@example.com\nCid\nDee,nobody\n');
    await document.save();
  });
});
