import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { lowest, newest } from '../host/install';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/**
 * Keys in the Segments view apply to the focused row, or to the selection if it contains that row.
 */

const VIEW = 'Segments';

/** Milliseconds within which a row is repainted whose tooltip is no longer shown. */
const REPAINTED_WITHIN = 1000;

for (const version of [newest, lowest]) {
  describe(`keys in the Segments view, VS Code ${version}`, () => {
    let editor: Launched;
    /** Four segments of the same kind, in their order on the screen, and their IDs. */
    let names: string[];
    let ids: string[];

    before(async function () {
      // The lowest editor may have to be installed first.
      this.timeout(240_000);
      editor = await launch({
        version,
        files: { 'one.csv': 'email\nann@example.com\n' },
      });
      const { workbench, page } = editor;
      await workbench.trySandbox('Newsletter Subscribers');
      const sandbox = embeddedSandbox(editor.server);
      for (const letter of ['A', 'B', 'C', 'D'])
        await sandbox.post('segments', { name: `Key ${letter}` });
      await workbench.command('Audience Segments: Refresh Segments');
      await workbench.tree(VIEW).focus();
      await page.keyboard.press('Control+f');
      await workbench.input('Key ');
      await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
      await workbench.row(VIEW, 'Key D').waitFor();
      const [account, ...rows] = (await workbench.rows(VIEW)).map(({ label }) => label);
      assert.equal(account, 'Sandbox Retail Group');
      names = rows;
      assert.deepEqual(names, ['Key A', 'Key B', 'Key C', 'Key D']);
      const segments = await sandbox.segments();
      ids = names.map((name) => segments.find((segment) => segment.name === name)?.id ?? '');
    });
    after(() => editor?.close());

    const tabs = (): Locator => editor.page.locator('.tabs-container').getByRole('tab');
    const selection = async (): Promise<string[]> =>
      (await editor.workbench.rows(VIEW))
        .filter(({ selected }) => selected)
        .map(({ label }) => label);
    /** The segments that a text names. */
    const named = (text: string): string[] => names.filter((name) => text.includes(name));
    const focused = (label: string): Locator =>
      editor.workbench.row(VIEW, label).and(editor.page.locator('.focused'));

    /** Selects rows by mouse, then moves only the focus by keyboard. */
    async function choose(selected: readonly string[], focus: string): Promise<void> {
      const { workbench, page } = editor;
      // A plain click would open the segment.
      await workbench.select(VIEW, selected);
      await focused(selected[selected.length - 1]).waitFor();
      await moveTo(focus);
      await page.locator('.monaco-list.element-focused').first().waitFor();
      assert.deepEqual(
        await selection(),
        names.filter((name) => selected.includes(name)),
      );
    }

    async function moveTo(label: string): Promise<void> {
      const { workbench, page } = editor;
      const rows = (await workbench.rows(VIEW)).map((row) => row.label);
      const now = (
        await workbench.tree(VIEW).locator('.monaco-list-row.focused .label-name').innerText()
      ).trim();
      const steps = rows.indexOf(label) - rows.indexOf(now);
      for (let step = 0; step < Math.abs(steps); step++)
        await page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
      await focused(label).waitFor();
    }

    /**
     * The segments named by the dialog, page, form or copied text that a key produced. Whatever it opened
     * is closed again. `several`: it should apply to several.
     */
    const keys: Record<
      string,
      (pressed: () => Promise<void>, several: boolean) => Promise<string[]>
    > = {
      async Delete(pressed) {
        await pressed();
        const text = await (await editor.workbench.modal(/Delete .+ \(.+\)\?/)).innerText();
        assert.equal(await tabs().count(), 0);
        await editor.workbench.answerModal('Cancel');
        return named(text);
      },
      async F2(pressed) {
        await pressed();
        const field = editor.workbench.webview().getByLabel('Name', { exact: true });
        await field.waitFor();
        const name = await field.inputValue();
        assert.equal(await tabs().count(), 1, 'the form, and nothing else');
        await editor.workbench.closeEditors();
        return named(name);
      },
      async 'Control+u'(pressed, several) {
        const { workbench } = editor;
        await pressed();
        await workbench.pick('one.csv');
        const upload = new UploadPage(workbench);
        if (several) {
          await upload.heading(/^Add one\.csv to \d segments$/);
          await upload.button(/^Add 1 to \d Segments$/).waitFor();
          const text = await upload.text();
          assert.equal(await tabs().count(), 1, 'the page, and nothing else');
          await upload.close();
          return named(text);
        }
        const text = await upload.headingOf(/^Add one\.csv to /).innerText();
        assert.equal(await tabs().count(), 1, 'the page, and nothing else');
        await upload.button('Add 1').waitFor();
        await upload.close();
        return named(text);
      },
      async 'Control+c'(pressed) {
        const clipboard = async (): Promise<string> =>
          String(await editor.page.evaluate('navigator.clipboard.readText()'));
        await editor.page.evaluate("navigator.clipboard.writeText('nothing')");
        await pressed();
        while ((await clipboard()) === 'nothing') await editor.page.waitForTimeout(50);
        const copied = (await clipboard()).split('\n');
        assert.equal(await tabs().count(), 0);
        return names.filter((_, index) => copied.includes(ids[index]));
      },
    };

    for (const [key, outcome] of Object.entries(keys)) {
      // Which page a key opens doesn’t depend on the version, but how the editor toggles a row may, and
      // whether it shows pages.
      if (version === lowest && key !== 'Delete' && key !== 'Control+u') continue;
      /**
       * Which of the four rows are selected, which one has the focus, and which ones the key
       * applies to.
       */
      const check = async (
        selected: readonly number[],
        focus: number,
        expected: readonly number[],
      ): Promise<void> => {
        const of = (indexes: readonly number[]): string[] => indexes.map((index) => names[index]);
        await choose(of(selected), names[focus]);
        assert.deepEqual(
          await outcome(() => editor.page.keyboard.press(key), expected.length > 1),
          of(expected),
        );
        assert.deepEqual(await selection(), of(selected), 'selected as before');
        assert.equal(await tabs().count(), 0, 'no page is left open');
      };

      // A form edits one segment: of those selected, the focused one.
      it(`${key}: the focused row is one of several selected`, () =>
        check([0, 1, 2], 1, key === 'F2' ? [1] : [0, 1, 2]));
      // Of F2, the form has shown that. Of Ctrl+U, “ask once when pressed twice” shows it.
      if (key === 'F2' || key === 'Control+u') continue;
      it(`${key}: the focused row is not the selected one`, () => check([0], 2, [2]));
      // Which rows that is, is found in the same way for each key.
      if (version === lowest || key !== 'Delete') continue;
      it(`${key}: the focused row is the selected one`, () => check([1], 1, [1]));
      it(`${key}: the focused row is not among several selected`, () => check([0, 1], 3, [3]));
      it(`${key}: nothing is selected`, async () => {
        const { workbench } = editor;
        await choose([names[0]], names[0]);
        await workbench.row(VIEW, names[0]).click({ modifiers: ['Control'] });
        await workbench.tree(VIEW).locator('[aria-selected=true]').waitFor({ state: 'detached' });
        await moveTo(names[2]);
        assert.deepEqual(await outcome(() => editor.page.keyboard.press(key), false), [names[2]]);
        assert.deepEqual(await selection(), []);
      });
    }

    if (version === lowest) return;

    it('open the focused row by Enter, whatever is selected', async () => {
      const { workbench, page } = editor;
      await choose([names[3]], names[0]);
      await workbench.screenshot(`keys-focus-${version}`);
      await page.keyboard.press('Enter');
      await tabs().filter({ hasText: names[0] }).waitFor();
      assert.equal(await tabs().count(), 1);
      await workbench.webviewFocused();
      await workbench.closeEditors();
      await tabs().first().waitFor({ state: 'detached' });
    });

    it('leave selected rows drawn as such when one of them is repainted', async () => {
      const { workbench } = editor;
      // Of another type, for a group above.
      await embeddedSandbox(editor.server).post('segments', {
        ...{ name: 'Key E', identifierType: 'CustomerId' },
      });
      await workbench.command('Audience Segments: Refresh Segments');
      await workbench.row(VIEW, 'Key E').waitFor();
      const stays = async (selected: readonly string[], hovered: readonly string[]) => {
        await workbench.select(VIEW, selected);
        // A row is repainted once the tooltip of another one is read, which isn’t the one that was read
        // before it: see `RowRepaints`.
        for (const name of hovered) {
          const labels = (await workbench.rows(VIEW)).map(({ label }) => label);
          await workbench.tooltip(VIEW, name, labels.indexOf(name));
        }
        const until = Date.now() + REPAINTED_WITHIN;
        while (Date.now() < until) assert.deepEqual(await selection(), selected);
      };
      await stays(names.slice(0, 3), [names[0], names[3]]);
      await workbench.viewMenu(VIEW, 'View', 'Group Segments By…');
      await workbench.pick('Type');
      const group = workbench.row(VIEW, 'Email');
      await group.waitFor();
      await stays(['Email', ...names.slice(0, 3)], [names[1], names[2]]);
      await stays(['Key E', 'Email', names[0], names[1]], ['Key E', names[0]]);
      await workbench.viewMenu(VIEW, 'View', 'Group Segments By…');
      await workbench.pick('None');
      await group.waitFor({ state: 'detached' });
    });

    it('ask for a segment on a row that isn’t one, and ignore the selection elsewhere', async () => {
      const { workbench, page } = editor;
      await workbench.viewMenu(VIEW, 'View', 'Group Segments By…');
      await workbench.pick('Type');
      const group = workbench.row(VIEW, 'Email');
      await group.waitFor();
      await choose([names[1]], 'Email');
      for (const [key, title] of [
        ['Delete', 'Which segment do you want to delete?'],
        ['F2', 'Which segment do you want to edit?'],
        ['Control+u', 'Upload CSV'],
        ['Control+c', 'Which segment’s ID do you want to copy?'],
      ]) {
        await page.keyboard.press(key);
        await workbench.quickInput.filter({ hasText: title }).getByText('App Users').waitFor();
        await workbench.escape();
        assert.deepEqual(await selection(), [names[1]]);
      }
      await workbench.viewMenu(VIEW, 'View', 'Group Segments By…');
      await workbench.pick('None');
      await group.waitFor({ state: 'detached' });
      // Nor is the account a segment.
      await choose([names[1]], 'Sandbox Retail Group');
      await page.keyboard.press('Delete');
      await workbench.quickInput
        .filter({ hasText: 'Which segment do you want to delete?' })
        .waitFor();
      await workbench.escape();
      assert.deepEqual(await selection(), [names[1]]);
    });

    it('ask once when pressed twice', async () => {
      const { workbench, page } = editor;
      await choose([names[0]], names[1]);
      await page.keyboard.press('Delete');
      await page.keyboard.press('Delete');
      await workbench.modal(/Delete .+ \(.+\)\?/);
      await workbench.answerModal('Cancel');
      // A second question would cover this one.
      assert.deepEqual(await keys['Control+u'](() => page.keyboard.press('Control+u'), false), [
        names[1],
      ]);
      assert.deepEqual(await selection(), [names[0]]);
    });

    it('report a segment that accepts no file, and offer no other', async () => {
      const { workbench, page } = editor;
      await workbench.viewAction(VIEW, 'Clear Filter');
      await workbench.row(VIEW, 'Partner Panel').waitFor();
      await workbench.select(VIEW, ['Partner Panel']);
      await page.keyboard.press('Control+u');
      await workbench.notification('“Partner Panel” is read-only');
      assert.equal(await workbench.quickInput.count(), 0);
      await workbench.clearNotifications();
    });

    it('are listed under the names of their commands', async () => {
      const { workbench, page } = editor;
      await workbench.command('Preferences: Open Keyboard Shortcuts');
      await page
        .locator('.keybindings-editor')
        .getByPlaceholder(/^Type to search/)
        .fill('criteo segment');
      await page
        .locator('.keybindings-editor .monaco-list-row')
        .filter({ hasText: /Delete Segments….*Del.*focusedView == .*criteoAudiences\.segments/s })
        .waitFor();
      await workbench.screenshot(`keys-shortcuts-${version}`);
    });
  });
}
