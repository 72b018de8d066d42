import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Arguments } from '../../src/app/arguments';
import { choicesOfKept, requireKept } from '../../src/app/uploads/page/keptDraft';
import type { EditorCode } from '../../src/common/codes/toolCodes';
import { Failure } from '../../src/common/failure';
import type { Sandbox } from '../../src/sandbox/server';
import { workspaceFileIn } from '../../src/ui/agents/workspaceFile';
import { offerSave } from '../../src/ui/base/editorSource';
import { dropFiles } from '../../src/ui/uploads/commands/dropFiles';
import type { Uploader } from '../../src/ui/uploads/uploader';
import { rejection, run, signIn } from './segments/signedIn';
import { fileUri, write } from './uploads/files';

type Fails = () => Promise<{ code: string; source: string }>;

/** Codes that only the editor's commands give; `test/cli/codes.test.ts` has all others. */
describe('each code of the editor', () => {
  let end: () => Promise<void>;
  let server: Sandbox;
  const restored: (() => void)[] = [];

  before(async () => {
    ({ server, end } = await signIn());
  });
  after(() => end());
  afterEach(async () => {
    for (const restore of restored.splice(0)) restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Has the editor give another answer until the end of the test. */
  function replace<T extends object>(of: T, name: keyof T, value: unknown): void {
    const own = Object.getOwnPropertyDescriptor(of, name);
    assert.ok(own);
    Object.defineProperty(of, name, { configurable: true, get: () => value });
    restored.push(() => Object.defineProperty(of, name, own));
  }

  async function failing(work: () => Promise<unknown> | undefined): Promise<Failure> {
    try {
      await work();
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      return error;
    }
    return assert.fail('nothing failed');
  }

  /** What the view says of a drop on a segment's row, or beside all rows. */
  async function dropping(name: string, onSegment: boolean): Promise<Failure> {
    const segment = { id: '1', type: 'ContactList', contactList: { identifierType: 'Email' } };
    const node = onSegment ? { kind: 'segment', segment, account: {} } : undefined;
    const data = new vscode.DataTransfer();
    data.set('text/uri-list', new vscode.DataTransferItem(fileUri(name).toString()));
    return new Promise((resolve) => {
      const report = (error: unknown): Promise<void> => Promise.resolve(resolve(error as Failure));
      const uploader = { upload: () => assert.fail('not uploaded') };
      void dropFiles(node as never, data, { report }, uploader as unknown as Uploader);
    });
  }

  /** A file with invalid rows that was checked. */
  async function checked(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
    const uri = await write(name, content);
    await run('checkCsv', uri, { identifierType: 'Email', column: 'E-Mail' });
    return uri;
  }

  const fixing = (uri: vscode.Uri): Thenable<unknown> =>
    run('fixProblems', { uri: uri.toString(), rule: 'email-display-name', fix: 'unwrap' });
  const asCommand = async (call: Thenable<unknown>): Promise<{ code: string; source: string }> =>
    (await rejection(call)) as unknown as Failure;

  const CASES: Readonly<Record<EditorCode, Fails>> = {
    'not-in-workspace': () =>
      failing(() =>
        workspaceFileIn(new Arguments({ file: '../outside.csv' }, 'checkCsv'), 'checkCsv'),
      ),
    'unknown-draft': () =>
      failing(async () => requireKept(choicesOfKept({ files: [] }, () => undefined))),
    'no-segment': () => dropping('people.csv', false),
    'not-csv': () => dropping('people.pdf', true),
    'not-saved': async () => {
      const registered = vscode.workspace.registerFileSystemProvider('unsaved', new FullDisk());
      restored.push(() => void registered.dispose());
      const uri = vscode.Uri.parse('unsaved:/people.csv');
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), 'email\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      replace(vscode.window, 'showWarningMessage', (...[, , save]: unknown[]) =>
        Promise.resolve(save),
      );
      const failure = await failing(() => offerSave(uri, 'uploadCsv'));
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      return failure;
    },
    'not-applied': async () => {
      const uri = await checked('kept.csv', 'E-Mail\nJo <jo@example.com>\n');
      replace(vscode.workspace, 'applyEdit', () => Promise.resolve(false));
      return asCommand(fixing(uri));
    },
    'no-problems': async () => asCommand(fixing(await write('fine.csv', 'email\n'))),
    'other-encoding': async () => {
      const western = Buffer.from('Name;E-Mail\nJürgen;Jo <jo@example.com>\n', 'latin1');
      const uri = await checked('western-codes.csv', western);
      const document = await vscode.workspace.openTextDocument(uri, { encoding: 'utf8' });
      await vscode.window.showTextDocument(document);
      return asCommand(fixing(uri));
    },
  };

  for (const [code, provoke] of Object.entries(CASES))
    it(`is given where it should be: ${code}`, async () => {
      const failed = await provoke();
      assert.deepEqual([failed.code, failed.source], [code, 'tool']);
    });

  it('has the source of Criteo’s own codes, too', async () => {
    server.control.addFaults({ fault: '400', operation: 'search', code: 'conflict' });
    const { code, source } = await asCommand(run('listSegments', {}));
    assert.deepEqual([code, source], ['conflict', 'api']);
    server.control.clearFaults();
  });
});

/** One file, which can’t be written. */
class FullDisk implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  stat = (): vscode.FileStat => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 0 });
  readFile = (): Uint8Array => new Uint8Array();
  watch = (): vscode.Disposable => ({ dispose: () => undefined });
  readDirectory = (): [string, vscode.FileType][] => [];
  createDirectory = denied;
  writeFile = denied;
  delete = denied;
  rename = denied;
}

function denied(): never {
  throw vscode.FileSystemError.Unavailable('The disk is full.');
}
