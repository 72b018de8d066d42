import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { lowest, newest } from '../host/install';
import { embeddedSandbox } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/**
 * Keys in the Segments view apply to the focused row, or to the selection if it contains that row. How
 * the editor toggles a row, by which that is found, may depend on its version.
 */

const VIEW = 'Segments';
const ACCOUNT = 'Sandbox Retail Group';
const NAMES = ['Key A', 'Key B', 'Key C', 'Key D'];

for (const version of [newest, lowest]) {
  describe(`keys in the Segments view, VS Code ${version}`, () => {
    let editor: Launched;

    before(async function () {
      // The lowest editor may have to be installed first.
      this.timeout(240_000);
      editor = await launch({ version, files: { 'one.csv': 'email\nann@example.com\n' } });
      const { workbench, page } = editor;
      await workbench.trySandbox('Newsletter Subscribers');
      for (const name of NAMES) await embeddedSandbox(editor.server).post('segments', { name });
      await workbench.command('Audience Segments: Refresh Segments');
      await workbench.tree(VIEW).focus();
      await page.keyboard.press('Control+f');
      await workbench.input('Key ');
      await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
      await workbench.row(VIEW, NAMES[3]).waitFor();
      assert.deepEqual(await labels(), [ACCOUNT, ...NAMES]);
    });
    after(() => editor?.close());

    const labels = async (): Promise<string[]> =>
      (await editor.workbench.rows(VIEW)).map(({ label }) => label);
    const selection = async (): Promise<string[]> =>
      (await editor.workbench.rows(VIEW))
        .filter(({ selected }) => selected)
        .map(({ label }) => label);

    /** Selects rows by mouse, then moves only the focus by keyboard. */
    async function choose(selected: readonly string[], focus: string): Promise<void> {
      const { workbench, page } = editor;
      const focused = (label: string): Locator =>
        workbench.row(VIEW, label).and(page.locator('.focused'));
      // A plain click would open the segment.
      await workbench.select(VIEW, selected);
      const from = selected[selected.length - 1];
      await focused(from).waitFor();
      const all = await labels();
      const steps = all.indexOf(focus) - all.indexOf(from);
      for (let step = 0; step < Math.abs(steps); step++)
        await page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
      await focused(focus).waitFor();
      await page.locator('.monaco-list.element-focused').first().waitFor();
      assert.deepEqual(await selection(), selected);
    }

    it('apply to the focused row, and to the others selected only with it', async () => {
      const { workbench, page } = editor;
      const [a, b, c] = NAMES;
      for (const [selected, focus, expected] of [
        [[a, b, c], b, [a, b, c]],
        [[a], c, [c]],
      ] as const) {
        await choose(selected, focus);
        // Pressed twice, it asks once: a second question would cover the page below.
        await page.keyboard.press('Delete');
        await page.keyboard.press('Delete');
        const text = await (await workbench.modal(/Delete .+ \(.+\)\?/)).innerText();
        assert.deepEqual(
          NAMES.filter((name) => text.includes(name)),
          expected,
        );
        await workbench.answerModal('Cancel');
        assert.deepEqual(await selection(), selected, 'selected as before');
        // A form edits one segment: of those selected, the focused one.
        await page.keyboard.press('F2');
        const field = workbench.webview().getByLabel('Name', { exact: true });
        await field.waitFor();
        assert.equal(await field.inputValue(), focus);
        await workbench.closeEditors();
      }
      await choose([a], c);
      await page.keyboard.press('Control+u');
      await workbench.pick('one.csv');
      const upload = new UploadPage(workbench);
      await upload.heading(`Add one.csv to ${c}`);
      assert.equal(await editor.workbench.tabs().count(), 1, 'the page, and nothing else');
      await upload.close();
      // The account is no segment: the selection elsewhere doesn’t count.
      await choose([b], ACCOUNT);
      await page.keyboard.press('Delete');
      await workbench.quickInput
        .filter({ hasText: 'Which segment do you want to delete?' })
        .waitFor();
      await workbench.escape();
    });

    if (version === lowest) return;

    it('leave selected rows drawn as such when one of them is repainted', async () => {
      const { workbench } = editor;
      const selected = NAMES.slice(0, 3);
      await workbench.select(VIEW, selected);
      // A row is repainted once the tooltip of another one is read, which isn’t the one that was read
      // before it: see `RowRepaints`.
      for (const name of [NAMES[0], NAMES[3]])
        await workbench.tooltip(VIEW, name, (await labels()).indexOf(name));
      let isDone = false;
      const repainted = workbench.drawn(VIEW).then(() => (isDone = true));
      await waitUntil('the row is repainted', async () => {
        assert.deepEqual(await selection(), selected);
        return isDone;
      });
      await repainted;
      assert.deepEqual(await selection(), selected);
    });
  });
}
