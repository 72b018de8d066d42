import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { codeOf } from '../../../src/identifiers/rules/allRules';
import type { Fault } from '../../../src/sandbox/control';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { turns, waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { productSettled } from '../productSettled';
import { newSegment, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { fileUri, problemsOf, write } from './files';
import { answering, press } from './person';
import { executeTask } from './tasks';

const check = (
  uri: vscode.Uri,
  identifierType = 'Email',
): Thenable<{ invalid: number; byRule: Record<string, number> }> =>
  run('checkCsv', uri, { identifierType, column: 'email' });

async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

describe('problems of an upload, and fixing them', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => ({ server, end } = await signIn()));
  after(() => end());
  afterEach(async () => {
    server.control.clearFaults();
    server.control.resetCounts();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const other: Record<string, string> = {
    Email: 'bob@example.com',
    UserIdentifier: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  };
  const fixes: { title: RegExp; invalid: string; valid: string; rule: string; type?: string }[] = [
    {
      title: /^Extract the value from the surrounding text/,
      invalid: '"Ann ""A"" <ann@example.com>"',
      valid: '"ann@example.com"',
      rule: 'email-display-name',
    },
    {
      title: /^Add the hyphens to/,
      invalid: '6d92078a82464a8e93b5fd2a3ce8a9b1',
      valid: '6d92078a-8246-4a8e-93b5-fd2a3ce8a9b1',
      rule: 'uuid-without-hyphens',
      type: 'UserIdentifier',
    },
  ];
  // The fix of each rule is in `test/unit/app/repair/fixRows.test.ts`. The other tests fix rows in
  // every editor.
  describe('fix one row', () => {
    for (const { title, invalid, valid, rule, type = 'Email' } of fixes) {
      it(rule, async () => {
        const before = `name,email,n\r\nx,${invalid},1\r\ny,${other[type]},2\r\n`;
        const uri = await write(`fix-${rule}.csv`, before);
        await check(uri, type);
        const document = await open(uri);
        const problem = problemsOf(uri).find(({ code }) => code === codeOf(rule));
        assert.ok(problem);
        const action = (await actionsAt(uri, problem.range)).find((one) => title.test(one.title));
        assert.ok(action?.edit);
        await vscode.workspace.applyEdit(action.edit);
        assert.equal(document.getText(), before.replace(invalid, valid));
        await waitUntil('the problem goes', () =>
          problemsOf(uri).every(({ code }) => code !== codeOf(rule)),
        );
        await vscode.commands.executeCommand('undo');
        assert.equal(document.getText(), before);
        await vscode.workspace.applyEdit(action.edit);
        await document.save();
        assert.equal((await check(uri, type)).byRule[rule] ?? 0, 0);
      });
    }
  });

  it('are at their own cells in several columns, and a fix there is about that field', async () => {
    const uri = await write(
      'two-cells.csv',
      'home,work\na@x.example,nobody\nno one,nobody\n <c@x.example> ,d@x.example\n',
    );
    const columns = ['home', 'work'];
    await run('checkCsv', uri, { identifierType: 'Email', columns });
    const found = problemsOf(uri);
    assert.deepEqual(
      found.map(({ code, range }) => [code, range.start.line, range.start.character]),
      [
        [found[0].code, 1, 12],
        [found[1].code, 2, 0],
        [found[2].code, 2, 7],
        [found[3].code, 3, 0],
      ],
    );
    const document = await open(uri);
    const apply = async (at: vscode.Range, title: string): Promise<void> => {
      const actions = await actionsAt(uri, at);
      const action = actions.find((one) => one.title === title);
      assert.ok(action?.edit, actions.map((one) => one.title).join());
      await vscode.workspace.applyEdit(action.edit);
    };
    // The last row first, so that the places of the others stay.
    await apply(found[3].range, 'Extract the value from the surrounding text');
    assert.equal(document.lineAt(3).text, 'c@x.example,d@x.example');
    await apply(found[2].range, 'Remove the row');
    await apply(found[0].range, 'Clear the field');
    assert.equal(document.getText(), 'home,work\na@x.example,\nc@x.example,d@x.example\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('shows a problem again once its edit is undone, at once or later', async () => {
    const uri = await write('undone.csv', `email\n${people(3).join('\n')}\nnobody\n`);
    await check(uri);
    const document = await open(uri);
    for (const wait of [0, 1_000]) {
      const [{ range }] = problemsOf(uri);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, range, 'ann@example.com');
      await vscode.workspace.applyEdit(edit);
      await waitUntil('the problem goes', () => problemsOf(uri).length === 0);
      const options = { uri: uri.toString(), to: fileUri('undone-rows.csv').toString() };
      const { code } = await rejection(run('exportRefusedRows', options));
      assert.equal(code, 'no-problems');
      await turns(wait);
      await vscode.commands.executeCommand('undo');
      await waitUntil('the problem is back', () => problemsOf(uri).length === 1);
      assert.equal(document.getText(problemsOf(uri)[0].range), 'nobody');
    }
    // The same where the edits are given up with the editor.
    const edit = new vscode.WorkspaceEdit();
    edit.delete(uri, new vscode.Range(0, 0, document.lineCount, 0));
    await vscode.workspace.applyEdit(edit);
    await waitUntil('the problem goes', () => problemsOf(uri).length === 0);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await waitUntil('the problem is back', () => problemsOf(uri).length === 1);
  });

  it('go with the page of an upload that is closed, and those of another column are shown while it is open', async () => {
    await newSegment(server, 'Given up for now');
    const rows = people(20).map((email, n) => `${email},work${n}@example.com`);
    const uri = await write(
      'given-up.csv',
      `Home mail,Work mail\nnobody,work@example.com\nhome@example.com,nobody\n${rows.join('\n')}\n`,
    );
    const places = (): string =>
      problemsOf(uri)
        .map(({ range: { start } }) => `${start.line},${start.character}`)
        .join(' ');
    await run('checkCsv', uri, { identifierType: 'Email', column: 'Home mail' });
    assert.equal(places(), '1,0');
    await answering(
      [/Given up for now/, press('chooseColumn', '1'), 'seen', undefined],
      async () => {
        const uploading = run('uploadCsv', uri);
        await waitUntil('those of the page are shown', () => places() === '2,17');
        await vscode.window.showInputBox();
        return uploading;
      },
    );
    await waitUntil('they are gone', () => places() === '');
  });

  it('follows edits made during a check, which reads the file on disk', async () => {
    const uri = await write('edited.csv', `email\n${people(60_000).join('\n')}\nnobody\nno one\n`);
    const document = await open(uri);
    const checking = check(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), 'ann@example.com\n');
    edit.replace(uri, document.lineAt(60_002).range, 'bob@example.com');
    await vscode.workspace.applyEdit(edit);
    await checking;
    const texts = (): string[] => problemsOf(uri).map(({ range }) => document.getText(range));
    // At once, or shortly after the edit if the check was over before.
    await waitUntil('they have followed', () => texts().join() === 'nobody');
    await vscode.commands.executeCommand('undo');
    await waitUntil('both are back', () => texts().join() === 'nobody,no one');
  });

  it('keeps the places of a file that another program writes while it is open', async () => {
    const text = (rows: number): string =>
      `email\nnobody\n${people(rows).join('\n')}\nno one\n${people(rows, rows).join('\n')}\n`;
    const uri = await write('rewritten.csv', text(3));
    const document = await open(uri);
    for (const rows of [40, 2, 90]) {
      fs.writeFileSync(uri.fsPath, text(rows));
      // The document is still the old one.
      await check(uri);
      await waitUntil('the editor reloads it', () => document.getText() === text(rows));
      const texts = (): string[] => problemsOf(uri).map(({ range }) => document.getText(range));
      await waitUntil('the places are right', () => texts().join() === 'nobody,no one');
      // Problems follow an edit some time later.
      await productSettled();
      assert.deepEqual(texts(), ['nobody', 'no one'], `${rows} rows`);
    }
  });

  it('splits a row of two addresses into two, and removes a row', async () => {
    const uri = await write(
      'split.csv',
      'id;email\n1;"a@example.com; b@example.com"\n2;c@example.com\n3;nobody',
    );
    await check(uri);
    const document = await open(uri);
    const [two, none] = problemsOf(uri);
    const split = (await actionsAt(uri, two.range)).find(
      ({ title }) => title === 'Split into one row per address',
    );
    assert.ok(split?.edit);
    await vscode.workspace.applyEdit(split.edit);
    assert.equal(
      document.getText(),
      'id;email\n1;"a@example.com"\n1;"b@example.com"\n2;c@example.com\n3;nobody',
    );
    await waitUntil(
      'the other problem moved down',
      () => problemsOf(uri)[0]?.range.start.line === none.range.start.line + 1,
    );
    const [moved] = problemsOf(uri);
    assert.equal(document.getText(moved.range), 'nobody');
    const remove = (await actionsAt(uri, moved.range)).find(
      ({ title }) => title === 'Remove the row',
    );
    assert.ok(remove?.edit);
    await vscode.workspace.applyEdit(remove.edit);
    assert.equal(
      document.getText(),
      'id;email\n1;"a@example.com"\n1;"b@example.com"\n2;c@example.com\n',
    );
    await waitUntil('no problem is left', () => problemsOf(uri).length === 0);
  });

  it('fixes all rows with a problem in one edit, undone at once', async () => {
    const wrapped = (n: number): string => `Person ${n} <person${n}@example.com>`;
    const rows = Array.from({ length: 5000 }, (_, n) =>
      n % 2 === 0 ? wrapped(n) : n % 101 === 0 ? 'nobody' : `person${n}@example.com`,
    );
    const before = `email\n${rows.join('\n')}\n`;
    const uri = await write('all.csv', before);
    const { byRule } = await check(uri);
    assert.equal(byRule['email-display-name'], 2500);
    assert.equal(problemsOf(uri).length, 1000, 'what the window shows');
    const document = await open(uri);
    const result = await run<{ changed: number }>('fixProblems', {
      uri: uri.toString(),
      rule: 'email-display-name',
      fix: 'unwrap',
    });
    assert.equal(result.changed, 2500);
    const after = before.replace(/Person \d+ <(.*)>/g, '$1');
    assert.equal(document.getText(), after);
    assert.deepEqual([...new Set(problemsOf(uri).map(({ code }) => code))], ['no-at']);
    for (const { range } of problemsOf(uri)) assert.equal(document.getText(range), 'nobody');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await waitUntil('all problems are back', () => problemsOf(uri).length === 1000);
  });

  inEveryEditor(
    it('fixes all that can be fixed in one edit, undone at once', async () => {
      const before = [
        'email,city',
        'Ann <ann@example.com>,Ulm',
        'nobody,Ulm',
        '"bob@example.com; cy@example.com",Ulm',
        '\u200b<mailto:dee@example.com>,Ulm',
        'eve@example.com',
        '',
      ].join('\n');
      const uri = await write('everything.csv', before);
      await check(uri);
      const document = await open(uri);
      assert.deepEqual(await run('fixProblems', { uri: uri.toString(), all: true }), {
        changed: 4,
      });
      assert.equal(
        document.getText(),
        [
          'email,city',
          'ann@example.com,Ulm',
          'nobody,Ulm',
          '"bob@example.com",Ulm',
          '"cy@example.com",Ulm',
          'dee@example.com,Ulm',
          'eve@example.com,',
          '',
        ].join('\n'),
      );
      await waitUntil('one problem is left', () => problemsOf(uri).length === 1);
      assert.deepEqual(await run('fixProblems', { uri: uri.toString(), all: true }), {
        changed: 0,
      });
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
      const both = run('fixProblems', { uri: uri.toString(), all: true, rule: 'email-no-at' });
      assert.equal((await rejection(both)).code, 'bad-argument');
    }),
  );

  it('saves a fix that was confirmed with saving, and changes nothing if it was cancelled', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => `Person <person${n}@example.com>`);
    const before = `email\n${rows.join('\n')}\n`;
    const uri = await write('confirmed.csv', before);
    await check(uri);
    const { showQuickPick } = vscode.window;
    const offered: string[][] = [];
    const onDisk = async (): Promise<string> =>
      Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
    const answered = async (choice: string | undefined): Promise<unknown> => {
      Object.assign(vscode.window, {
        showQuickPick: (items: string[]) => {
          offered.push(items);
          return Promise.resolve(choice);
        },
      });
      try {
        return await run('fixProblems', { uri: uri.toString(), all: true, preview: true });
      } finally {
        Object.assign(vscode.window, { showQuickPick });
      }
    };
    const groups = vscode.window.tabGroups.all.length;
    for (const no of [undefined, 'Cancel']) assert.deepEqual(await answered(no), { changed: 0 });
    assert.equal(await onDisk(), before);
    assert.deepEqual(await answered('Fix 12 Rows and Save'), { changed: 12 });
    assert.equal(await onDisk(), before.replaceAll(/Person <(.*)>/g, '$1'));
    assert.deepEqual(offered[0], ['Fix 12 Rows and Save', 'Fix 12 Rows', 'Cancel']);
    const diffs = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff);
    assert.deepEqual(diffs, []);
    assert.equal(vscode.window.tabGroups.all.length, groups);
  });

  it('shows 999 rows of all kinds, and one entry with the totals', async () => {
    const rows = [
      ...Array.from({ length: 3000 }, (_, n) => `bad..dots${n}@example.com`),
      'x@',
      '@y.com',
      ...people(10),
    ];
    const uri = await write('many-invalid.csv', `email\n${rows.join('\n')}\n`);
    await check(uri);
    const found = problemsOf(uri);
    assert.equal(found.length, 1000);
    const codes = found.map(({ code }) => code);
    assert.ok(codes.includes('domain-missing') && codes.includes('local-missing'));
    const [total] = found.filter(({ code }) => code === 'total');
    assert.match(total.message, /^Problems: 3,002, listed here: 999/);
    assert.equal(total.range.start.line, 0);
  });

  it('follows edits above, a renamed file and a deleted one', async () => {
    const uri = await write('follow.csv', 'email\na@example.com\nnobody\n');
    await check(uri);
    const document = await open(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), 'b@example.com\nc@example.com\n');
    await vscode.workspace.applyEdit(edit);
    await waitUntil('it moved', () => problemsOf(uri)[0]?.range.start.line === 4);
    assert.equal(document.getText(problemsOf(uri)[0].range), 'nobody');
    await document.save();
    const renamed = fileUri('followed.csv');
    const renaming = new vscode.WorkspaceEdit();
    renaming.renameFile(uri, renamed, { overwrite: true });
    await vscode.workspace.applyEdit(renaming);
    await waitUntil(
      'it has the new name',
      () => problemsOf(renamed).length === 1 && problemsOf(uri).length === 0,
    );
    const deleting = new vscode.WorkspaceEdit();
    deleting.deleteFile(renamed);
    await vscode.workspace.applyEdit(deleting);
    await waitUntil('it is gone', () => problemsOf(renamed).length === 0);
  });

  inEveryEditor(
    it('links each code to its explanation', async () => {
      const uri = await write('linked.csv', 'email\nnobody\na@example.com\n');
      await check(uri);
      const [{ code }] = vscode.languages.getDiagnostics(uri);
      assert.ok(typeof code === 'object' && code.value === 'no-at');
      const { path: command, query } = code.target;
      assert.equal(command, 'markdown.showPreview');
      const [page] = JSON.parse(query) as [Parameters<typeof vscode.Uri.from>[0]];
      const document = await vscode.workspace.openTextDocument(vscode.Uri.from(page));
      assert.match(document.getText(), /^# No @ sign\n[^]*`email-no-at`/);
    }),
  );

  it('traces rejected identifiers back to their rows, and finds those that Criteo did not name', async () => {
    const id = await newSegment(server, 'Rejected by Criteo', 'CustomerId');
    // Too long for the sandbox, but not for the checks here.
    const long = (n: number): string => `${'x'.repeat(600)}${n}`;
    const rows = Array.from({ length: 400 }, (_, n) => (n % 20 === 0 ? long(n) : `customer-${n}`));
    const uri = await write('rejected.csv', `customer id\n${rows.join('\n')}\n`);
    server.control.setSwitches({ sampleInvalid: 3 });
    const report = await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      column: 0,
      confirm: false,
    });
    assert.deepEqual(
      [report.state, report.accepted, report.refused, report.unknown],
      ['finished', 380, 20, 0],
    );
    const document = await vscode.workspace.openTextDocument(uri);
    const named = problemsOf(uri).filter(({ code }) => code === 'refused-by-api');
    assert.equal(named.length, 3);
    for (const { range } of named) assert.match(document.getText(range), /^x{600}\d+$/);
    server.control.resetCounts();
    const search = await run<{ found: number; left: number; calls: number }>('findRefusedRows', {
      jobId: report.jobId,
      maxCalls: 200,
    });
    assert.equal(search.left, 0);
    assert.equal(requestCount(server, 'addRemove'), search.calls);
    const all = problemsOf(uri).filter(({ code }) => code === 'refused-by-api');
    assert.deepEqual(
      all.map(({ range }) => document.getText(range)),
      rows.filter((row) => row.startsWith('xx')),
    );
    const remove = (await actionsAt(uri, all[0].range)).find(
      ({ title }) => title === 'Remove the row',
    );
    assert.ok(remove?.edit, 'the row can be removed although the checks here find it valid');
  });

  /** Uploads customer IDs, every `every`th of which Criteo rejects; returns their values. */
  async function rejectedUpload(
    name: string,
    count: number,
    every: number,
  ): Promise<{ uri: vscode.Uri; rows: string[]; rejected: string[] }> {
    const id = await newSegment(server, `Rejected of ${name}`, 'CustomerId');
    const rows = Array.from({ length: count }, (_, n) =>
      n % every === 0 ? `${'x'.repeat(600)}${n}` : `customer-${n}`,
    );
    const uri = await write(name, `customer id\n${rows.join('\n')}\n`);
    server.control.setSwitches({ sampleInvalid: count });
    const report = await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      column: 0,
      confirm: false,
    });
    const rejected = rows.filter((row) => row.startsWith('xx')).map(short);
    assert.deepEqual([report.state, report.refused], ['finished', rejected.length]);
    return { uri, rows, rejected };
  }
  /** A rejected value, shortened. */
  const short = (value: string): string => value.replace(/^x+/, 'x');
  const text = async (uri: vscode.Uri): Promise<string> =>
    Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
  const exported = async (
    uri: vscode.Uri,
  ): Promise<{ values: string[]; refusedUnknown?: boolean }> => {
    const to = fileUri('rejected-rows.csv');
    const { refusedUnknown } = await run<{ refusedUnknown?: boolean }>('exportRefusedRows', {
      uri: uri.toString(),
      to: to.toString(),
    });
    return {
      values: (await text(to))
        .split('\r\n')
        .slice(1, -1)
        .map((line) => short(line.split(',')[1])),
      ...(refusedUnknown && { refusedUnknown }),
    };
  };
  const fixed = async (uri: vscode.Uri): Promise<string> => {
    const to = fileUri('rejected-fixed.csv');
    await run('fixFile', { uri: uri.toString(), to: to.toString(), fixes: ['remove'] });
    return text(to);
  };

  it('finds rejected rows in the file as it is, after edits above, saved or not', async () => {
    const { uri, rows, rejected } = await rejectedUpload('moved-rows.csv', 40, 20);
    const document = await open(uri);
    const removing = new vscode.WorkspaceEdit();
    removing.delete(uri, new vscode.Range(1, 0, 3, 0));
    await vscode.workspace.applyEdit(removing);
    // Not saved: the file is unchanged.
    assert.deepEqual((await exported(uri)).values, rejected);
    await document.save();
    assert.deepEqual((await exported(uri)).values, rejected.slice(1));
    assert.equal(
      await fixed(uri),
      `customer id\n${rows
        .slice(2)
        .filter((row) => !row.startsWith('xx'))
        .join('\n')}\n`,
    );
  });

  it('shows a rejected row again once its edit is undone', async () => {
    const { uri, rejected } = await rejectedUpload('undone-rejected.csv', 40, 20);
    const document = await open(uri);
    const [{ range }] = problemsOf(uri);
    const removing = new vscode.WorkspaceEdit();
    removing.delete(uri, document.lineAt(range.start.line).rangeIncludingLineBreak);
    await vscode.workspace.applyEdit(removing);
    await waitUntil('the problem goes', () => problemsOf(uri).length === rejected.length - 1);
    await vscode.commands.executeCommand('undo');
    await waitUntil('the problem is back', () => problemsOf(uri).length === rejected.length);
    const values = problemsOf(uri).map((problem) => short(document.getText(problem.range)));
    assert.deepEqual(values, rejected);
    assert.deepEqual(await exported(uri), { values: rejected });
  });

  it('treats no row as rejected in a file that another program changed, and says so', async () => {
    const { uri, rows, rejected } = await rejectedUpload('changed-rows.csv', 40, 20);
    assert.deepEqual(await exported(uri), { values: rejected });
    const changed = `customer id\n${rows.slice(1).join('\n')}\n`;
    await vscode.workspace.fs.writeFile(uri, Buffer.from(changed));
    assert.deepEqual(await exported(uri), { values: [], refusedUnknown: true });
    assert.equal(await fixed(uri), changed);
  });

  it('removes no other row from a file that another program changed, and shows none as rejected after a check', async () => {
    const { uri, rows } = await rejectedUpload('changed-then-opened.csv', 40, 20);
    const changed = `customer id\n${rows.slice(1).join('\n')}\n`;
    await vscode.workspace.fs.writeFile(uri, Buffer.from(changed));
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'refused-by-api', fix: 'remove' }),
      { changed: 0 },
    );
    assert.equal((await open(uri)).getText(), changed);
    await run('checkCsv', uri, { identifierType: 'CustomerId', column: 0 });
    assert.deepEqual(problemsOf(uri), []);
  });

  it('removes only the rejected rows after an edit and a change of the language mode', async () => {
    const { uri, rows } = await rejectedUpload('language.csv', 40, 20);
    const document = await open(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(uri, new vscode.Range(1, 0, 2, 0));
    await vscode.workspace.applyEdit(edit);
    await vscode.languages.setTextDocumentLanguage(
      document,
      document.languageId === 'plaintext' ? 'markdown' : 'plaintext',
    );
    await run('fixProblems', { uri: uri.toString(), rule: 'refused-by-api', fix: 'remove' });
    assert.equal(
      document.getText(),
      `customer id\n${rows
        .slice(1)
        .filter((row) => !row.startsWith('xx'))
        .join('\n')}\n`,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('fixes and exports every rejected row, also those that the window doesn’t show', async () => {
    const { uri, rows, rejected } = await rejectedUpload('many-rejected.csv', 3000, 2);
    assert.equal(problemsOf(uri).length, 1000);
    assert.deepEqual((await exported(uri)).values, rejected);
    const remaining = `customer id\n${rows.filter((row) => !row.startsWith('xx')).join('\n')}\n`;
    assert.equal(await fixed(uri), remaining);
    const document = await open(uri);
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'refused-by-api', fix: 'remove' }),
      { changed: rejected.length },
    );
    assert.equal(document.getText(), remaining);
    await document.save();
    assert.deepEqual(problemsOf(uri), []);
  });

  it('keeps the rejected rows after a large edit and a check of the saved file', async () => {
    const id = await newSegment(server, 'Refused beside others', 'CustomerId');
    const rows = Array.from({ length: 600 }, (_, n) =>
      n % 100 === 7
        ? `${'x'.repeat(600)}${n}`
        : n % 2 === 0
          ? `\u200bcustomer-${n}`
          : `customer-${n}`,
    );
    const uri = await write('rejected-beside.csv', `customer id\n${rows.join('\n')}\n`);
    server.control.setSwitches({ sampleInvalid: 10 });
    await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      column: 0,
      confirm: false,
    });
    const byApi = (): string[] =>
      problemsOf(uri)
        .filter(({ code }) => code === 'refused-by-api')
        .map(({ range }) => short(document.getText(range)));
    const rejected = rows.filter((row) => row.startsWith('xx')).map(short);
    const document = await open(uri);
    assert.equal(
      (
        await run<{ changed: number }>('fixProblems', {
          uri: uri.toString(),
          rule: 'invisible-characters',
          fix: 'clean',
        })
      ).changed,
      300,
    );
    assert.deepEqual(byApi(), rejected);
    await document.save();
    assert.deepEqual((await exported(uri)).values, rejected);
    await run('checkCsv', uri, { identifierType: 'CustomerId', column: 0 });
    assert.deepEqual(byApi(), rejected);
  });

  it('fixes a file with lone CRs in the editor, which converts them to its own line ends', async () => {
    const uri = await write(
      'lone-cr.csv',
      'name,email\rx,Ann <ann@example.com>\ry,bob@example.com\rz,nobody\r',
    );
    await check(uri);
    const document = await open(uri);
    const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const [wrapped] = problemsOf(uri);
    const unwrap = (await actionsAt(uri, wrapped.range)).find(({ title }) =>
      /^Extract the value from the surrounding text$/.test(title),
    );
    assert.ok(unwrap?.edit);
    await vscode.workspace.applyEdit(unwrap.edit);
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'email-no-at', fix: 'remove' }),
      { changed: 1 },
    );
    assert.equal(
      document.getText(),
      ['name,email', 'x,ann@example.com', 'y,bob@example.com', ''].join(eol),
    );
    await document.save();
    assert.equal((await check(uri)).invalid, 0);
  });

  it('offers no fix for half a row where the editor shows a value as two lines', async () => {
    const before = 'email\nann@example.com\njane\rdoe@example.com\nnobody\n';
    const uri = await write('inner-cr.csv', before);
    await check(uri);
    const document = await open(uri);
    const [inner] = problemsOf(uri);
    assert.equal(inner.code, 'control-character');
    assert.deepEqual(
      (await actionsAt(uri, inner.range)).map(({ title }) => title),
      ['Export Invalid and Rejected Rows…'],
    );
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'email-no-at', fix: 'remove' }),
      { changed: 1 },
    );
    assert.equal(
      document.getText().replaceAll('\r\n', '\n'),
      'email\nann@example.com\njane\ndoe@example.com\n',
    );
  });

  it('changes nothing in an editor that reads the file in another encoding, but offers a fixed copy', async () => {
    const source = Buffer.from(
      'Name;E-Mail\r\nJ\u00fcrgen Gro\u00df;Jo <jo@example.com>\r\n',
      'latin1',
    );
    const uri = await write('western.csv', source);
    await run('checkCsv', uri, { identifierType: 'Email', column: 'E-Mail' });
    const document = await vscode.workspace.openTextDocument(uri, { encoding: 'utf8' });
    await vscode.window.showTextDocument(document);
    const titles = (await actionsAt(uri, problemsOf(uri)[0].range)).map(({ title }) => title);
    assert.ok(
      titles.some((title) => /^Save Fixed CSV As…/.test(title)),
      titles.join(),
    );
    assert.ok(!titles.some((title) => /^Extract the value/.test(title)), titles.join());
    const error = await rejection(
      run('fixProblems', { uri: uri.toString(), rule: 'email-display-name', fix: 'unwrap' }),
    );
    assert.equal(error.code, 'other-encoding');
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // Reopened in its encoding.
    const right = await vscode.workspace.openTextDocument(uri, { encoding: 'windows1252' });
    // The editor tells of the other text after it has told of the other encoding.
    await waitUntil('the file is read in its encoding', () =>
      right.getText().includes('J\u00fcrgen'),
    );
    await run('checkCsv', uri, { identifierType: 'Email', column: 'E-Mail' });
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'email-display-name', fix: 'unwrap' }),
      { changed: 1 },
    );
    await right.save();
    assert.deepEqual(
      Buffer.from(await vscode.workspace.fs.readFile(uri)),
      Buffer.from(
        source.toString('latin1').replace('Jo <jo@example.com>', 'jo@example.com'),
        'latin1',
      ),
    );
  });

  it('completes rows that lack empty fields at the end', async () => {
    const uri = await write(
      'short-rows.csv',
      'email;name;notes\r\na@example.com;Jo;\r\nb@example.com;Jo\r\nc@example.com\r\n',
    );
    assert.equal((await check(uri)).byRule['row-ragged'], 2);
    const document = await open(uri);
    const [first] = problemsOf(uri);
    const pad = (await actionsAt(uri, first.range)).find(
      ({ title }) => title === 'Add the missing empty fields',
    );
    assert.ok(pad?.edit);
    await vscode.workspace.applyEdit(pad.edit);
    assert.deepEqual(
      await run('fixProblems', { uri: uri.toString(), rule: 'row-ragged', fix: 'pad' }),
      { changed: 1 },
    );
    assert.equal(
      document.getText(),
      'email;name;notes\r\na@example.com;Jo;\r\nb@example.com;Jo;\r\nc@example.com;;\r\n',
    );
    await document.save();
    assert.equal((await check(uri)).invalid, 0);
  });

  it('exports the invalid rows with number, value and code', async () => {
    const uri = await write('export.csv', 'email\na@example.com\n"no, body"\n\nb@\n');
    await check(uri);
    const to = fileUri('export.refused.csv');
    const { rows } = await run<{ rows: number }>('exportRefusedRows', {
      uri: uri.toString(),
      to: to.toString(),
    });
    assert.equal(rows, 2);
    const text = Buffer.from(await vscode.workspace.fs.readFile(to)).toString();
    const [, first, second] = text.split('\r\n');
    assert.match(first, /^2,"no, body",email-whitespace-inside,/);
    assert.match(second, /^4,b@,email-domain-missing,/);
  });

  it('fixes a file into a new one without opening it', async () => {
    const row = (n: number): string =>
      n % 7 === 0
        ? `${n},Person ${n} <person${n}@example.com>`
        : n % 11 === 0
          ? `${n},nobody`
          : `${n},person${n}@example.com`;
    const source = `\ufeffid,email\r\n${Array.from({ length: 60_000 }, (_, n) => row(n)).join('\r\n')}\r\n`;
    const uri = await write('large.csv', source);
    await check(uri);
    const to = fileUri('large.fixed.csv');
    const fixing = await run<{ rows: number; changed: number }>('fixFile', {
      uri: uri.toString(),
      to: to.toString(),
      fixes: ['unwrap', 'remove'],
    });
    assert.equal(fixing.rows, 60_000);
    const expected = source
      .slice(1)
      .split('\r\n')
      .filter((line) => !line.endsWith(',nobody'))
      .map((line) => line.replace(/Person \d+ <(.*)>/, '$1'))
      .join('\r\n');
    assert.equal(
      Buffer.from(await vscode.workspace.fs.readFile(to))
        .toString()
        .replace(/^\ufeff/, ''),
      expected,
    );
    assert.equal((await check(to)).invalid, 0);
  });

  it('has no entry for what concerns no row, which the report has', async () => {
    const id = await newSegment(server, 'Filled without counts');
    const uri = await write('notes.csv', `email\n${people(3).join('\n')}\n`);
    server.control.addFaults({
      fault: 'malformedJson',
      operation: 'addRemove',
      body: '{"data":{},"warnings":[{"code":"deprecated-field","title":"Old"}]}',
    });
    const { unknown, warnings } = await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      confirm: false,
    });
    assert.equal(unknown, 3);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['deprecated-field', 'no-counts'],
    );
    assert.deepEqual(problemsOf(uri), []);
  });

  describe('of an upload that has finished', () => {
    let segmentId: string;
    before(async () => {
      segmentId = await newSegment(server, 'Problems that end');
    });
    const DIRTY = `email\n${[...people(30), 'nobody'].join('\n')}\n`;
    const request = (): object => ({ segmentId, operation: 'add', confirm: false });
    const upload = (uri: vscode.Uri, to = segmentId): Thenable<Report> =>
      run('uploadCsv', uri, { ...request(), segmentId: to });
    const severities = (uri: vscode.Uri): vscode.DiagnosticSeverity[] =>
      problemsOf(uri).map(({ severity }) => severity);
    const WARNING = [vscode.DiagnosticSeverity.Warning];
    /** Files whose names have a pattern of their own each, unless they say otherwise. */
    const written = (...names: string[]): Promise<vscode.Uri[]> =>
      Promise.all(names.map((name) => write(name, DIRTY)));

    inEveryEditor(
      it('stay warnings, through edits and a check, until they are fixed', async () => {
        const uri = await write('ended-1.csv', DIRTY);
        await check(uri);
        await upload(uri);
        assert.deepEqual(severities(uri), WARNING);
        const document = await open(uri);
        const edit = new vscode.WorkspaceEdit();
        edit.insert(uri, new vscode.Position(1, 0), 'ann@example.com\n');
        await vscode.workspace.applyEdit(edit);
        await waitUntil('it moved', () => problemsOf(uri)[0]?.range.start.line === 32);
        assert.deepEqual(severities(uri), WARNING);
        await document.save();
        await check(uri);
        assert.deepEqual(severities(uri), WARNING);
        await upload(uri);
        const fix = new vscode.WorkspaceEdit();
        fix.replace(uri, problemsOf(uri)[0].range, 'bob@example.com');
        await vscode.workspace.applyEdit(fix);
        await waitUntil('they are gone', () => problemsOf(uri).length === 0);
        await document.save();
      }),
    );

    it('go when the file is sent again without them', async () => {
      const [again] = await written('again.csv');
      const list = await newSegment(server, 'Again');
      await upload(again, list);
      assert.deepEqual(severities(again), WARNING);
      await write('again.csv', `email\n${people(30).join('\n')}\n`);
      await upload(again, list);
      assert.deepEqual(severities(again), []);
    });

    it('go when a newer file of such a name is sent, not checked, whatever its list', async () => {
      const [old, next, other] = await written('week-1.csv', 'week-2.csv', 'month-1.csv');
      const lists = await Promise.all(
        ['Weekly', 'Weekly, too', 'Monthly'].map((one) => newSegment(server, one)),
      );
      await upload(old, lists[0]);
      await upload(other, lists[2]);
      await check(next);
      assert.deepEqual([old, next, other].map(severities), [WARNING, WARNING, WARNING]);
      server.control.addFaults({ fault: '403', operation: 'addRemove', times: 9 });
      assert.equal((await upload(next, lists[1])).state, 'failed');
      server.control.clearFaults();
      assert.deepEqual(severities(old), WARNING, 'it wasn’t sent');
      await upload(next, lists[1]);
      assert.deepEqual([old, next, other].map(severities), [[], WARNING, WARNING]);
      // Only checked: its rows aren't sent yet.
      await check(next);
      await upload(old, lists[0]);
      assert.deepEqual([old, next].map(severities), [WARNING, WARNING]);
    });

    it('go when another file is sent to the same list', async () => {
      const [crm, newsletter] = await written('crm.csv', 'newsletter.csv');
      const list = await newSegment(server, 'Of two files');
      await upload(crm, list);
      await upload(newsletter, list);
      assert.deepEqual([crm, newsletter].map(severities), [[], WARNING]);
    });

    it('stay for all files that are sent together, whatever their lists', async () => {
      const uris = await written(...[1, 2, 3, 4].map((n) => `list-${n}.csv`));
      const lists = await Promise.all(['One', 'Two'].map((one) => newSegment(server, one)));
      await upload(uris[3], lists[0]);
      await run(
        'uploadMany',
        uris.slice(0, 3).map((uri, index) => ({
          uri: uri.toString(),
          ...request(),
          segmentId: lists[index === 2 ? 1 : 0],
        })),
      );
      assert.deepEqual(uris.map(severities), [WARNING, WARNING, WARNING, []]);
    });

    it('go with its record', async () => {
      const uri = await write('deleted-record.csv', DIRTY);
      const { jobId } = await upload(uri);
      await run('forgetJob', { jobId });
      await waitUntil('it is gone', () => problemsOf(uri).length === 0);
    });

    it('stay as they are if it failed', async () => {
      const uri = await write('unfinished.csv', DIRTY);
      server.control.addFaults({ fault: '403', operation: 'addRemove', times: 9 });
      const { state } = await upload(uri);
      assert.equal(state, 'failed');
      assert.deepEqual(
        problemsOf(uri).map(({ severity }) => severity),
        [vscode.DiagnosticSeverity.Error],
        'nothing of it was sent',
      );
    });
  });

  inEveryEditor(
    it('runs as a task with an exit code, its rows in Problems', async () => {
      const id = await newSegment(server, 'Filled by a task');
      await write('task.csv', `email\n${[...people(30), 'nobody'].join('\n')}\n`);
      const execute = (definition: Record<string, unknown>): Promise<number | undefined> =>
        executeTask({
          type: 'criteo-audience-upload',
          file: 'task.csv',
          segment: id,
          operation: 'add',
          ...definition,
        });
      assert.equal(await execute({}), 0);
      assert.deepEqual(new Set(await server.control.list(id)), new Set(people(30)));
      assert.deepEqual(
        problemsOf(fileUri('task.csv')).map(({ code }) => code),
        ['no-at'],
      );
      assert.equal(await execute({ maxInvalid: 0.01 }), 1);
      // 11 of 31 with the rejected ones.
      const rejecting: Fault = {
        fault: 'malformedJson',
        operation: 'addRemove',
        body: '{"data":{"attributes":{"nbValidIdentifiers":20,"nbInvalidIdentifiers":10}}}',
      };
      server.control.addFaults(rejecting);
      assert.equal(await execute({ maxInvalid: 0.3 }), 1);
      server.control.addFaults(rejecting);
      assert.equal(await execute({ maxInvalid: 0.4 }), 0);
    }),
  );
});
