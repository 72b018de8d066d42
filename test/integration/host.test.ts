import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the editor under test', () => {
  it('has the version that was asked for', () => {
    const asked = process.env.CRITEO_AUDIENCES_TEST_VERSION;
    assert.ok(asked, 'the runner passes on its variables');
    if (/^\d/.test(asked))
      assert.equal(
        vscode.version.split('.').slice(0, 2).join('.'),
        asked.split('.').slice(0, 2).join('.'),
      );
  });

  it('has the extension, and activates it', async () => {
    const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('has a workspace folder of its own', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });
});
