import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, writeFiles, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/**
 * Ways to segments and uploads beside the views: the Command Palette, Go to Segment, documents, the
 * first line of a CSV, and its menu in the Explorer.
 */

const EMPTY = 'Empty so far';
const CATEGORY = 'Audience Segments: ';
const lines = (...rows: string[]): string => ['email', ...rows, ''].join('\n');
const people = Array.from({ length: 600 }, (_, n) => `person${n}@example.com`);
const DIRTY = lines(
  ...people,
  ...Array.from({ length: 8 }, (_, n) => `mailto:more${n}@example.com`),
  ...['nobody', 'no one', 'none at all', 'unknown'],
);
const PAIRED = `Upload to ${EMPTY}`;
const FIGURES = '600 valid, 12 problems';

/** What each of these needs. */
const NEEDS = {
  nothing: ['Sign In…', 'Try with Sandbox Account', 'Upload to Audience Segment…'],
  session: ['Sign Out', 'Select Account…'],
  account: ['Create Segment…', 'Refresh Segments'],
  segment: ['Remove with CSV…', 'Go to Segment…', 'Delete Segments…', 'Filter Segments…'],
  running: ['Cancel Upload'],
  ended: ['Undo Upload…', 'Delete Finished Upload Records…'],
};
type Need = keyof typeof NEEDS;

