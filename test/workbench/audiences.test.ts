import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import type { Row } from '../host/workbench';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';

/** The Audiences view as a user works with it, on the sandbox. */

const VIEW = 'Audiences';
const SENTENCE = 'In CRM Users 2025 or Newsletter Subscribers, but not in Opt-outs.';

describe('the Audiences view', () => {
  let editor: Launched;
  let sandbox: SandboxRemote;

  before(async () => {
    editor = await launch({ viewport: { width: 1400, height: 1200 } });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(() => editor?.close());

  const requests = async (): Promise<number> =>
    (await sandbox.counts()).operations.audiences?.calls ?? 0;
  const header = (): Locator => editor.workbench.pane(VIEW).locator('.pane-header');
  const description = (): Promise<string> => header().locator('.description').innerText();
  const labels = async (): Promise<string[]> =>
    (await editor.workbench.rows(VIEW)).map(({ label }: Row) => label);
  const tab = (name: string): Locator =>
    editor.page.locator('.tabs-container').getByRole('tab', { name: new RegExp(name) });

  it('is between Segments and Uploads, collapsed, and says how to sign in once it is expanded', async () => {
    const { workbench, page } = editor;
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).waitFor();
    const titles = await page.locator('.part.sidebar .pane-header h3').allInnerTexts();
    assert.deepEqual(
      titles.map((title) => title.toLowerCase()),
      ['segments', 'audiences', 'uploads'],
    );
    assert.equal(await header().getAttribute('aria-expanded'), 'false');
    await header().click();
    await workbench.welcome(VIEW).getByText('Sign in to see the audiences').waitFor();
    await header().click();
    assert.equal(await header().getAttribute('aria-expanded'), 'false');
  });

  it('asks for nothing while it is collapsed; a missing permission is said in it, and tried again', async () => {
    const { workbench, page } = editor;
    await workbench.trySandbox('Newsletter Subscribers');
    sandbox = embeddedSandbox(editor.server);
    assert.equal(await requests(), 0);
    await sandbox.fault({ fault: '403', operation: 'audiences', times: 1 });
    // By keyboard.
    await header().focus();
    await page.keyboard.press('Enter');
    await workbench
      .welcome(VIEW)
      .getByText('The application doesn’t have the Audiences Read permission')
      .waitFor();
    assert.equal(await requests(), 1);
    await workbench.screenshot('audiences-no-permission');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Try Again' }).click();
    await workbench.row(VIEW, 'Win Back').waitFor();
    assert.deepEqual(await labels(), ['CRM Without Buyers', 'New Customers Only', 'Win Back']);
    assert.equal(await description(), '3');
    // Names of retailers come later.
    await workbench
      .row(VIEW, 'New Customers Only')
      .filter({ hasText: 'Maple & Main Grocery' })
      .waitFor();
    const [, row] = await workbench.rows(VIEW);
    assert.equal(row.expanded, false);
    assert.match(row.description, /^Maple & Main Grocery · Onsite, Offsite$/);
    assert.equal(row.aria, 'Audience New Customers Only, Maple & Main Grocery, Onsite, Offsite');
  });

  it('has the rule below each as a sentence and a tree with sizes, by mouse and by keyboard', async () => {
    const { workbench, page } = editor;
    await workbench.growView(VIEW, 400);
    await workbench.expand(VIEW, 'New Customers Only');
    await workbench.row(VIEW, SENTENCE).waitFor();
    await workbench.row(VIEW, 'CRM Users 2025').filter({ hasText: '5,000 · 50%' }).waitFor();
    await workbench.row(VIEW, 'Opt-outs').waitFor();
    const rows = await workbench.rows(VIEW);
    const from = rows.findIndex(({ label }) => label === SENTENCE);
    assert.deepEqual(
      rows.slice(from, from + 7).map(({ label, level }) => `${level} ${label}`),
      [
        `2 ${SENTENCE}`,
        '2 In all of',
        '3 In any of',
        '4 CRM Users 2025',
        '4 Newsletter Subscribers',
        '3 Not in',
        '4 Opt-outs',
      ],
    );
    assert.ok(rows.every(({ aria }) => aria !== ''));
    await workbench.screenshot('audiences-tree');
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await workbench.row(VIEW, /^In CRM Users 2025, but not in /).waitFor();
    await page.keyboard.press('ArrowLeft');
    await workbench.row(VIEW, /^In CRM Users 2025, but not in /).waitFor({ state: 'detached' });
    const text = await workbench.tooltip(VIEW, 'Created', 1);
    for (const part of [
      /For the welcome offer/,
      /Onsite, Offsite · \d{18}/,
      /nothing is sent to Criteo/,
    ])
      assert.match(text, part);
  });

  it('opens a segment of a rule by click and by Enter; its menu copies the ID', async () => {
    const { workbench, page } = editor;
    await workbench.row(VIEW, 'CRM Users 2025').click();
    await tab('CRM Users 2025').waitFor();
    await workbench.webviewFocused();
    await workbench.closeEditors();
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tab('Newsletter Subscribers').waitFor();
    await workbench.webviewFocused();
    await workbench.closeEditors();
    const segments = await sandbox.segments();
    const copied = async (): Promise<unknown> => page.evaluate('navigator.clipboard.readText()');
    await workbench.contextMenu(workbench.row(VIEW, 'Opt-outs'), /^Copy Segment ID/);
    const optOuts = segments.find(({ name }) => name === 'Opt-outs')?.id;
    await waitUntil('the segment’s ID is copied', async () => (await copied()) === optOuts);
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+c');
    await waitUntil('the audience’s ID is copied', async () => {
      const id = await copied();
      return id !== optOuts && /^\d{18}$/.test(String(id));
    });
    await workbench.contextMenu(workbench.row(VIEW, 'Win Back'), /^Open Audience as JSON/);
    await tab('Win Back \\d+\\.json').waitFor();
    await workbench.closeEditors();
  });

  it('is filtered keystroke by keystroke; Escape restores, Enter keeps, and it can be cleared', async () => {
    const { workbench, page } = editor;
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Control+f');
    await workbench.inputField().fill('lapsed');
    await workbench.row(VIEW, 'New Customers Only').waitFor({ state: 'detached' });
    assert.deepEqual(await labels(), ['Win Back'], 'by the name of a segment');
    assert.equal(await description(), '1 found');
    await workbench.escape();
    await workbench.row(VIEW, 'New Customers Only').waitFor();
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Control+f');
    await workbench.input('no such audience');
    await workbench.row(VIEW, 'Clear Filter').waitFor();
    await workbench
      .pane(VIEW)
      .getByText(/No audience matches “no such audience”\. .* of 3 audiences\./)
      .waitFor();
    await workbench.screenshot('audiences-nothing');
    await workbench.viewAction(VIEW, 'Clear Audience Filter');
    await workbench.row(VIEW, 'New Customers Only').waitFor();
  });

  it('shows from a segment those that use it, and what an empty answer doesn’t prove', async () => {
    const { workbench } = editor;
    await workbench.contextMenu(
      workbench.row('Segments', 'Newsletter Subscribers'),
      /^Show Audiences/,
    );
    await workbench.row(VIEW, 'Win Back').waitFor({ state: 'detached' });
    await workbench
      .pane(VIEW)
      .getByText('Only audiences that use “Newsletter Subscribers”.')
      .waitFor();
    assert.equal((await labels())[0], 'New Customers Only');
    await workbench.contextMenu(workbench.row('Segments', 'Empty so far'), /^Show Audiences/);
    await workbench
      .pane(VIEW)
      .getByText(
        'No audience in this view uses “Empty so far”. Audiences of other accounts that use a shared segment aren’t visible from here.',
      )
      .waitFor();
    await workbench.screenshot('audiences-unused');
    await workbench.row(VIEW, 'Clear Filter').click();
    await workbench.row(VIEW, 'Win Back').waitFor();
  });

  it('reads the audiences again when told to, and not with the segments', async () => {
    const { workbench } = editor;
    const before = await requests();
    await sandbox.post('audiences', { name: 'A new one' });
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.viewAction(VIEW, 'Refresh Audiences');
    await workbench.row(VIEW, 'A new one').waitFor();
    assert.equal(await requests(), before + 1);
    await sandbox.fault({ fault: '403', operation: 'audiences', times: 1 });
    await workbench.viewAction(VIEW, 'Refresh Audiences');
    await waitUntil('it says so', async () =>
      /^as of \d\d:\d\d, refresh failed$/.test(await description()),
    );
    await workbench.row(VIEW, 'A new one').waitFor();
    await workbench.viewMenu(VIEW, 'Sort Audiences By…');
    await workbench.pick('API order');
    await waitUntil('sorted', async () => (await labels()).at(-1) === 'A new one');
  });

  it('can be read in a narrow sidebar', async () => {
    const { workbench } = editor;
    await workbench.resizeSidebar(250);
    // The editor forgets what was expanded while a filter hid it.
    await workbench.expand(VIEW, 'New Customers Only');
    await workbench.row(VIEW, SENTENCE).waitFor();
    await workbench.screenshot('audiences-narrow');
  });
});
