import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { eventually, waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/**
 * What only an editor has of the views, on the sandbox: welcome texts, keystrokes, tooltips, menus by
 * keyboard, modals, a badge, and what leads into a view or beside it. Rows, texts and menus are tested
 * where they are decided.
 */

const SEGMENTS = 'Segments';
const UPLOADS = 'Uploads';
const CONTAINER = 'Audience Segments';
const CRM = 'CRM Users 2025';
const EMPTY = 'Empty so far';
const NEWSLETTER = 'Newsletter Subscribers';
const csv = (count: number, name = 'person'): string =>
  `email\n${Array.from({ length: count }, (_, n) => `${name}${n}@example.com`).join('\n')}\n`;

let editor: Launched;

before(async () => {
  editor = await launch({
    // All rows have room.
    viewport: { width: 1400, height: 1600 },
    files: {
      'lenses.csv': 'email\nann@example.com\nmailto:bob@example.com\nnobody\n',
      'stalled.csv': csv(7, 'stalled'),
      'one.csv': csv(7),
      'two.csv': csv(5, 'two'),
    },
  });
});
after(() => editor?.close());

const sandbox = (): SandboxRemote => embeddedSandbox(editor.server);
const copied = (): Promise<string> => editor.page.evaluate('navigator.clipboard.readText()');

/** Signed in, with nothing open, and nothing filtered. */
async function begin(): Promise<void> {
  const { workbench, page } = editor;
  await page.keyboard.press('Escape');
  await workbench.clearNotifications();
  await workbench.closeEditors();
  await workbench.trySandbox(/./);
  const clear = workbench.pane(SEGMENTS).locator('.actions [aria-label^="Clear Filter"]');
  if ((await clear.count()) > 0) await workbench.viewAction(SEGMENTS, 'Clear Filter');
  await workbench.row(SEGMENTS, NEWSLETTER).waitFor();
}

describe('the views of who is signed out', () => {
  it('welcome with ways to begin, and the palette has what needs nobody', async () => {
    const { workbench } = editor;
    const CATEGORY = `${CONTAINER}: `;
    await workbench.signOut();
    let options: string[] = [];
    // Whether there are uploads is read from disk beside who is signed in.
    await waitUntil('the palette has no command on uploads', async () => {
      await workbench.openPalette();
      await workbench.inputField().fill(`>${CATEGORY}`);
      await waitUntil('the list is filtered', async () =>
        (await workbench.options()).every((text) => text.startsWith(CATEGORY)),
      );
      options = await workbench.allOptions();
      await workbench.escape();
      return !options.some((text) => text.includes('Delete Finished Upload Records'));
    });
    const has = (title: string): boolean =>
      options.some((text) => text.startsWith(CATEGORY + title));
    for (const title of ['Sign In…', 'Try with Sandbox Account', 'Upload to Audience Segment…'])
      assert.ok(has(title), title);
    for (const title of ['Sign Out', 'Refresh Segments', 'Go to Segment…', 'Undo Upload…'])
      assert.ok(!has(title), title);
    await workbench.welcome(SEGMENTS).getByRole('button', { name: 'Try with Sandbox' }).click();
    await workbench.row(SEGMENTS, NEWSLETTER).waitFor();
  });
});

describe('the views on the sandbox', () => {
  beforeEach(begin);

  const labels = async (view: string): Promise<string[]> =>
    (await editor.workbench.rows(view)).map(({ label }) => label);

  it('follow a filter keystroke by keystroke: Escape restores, Enter keeps, a row clears', async () => {
    const { workbench, page } = editor;
    await workbench.tree(SEGMENTS).focus();
    await page.keyboard.press('Control+f');
    await workbench.inputField().fill('order laps');
    await workbench.row(SEGMENTS, NEWSLETTER).waitFor({ state: 'detached' });
    assert.deepEqual((await labels(SEGMENTS)).slice(1), ['Lapsed Customers']);
    await workbench.pane(SEGMENTS).getByText('1 found · sandbox').waitFor();
    await workbench.escape();
    await workbench.row(SEGMENTS, NEWSLETTER).waitFor();
    await workbench.tree(SEGMENTS).focus();
    await page.keyboard.press('Control+f');
    await workbench.input('no such segment');
    await workbench.pane(SEGMENTS).getByText('No segment matches “no such segment”').waitFor();
    await workbench.row(SEGMENTS, 'Clear Filter').click();
    await workbench.row(SEGMENTS, NEWSLETTER).waitFor();
  });

  it('have a tooltip with links that work', async () => {
    const { workbench, page } = editor;
    const index = (await labels(SEGMENTS)).indexOf(CRM);
    await page.evaluate("navigator.clipboard.writeText('nothing')");
    await workbench.clickInTooltip(SEGMENTS, 'Copy ID', index);
    const id = (await sandbox().segments()).find(({ name }) => name === CRM)?.id;
    await waitUntil('the ID is copied', async () => (await copied()) === id);
    await workbench.clickInTooltip(SEGMENTS, 'Open', index);
    await editor.workbench.tabs(CRM).waitFor();
    await workbench.webviewFocused();
  });

  it('copy by keyboard, from a submenu, the IDs of all after Ctrl+A', async () => {
    const { workbench, page } = editor;
    await workbench.select(SEGMENTS, [CRM]);
    await page.keyboard.press('Control+a');
    await workbench.tree(SEGMENTS).focus();
    await workbench.menuByKey('Copy / Inspect', 'Copy Segment ID');
    // The account's row is selected, too.
    const { length } = (await labels(SEGMENTS)).slice(1);
    await waitUntil(
      'an ID for each is copied',
      async () => (await copied()).match(/^\d{18}$/gm)?.length === length,
    );
  });

  it('ask in a modal before a deletion, and notify of a rejection with what leads on', async () => {
    const { workbench } = editor;
    await workbench.contextMenu(workbench.row(SEGMENTS, CRM), /^Delete Segments…/);
    const text = await (await workbench.modal(CRM)).innerText();
    assert.match(text, /Sandbox Retail Group · Maple & Main Grocery · CRM Users 2025/);
    assert.match(text, /Used by “CRM Without Buyers”: In this segment, but not in Bought Coffee/);
    await workbench.answerModal('Cancel');
    assert.deepEqual(await workbench.notifications(), [], 'a cancellation is not an error');
    await workbench.contextMenu(workbench.row(SEGMENTS, CRM), /^Delete Segments…/);
    await workbench.answerModal('Delete');
    const toast = await workbench.notification('0 of 1 segment deleted');
    await toast.getByText('Used by “').waitFor();
    await toast.getByRole('button', { name: 'Copy Details' }).waitFor();
    await workbench.clearNotifications();
  });

  it('reveal a segment that a filter hides, from a button of Go to Segment', async () => {
    const { workbench, page } = editor;
    await workbench.command(`${CONTAINER}: Filter Segments…`);
    await workbench.input('newsletter');
    await workbench.row(SEGMENTS, EMPTY).waitFor({ state: 'detached' });
    await workbench.tree(SEGMENTS).focus();
    await page.keyboard.press('Control+g');
    await workbench.quickInput.filter({ hasText: 'Go to Segment' }).waitFor();
    await workbench.inputField().fill(EMPTY);
    // Until the list is filtered, the first row is another one.
    const row = page
      .locator('.quick-input-widget .monaco-list-row')
      .first()
      .filter({ hasText: EMPTY });
    await row.hover();
    await row.getByRole('button', { name: 'Reveal in Segments View' }).click();
    await workbench.row(SEGMENTS, EMPTY).waitFor();
  });

  it('have lenses beside them that lead to the problems of a file', async () => {
    const { workbench, page } = editor;
    const file = await workbench.file('lenses.csv');
    await workbench.fileMenu(file, 'Check CSV for Audience Upload');
    await new UploadPage(workbench).heading('lenses.csv: 1 of 3 rows can be sent');
    await file.dblclick();
    await workbench.lens('Fix 1').waitFor();
    await workbench.clickLens('1 valid, 2 problems');
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'mailto' })
      .first()
      .waitFor();
    await workbench.statusItem(/^Ln 3, .*selected/).waitFor();
    await workbench.command('View: Hide Panel');
  });
});

