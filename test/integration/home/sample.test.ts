import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { refused, run } from '../segments/signedIn';
import { fileUri, problemsOf } from '../uploads/files';

interface Created {
  uri: string;
  rows: number;
}

interface Checked {
  rows: number;
  blank: number;
  invalid: number;
  duplicates: number;
  good: number;
  byRule: Record<string, number>;
}

describe('the sample CSV', () => {
  const folder = fileUri('samples');

  it('is written once, beside what is there, and only into a folder', async () => {
    await vscode.workspace.fs.createDirectory(folder);
    const first = await run<Created>('createSampleCsv', { folder });
    assert.match(first.uri, /\/samples\/sample-customers\.csv$/);
    assert.deepEqual(
      await run<Created>('createSampleCsv', { folder: folder.toString() }),
      first,
      'the same sample is there already',
    );
    const edited = vscode.Uri.parse(first.uri);
    const mine = Buffer.from('email\nmine@example.com\n');
    await vscode.workspace.fs.writeFile(edited, mine);
    assert.match(
      (await run<Created>('createSampleCsv', { folder })).uri,
      /\/samples\/sample-customers-2\.csv$/,
    );
    assert.deepEqual(
      Buffer.from(await vscode.workspace.fs.readFile(edited)),
      mine,
      'somebody’s work was written over',
    );
    assert.equal((await refused(run('createSampleCsv', { folder: 7 }))).code, 'bad-argument');
  });

  it('holds invented people only, and a row of each kind of mistake', async () => {
    const { uri, rows } = await run<Created>('createSampleCsv', { folder });
    const text = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri))).toString(
      'utf8',
    );
    const domains = [...text.matchAll(/@+([\w.-]*)/g)]
      .map(([, domain = '']) => domain.toLowerCase())
      .filter(Boolean);
    assert.deepEqual([...new Set(domains)].sort(), ['example', 'example.com']);
    const checked = await run<Checked>('checkCsv', vscode.Uri.parse(uri), {
      identifierType: 'Email',
    });
    const { good, bad, blank, duplicates } = { good: 600, bad: 10, blank: 1, duplicates: 1 };
    assert.deepEqual(
      [checked.rows, checked.good, checked.invalid, checked.blank, checked.duplicates],
      [rows, good, bad, blank, duplicates],
    );
    assert.equal(rows, good + bad + blank + duplicates);
    assert.ok(bad / rows < 0.1, 'more bad rows than are sent without a word');
    const codes = new Set(problemsOf(vscode.Uri.parse(uri)).map(({ code }) => code));
    assert.ok(codes.size >= 8, [...codes].join(', '));
  });
});
