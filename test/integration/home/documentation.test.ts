import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitUntil } from '../../support/waitUntil';
import { run } from '../segments/signedIn';

const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
assert.ok(extension);
type Item = vscode.QuickPickItem & { uri: vscode.Uri };

describe('the documentation', () => {
  const { showQuickPick } = vscode.window;
  const { executeCommand } = vscode.commands;
  const closeAll = (): Thenable<unknown> => executeCommand('workbench.action.closeAllEditors');
  let offered: readonly Item[] = [];
  /** Where in its page each preview began. */
  const at: string[] = [];

  before(() => {
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly Item[]) => {
        offered = items;
        return Promise.resolve(items.at(-1));
      },
    });
    Object.assign(vscode.commands, {
      executeCommand: (command: string, ...args: vscode.Uri[]) => {
        if (command === 'markdown.showPreview') at.push(args[0].fragment);
        return executeCommand(command, ...args);
      },
    });
  });
  after(async () => {
    Object.assign(vscode.window, { showQuickPick });
    Object.assign(vscode.commands, { executeCommand });
    await closeAll();
  });
  beforeEach(closeAll);

  const shows = (page: RegExp): Promise<void> =>
    waitUntil('the preview is open', () => {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      return tab?.input instanceof vscode.TabInputWebview && page.test(tab.label);
    });

  it('offers each page once, with what it is about, and opens it as a preview', async () => {
    await run('openDocumentation');
    await shows(/privacy\.md/);
    // Its own files: they need neither a network nor a trusted workspace.
    const folder = vscode.Uri.joinPath(extension.extensionUri, 'media', 'docs');
    for (const { uri } of offered) assert.equal(path.posix.dirname(uri.path), folder.path);
    const pages = await vscode.workspace.fs.readDirectory(folder);
    assert.deepEqual(
      offered.map(({ uri }) => uri.path.split('/').at(-1)).sort(),
      pages.map(([name]) => name).sort(),
    );
    for (const { label, detail } of offered) assert.ok(label && detail, label);
  });

  it('opens the reference at the code of an error, or where Criteo’s are', async () => {
    offered = [];
    at.length = 0;
    for (const code of ['network', 'some-word-of-criteo']) {
      await run('openDocumentation', code);
      await shows(/reference\.md/);
      await closeAll();
    }
    assert.deepEqual(at, ['network', 'error-codes']);
    assert.deepEqual(offered, []);
  });
});
