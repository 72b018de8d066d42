import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inEveryEditor } from './everyEditor';

inEveryEditor(
  describe('the editor under test', () => {
    it('has the requested version', () => {
      const requested = process.env.CRITEO_AUDIENCES_TEST_VERSION;
      assert.ok(requested, 'the runner passes its variables');
      if (/^\d/.test(requested))
        assert.equal(
          vscode.version.split('.').slice(0, 2).join('.'),
          requested.split('.').slice(0, 2).join('.'),
        );
    });

    it('lives at ten in the morning, far away from a computation', () => {
      assert.equal(new Date().getUTCHours(), 10);
    });

    it('has the extension, and activates it', async () => {
      const extension = vscode.extensions.getExtension(
        'retail-media-tools.criteo-audience-segments',
      );
      assert.ok(extension);
      await extension.activate();
      assert.equal(extension.isActive, true);
    });

    it('has its own workspace folder', () => {
      assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    });
  }),
);
