import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReadingOptions } from '../../../src/app/repair/fixRows';
import type { Place } from '../../../src/csv/csvTypes';
import type { Commands } from '../../../src/ui/base/command';
import type { Problems } from '../../../src/ui/problems/problems';
import { RowSteps } from '../../../src/ui/problems/rowSteps';
import { showRows } from '../../../src/ui/problems/showRows';
import { PLAIN_DIALECT } from '../../support/plainDialect';
import { waitUntil } from '../../support/waitUntil';
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

  describe('are gone through in order', () => {
    const RULE = 'email-no-at';
    const changed = new vscode.EventEmitter<void>();
    let places: Map<string, Place[]>;
    let leftOut: Map<string, number>;
    let commands: Map<string, () => Promise<unknown>>;
    let steps: RowSteps;
    let bar: { text: string; isShown: boolean; tooltip?: unknown; command?: unknown };
    const { createStatusBarItem } = vscode.window;

    beforeEach(() => {
      places = new Map();
      leftOut = new Map();
      commands = new Map();
      bar = { text: '', isShown: false };
      Object.assign(vscode.window, {
        createStatusBarItem: () =>
          Object.assign(bar, {
            show: () => (bar.isShown = true),
            dispose: () => (bar.isShown = false),
          }),
      });
      const list = {
        add: ({ id, prompt }: { id: string; prompt: () => Promise<unknown> }) =>
          commands.set(id.replace('criteoAudiences.', ''), prompt),
      };
      steps = new RowSteps(list as unknown as Commands, {
        placesOf: (uri, rule) => (rule === RULE ? (places.get(uri.toString()) ?? []) : [at(0)]),
        leftOutOf: (uri, rule) => (rule === RULE ? (leftOut.get(uri.toString()) ?? 0) : 7),
        readAs: () => readAs,
        onDidChange: changed.event,
      });
    });
    afterEach(() => {
      steps.dispose();
      Object.assign(vscode.window, { createStatusBarItem });
    });

    const press = (command: string): Promise<unknown> | undefined => commands.get(command)?.();
    /** The file and the line of the cursor, counted from 0, and what the status bar says. */
    const where = (): unknown[] => {
      const { document, selection } = vscode.window.activeTextEditor ?? {};
      const name = document?.uri.path.replace(/^.*\//, '');
      return [name, selection?.start.line, bar.isShown ? bar.text.replace(/^.*: /, '') : undefined];
    };
    const row = async (...expected: unknown[]): Promise<void> => {
      try {
        await waitUntil('the row is selected', () => String(where()) === String(expected));
      } catch {
        assert.deepEqual(where(), expected);
      }
    };

    it('forth and back, from the last to the first, in several files', async () => {
      const text = 'email\nnobody\na@example.com\nno one\nnobody\n';
      const [one, two, large] = await Promise.all(
        ['steps-1.csv', 'steps-2.csv', 'steps-3.csv.gz'].map((name) => write(name, text)),
      );
      places.set(one.toString(), [at(4), at(1)]);
      places.set(two.toString(), [at(3)]);
      // The editor can't open it.
      places.set(large.toString(), [at(1)]);
      const problems = { ...listed([]), placesOf: (uri: vscode.Uri) => places.get(String(uri)) };
      await showRows(problems as unknown as Problems, one, RULE);
      await steps.begin([one, two, large], RULE);
      await row('steps-1.csv', 1, '1 of 3');
      assert.match(bar.text, /^\$\(arrow-down\) .+: 1 of 3$/);
      for (const [command, ...expected] of [
        ['nextSuchRow', 'steps-1.csv', 4, '2 of 3'],
        ['nextSuchRow', 'steps-2.csv', 3, '3 of 3'],
        ['nextSuchRow', 'steps-1.csv', 1, '1 of 3'],
        ['previousSuchRow', 'steps-2.csv', 3, '3 of 3'],
        ['previousSuchRow', 'steps-1.csv', 4, '2 of 3'],
      ] as const) {
        await press(command);
        await row(...expected);
      }
      // Of no row: the next one is that after the cursor.
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      editor.selection = new vscode.Selection(2, 0, 2, 0);
      await row('steps-1.csv', 2, '3');
      await press('nextSuchRow');
      await row('steps-1.csv', 4, '2 of 3');
    });

    it('of those that are listed, and says how many there are in all', async () => {
      const [one, two] = await Promise.all(
        ['steps-many-1.csv', 'steps-many-2.csv'].map((name) =>
          write(name, 'email\nnobody\nno one\n'),
        ),
      );
      places.set(one.toString(), [at(1), at(2)]).set(two.toString(), [at(1)]);
      leftOut.set(one.toString(), 4000).set(two.toString(), 997);
      const problems = { ...listed([]), placesOf: (uri: vscode.Uri) => places.get(String(uri)) };
      await showRows(problems as unknown as Problems, one, RULE);
      await steps.begin([one, two], RULE);
      await row('steps-many-1.csv', 1, '1 of 3 listed, 5,000 in all');
      await press('nextSuchRow');
      await row('steps-many-1.csv', 2, '2 of 3 listed, 5,000 in all');
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await row('steps-many-1.csv', 0, '3 listed, 5,000 in all');
    });

    it('as long as there are any, and in their files alone', async () => {
      const uri = await write('steps-end.csv', 'email\nnobody\nno one\n');
      places.set(uri.toString(), [at(1), at(2)]);
      const other = await write('steps-other.csv', 'email\n');
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await steps.begin([uri], RULE);
      await waitUntil('it is said', () => bar.isShown);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(other));
      await waitUntil('it is no longer said', () => !bar.isShown);
      await vscode.window.showTextDocument(document);
      await waitUntil('it is said again', () => bar.isShown);
      // A row was fixed.
      places.set(uri.toString(), [at(2)]);
      changed.fire();
      assert.match(bar.text, /: 1( of 1)?$/);
      places.delete(uri.toString());
      changed.fire();
      assert.equal(bar.isShown, false);
      await press('nextSuchRow');
      assert.equal(bar.isShown, false);
    });

    it('until a press in the status bar ends it', async () => {
      const uri = await write('steps-press.csv', 'email\nnobody\n');
      places.set(uri.toString(), [at(1)]);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await steps.begin([uri], RULE);
      await waitUntil('it is said', () => bar.isShown);
      assert.equal(bar.command, 'criteoAudiences.allRows');
      await press('allRows');
      assert.equal(bar.isShown, false);
    });
  });
});
