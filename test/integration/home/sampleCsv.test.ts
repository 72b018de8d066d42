import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rejection, run, signIn } from '../segments/signedIn';
import { fileUri, problemsOf } from '../uploads/files';
import { answering } from '../uploads/person';

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

  describe('created from the window', () => {
    const file = fileUri('sample-customers.csv');
    const create = (): Thenable<Created> => run<Created>('createSampleCsv');
    const text = async (uri: vscode.Uri): Promise<string> =>
      Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');

    beforeEach(() =>
      vscode.workspace.fs.delete(file).then(
        () => undefined,
        () => undefined,
      ),
    );
    after(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(file);
    });

    it('is opened, and the command doesn’t wait for what is offered then', async () => {
      const { window } = vscode;
      const { showInformationMessage } = window;
      let message = '';
      Object.assign(window, {
        showInformationMessage: (said: string) => {
          message = said;
          return new Promise(() => undefined);
        },
      });
      try {
        const { uri, rows } = await create();
        assert.equal(rows, 612);
        assert.equal(window.activeTextEditor?.document.uri.toString(), uri);
        assert.equal(message, 'Created sample-customers.csv with 612 rows, 10 of them invalid.');
        await create();
        assert.match(message, /^sample-customers\.csv already exists\. It has 612 rows, 10 of/);
        // By contract there is none.
        message = '';
        await run('createSampleCsv', { folder });
        assert.equal(message, '');
      } finally {
        Object.assign(window, { showInformationMessage });
      }
    });

    it('offers the check and the upload', async () => {
      const { server, end } = await signIn();
      try {
        const checked = await answering(['Check', undefined], create);
        assert.deepEqual(checked.asked[0].choices, ['Check', 'Upload…']);
        assert.match(checked.pages[0]?.heading.text ?? '', /sample-customers\.csv/);
        const uploading = await answering(['Upload…', /Empty so far/, undefined], create);
        assert.match(
          uploading.pages[0]?.heading.text ?? '',
          /^Add sample-customers\.csv to Empty so far$/,
        );
        assert.equal(server.control.counts().operations.addRemove, undefined);
      } finally {
        await end();
      }
    });

    it('offers the sandbox to who isn’t signed in, and goes on to the upload there', async () => {
      const { asked } = await answering(['Upload to Sandbox…', /Empty so far/, undefined], create);
      assert.deepEqual(asked[0].choices, ['Check', 'Upload to Sandbox…']);
      assert.match(await text(file), /^customer_id,/);
      await run('signOut', { sessionId: 'sandbox' });
    });
  });
});
