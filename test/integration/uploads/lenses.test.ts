import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Accounts } from '../../../src/app/accounts/account';
import type { SegmentList } from '../../../src/app/segments/segmentList';
import type { Sandbox } from '../../../src/sandbox/server';
import { FileCodeLenses } from '../../../src/ui/uploads/view/fileCodeLenses';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';
import { configure, idOf, run, signIn } from '../segments/signedIn';
import { fileUri, write } from './files';
import { answering, press } from './person';

const SEGMENT = 'Lens segment';
/** Three valid rows and two invalid ones, one of which can be fixed. */
const DIRTY = `email\n${people(3).join('\n')}\nnobody\nmailto:ann@example.com\n`;
const CLEAN = `email\n${people(4).join('\n')}\n`;
const FIGURES = ['3 valid, 2 problems', 'Fix 1', 'Upload…'];
const SENT = 'Sent …';
const STALE = ['Check', 'Upload…'];

async function lensesOf(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
  );
  for (const { range } of lenses) assert.deepEqual([range.start.line, range.end.line], [0, 0]);
  return lenses;
}

/** Without the time of an upload. */
function titleOf({ command }: vscode.CodeLens): string {
  return (command?.title ?? '').replace(/^Sent .+?(?=$|, changed)/, SENT);
}

async function titlesOf(uri: vscode.Uri): Promise<string[]> {
  return (await lensesOf(uri)).map(titleOf);
}

async function untilTitles(uri: vscode.Uri, titles: readonly string[]): Promise<void> {
  let last: string[] = [];
  await waitUntil(`the lenses are ${titles.join(' | ')}`, async () => {
    last = await titlesOf(uri);
    return last.join(' | ') === titles.join(' | ');
  }).catch((error: unknown) => {
    assert.deepEqual(last, titles);
    throw error;
  });
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** A file in an editor. */
async function opened(name: string, content: string): Promise<vscode.Uri> {
  const uri = await write(name, content);
  await open(uri);
  return uri;
}

async function edit(uri: vscode.Uri): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.insert(uri, new vscode.Position(1, 0), 'new@example.com\n');
  await vscode.workspace.applyEdit(change);
}

const check = (uri: vscode.Uri): Thenable<unknown> =>
  run('checkCsv', uri, { identifierType: 'Email', column: 'email' });

/** Does what a click on the lens does. */
async function click(uri: vscode.Uri, title: string): Promise<unknown> {
  const lens = (await lensesOf(uri)).find((one) => titleOf(one) === title);
  assert.ok(lens?.command, title);
  const { command, arguments: args = [] } = lens.command as { command: string; arguments?: [] };
  return vscode.commands.executeCommand(command, ...args);
}