describe('beside the views', () => {
  let launched: Launched;

  before(async () => {
    launched = await launch({
      files: {
        'week-45.csv': lines('ann@example.com', 'bob@example.com'),
        'week-46.csv': DIRTY,
        'other.csv': lines('ann@example.com'),
        'notes.md': 'later\n',
      },
    });
  });
  after(() => launched.close());

  describe('the Command Palette and Go to Segment', function () {
    this.timeout(180_000);
    let sandbox: SandboxRemote;

    /** Which groups of the commands above the palette lists. */
    const listed = async (): Promise<string[]> => {
      const { workbench } = launched;
      await workbench.openPalette();
      await workbench.inputField().fill(`>${CATEGORY}`);
      await waitUntil('the list is filtered', async () =>
        (await workbench.options()).every((text) => text.startsWith(CATEGORY)),
      );
      const options = await workbench.allOptions();
      const found: string[] = [];
      for (const [need, titles] of Object.entries(NEEDS) as [Need, string[]][]) {
        const there = titles.filter((title) =>
          options.some((text) => text.startsWith(CATEGORY + title)),
        );
        if (there.length > 0)
          found.push(there.length === titles.length ? need : `only ${there.join(', ')} of ${need}`);
      }
      await workbench.escape();
      return found;
    };
    /** What an upload changes reaches the editor up to 300 ms later, one command after another. */
    const becomes = async (...expected: Need[]): Promise<void> => {
      let last: string[] = [];
      const isListed = async (): Promise<boolean> => {
        last = await listed();
        return last.join() === expected.join();
      };
      await waitUntil(`the palette lists ${expected.join()}`, isListed).catch(() =>
        assert.deepEqual(last, expected),
      );
    };

    it('lists what may be possible before the extension is active', async () => {
      assert.deepEqual(await listed(), ['nothing', 'session', 'account', 'segment', 'ended']);
    });

    it('lists what can begin something while nobody is signed in', async () => {
      const { workbench } = launched;
      await workbench.showContainer('Audience Segments');
      await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).waitFor();
      // Whether there are uploads is read from disk beside who is signed in.
      await becomes('nothing');
      await workbench.screenshot('palette-1-signed-out');
    });

    it('lists what an account allows, during an upload and after it', async () => {
      const { workbench, server } = launched;
      await workbench.trySandbox(EMPTY);
      sandbox = embeddedSandbox(server);
      const inAccount: Need[] = ['nothing', 'session', 'account', 'segment'];
      assert.deepEqual(await listed(), inAccount);
      const page = await startUpload(workbench, 'week-45.csv', EMPTY);
      await sandbox.fault({ fault: 'latency', ms: 40_000, operation: 'addRemove' });
      await page.getByRole('button', { name: /^Add \d+$/ }).click();
      await workbench.statusItem(/request/).waitFor();
      await becomes(...inAccount, 'running');
      await sandbox.clearFaults();
      await page
        .getByRole('heading', { level: 1, name: /added to Empty so far$/ })
        .waitFor({ timeout: 60_000 });
      await becomes(...inAccount, 'ended');
      await workbench.closeEditors();
    });

    it('goes to a segment by its key in the view, by retailer, type or ID, with buttons on each row', async () => {
      const { workbench, page } = launched;
      await workbench.showContainer('Audience Segments');
      await workbench.select('Segments', [EMPTY]);
      await page.keyboard.press('Control+g');
      await page.getByText('Go to Segment', { exact: true }).first().waitFor();
      await workbench.inputField().fill('Email');
      let options: string[] = [];
      // The list is filtered some time after the field has its text.
      await waitUntil('only those of the type are listed', async () => {
        options = await workbench.options();
        return options.every((text) => /Email/.test(text));
      });
      assert.ok(options.length > 1, options.join('\n'));
      await workbench.screenshot('palette-2-go-to-segment');
      const row = page.locator('.quick-input-widget .monaco-list-row').first();
      const buttons = await row
        .locator('.action-label')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
      assert.deepEqual(buttons, ['Upload CSV…', 'Copy ID', 'Reveal in Segments View']);
      const id = (await sandbox.segments()).find(({ name }) => name === EMPTY)?.id ?? '';
      await workbench.inputField().fill(id);
      await workbench.pick(EMPTY);
      await workbench.webview().getByText(EMPTY).first().waitFor();
      await workbench.webviewFocused();
      await workbench.closeEditors();
    });

    it('reveals a segment in the view although a filter hides it', async () => {
      const { workbench, page } = launched;
      await workbench.command('Audience Segments: Filter Segments…');
      await workbench.inputField().fill('newsletter');
      // It filters as it is typed.
      await workbench.row('Segments', EMPTY).waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await workbench.quickInput.waitFor({ state: 'hidden' });
      await workbench.command('Audience Segments: Go to Segment…');
      await workbench.inputField().fill(EMPTY);
      // Until the list is filtered, the first row is another one.
      const row = page
        .locator('.quick-input-widget .monaco-list-row')
        .first()
        .filter({ hasText: EMPTY });
      await row.hover();
      await row.getByRole('button', { name: 'Reveal in Segments View' }).click();
      await workbench.row('Segments', EMPTY).waitFor();
      await workbench.screenshot('palette-3-revealed');
    });

    it('links an ID in Markdown to the page of its segment', async () => {
      const { workbench, page } = launched;
      const id = (await sandbox.segments()).find(({ name }) => name === EMPTY)?.id ?? '';
      writeFiles(launched.workspace, { 'notes.md': `Segment ${id} and 999999999999999999` });
      await (await workbench.file('notes.md')).dblclick();
      const link = page.locator('.detected-link').first();
      await link.waitFor();
      assert.equal((await link.innerText()).trim(), id);
      await workbench.followLink(id);
      await workbench.webview().getByText(EMPTY).first().waitFor();
      await workbench.screenshot('palette-4-linked');
    });
  });

  describe('the lenses of a CSV and its menu', () => {
    let upload: UploadPage;

    before(async () => {
      // Where files of this name go is known by now.
      upload = new UploadPage(launched.workbench);
      await launched.workbench.closeEditors();
    });
    const open = async (name: string): Promise<void> => {
      const { workbench, page } = launched;
      await (await workbench.file(name)).dblclick();
      await page.locator('.tab.active').filter({ hasText: name }).first().waitFor();
      // The double click left the focus in the Explorer until the editor has it.
      await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    };

    it('are there once a file is opened whose name is known, without a view of the extension', async () => {
      const { workbench } = launched;
      await open('week-46.csv');
      await workbench.lens(PAIRED).waitFor();
      // Nothing but the opened file loads the extension in the next window.
      await workbench.reload();
      await workbench.lens(PAIRED).waitFor({ timeout: 30_000 });
      await workbench.lens('Check').waitFor();
      await workbench.screenshot('lenses-1-paired');
      await open('other.csv');
      await workbench.lens(PAIRED).waitFor({ state: 'hidden' });
      assert.equal(await workbench.lens('Check').count(), 0);
    });

    it('lead to the check, to the problems, and to the upload', async () => {
      const { workbench, page } = launched;
      await open('week-46.csv');
      await workbench.clickLens('Check');
      await upload.heading('week-46.csv: 600 of 612 rows can be sent');
      await workbench.clearNotifications();
      await open('week-46.csv');
      await workbench.lens('Fix 8').waitFor();
      await workbench.screenshot('lenses-2-checked');
      await workbench.clickLens(FIGURES);
      await page
        .locator('.markers-panel .monaco-list-row')
        .filter({ hasText: 'mailto' })
        .first()
        .waitFor();
      await workbench.statusItem(/^Ln 602, .*selected/).waitFor();
      await workbench.command('View: Hide Panel');
      await page.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+Home');
      await workbench.clickLens(PAIRED);
      await upload.heading(`Add week-46.csv to ${EMPTY}`);
      await upload.close();
    });

    it('have the new figures once the file was fixed, by keyboard, for the file in the editor', async () => {
      const { workbench } = launched;
      await open('week-46.csv');
      await workbench.command('Audience Segments: Fix All That Can Be Fixed…');
      await workbench.pick('Fix 8 Rows and Save');
      await workbench.lens('608 valid, 4 problems').waitFor();
      assert.equal(await workbench.lens('Fix 8').count(), 0);
      await workbench.screenshot('lenses-3-fixed');
    });

    it('the menu in the Explorer opens the upload by keyboard', async () => {
      const { workbench } = launched;
      await workbench.fileMenuByKey(
        await workbench.file('week-46.csv'),
        'Upload to Audience Segment…',
      );
      await upload.heading(`Add week-46.csv to ${EMPTY}`);
    });
  });
});
