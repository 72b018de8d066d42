import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/**
 * What only an editor has of the views, on the sandbox: welcome texts, keystrokes, tooltips, menus by
 * keyboard, modals, and what leads into a view or beside it. Rows, texts and menus are tested where they
 * are decided.
 */

const SEGMENTS = 'Segments';
const AUDIENCES = 'Audiences';
const CONTAINER = 'Audience Segments';
const CRM = 'CRM Users 2025';
const EMPTY = 'Empty so far';
const NEWSLETTER = 'Newsletter Subscribers';

describe('the views of who is signed out', () => {
  let editor: Launched;

  before(async () => (editor = await launch()));
  after(() => editor?.close());

  it('welcome with ways to begin, and the palette has what needs nobody', async () => {
    const { workbench } = editor;
    const CATEGORY = `${CONTAINER}: `;
    await workbench.showContainer(CONTAINER);
    await workbench.welcome(SEGMENTS).getByRole('button', { name: 'Sign In' }).waitFor();
    await workbench.screenshot('segments-welcome');
    await workbench.expandView(AUDIENCES);
    await workbench.welcome(AUDIENCES).getByText('Sign in to see the audiences').waitFor();
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
  let editor: Launched;
  let sandbox: SandboxRemote;

  before(async () => {
    editor = await launch({
      viewport: { width: 1400, height: 1600 },
      files: { 'lenses.csv': 'email\nann@example.com\nmailto:bob@example.com\nnobody\n' },
    });
    await editor.workbench.trySandbox(NEWSLETTER);
    sandbox = embeddedSandbox(editor.server);
  });
  after(() => editor?.close());
  beforeEach(async () => {
    const { workbench, page } = editor;
    await page.keyboard.press('Escape');
    await workbench.clearNotifications();
    await workbench.closeEditors();
    await workbench.showContainer(CONTAINER);
    for (const [view, action] of [
      [SEGMENTS, 'Clear Filter'],
      [AUDIENCES, 'Clear Audience Filter'],
    ]) {
      const clear = workbench.pane(view).locator(`.actions [aria-label^="${action}"]`);
      if ((await clear.count()) > 0) await workbench.viewAction(view, action);
    }
    await workbench.row(SEGMENTS, NEWSLETTER).waitFor();
  });

  const copied = (): Promise<string> => editor.page.evaluate('navigator.clipboard.readText()');
  const tab = (name: string) =>
    editor.page.locator('.tabs-container').getByRole('tab', { name: new RegExp(name) });
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
    await workbench.screenshot('segments-filter');
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
    const id = (await sandbox.segments()).find(({ name }) => name === CRM)?.id;
    await waitUntil('the ID is copied', async () => (await copied()) === id);
    await workbench.clickInTooltip(SEGMENTS, 'Open', index);
    await tab(CRM).waitFor();
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
    await workbench.screenshot('segments-delete');
    await workbench.answerModal('Cancel');
    assert.deepEqual(await workbench.notifications(), [], 'a cancellation is not an error');
    await workbench.contextMenu(workbench.row(SEGMENTS, CRM), /^Delete Segments…/);
    await workbench.answerModal('Delete');
    const toast = await workbench.notification('0 of 1 segment deleted');
    await toast.getByRole('button', { name: 'Copy Details' }).waitFor();
    await workbench.screenshot('segments-rejected');
    await workbench.answerNotification('0 of 1 segment deleted', 'Show Audiences');
    await workbench.pane(AUDIENCES).getByText(`Only audiences that use “${CRM}”.`).waitFor();
    await workbench.row(AUDIENCES, 'Win Back').waitFor();
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
    await workbench.screenshot('palette-3-revealed');
  });

  it('have lenses beside them that lead to the problems of a file', async () => {
    const { workbench, page } = editor;
    const file = await workbench.file('lenses.csv');
    await workbench.fileMenu(file, 'Check CSV for Audience Upload');
    await new UploadPage(workbench).heading('lenses.csv: 1 of 3 rows can be sent');
    await file.dblclick();
    await workbench.lens('Fix 1').waitFor();
    await workbench.screenshot('lenses-2-checked');
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

describe('the Audiences view', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({ viewport: { width: 1400, height: 1200 } });
    await editor.workbench.trySandbox(NEWSLETTER);
  });
  after(() => editor?.close());

  it('reads nothing while it is collapsed; once expanded, Ctrl+C copies the ID of the focused row', async () => {
    const { workbench, page } = editor;
    const requests = async (): Promise<number> =>
      (await embeddedSandbox(editor.server).counts()).operations.audiences?.calls ?? 0;
    const header = workbench.pane(AUDIENCES).locator('.pane-header');
    assert.equal(await header.getAttribute('aria-expanded'), 'false');
    assert.equal(await requests(), 0);
    await header.focus();
    await page.keyboard.press('Enter');
    await workbench.row(AUDIENCES, 'Win Back').waitFor();
    assert.equal(await requests(), 1);
    await workbench.growView(AUDIENCES, 400);
    await workbench.tree(AUDIENCES).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await workbench.row(AUDIENCES, /^In CRM Users 2025, but not in /).waitFor();
    await workbench.screenshot('audiences-tree');
    await page.keyboard.press('ArrowLeft');
    await workbench.row(AUDIENCES, /^In CRM Users 2025, but/).waitFor({ state: 'detached' });
    // Another one is selected than has the focus.
    await workbench.select(AUDIENCES, ['CRM Without Buyers']);
    await page.keyboard.press('End');
    const id = async (): Promise<string> => editor.page.evaluate('navigator.clipboard.readText()');
    await page.keyboard.press('Control+c');
    await waitUntil('an ID is copied', async () => /^\d{18}$/.test(await id()));
    const last = await id();
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+c');
    await waitUntil(
      'the ID of another is copied',
      async () => (await id()) !== last && /^\d{18}$/.test(await id()),
    );
  });
});