describe('the Uploads view', () => {
  let upload: UploadPage;

  beforeEach(async () => {
    await begin();
    await sandbox().clearFaults();
    upload = new UploadPage(editor.workbench);
  });

  it('appears with the first upload, without the focus, and keeps its badge through a reload', async () => {
    const { workbench, page } = editor;
    const header = workbench.pane(UPLOADS).locator('.pane-header');
    /** The container's icon in the Activity Bar, with this badge. */
    const icon = page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Audience Segments - 1 unfinished upload\b/ });
    assert.equal(await header.getAttribute('aria-expanded'), 'false', 'it would be empty');
    await sandbox().fault({ fault: 'stall', work: false, operation: 'addRemove', times: 1000 });
    await startUpload(workbench, 'stalled.csv', EMPTY);
    await upload.press('Add 7');
    const row = workbench.uploads('stalled.csv');
    await row.getByText('0%').waitFor();
    assert.equal(await header.getAttribute('aria-expanded'), 'true');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'IFRAME', 'on the page');
    await icon.waitFor();
    await workbench.rowAction(row, 'Cancel Upload');
    await row.getByText('cancelling…').waitFor();
    // What was sent gets no answer: otherwise, that is awaited for 10 s.
    await sandbox().clearFaults();
    await row.getByText(/^cancelled, 7 left/).waitFor();
    await upload.close();
    await header.click();
    await workbench.reload(CONTAINER);
    // Before anything is clicked, and while it is collapsed.
    await icon.waitFor();
    assert.equal(await header.getAttribute('aria-expanded'), 'false', 'as the user left it');
  });

  it('opens by Enter, and deletes by Delete, once asked, the focused row, not the selected one', async () => {
    const { workbench, page } = editor;
    for (const [file, count] of [
      ['one.csv', 7],
      ['two.csv', 5],
    ] as const) {
      await startUpload(workbench, file, EMPTY);
      await upload.press(`Add ${count}`);
      await upload.heading(`${count} added to ${EMPTY}`);
      await upload.close();
    }
    await workbench.showContainer(CONTAINER);
    await workbench.expandUploads();
    const [one, two] = [workbench.uploads('one.csv'), workbench.uploads('two.csv')];
    const choose = async (): Promise<void> => {
      // A click without Ctrl would open the upload.
      await one.click({ modifiers: ['Control'] });
      await one.and(page.locator('[aria-selected=true]')).waitFor();
      await page.keyboard.press('ArrowUp');
      await two.and(page.locator('.focused')).waitFor();
    };
    await choose();
    await page.keyboard.press('Enter');
    await upload.heading(`5 added to ${EMPTY}`);
    await upload.close();
    // Escape clears the selection that Enter left; the page that closes may give the focus on late.
    await eventually(
      'nothing is selected',
      async () => {
        await workbench.tree(UPLOADS).focus();
        await page.keyboard.press('Escape');
      },
      async () => (await two.and(page.locator('[aria-selected=true]')).count()) === 0,
    );
    await choose();
    await page.keyboard.press('Delete');
    await workbench.modal(/Delete 1 upload record\?/);
    await workbench.answerModal('Delete 1 Record');
    await two.waitFor({ state: 'detached' });
    assert.equal(await one.count(), 1);
  });
});
