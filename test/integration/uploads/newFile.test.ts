import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { people } from '../../support/people';
import { run } from '../segments/signedIn';
import { fileUri, problemsOf, write } from './files';

/** Encoded as other programs do it, without the product's code. */
const windows1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');

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

  // The other encodings and line ends: test/unit/app/repair/fixFile.test.ts.
  it('is otherwise unchanged: Windows-1252', async () => {
    const head = ['sep=;', '"Näme";e-mail;"note ""€"""', 'Zoë;zoe@example.com;5 €'];
    const file = (rows: string[]): Buffer => windows1252([...head, ...rows].join('\r\n'));
    const uri = await write(
      'source.csv',
      file([
        '"Ann";"Ännchen <ANN@Example.com>";',
        'Bob;mailto:bob@example.com;"a;b\r\nc"',
        'Nöbody;nobody;',
        'Two;"c@example.com; d@example.com";ü',
      ]),
    );
    assert.deepEqual(
      await fixed(uri, ['unwrap', 'split', 'remove'], 'e-mail'),
      file([
        '"Ann";"ann@example.com";',
        'Bob;bob@example.com;"a;b\r\nc"',
        'Two;"c@example.com";ü',
        'Two;"d@example.com";ü',
      ]),
    );
  });

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
