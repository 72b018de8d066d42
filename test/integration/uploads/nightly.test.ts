import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { NightReport } from '../../../src/app/nightly/report/nightReport';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { accessVariables, startCommandLine } from '../../support/commandLine';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { newSegment, rejection, run, signIn } from '../segments/signedIn';
import { dataFolder, filesBelow } from '../writtenFiles';
import { fileUri, problemsOf, write } from './files';
import { answering, press } from './person';

inEveryEditor(
  describe('nightly files in the editor', function () {
    this.timeout(60_000);
    let server: Sandbox;
    let end: () => Promise<void>;

    before(async () => ({ server, end } = await signIn()));
    after(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      for (const uri of await vscode.workspace.findFiles('**/*.criteo.jsonc'))
        await vscode.workspace.fs.delete(uri);
      await end();
    });

    const segment = async (name: string): Promise<string> => newSegment(server, name);
    const csv = (name: string, rows = 3): Promise<vscode.Uri> =>
      write(name, `email\n${people(rows).join('\n')}\n`);
    const nightly = (name: string, ...entries: string[]): Promise<vscode.Uri> =>
      write(
        name,
        `{\n  "version": 1, "account": "${server.accountId}",\n  "suppress": [],\n  // kept\n  "segments": [\n    ${entries.join(',\n    ')}\n  ]\n}\n`,
      );
    const textOf = async (uri: vscode.Uri): Promise<string> =>
      (await vscode.workspace.openTextDocument(uri)).getText();
    const shown = async (uri: vscode.Uri): Promise<vscode.TextDocument> =>
      (await vscode.window.showTextDocument(uri)).document;

    it('get an entry for an upload, with what it was sent by', async () => {
      const id = await segment('Uploaded');
      const uri = await csv('uploaded-2026-11-27.csv');
      const choices = { segmentId: id, operation: 'add', confirm: false };
      const { jobId } = await run<Report>('uploadCsv', uri, choices);
      const night = await nightly('added.criteo.jsonc');
      const created = fileUri('created.criteo.jsonc');
      const add = (file: vscode.Uri): Thenable<string> =>
        run('addToNightlyFile', { jobId, file: file.toString() });
      for (const file of [night, created]) {
        assert.equal(await add(file), file.toString());
        assert.match(
          await textOf(file),
          new RegExp(
            `"id": "${id}",\\s*"name": "Uploaded",\\s*"operation": "add",\\s*"file": "uploaded-\\*\\.csv"`,
          ),
        );
      }
      const first = await textOf(night);
      assert.match(first, /\/\/ kept/);
      // What is there already stays as it is.
      await add(night);
      assert.equal(await textOf(night), first);
      const csvFile = await rejection(add(uri));
      assert.deepEqual([csvFile.code, csvFile.operation], ['bad-argument', 'addToNightlyFile']);
      // A person chooses the file, and sees the entry.
      await answering([/^added\.criteo\.jsonc$/], () =>
        run('addToNightlyFile', { kind: 'job', jobId }),
      );
      const { activeTextEditor: editor } = vscode.window;
      assert.equal(editor?.document.uri.toString(), night.toString());
      assert.match(editor.document.getText(editor.selection), /"Uploaded"/);
    });

    it('get one entry for a segment, and say that it has one', async () => {
      const one = await segment('Twice');
      const jobIds: string[] = [];
      for (const [index, column] of ['email', 'mail'].entries()) {
        const uri = await write(`twice-${index}.csv`, `${column}\nann${index}@example.com\n`);
        const choices = { segmentId: one, operation: 'add', column, confirm: false };
        jobIds.push((await run<Report>('uploadCsv', uri, choices)).jobId);
      }
      const uri = await nightly('once.criteo.jsonc', '{ "id": "1", "operation": "add" }');
      const said: string[] = [];
      const { showInformationMessage } = vscode.window;
      const telling = <T>(answers: Parameters<typeof answering>[0], work: () => Thenable<T>) =>
        answering(answers, () => {
          vscode.window.showInformationMessage = async (text: string) => void said.push(text);
          return work();
        }).finally(() => (vscode.window.showInformationMessage = showInformationMessage));
      const idsIn = async (): Promise<string[]> =>
        [...(await textOf(uri)).matchAll(/"id": "(\d+)"/g)].map(([, id]) => id);
      await telling([/^once\.criteo/], () =>
        run('addToNightlyFile', { kind: 'job', jobId: jobIds[0], jobIds }),
      );
      assert.deepEqual(await idsIn(), ['1', one]);
      assert.deepEqual(said, ['Twice has an entry already, which stays as it is.']);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });

    it('are left alone where they can’t be written', async () => {
      const choices = { segmentId: await segment('Not written'), operation: 'add', confirm: false };
      const { jobId } = await run<Report>('uploadCsv', await csv('not-written.csv'), choices);
      await nightly('locked.criteo.jsonc', '{ "id": "1", "operation": "add" }');
      const { applyEdit } = vscode.workspace;
      Object.assign(vscode.workspace, { applyEdit: () => Promise.resolve(false) });
      try {
        const add = (file: string): Promise<{ code: string }> =>
          rejection(run('addToNightlyFile', { jobId, file }));
        const failures = [fileUri('locked.criteo.jsonc').toString(), 'untitled:new.criteo.jsonc'];
        assert.deepEqual(
          (await Promise.all(failures.map(add))).map(({ code }) => code),
          ['not-applied', 'bad-argument'],
        );
      } finally {
        Object.assign(vscode.workspace, { applyEdit });
      }
    });

    it('have problems of segments and files, names to choose from, and lenses', async () => {
      const [known, free] = [await segment('Known by name'), await segment('Free to choose')];
      await csv('known.csv');
      const uri = await nightly(
        'problems.criteo.jsonc',
        `{ "id": "${known}", "name": "Other name", "operation": "add", "file": "known.csv" }`,
        '{ "id": "99", "operation": "add", "file": "nowhere.csv" }',
      );
      await shown(uri);
      await waitUntil('its problems are shown', () => problemsOf(uri).length === 3);
      assert.deepEqual(
        problemsOf(uri).map(({ message, severity, range }) => [
          range.start.line,
          vscode.DiagnosticSeverity[severity],
          message.replace(/^Account .* has/, 'Account has'),
        ]),
        [
          [5, 'Information', 'The segment is called “Known by name”.'],
          [6, 'Error', 'Account has no segment 99. Check the ID, or choose another segment.'],
          [6, 'Information', 'nowhere.csv isn’t there.'],
        ],
      );
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      assert.deepEqual(
        lenses.map(({ command, range }) => `${range.start.line} ${command?.title}`).sort(),
        ['0 Check', '0 Run…', '5 Run…', '6 Run…'],
      );

      const edited = await nightly('edited.criteo.jsonc', '{ "id": "" }');
      const document = await shown(edited);
      const at = document.positionAt(document.getText().indexOf('"id": "') + 7);
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        edited,
        at,
      );
      const item = items.find(
        ({ label }) => typeof label === 'object' && label.label === 'Free to choose',
      );
      assert.ok(item, JSON.stringify(items.map(({ label }) => label)));
      assert.deepEqual(
        [item.insertText, item.additionalTextEdits],
        [`${free}", "name": "Free to choose`, undefined],
      );
    });

    it('open the page of what their entries send, from which a person sends it', async () => {
      const [one, other] = [await segment('Night one'), await segment('Night two')];
      // Nobody is writing them any more.
      const quiet = async (name: string, rows: number): Promise<void> => {
        const at = new Date(Date.now() - 120_000);
        await fs.utimes((await csv(name, rows)).fsPath, at, at);
      };
      await quiet('one-2026-11-27.csv', 4);
      await quiet('two.csv', 5);
      const uri = await nightly(
        'page.criteo.jsonc',
        `{ "id": "${one}", "operation": "add", "file": "one-*.csv", "maxAge": "9999d" }`,
        `{ "id": "${other}", "operation": "update", "file": "two.csv", "keep": true }`,
        `{ "id": "${await segment('Night three')}", "operation": "add", "file": "nowhere.csv" }`,
      );
      const { asked } = await answering([press('send')], () => run('runNightlyFile', uri));
      assert.match(asked[0].detail, /Night three isn’t sent: nowhere\.csv isn’t there\./);
      const size = async (id: string): Promise<number> => (await server.control.list(id)).length;
      assert.deepEqual([await size(one), await size(other)], [4, 5], asked[0].detail);
      // One entry has the page of one upload.
      await quiet('two.csv', 7);
      const alone = await answering([press('send')], () => run('runNightlyFile', uri, other));
      assert.match(alone.asked[0].text, /two\.csv/);
      assert.equal(await size(other), 7);
      // What a person sent of it isn't sent again.
      const key = filesBelow(dataFolder()).find(
        (name) => name.endsWith('fingerprint.key') && !name.startsWith('command-line'),
      );
      assert.ok(key);
      const stateFolder = path.dirname(path.join(dataFolder(), key));
      const { ended } = startCommandLine(
        ['run', uri.fsPath, '--json', '--no-input', '--state-dir', stateFolder],
        accessVariables(server),
      );
      const { document, stderr } = await ended;
      const { entries } = (document as { night?: NightReport } | undefined)?.night ?? {};
      assert.deepEqual(
        entries?.map(({ state }) => state),
        ['up-to-date', 'up-to-date', 'stopped'],
        stderr,
      );
    });

    it('are run as they are saved, and only what they have', async () => {
      const id = await segment('Saved first');
      await csv('saved.csv');
      const uri = await nightly(
        'unsaved.criteo.jsonc',
        `{ "id": "${id}", "operation": "add", "file": "others.csv" }`,
      );
      const document = await shown(uri);
      const at = document.positionAt(document.getText().indexOf('others'));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(at, at.translate(0, 'others'.length)), 'saved');
      assert.ok(await vscode.workspace.applyEdit(edit));
      const { asked } = await answering(['Save and Continue', undefined], () =>
        run('runNightlyFile', uri),
      );
      assert.match(asked[0].text, /^"unsaved\.criteo\.jsonc" has unsaved changes\.$/);
      assert.equal(asked[1].text, 'Add saved.csv to Saved first');
      assert.equal(document.isDirty, false);
      // The lens of an entry that is being written.
      let said = '';
      const { showErrorMessage } = vscode.window;
      vscode.window.showErrorMessage = async (text: string) => void (said = text);
      try {
        await run('runNightlyFile', uri, '404');
        assert.equal(said, 'unsaved.criteo.jsonc has no entry for segment 404 any more.');
        // A report may know it longer than the disk does.
        await run('runNightlyFile', fileUri('gone.criteo.jsonc'));
        assert.match(said, /^"gone\.criteo\.jsonc" wasn’t found/);
        await run('runNightlyFile', await nightly('broken.criteo.jsonc', '{ "id": 5 }'));
        assert.match(said, /^broken\.criteo\.jsonc has errors/);
      } finally {
        vscode.window.showErrorMessage = showErrorMessage;
      }
      const { activeTextEditor: editor } = vscode.window;
      assert.match(editor?.document.uri.path ?? '', /broken\.criteo\.jsonc$/);
    });

    it('say where a file goes that somebody opens, below one’s own pairings', async () => {
      const id = await segment('By entry');
      const uri = await nightly(
        'pairs.criteo.jsonc',
        `{ "id": "${id}", "name": "By entry", "operation": "update", "file": "paired-*.csv", "maxAge": "26h" }`,
      );
      const file = await csv('paired-7.csv');
      const proposed = async (): Promise<string> => {
        const { asked } = await answering([undefined], () => run('uploadCsv', file));
        return asked[0].text;
      };
      await waitUntil('it is proposed', async () =>
        (await proposed()).startsWith('Update By entry with paired-7.csv'),
      );
      await vscode.workspace.fs.delete(uri);
      await waitUntil('it is asked for', async () =>
        (await proposed()).startsWith('Upload paired'),
      );
    });
  }),
);