describe('the lenses on the first line of a CSV', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate' }));
    await server.control.putSegment({ name: SEGMENT });
  });
  after(() => end());
  afterEach(async () => {
    await configure('codeLens', undefined);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  inEveryEditor(
    it('are none before a check, and the figures after it', async () => {
      const uri = await opened('lens-check.csv', DIRTY);
      assert.deepEqual(await titlesOf(uri), []);
      await check(uri);
      await untilTitles(uri, FIGURES);
      const [figures, fix, upload] = (await lensesOf(uri)).map(({ command }) => command);
      for (const command of [figures, fix, upload])
        assert.equal(String(command?.arguments?.[0]), uri.toString(), command?.title);
      assert.deepEqual(
        [figures, fix, upload].map((command) => command?.command),
        ['showProblems', 'fixAllProblems', 'uploadCsv'].map((name) => `criteoAudiences.${name}`),
      );
    }),
  );

  it('are the valid rows alone without a problem, which lead to the check', async () => {
    const uri = await opened('lens-clean.csv', CLEAN);
    await check(uri);
    await untilTitles(uri, ['4 valid', 'Upload…']);
    assert.equal((await lensesOf(uri))[0]?.command?.command, 'criteoAudiences.checkCsv');
    await edit(uri);
    await untilTitles(uri, STALE);
    await vscode.commands.executeCommand('undo');
    await untilTitles(uri, ['4 valid', 'Upload…']);
  });

  it('have no figures of another version: edited, saved, changed by another program', async () => {
    const uri = await opened('lens-stale.csv', DIRTY);
    await check(uri);
    await untilTitles(uri, FIGURES);
    await edit(uri);
    await untilTitles(uri, STALE);
    await vscode.commands.executeCommand('undo');
    await untilTitles(uri, FIGURES);
    await edit(uri);
    await (await open(uri)).save();
    await untilTitles(uri, STALE);
    await check(uri);
    await untilTitles(uri, ['4 valid, 2 problems', 'Fix 1', 'Upload…']);
    fs.writeFileSync(uri.fsPath, CLEAN);
    await untilTitles(uri, STALE);
    await check(uri);
    await untilTitles(uri, ['4 valid', 'Upload…']);
  });

  it('have the new figures once a file that a person checked is saved', async () => {
    const uri = await opened('lens-person.csv', DIRTY);
    // Closing its page doesn't end the check.
    await answering([undefined], () => run('checkCsv', uri));
    await untilTitles(uri, FIGURES);
    await edit(uri);
    await untilTitles(uri, STALE);
    await (await open(uri)).save();
    await untilTitles(uri, ['4 valid, 2 problems', 'Fix 1', 'Upload…']);
  });

  inEveryEditor(
    it('show the first problem, and fix what can be fixed as the page does', async () => {
      const uri = await opened('lens-fix.csv', DIRTY);
      await check(uri);
      await untilTitles(uri, FIGURES);
      await click(uri, '3 valid, 2 problems');
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.getText(editor.selection), 'nobody');
      const { asked } = await answering([undefined], () => click(uri, 'Fix 1'));
      assert.deepEqual(asked[0].choices, ['Fix 1 Row and Save', 'Fix 1 Row', 'Cancel']);
      assert.equal(fs.readFileSync(uri.fsPath, 'utf8'), DIRTY, 'cancelled');
      await answering(['Fix 1 Row and Save'], () => click(uri, 'Fix 1'));
      assert.equal(fs.readFileSync(uri.fsPath, 'utf8'), DIRTY.replace('mailto:', ''));
      await untilTitles(uri, STALE);
    }),
  );

  it('name the segment that such files go to, in each of several open files', async () => {
    const [first, next, later, other] = [
      await opened('lens-week-45.csv', CLEAN),
      await opened('lens-week-46.csv', DIRTY),
      await opened('LENS-WEEK-47.CSV', CLEAN),
      await opened('lens-other.csv', CLEAN),
    ];
    for (const uri of [first, next, later, other]) assert.deepEqual(await titlesOf(uri), []);
    await answering([/Lens segment$/, press('send')], () => run('uploadCsv', first));
    await untilTitles(first, ['4 valid', `Upload to ${SEGMENT}`, SENT]);
    const paired = ['Check', `Upload to ${SEGMENT}`];
    await untilTitles(next, paired);
    await untilTitles(later, paired);
    assert.deepEqual(await titlesOf(other), []);
    // The lens leads to the page of the segment, which nobody picks again.
    const { pages, asked } = await answering([undefined], () => click(next, paired[1]));
    assert.deepEqual(
      [asked.length, pages[0]?.heading.text],
      [1, `Add lens-week-46.csv to ${SEGMENT}`],
    );
    // Closed without sending: as if it had not been planned.
    await untilTitles(next, paired);
    await answering([undefined], () => click(next, 'Check'));
    await untilTitles(next, [...FIGURES.slice(0, 2), `Upload to ${SEGMENT}`]);
    await untilTitles(later, paired);
  });

  it('say when the file was sent, until the record is deleted, and lead to its upload', async () => {
    const uri = await opened('lens-sent.csv', CLEAN);
    const segmentId = await idOf(server, SEGMENT);
    const request = { segmentId, operation: 'add', confirm: false };
    const { jobId } = await run<{ jobId: string }>('uploadCsv', uri, request);
    await untilTitles(uri, ['4 valid', 'Upload…', SENT]);
    await click(uri, SENT);
    await waitUntil(
      'its page is shown',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Upload lens-sent.csv',
    );
    await open(uri);
    await edit(uri);
    await untilTitles(uri, ['Check', 'Upload…', `${SENT}, changed since`]);
    await vscode.commands.executeCommand('undo');
    await untilTitles(uri, ['4 valid', 'Upload…', SENT]);
    await run('forgetJob', { jobId });
    await untilTitles(uri, []);
  });

  it('are switched off by the setting', async () => {
    const uri = await opened('lens-week-48.csv', DIRTY);
    await check(uri);
    const paired = [...FIGURES.slice(0, 2), `Upload to ${SEGMENT}`];
    await untilTitles(uri, paired);
    await configure('codeLens', false);
    await untilTitles(uri, []);
    await configure('codeLens', undefined);
    await untilTitles(uri, paired);
  });

  it('are only on files that can be uploaded', async () => {
    const untitled = vscode.Uri.from({ scheme: 'untitled', path: '/lens-week-49.csv' });
    await open(untitled);
    assert.deepEqual(await titlesOf(untitled), []);
    const note = await opened('lens-week-49.md', CLEAN);
    assert.deepEqual(await titlesOf(note), []);
    const old = vscode.workspace.registerTextDocumentContentProvider('lens-history', {
      provideTextDocumentContent: () => CLEAN,
    });
    const earlier = fileUri('lens-week-49.csv').with({ scheme: 'lens-history' });
    await open(earlier);
    assert.deepEqual(await titlesOf(earlier), []);
    old.dispose();
  });

  it('are not on a file above 50 MB, whose text the editor gives to no extension', async () => {
    const row = `${people(1)[0]}\n`;
    const rows = Math.ceil((51 * 1024 * 1024) / row.length);
    const uri = fileUri('lens-week-50.csv');
    // Not through the editor, which would take seconds.
    fs.writeFileSync(uri.fsPath, `email\n${row.repeat(rows)}`);
    try {
      await assert.rejects(Promise.resolve(vscode.workspace.openTextDocument(uri)));
      await vscode.commands.executeCommand('vscode.open', uri);
      const titles = await titlesOf(uri).catch(() => []);
      assert.deepEqual(titles, []);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('are found without the text of the file', async () => {
    const uri = fileUri('lens-week-51.csv');
    const used: PropertyKey[] = [];
    const document = new Proxy({} as vscode.TextDocument, {
      get: (_, key) => {
        used.push(key);
        return key === 'uri' ? uri : false;
      },
    });
    const none = { dispose: () => undefined };
    const lenses = new FileCodeLenses(
      {
        isChecked: () => true,
        onDidChange: () => none,
        figuresOf: ({ isDirty }) =>
          Promise.resolve(isDirty ? undefined : { valid: 1, problems: 1, fixable: 1 }),
      },
      { of: () => undefined, onDidChange: () => ({ dispose: () => undefined }) },
      { onDidChange: () => none } as unknown as Accounts,
      { onDidChange: () => none } as unknown as SegmentList,
      { ifMade: undefined, onDidChange: () => none },
      () => undefined,
    );
    assert.equal((await lenses.of(document)).length, 3);
    lenses.dispose();
    assert.deepEqual([...new Set(used)].sort(), ['isDirty', 'uri']);
  });
});
