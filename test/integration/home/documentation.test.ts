import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitUntil } from '../../support/waitUntil';
import { run } from '../segments/signedIn';

type Item = vscode.QuickPickItem & { uri: vscode.Uri };

describe('the documentation', () => {
  const { showQuickPick } = vscode.window;
  const closeAll = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.action.closeAllEditors');
  let offered: readonly Item[] = [];

  before(() => {
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly Item[]) => {
        offered = items;
        return Promise.resolve(items.at(-1));
      },
    });
  });
  after(async () => {
    Object.assign(vscode.window, { showQuickPick });
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
    const folder = vscode.Uri.joinPath(offered[0].uri, '..');
    const pages = await vscode.workspace.fs.readDirectory(folder);
    assert.deepEqual(
      offered.map(({ uri }) => uri.path.split('/').at(-1)).sort(),
      pages.map(([name]) => name).sort(),
    );
    for (const { label, detail } of offered) assert.ok(label && detail, label);
  });

  it('opens the reference for the code of an error, ours or Criteo’s', async () => {
    offered = [];
    for (const code of ['network', 'some-word-of-criteo']) {
      await run('openDocumentation', code);
      await shows(/reference\.md/);
      await closeAll();
    }
    assert.deepEqual(offered, []);
  });
});
