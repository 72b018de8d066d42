import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitUntil } from '../../support/waitUntil';
import { inEveryEditor } from '../everyEditor';

inEveryEditor(
  describe('the schema of nightly files', () => {
    let folder: string;
    before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightly-schema-'))));
    after(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      fs.rmSync(folder, { recursive: true, force: true });
    });

    it('is what the editor says of them, with comments and trailing commas', async () => {
      const file = path.join(folder, 'night.criteo.jsonc');
      fs.writeFileSync(
        file,
        '// Every night.\n{ "version": 2, "account": 48210, "suppress": [], "segments": [{ "id": "5", "operation": "add", "file": "a.csv", }], }\n',
      );
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document);
      const said = (): string[] =>
        vscode.languages
          .getDiagnostics(document.uri)
          .filter(({ source }) => source !== 'Criteo')
          .map(({ message, range }) => `${document.getText(range)}: ${message}`);
      await waitUntil('what the schema says', () => said().length > 0);
      assert.deepEqual(said(), [
        '2: The version must be 1. For another one, update this extension.',
        '48210: This must be an ID: digits, in quotes.',
      ]);
    });
  }),
);
