import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReadingOptions } from '../../../src/app/repair/fixRows';
import type { Place } from '../../../src/csv/csvTypes';
import type { Problems } from '../../../src/ui/problems/problems';
import { showRows } from '../../../src/ui/problems/showRows';
import { PLAIN_DIALECT } from '../../support/plainDialect';
import { write } from './files';

const readAs: ReadingOptions = {
  type: 'Email',
  dialect: PLAIN_DIALECT,
  layout: { ...PLAIN_DIALECT, column: 0 },
};
const at = (line: number): Place => ({ line, startColumn: 0, endLine: line, endColumn: 6 });

/** The problems of one file, as far as they are listed. */
const listed = (places: Place[]): Problems =>
  ({
    readAs: () => readAs,
    placesOf: (_: vscode.Uri, rule: string) => (rule === 'email-no-at' ? places : []),
    rejectedOnDisk: () => Promise.resolve([{ place: at(7) }, { place: at(2) }]),
  }) as unknown as Problems;

describe('the rows with one problem', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are shown in the file, the first one selected', async () => {
    const uri = await write(
      'show.csv',
      'email\na@example.com\nnobody\nb@example.com\nno one\nnobody\n',
    );
    assert.equal(await showRows(listed([at(5), at(2)]), uri, 'email-no-at'), undefined);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), uri.toString());
    assert.equal(editor.document.getText(editor.selection), 'nobody');
    assert.equal(editor.selection.start.line, 2);
  });

  it('are listed by their lines if they aren’t among the problems, or the editor can’t open the file', async () => {
    const uri = await write(
      'listed.csv',
      'email\nnobody\na@example.com\nbad address@example.com\nnobody\n',
    );
    assert.deepEqual(await showRows(listed([]), uri, 'email-no-at'), [2, 5]);
    assert.deepEqual(await showRows(listed([]), uri, 'email-whitespace-inside'), [4]);
    assert.deepEqual(await showRows(listed([]), uri, 'refused-by-api'), [3, 8]);
    const compressed = await write('listed.csv.gz', 'email\nnobody\n');
    assert.deepEqual(await showRows(listed([at(1)]), compressed, 'email-no-at'), [2]);
  });
});
