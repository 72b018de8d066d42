import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { embeddedSandbox } from '../host/sandbox';
import type { Row } from '../host/workbench';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';

/**
 * The Segments view as a user works with it, on the sandbox: what needs modals, keystrokes and
 * welcome texts.
 */

const VIEW = 'Segments';

describe('the Segments view', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({
      viewport: { width: 1400, height: 1600 },
      files: {
        'new segments.csv':
          'name,retailer,type\nFrom a file,Brightcart,Email\n,Brightcart,Email\nCRM Users 2025,Maple & Main Grocery,Email\n',
      },
    });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(() => editor?.close());

  /** The segments' rows in sight: all but the account's. */
  const segments = async (): Promise<Row[]> => {
    const [account, ...rows] = await editor.workbench.rows(VIEW);
    assert.equal(account.label, 'Sandbox Retail Group');
    return rows;
  };
  const description = (): Promise<string> =>
    editor.workbench.pane(VIEW).locator('.pane-header .description').innerText();
  /**
   * Waits until the view’s title has this action. Its actions are drawn again a moment after the rows,
   * and an open menu goes with them.
   */
  const offers = (action: 'Filter Segments…' | 'Clear Filter'): Promise<void> =>
    editor.workbench
      .pane(VIEW)
      .locator(`.pane-header .actions [aria-label^="${action}"]`)
      .first()
      .waitFor({ state: 'attached' });

  it('welcomes a signed-out user, and fills with the sandbox’s segments', async () => {
    const { workbench } = editor;
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).waitFor();
    await workbench.screenshot('segments-welcome');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Try with Sandbox Account' }).click();
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor();
    const [account, ...rows] = await workbench.rows(VIEW);
    assert.deepEqual(
      [account.label, account.description, account.expanded],
      ['Sandbox Retail Group', 'sandbox', undefined],
    );
    assert.match(account.aria, /^Account Sandbox Retail Group, sandbox/);
    await workbench
      .pane(VIEW)
      .getByText(/^\d+ · sandbox$/)
      .waitFor();
    const names = rows.map(({ label }) => label);
    const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
    assert.deepEqual(names, [...names].sort(collator.compare), 'by name');
    assert.ok(
      rows.every(({ expanded }) => expanded === undefined),
      'leaves',
    );
    // The sandbox's sizes are read in the background.
    await workbench
      .row(VIEW, 'CRM Users 2025')
      .filter({ hasText: /5,000 · 50% · Maple/ })
      .waitFor();
    const crm = (await segments()).find(({ label }) => label === 'CRM Users 2025');
    assert.equal(
      crm?.aria,
      'CRM Users 2025, Email, 5,000 identifiers, match rate 50%, Maple & Main Grocery',
    );
    await workbench
      .row(VIEW, 'Empty so far')
      .filter({ hasText: /empty · Lumen/ })
      .waitFor();
    await workbench.screenshot('segments-tree');
  });

  it('opens a segment’s page by click, and the accounts from the first row', async () => {
    const { workbench, page } = editor;
    const tab = (name: string): Locator =>
      page.locator('.tabs-container').getByRole('tab', { name: new RegExp(name) });
    await workbench.row(VIEW, 'CRM Users 2025').click();
    await tab('CRM Users 2025').waitFor();
    // The focus may be in the tree again: the editor gives it back to a view that was repainted just then.
    await workbench.webview().getByRole('heading', { name: 'CRM Users 2025', level: 1 }).waitFor();
    await workbench.closeEditors();
    await workbench.row(VIEW, 'Sandbox Retail Group').click();
    await workbench.quickInput.filter({ hasText: 'Sandbox Demand Partners' }).waitFor();
    await workbench.escape();
  });

  it('has a tooltip with figures, use, and links that work', async () => {
    const { workbench, page } = editor;
    const rows = await workbench.rows(VIEW);
    const index = rows.findIndex(({ label }) => label === 'CRM Users 2025');
    // Without the audiences, if they are late.
    const text = await workbench.tooltip(VIEW, /Used by/, index);
    for (const part of [
      /5,000 identifiers · 2,500 matches · 50%/,
      /Read at \d\d:\d\d/,
      /Used by “?Win Back”?, CRM Without Buyers and 1 more/,
      /Email · Maple & Main Grocery · \d{18}/,
      /Local sandbox: nothing is sent to Criteo/,
    ])
      assert.match(text, part);
    await page.evaluate("navigator.clipboard.writeText('nothing')");
    await workbench.clickInTooltip(VIEW, 'Copy ID', index);
    const { id } = (await embeddedSandbox(editor.server).segments()).find(
      ({ name }) => name === 'CRM Users 2025',
    ) ?? { id: '' };
    await waitUntil(
      'the ID is copied',
      async () => (await page.evaluate('navigator.clipboard.readText()')) === id,
    );
    await workbench.clickInTooltip(VIEW, 'Open', index);
    await page
      .locator('.tabs-container')
      .getByRole('tab', { name: /CRM Users 2025/ })
      .waitFor();
    await workbench.webviewFocused();
    await workbench.closeEditors();
  });

  it('shows that it waits for the rate limit, and until when', async () => {
    const { workbench } = editor;
    await embeddedSandbox(editor.server).fault({
      fault: '429',
      // A slow machine has to see it, too.
      ms: 9_000,
      operation: 'search',
      times: 1,
    });
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.statusItem(/Paused: API rate limit reached, retrying in \d s/).waitFor();
    await workbench.screenshot('segments-limit');
    await workbench.statusItem(/Paused: API rate limit reached/).waitFor({ state: 'hidden' });
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor();
  });

  it('follows a filter keystroke by keystroke, and can be cleared', async () => {
    const { workbench, page } = editor;
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Control+f');
    assert.match(
      await workbench.inputMessage(),
      /name, retailer, type, channel, ID or description, in any order/,
    );
    await workbench.inputField().fill('order laps');
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
    assert.deepEqual(
      (await segments()).map(({ label }) => label),
      ['Lapsed Customers'],
    );
    assert.equal(await description(), '1 found · sandbox');
    await workbench.inputField().fill('brightcart');
    await workbench.row(VIEW, 'App Users').waitFor();
    assert.ok((await segments()).every(({ description: text }) => /Brightcart$/.test(text)));
    await workbench.screenshot('segments-filter');
    await workbench.escape();
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor();
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Control+f');
    await workbench.input('no such segment');
    await workbench
      .pane(VIEW)
      .getByText(
        /No segment matches “no such segment”\. Looked in name, retailer, type, channel, ID and description of \d+ segments\./,
      )
      .waitFor();
    assert.equal(await description(), '0 found · sandbox');
    await workbench.screenshot('segments-nothing');
    await workbench.row(VIEW, 'Clear Filter').click();
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor();
    await workbench.pane(VIEW).getByText('No segment matches').waitFor({ state: 'hidden' });
  });

  it('filters by type, retailer and identifiers from its menu, where the filter can be changed too', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, 'View', 'Filter Segments By…');
    await workbench.pickMany(['LiveRamp IdentityLink', 'Customer ID']);
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
    assert.deepEqual((await segments()).map(({ label }) => label).sort(), [
      'LiveRamp Reach',
      'Loyalty Card Holders',
      'Partner Panel',
    ]);
    await offers('Clear Filter');
    await workbench.viewMenu(VIEW, 'View', /^Filter Segments…/);
    await workbench.input('card');
    await workbench.row(VIEW, 'Partner Panel').waitFor({ state: 'detached' });
    assert.deepEqual(
      (await segments()).map(({ label }) => label),
      ['Loyalty Card Holders'],
    );
    await workbench.viewAction(VIEW, 'Clear Filter');
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor();
    await offers('Filter Segments…');
  });

  it('shows the segments that no audience uses, by keyboard, and says what that doesn’t prove', async () => {
    const { workbench, page } = editor;
    await workbench.viewMenu(VIEW, 'View', 'Filter Segments By…');
    await workbench.quickInput.getByText('Used by no audience').waitFor();
    await page.keyboard.type('used by no');
    await workbench.quickInput.getByText('ContactList').first().waitFor({ state: 'hidden' });
    for (const key of ['ArrowDown', 'Space', 'Enter']) await page.keyboard.press(key);
    await workbench.row(VIEW, 'CRM Users 2025').waitFor({ state: 'detached' });
    const found = await segments();
    assert.ok(found.length > 0);
    assert.match(await description(), new RegExp(`^${found.length} found`));
    await workbench
      .pane(VIEW)
      .getByText(
        'Only segments that no audience uses. Audiences of other accounts that use a shared segment aren’t visible from here.',
      )
      .waitFor();
    await workbench.screenshot('segments-unused');
    await workbench.viewAction(VIEW, 'Clear Filter');
    await workbench.row(VIEW, 'CRM Users 2025').waitFor();
    await workbench
      .pane(VIEW)
      .getByText('Audiences of other accounts')
      .waitFor({ state: 'hidden' });
  });

  it('shows the segments that are empty or keep people out, from its menu', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, 'View', 'Filter Segments By…');
    await workbench.pickMany(['Keeps people out']);
    await workbench.row(VIEW, 'CRM Users 2025').waitFor({ state: 'detached' });
    assert.deepEqual(
      (await segments()).map(({ label }) => label),
      ['Opt-outs'],
    );
    await workbench.pane(VIEW).getByText('Only segments that keep people out').waitFor();
    await workbench.viewMenu(VIEW, 'View', 'Filter Segments By…');
    await workbench.screenshot('segments-filter-by');
    // The one that was chosen is ticked.
    await workbench.pickMany(['Keeps people out', 'Empty']);
    await workbench.row(VIEW, 'Empty so far').waitFor();
    // Sizes are read one by one.
    await workbench.row(VIEW, 'Old Import').waitFor();
    assert.deepEqual(
      (await segments()).map(({ label }) => label),
      ['Empty so far', 'Old Import'],
    );
    await workbench.pane(VIEW).getByText('Only segments that are empty').waitFor();
    await workbench.screenshot('segments-empty');
    await workbench.viewAction(VIEW, 'Clear Filter');
    await workbench.row(VIEW, 'CRM Users 2025').waitFor();
    await offers('Filter Segments…');
  });

  it('groups and sorts', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, 'View', 'Group Segments By…');
    await workbench.pick('Retailer');
    await workbench.row(VIEW, 'Blau & Söhne').waitFor();
    const app = (await workbench.rows(VIEW)).find(({ label }) => label === 'App Users');
    assert.equal(app?.description, '3,000 · 48%', 'the group shows the retailer');
    const group = (await workbench.rows(VIEW)).find(({ label }) => label === 'Brightcart');
    assert.deepEqual([group?.description, group?.expanded, group?.level], ['3', true, 1]);
    await workbench.screenshot('segments-groups');
    await workbench.viewMenu(VIEW, 'View', 'Group Segments By…');
    await workbench.pick('None');
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor();
    // The actions of the view are drawn again a moment after its rows, and an open menu goes with them.
    await workbench
      .pane(VIEW)
      .locator('.pane-header .action-item.disabled')
      .getByRole('button', { name: 'Collapse All' })
      .waitFor({ state: 'attached' });
    await workbench.viewMenu(VIEW, 'View', 'Sort Segments By…');
    await workbench.pick('Size, largest first');
    await workbench
      .row(VIEW, 'CRM Users 2025')
      .and(editor.page.locator('[data-index="1"]'))
      .waitFor();
    assert.deepEqual(
      (await segments()).slice(0, 3).map(({ label }) => label),
      ['CRM Users 2025', 'App Users', 'Loyalty Card Holders'],
    );
    await workbench.viewMenu(VIEW, 'View', 'Sort Segments By…');
    await workbench.pick('Name');
    await workbench.row(VIEW, 'App Users').and(editor.page.locator('[data-index="1"]')).waitFor();
  });

  it('has menus with what opens a segment first, and what can’t be undone last', async () => {
    const { workbench } = editor;
    assert.deepEqual(await workbench.contextMenuEntries(workbench.row(VIEW, 'CRM Users 2025')), [
      'Open',
      'Upload CSV…',
      'Remove with CSV…',
      'Declare These Segments…',
      'Edit Segment…',
      'Show Audiences',
      'Copy / Inspect',
      'Clear Segment…',
      'Delete Segments…',
    ]);
    assert.deepEqual(await workbench.viewMenuEntries(VIEW), [
      'View',
      'Create Segments from CSV…',
      'Export Segments…',
      'Account',
      'Open Documentation',
    ]);
    const row = workbench.row(VIEW, 'App Users');
    await row.hover();
    assert.deepEqual(
      await row
        .locator('.actions .action-label')
        .evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
          all.map((item) => item.getAttribute('aria-label') ?? ''),
        ),
      ['Upload CSV… (Ctrl+U)'],
    );
  });

  it('copies from a submenu, for one row and, by keyboard, for all after Ctrl+A', async () => {
    const { workbench, page } = editor;
    const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await workbench.contextMenu(
      workbench.row(VIEW, 'CRM Users 2025'),
      'Copy / Inspect',
      'Copy as curl',
    );
    await waitUntil('the command is copied', async () => /^curl /.test(await copied()));
    await workbench.row(VIEW, 'CRM Users 2025').click({ modifiers: ['Control'] });
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Control+a');
    // The account's row is selected, too.
    assert.deepEqual(await workbench.contextMenuEntries(workbench.row(VIEW, 'CRM Users 2025')), [
      'Open',
      'Upload CSV…',
      'Remove with CSV…',
      'Declare These Segments…',
      'Show Audiences',
      'Copy / Inspect',
      'Delete Segments…',
    ]);
    await workbench.tree(VIEW).focus();
    await workbench.menuByKey('Copy / Inspect', 'Copy Segment ID');
    const { length } = await segments();
    await waitUntil(
      'an ID for each is copied',
      async () => (await copied()).match(/^\d{18}$/gm)?.length === length,
    );
    await page.keyboard.press('Escape');
  });

  it('asks before a deletion, names the audience and account, and reports a rejection in the API’s words', async () => {
    const { workbench } = editor;
    const row = workbench.row(VIEW, 'CRM Users 2025');
    await row.scrollIntoViewIfNeeded();
    await workbench.contextMenu(row, /^Delete Segments…/);
    const text = await (await workbench.modal('CRM Users 2025')).innerText();
    assert.match(text, /Sandbox Retail Group · Maple & Main Grocery · CRM Users 2025/);
    assert.match(text, /“Win Back” \(under AND\)/);
    await workbench.screenshot('segments-delete');
    await workbench.answerModal('Cancel');
    assert.deepEqual(await workbench.notifications(), [], 'a cancellation is not an error');
    await workbench.contextMenu(row, /^Delete Segments…/);
    await workbench.answerModal('Delete');
    const toast = await workbench.notification('0 of 1 segment deleted');
    assert.match(
      await toast.innerText(),
      /Used in “Win Back”, “CRM Without Buyers”, “New Customers Only”\. A segment can’t be deleted/,
    );
    await workbench.screenshot('segments-rejected');
    await workbench.answerNotification('0 of 1 segment deleted', 'Show Audiences');
    await workbench.row('Audiences', 'Win Back').waitFor();
    await workbench
      .pane('Audiences')
      .getByText('Only audiences that use “CRM Users 2025”.')
      .waitFor();
    await workbench.screenshot('segments-rejected-audiences');
    await workbench.clearNotifications();
    await workbench.contextMenu(row, /^Delete Segments…/);
    await workbench.answerModal('Delete');
    await workbench.answerNotification('0 of 1 segment deleted', 'Copy Details');
    let copied = '';
    await waitUntil('the details are copied', async () => {
      copied = String(await editor.page.evaluate('navigator.clipboard.readText()'));
      return copied.includes('CRM Users 2025');
    });
    assert.match(
      copied,
      /CRM Users 2025 \(\d+\): not deleted \| .* \| code=segment-must-not-be-used-in-audience \| trace ID \S+\ncriteo-audience-segments \d/,
    );
  });

  it('creates segments from a file, and reports the account, existing names and errors', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, /^Create Segments from CSV/);
    await workbench.pick('new segments.csv');
    const text = await (await workbench.modal(/Create 1 segment in/)).innerText();
    for (const part of [
      /1 row is skipped: its segment already exists\./,
      /1 row is invalid: see Problems\./,
      /Local sandbox: nothing is sent to Criteo/,
    ])
      assert.match(text, part);
    await workbench.answerModal('Create');
    const toast = await workbench.notification(
      /1 segment created\. 1 segment already existed\. 1 row was invalid or rejected/,
    );
    await toast.getByRole('button', { name: 'Copy Details' }).waitFor();
    await workbench.clearNotifications();
    await workbench.showContainer('Audience Segments');
    await workbench.row(VIEW, 'From a file').waitFor();
  });

  it('exports the current state of the API, not what the view shows', async () => {
    const { workbench } = editor;
    await embeddedSandbox(editor.server).post('segments', { name: 'Made elsewhere' });
    await workbench.viewMenu(VIEW, /^Export Segments/);
    await workbench.inputField().press('Enter');
    await workbench.notification(/segments exported/);
    await workbench.clearNotifications();
    const [name] = fs
      .readdirSync(editor.workspace)
      .filter((entry) => /^segments-\d+\.csv$/.test(entry));
    assert.match(fs.readFileSync(path.join(editor.workspace, name), 'utf8'), /,Made elsewhere,/);
  });
});
