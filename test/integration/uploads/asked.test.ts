import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { reportAddsUp } from '../../support/reportAddsUp';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import {
  configure,
  newSegment,
  partnerSegment,
  requestCount,
  run,
  signIn,
} from '../segments/signedIn';
import { fileUri, problemsOf, write } from './files';
import { answering, press, pressChange } from './person';

const closeAll = (): Thenable<void> =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

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

  it('keeps the chosen hash format when the plan is moved to another segment, and says what is sent', async () => {
    const names = ['Hashed first', 'Hashed then'];
    const ids: string[] = [];
    for (const name of names) ids.push(await newSegment(server, name));
    const uri = await write('asked-hashed.csv', `email\n${people(12).join('\n')}\n`);
    const { asked, result } = await answering(
      [
        /Hashed first/,
        press('chooseHash', 'sha256'),
        press('changeSegment'),
        /Hashed then/,
        press('send'),
      ],
      () => run<Report>('uploadCsv', uri),
    );
    assert.equal(result.state, 'finished');
    assert.match(asked[asked.length - 1].detail, /Plain addresses are sent as SHA-256\./);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(ids[1])), new Set(people(12).map(sha256)));

    // What is remembered for such files also applies without the segment.
    await run('deleteSegments', { ids: [ids[1]], confirm: false });
    const again = await answering([/Hashed first/, press('send')], () =>
      run<Report>('uploadAgain', uri),
    );
    assert.match(again.asked[1].detail, /Plain addresses are sent as SHA-256\./);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(ids[0])), new Set(people(12).map(sha256)));
  });

  it('offers to read a broken file another way', async () => {
    const id = await newSegment(server, 'Read otherwise');
    const uri = await write('asked-broken.csv', `sep=^\nemail\n${people(5).join('\n')}\n`);
    const { asked, result } = await answering(
      [/Read otherwise/, press('changeReading', '0'), 'Delimiter: comma', press('send')],
      () => run<Report>('uploadCsv', uri),
    );
    assert.match(asked[1].detail, /names a delimiter that isn’t supported/);
    assert.deepEqual([result.state, result.segmentId, result.sent], ['finished', id, 5]);
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(id)), new Set(people(5)));
  });

  it('sends a second column that is pressed, and leaves it out when it is pressed again', async () => {
    const id = await newSegment(server, 'Of two columns');
    const rows = people(6).map(
      (email, n) => `${n},${email},${n === 0 ? '' : `w${n}@work.example`}`,
    );
    const uri = await write('two-columns-1.csv', `id,email,note email\n${rows.join('\n')}\n`);
    const { pages, result } = await answering(
      [
        /Of two columns/,
        // Use Both.
        press('chooseColumn', '1,2'),
        press('chooseColumn', '1'),
        press('chooseColumn', '1'),
        press('send'),
      ],
      () => run<Report>('uploadCsv', uri),
    );
    reportAddsUp(result);
    assert.deepEqual(
      [result.rows, result.fields, result.blank, result.sent, result.segmentId],
      [6, 12, 1, 11, id],
    );
    const [page] = pages;
    const rowsShown = page.main.find(({ type }) => type === 'rows');
    assert.equal(rowsShown?.title, 'Fields in 2 columns');
    await server.control.settle();
    assert.equal((await server.control.list(id)).length, 11);
    // The next such file is read in the same columns.
    const reversed = rows.map((row) => row.split(',').reverse().join(','));
    const next = await write('two-columns-2.csv', `note email,email,id\n${reversed.join('\n')}\n`);
    const checked = await answering([undefined], () =>
      run<{ columns: number[]; fields: number; good: number }>('checkCsv', next),
    );
    assert.deepEqual(
      [checked.result.columns, checked.result.fields, checked.result.good],
      [[0, 1], 12, 11],
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

  it('shows the warnings of several uploads, once where one applies to all', async () => {
    const { accountId: partner, retailerId: theirs } = await partnerSegment(server);
    await configure('accounts', [{ id: server.accountId }, { id: partner, protected: true }]);
    await newSegment(server, 'Several of mine');
    await run<{ id: string }>('createSegment', {
      name: 'Several of partners',
      retailerId: theirs,
      identifierType: 'Email',
      accountId: partner,
    });
    const mixed = await write(
      'several-a.csv',
      `email\n${[...people(6), sha256('x@example.com')].join('\n')}\n`,
    );
    const plain = await write('several-b.csv', `email\n${people(6).join('\n')}\n`);
    const { asked } = await answering(
      [
        press('chooseTarget', '0'),
        /Several of mine/,
        press('chooseTarget', '1'),
        /Several of partners/,
        pressChange('Several of partners'),
        'Replace',
        undefined,
      ],
      () => run('uploadMany', mixed, [mixed, plain]),
    );
    const detail = asked.at(-1)?.detail ?? '';
    const lines = detail.split('\n');
    const at = (pattern: RegExp): number => lines.findIndex((line) => pattern.test(line));
    assert.ok(at(/several-a\.csv/) < at(/mixes plain and hashed/), detail);
    assert.ok(
      at(/mixes plain and hashed/) < at(/^Several of partners$/) &&
        at(/^Several of partners$/) < at(/more than 500 identifiers per file.* has 6\./) &&
        at(/more than 500 identifiers per file.* has 6\./) < at(/several-b\.csv/),
      detail,
    );
    const typed = at(/is protected\./);
    assert.ok(typed >= 0 && typed < at(/several-a\.csv/), detail);
    await configure('accounts', undefined);
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

  it('says that starting over clears again, if the segment was cleared', async () => {
    const segmentId = await newSegment(server, 'Never emptied');
    const uri = await write('asked-over.csv', `email\n${people(8).join('\n')}\n`);
    server.control.addFaults({ fault: 'forbidden', operation: 'clear' });
    const failed = await run<Report>('uploadCsv', uri, {
      ...{ segmentId, operation: 'replace', confirm: false },
    });
    assert.deepEqual(
      [failed.state, failed.cleared, failed.maybeCleared],
      ['failed', undefined, undefined],
    );
    const over = await answering([press('send')], () =>
      run<Report>('startOver', { kind: 'job', jobId: failed.jobId }),
    );
    assert.equal(over.result.state, 'finished');
    assert.doesNotMatch(over.asked[0].detail, /already cleared/);
    const again = await answering([undefined], () =>
      run('startOver', { kind: 'job', jobId: over.result.jobId }),
    );
    assert.match(again.asked[0].detail, /^It was already cleared on/m);
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

  const forgets: [string, (uri: vscode.Uri) => Thenable<unknown>][] = [
    ['closed', closeAll],
    ['dismissed', (uri) => run('dismissProblems', uri)],
  ];
  for (const [how, forget] of forgets)
    it(`ends a check with its result if the file is ${how} before there is one`, async () => {
      const uri = await write(`asked-${how}.csv`, 'email\nnobody\nann@example.com\n');
      // Only a file with problems can be dismissed.
      await run('checkCsv', uri, { identifierType: 'Email' });
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
          await forget(uri);
          await vscode.window.showInputBox();
          return checking;
        },
      );
      assert.equal(result.good, 1);
      assert.equal(asked[3].text, `asked-${how}.csv: 1 of 3 rows can be sent`);
      await closeAll();
    });

  it('checks a renamed file again when it is saved, until its problems are dismissed', async () => {
    const uri = await write('asked-watch.csv', 'email\nnobody\nann@example.com\n');
    await answering([undefined], () => run('checkCsv', uri));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const renamed = fileUri('asked-watched.csv');
    const renaming = new vscode.WorkspaceEdit();
    renaming.renameFile(uri, renamed, { overwrite: true });
    await vscode.workspace.applyEdit(renaming);
    const document = await vscode.workspace.openTextDocument(renamed);
    const add = async (row: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(renamed, new vscode.Position(1, 0), `${row}\n`);
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    await add('nobody either');
    await waitUntil('it is checked again', () => problemsOf(renamed).length === 2);
    await run('dismissProblems', renamed);
    await add('nor this one');
    // If it were still watched, it would be checked before a file that is saved after it.
    const other = await write('asked-other.csv', 'email\nnobody\n');
    await answering([undefined], () => run('checkCsv', other));
    assert.deepEqual(problemsOf(renamed), []);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
