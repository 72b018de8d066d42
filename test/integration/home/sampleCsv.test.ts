import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rejection, run } from '../segments/signedIn';
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

  it('is written once, never overwrites a file, and needs a folder', async () => {
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
      'the edited file was overwritten',
    );
    assert.equal((await rejection(run('createSampleCsv', { folder: 7 }))).code, 'bad-argument');
  });

  it('has only invented people, and a row with each kind of problem', async () => {
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
    const { good, invalid, blank, duplicates } = checked;
    assert.deepEqual(
      { rows: checked.rows, good, invalid, blank, duplicates },
      { rows, good: 600, invalid: 10, blank: 1, duplicates: 1 },
    );
    assert.equal(rows, good + invalid + blank + duplicates);
    assert.ok(invalid / rows < 0.1, 'more invalid rows than are sent without a warning');
    const codes = new Set(problemsOf(vscode.Uri.parse(uri)).map(({ code }) => code));
    assert.ok(codes.size >= 8, [...codes].join(', '));
  });
});
