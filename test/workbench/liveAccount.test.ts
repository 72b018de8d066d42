import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Sandbox } from '../../src/sandbox/server';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/**
 * Rows of a live account in the window: sizes that are read on request or by themselves, what was sent
 * and isn't computed, and a list that couldn't be read again. The account is a sandbox’s that the test
 * started, signed in to as Criteo’s.
 */

const VIEW = 'Segments';
const ACCOUNT = 'Sandbox Retail Group';
const CRM = 'CRM Users 2025';
/** At 250 px, there is room for little more. */
const STALE = /\d\d:\d\d · live/;
const ON_DEMAND = { 'criteoAudiences.readStatistics': 'onDemand' };
const people = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, index) => `person${index}@example.com`).join('\n')}\n`;

describe('rows of a live account', () => {
  let server: Sandbox;
  let editor: Launched;
  const requests = (operation: 'search' | 'statistics'): number =>
    server.control.counts().operations[operation]?.calls ?? 0;
  const sizes = () => editor.workbench.row(VIEW, 'Sizes not read');
  const account = () => editor.workbench.row(VIEW, ACCOUNT);
  const crm = () => editor.workbench.row(VIEW, CRM);

  before(async function () {
    this.timeout(120_000);
    server = await startSandbox();
    editor = await launch({
      viewport: { width: 1400, height: 1600 },
      machineSettings: { 'criteoAudiences.apiUrl': server.url },
      env: { CRITEO_CLIENT_ID: server.clientId, CRITEO_CLIENT_SECRET: server.clientSecret },
      files: { 'new.csv': people(4300) },
    });
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).click();
    await workbench.pick('Use credentials from the environment');
    await workbench.pick(ACCOUNT);
    await crm().waitFor();
  });
  after(async () => {
    await editor?.close();
    await server?.close();
  });

  const screenshots = async (name: string): Promise<void> => {
    const { workbench } = editor;
    for (const width of [300, 250]) {
      await workbench.resizeSidebar(width);
      await workbench.screenshot(`${name}-${width}`);
    }
  };

  it('reads the rows on screen by itself, ten in the first minute', async () => {
    const { workbench } = editor;
    await waitUntil('some are read', () => requests('statistics') >= 10);
    const reading = workbench.row(VIEW, 'Reading sizes');
    await reading.filter({ hasText: /10 of 27, 2 min left/ }).waitFor();
    await workbench
      .row(VIEW, 'App Users')
      .filter({ hasText: /3,000 · 48%/ })
      .waitFor();
    assert.equal(requests('statistics'), 10);
    await screenshots('live-1-reading');
  });

  it('reads none where a setting forbids it, until it is asked to, by mouse or Enter', async () => {
    const { workbench, page } = editor;
    const file = editor.server.machineSettingsFile;
    const machine = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
    fs.writeFileSync(file, JSON.stringify({ ...machine, ...ON_DEMAND }));
    await sizes()
      .filter({ hasText: /Read 17$/ })
      .waitFor();
    await screenshots('live-2-not-read');
    const before = requests('statistics');
    server.control.addFaults({ fault: 'forbidden', operation: 'statistics', times: 100 });
    await sizes().click();
    const toast = await workbench.notification(
      /Reading the statistics failed: Criteo denied access/,
    );
    await toast.getByRole('button', { name: 'Try Again' }).waitFor();
    assert.ok(requests('statistics') - before < 17, 'it gives up');
    await workbench.screenshot('live-2-failed');
    await workbench.clearNotifications();
    server.control.clearFaults();
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await sizes().and(page.locator('.focused')).waitFor();
    await page.keyboard.press('Enter');
    await crm()
      .filter({ hasText: /5,000 · 50%/ })
      .waitFor();
    await sizes().waitFor({ state: 'detached' });
    await screenshots('live-2-read');
  });

  it('shows beside a size what was sent since', async () => {
    const { workbench } = editor;
    const upload = new UploadPage(workbench);
    await startUpload(workbench, 'new.csv', CRM);
    await upload.press('Add 4,300');
    await upload.heading('4,300 added to CRM Users 2025');
    await workbench.showContainer('Audience Segments');
    await crm()
      .filter({ hasText: /5,000 · \+4\.3k/ })
      .waitFor();
    await screenshots('live-3-pending');
    await workbench.closeEditors();
    const rows = await workbench.rows(VIEW);
    const index = rows.findIndex(({ label }) => label === CRM);
    assert.match(rows[index].aria, /5,000/);
    const tooltip = await workbench.tooltip(VIEW, /Sent since/, index);
    assert.match(tooltip, /5,000 to 9,300 identifiers/);
    assert.match(tooltip, /Read at [^:]+:\d\d.*: 5,000/);
    assert.match(tooltip, /Sent since, not computed: \+4,300/);
  });

  it('marks a list that couldn’t be read again on the account’s row, and tries again from the notice', async () => {
    const { workbench } = editor;
    server.control.addFaults({ fault: '500', operation: 'search', times: 100 });
    await workbench.command('Audience Segments: Refresh Segments');
    const toast = await workbench.notification(/server error/);
    const buttons = await toast
      .locator('.notification-list-item-buttons-container a')
      .allInnerTexts();
    assert.equal(buttons[0], 'Try Again');
    await account().filter({ hasText: STALE }).waitFor();
    await screenshots('live-4-stale');
    assert.match((await workbench.rows(VIEW))[0].aria, /as of \d\d?:\d\d.*, refresh failed/);
    server.control.clearFaults();
    await toast.getByRole('button', { name: 'Try Again' }).click();
    await account().filter({ hasText: STALE }).waitFor({ state: 'detached' });
    await crm().waitFor();
  });

  it('offers another try in the picker of segments, by keyboard', async () => {
    const { workbench, page } = editor;
    server.control.addFaults({ fault: 'forbidden', operation: 'search', times: 100 });
    await workbench.reload('Audience Segments');
    await workbench.command('Audience Segments: Go to Segment…');
    const rows = page.locator('.quick-input-widget').getByRole('option');
    await rows.filter({ hasText: 'Try Again' }).waitFor();
    assert.equal(await rows.count(), 1);
    await workbench.screenshot('live-5-picker');
    server.control.clearFaults();
    await page.keyboard.press('Enter');
    await rows.filter({ hasText: CRM }).waitFor();
    assert.equal(await rows.filter({ hasText: 'Try Again' }).count(), 0);
    await page.keyboard.press('Escape');
  });
});
