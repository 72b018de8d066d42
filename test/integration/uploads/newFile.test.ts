import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { run } from '../segments/signedIn';
import { fileUri, problemsOf, write } from './files';

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

  // Encodings and line ends: test/unit/app/repair/fixFile.test.ts.
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
