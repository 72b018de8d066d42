import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { configure, partnerSegment, requestCount, run, signIn } from '../segments/signedIn';
import { fileUri, problemsOf, write } from './files';
import { answering, press } from './person';

const closeAll = (): Thenable<void> =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');

describe('an upload that asks', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => ({ server, end } = await signIn()));
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });
  beforeEach(() => server.control.resetCounts());

  it('asks for the ID of the protected account that the plan was moved to', async () => {
    const { accountId: partner, retailerId: theirs } = await partnerSegment(server);
    await configure('accounts', [{ id: server.accountId }, { id: partner, protected: true }]);
    const { id } = await run<{ id: string }>('createSegment', {
      name: 'Cards of partners',
      retailerId: theirs,
      identifierType: 'CustomerId',
      accountId: partner,
    });
    const uri = await write(
      'asked-cards.csv',
      `customer id,city\n${Array.from({ length: 20 }, (_, n) => `C-${100 + n},Ulm`).join('\n')}\n`,
    );
    const { asked, result } = await answering(
      [
        /Empty so far/,
        press('chooseOperation', 'replace'),
        press('changeSegment'),
        /Cards of partners/,
        press('send', partner),
      ],
      () => run<Report>('uploadCsv', uri),
    );
    assert.match(
      asked[asked.length - 1].detail,
      new RegExp(`is protected\\.\n(.+\n)*${partner}$`, 'm'),
    );
    assert.deepEqual(
      [result.state, result.accountId, result.segmentId, result.sent],
      ['finished', partner, id, 20],
    );
  });

  it('reads the file another way from the page of a check', async () => {
    const uri = await write(
      'asked-otherwise.csv',
      `email;x\n${people(5)
        .map((email) => `${email};1`)
        .join('\n')}\n`,
    );
    const { asked, pages } = await answering(
      [press('changeReading', '0'), 'The first row is data', undefined],
      async () => {
        await run('checkCsv', uri);
        await waitUntil('the header is a row', () =>
          problemsOf(uri).some(({ code, range }) => code === 'no-at' && range.start.line === 0),
        );
      },
    );
    assert.equal(asked[0].text, 'asked-otherwise.csv: 5 of 5 rows can be sent');
    assert.match(asked[0].detail, /semicolon · header · 5 rows/);
    assert.equal(pages[0].heading.text, 'asked-otherwise.csv: 5 of 6 rows can be sent');
    assert.match(JSON.stringify(pages[0].main), /semicolon · no header · 6 rows/);
  });

  it('continues several uploads in the sessions that are still signed in', async () => {
    const servers = [await startSandbox(), await startSandbox()];
    const sessions: string[] = [];
    for (const { url, clientId, clientSecret } of servers) {
      await configure('apiUrl', url);
      sessions.push(
        (await run<{ sessionId: string }>('signIn', { clientId, clientSecret })).sessionId,
      );
    }
    await configure('apiUrl', server.url);
    await configure(
      'accounts',
      servers.map(({ accountId }, n) => ({ id: accountId, session: sessions[n] })),
    );
    await configure('upload.chunkSize', 5);
    try {
      for (const [n, { control }] of servers.entries())
        await control.putSegment({ name: `Of session ${n}` });
      servers[0].control.addFaults({
        ...{ fault: 'latency', ms: 3_000, operation: 'addRemove' },
        // The first is answered: the upload has started.
        ...{ nth: 2, times: 1_000 },
      });
      const files = [
        await write('sessions-a.csv', `email\n${people(50).join('\n')}\n`),
        await write('sessions-b.csv', `email\n${people(5).join('\n')}\n`),
      ];
      const signingOut = waitUntil(
        'the first has started',
        () => requestCount(servers[0], 'addRemove') > 0,
      ).then(() => run('signOut', { sessionId: sessions[0] }));
      const { result } = await answering(
        [
          press('chooseTarget', '0'),
          /Of session 0/,
          press('chooseTarget', '1'),
          /Of session 1/,
          press('send'),
        ],
        () => run<{ report?: Report }[]>('uploadMany', files[0], files),
      );
      await signingOut;
      assert.deepEqual(
        result.map(({ report }) => report?.state),
        ['failed', 'finished'],
      );
    } finally {
      await configure('upload.chunkSize', undefined);
      await configure('accounts', undefined);
      await run('signOut', { sessionId: sessions[1] });
      for (const one of servers) await one.close();
    }
  });

  it('checks a saved file again without asking, also in another language mode', async () => {
    const uri = await write('asked-saved.csv', 'email\nann@example.com\n');
    await answering([undefined], () => run('checkCsv', uri));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await vscode.languages.setTextDocumentLanguage(
      document,
      document.languageId === 'plaintext' ? 'markdown' : 'plaintext',
    );
    const insert = async (text: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(1, 0), text);
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    await insert('nobody\n');
    await waitUntil('it is checked again', () => problemsOf(uri).length === 1);
    const { showErrorMessage } = vscode.window;
    const modals: boolean[] = [];
    Object.assign(vscode.window, {
      showErrorMessage: (_: string, options: unknown) =>
        Promise.resolve(void modals.push(typeof options === 'object')),
    });
    try {
      await insert('"never closed\n');
      await waitUntil('it is reported as unreadable', () => modals.length > 0);
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.deepEqual(modals, [false]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('asks to save a file with edits before it is checked, and checks what was saved', async () => {
    const uri = await write('asked-unsaved.csv', 'email\nnobody\nann@example.com\n');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), 'nobody either\n');
    await vscode.workspace.applyEdit(edit);
    const { asked } = await answering(
      [press('saveFile'), press('chooseType', 'Email'), undefined],
      () => run('checkCsv', uri),
    );
    assert.equal(asked[0].text, 'asked-unsaved.csv has unsaved changes');
    assert.equal(asked[2].text, 'asked-unsaved.csv: 1 of 3 rows can be sent');
    assert.equal(problemsOf(uri).length, 2);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('ends a check with its result if the file is closed before there is one', async () => {
    const uri = await write('asked-closed.csv', 'email\nnobody\nann@example.com\n');
    await vscode.commands.executeCommand('vscode.open', uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), 'no one\n');
    await vscode.workspace.applyEdit(edit);
    const { asked, result } = await answering(
      // The page waits for the answer to the test's own question.
      [press('saveFile'), 'go on', press('chooseType', 'Email'), undefined],
      async (pages) => {
        const checking = run<{ good: number }>('checkCsv', uri);
        await waitUntil('it asks for the type', () => pages()[0]?.step === 'type');
        await closeAll();
        await vscode.window.showInputBox();
        return checking;
      },
    );
    assert.equal(result.good, 1);
    assert.equal(asked[3].text, 'asked-closed.csv: 1 of 3 rows can be sent');
    await closeAll();
  });

  it('checks a renamed file again when it is saved', async () => {
    const uri = await write('asked-watch.csv', 'email\nnobody\nann@example.com\n');
    await answering([undefined], () => run('checkCsv', uri));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const renamed = fileUri('asked-watched.csv');
    const renaming = new vscode.WorkspaceEdit();
    renaming.renameFile(uri, renamed, { overwrite: true });
    await vscode.workspace.applyEdit(renaming);
    const document = await vscode.workspace.openTextDocument(renamed);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(renamed, new vscode.Position(1, 0), 'nobody either\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await waitUntil('it is checked again', () => problemsOf(renamed).length === 2);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
