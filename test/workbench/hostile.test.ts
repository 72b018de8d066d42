import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { startSandbox } from '../support/sandboxes';
import { launch, writeFiles, type Launched, type LaunchOptions } from './fixture';
import { startUpload, UploadPage, uploadPage } from './uploadPage';

/**
 * What comes from outside: names with markup, in what the editor draws, and folders of strangers. Names on
 * pages are in the galleries, those in rows, tooltips and pickers in `test/integration`.
 */

const VIEW = 'Segments';
const LINK = '[press here](command:workbench.action.closeWindow)';
/** For a segment: escape sequences, a right-to-left mark, a line break, a link, an icon, markup. */
const NAME = `Evil\u001b[2K\u001b[1A \u202e${LINK} $(zap)\n<b>*bold*</b>`;
const SHOWN = `Evil ${LINK} $(zap) <b>*bold*</b>`;
const FILE = '[file](command:workbench.action.closeWindow) $(zap).csv';

describe('hostile names', () => {
  let editor: Launched;
  let sandbox: SandboxRemote;
  let id: string;

  before(async () => {
    editor = await launch({
      files: {
        [FILE]: `email\n${Array.from({ length: 12 }, (_, at) => `ann${at}@example.com`).join('\n')}\n`,
      },
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
    });
    const { workbench } = editor;
    await workbench.trySandbox('Newsletter Subscribers');
    sandbox = embeddedSandbox(editor.server);
    await sandbox.post('segments', { name: NAME });
    id =
      (await sandbox.segments()).find(({ name }) => name === NAME)?.id ??
      assert.fail('The sandbox has no such segment');
    const task = {
      type: 'criteo-audience-upload',
      label: 'nightly',
      file: FILE,
      segment: id,
      operation: 'add',
      column: 'email',
    };
    writeFiles(path.join(editor.workspace, '.vscode'), {
      'tasks.json': JSON.stringify({ version: '2.0.0', tasks: [task] }),
    });
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.row(VIEW, /^Evil/).waitFor();
  });
  after(() => editor?.close());

  /** Nothing in this part of the window is a command link, an icon from a name, or bold. */
  async function isText(selector: string): Promise<void> {
    const part = editor.page.locator(selector);
    assert.ok((await part.count()) > 0, selector);
    assert.equal(
      await part.locator('a[href*="command"], a[data-href*="command"], a.monaco-link').count(),
      0,
      `a link in ${selector}`,
    );
    assert.equal(await part.locator('.codicon-zap').count(), 0, `an icon in ${selector}`);
    assert.equal(
      await part.locator('b, em, strong', { hasText: 'bold' }).count(),
      0,
      `markup in ${selector}`,
    );
  }

  it('are plain text in the tree, a tooltip, a picker, a tab, a notification, a question and a terminal', async () => {
    const { workbench, page } = editor;
    const row = (await workbench.rows(VIEW)).find(({ label }) => label.startsWith('Evil'));
    assert.equal(row?.label, SHOWN);
    await isText('.monaco-list-row[aria-label^="Evil"]');
    await workbench.select(VIEW, [/^Evil/]);
    // It is the first row then, after the account.
    await page.keyboard.press('Control+f');
    await workbench.input('Evil');
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
    assert.ok((await workbench.tooltip(VIEW, 'Evil', 1)).includes(SHOWN));

    await workbench.command('Audience Segments: Upload to Audience Segment…');
    await workbench.quickInput.filter({ hasText: '[file]' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.pick(/^\[file\]/);
    await workbench.inputField().fill('Evil');
    await workbench.quickInput.getByRole('option', { name: /Evil/ }).waitFor();
    await isText('.quick-input-widget');
    await workbench.pick(/Evil/);
    const upload = new UploadPage(workbench);
    await upload.heading(`Add ${FILE} to ${SHOWN}`);
    await isText('.tabs-container');
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', ms: 600_000 });
    await upload.press('Add 12');
    await upload.heading(`Adding ${FILE} to ${SHOWN}`);
    // With the page in sight there is no notification.
    await upload.close();
    await sandbox.clearFaults();
    await workbench.notification(/12 added to .*Evil/s);
    await isText('.notification-list-item-message');
    await workbench.clearNotifications();
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    await workbench.uploads('[file]').first().waitFor();
    await isText('.monaco-list-row[aria-label*="[file]"]');

    const accountId =
      (await sandbox.segments()).find((segment) => segment.id === id)?.accountId ?? '';
    fs.writeFileSync(
      editor.server.machineSettingsFile,
      JSON.stringify({
        'criteoAudiences.accounts': [
          { id: accountId, session: 'sandbox', label: `${LINK} $(zap)`, protected: true },
        ],
      }),
    );
    // The account's own row has its new name: the rows are those of the protected account.
    await workbench.row(VIEW, /^\s*\[press here\]/).waitFor();
    await workbench.contextMenu(workbench.row(VIEW, /^Evil/), /^Clear Segment/);
    await workbench.modal(/Clear Evil.*\?/);
    await isText('.monaco-dialog-box');
    await workbench.answerModal('Clear Segment');
    await workbench.quickInput.filter({ hasText: 'press here' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.input(accountId);
    await workbench.notification(/Evil/);
    await isText('.notification-list-item-message');
    await workbench.clearNotifications();

    await workbench.command('Tasks: Run Task');
    await workbench.quickInput.getByRole('option', { name: /nightly/ }).waitFor();
    await workbench.pick(/nightly/);
    const lines = page.locator('.terminal-wrapper.active .xterm-rows');
    await lines.filter({ hasText: 'Rows:' }).waitFor();
    const text = (await lines.innerText()).replace(/\u00a0/g, ' ');
    assert.match(text, /Checking \[file\]/);
    assert.match(text.replace(/\s+/g, ''), /Evil\[presshere\]/, 'it overwrites no line');
  });
});

/**
 * A folder from an untrusted source sets every setting of ours. The requests must not be affected.
 */

const SEGMENT = 'Empty so far';
const CSV = `email\n${Array.from({ length: 30 }, (_, index) => `person${index % 25}@example.com`).join('\n')}\n`;

/** Nobody who is in the file. */
const STRANGERS = 'email\nstranger@example.org\n';

const RENAMED = 'Renamed by a stranger';
const HOSTILE = {
  'criteoAudiences.apiUrl': 'https://api.attacker.example',
  'criteoAudiences.apiVersion': 'experimental',
  'criteoAudiences.accounts': [{ id: '666', label: 'Sandbox Retail Group' }],
  'criteoAudiences.retailerNames': { 1200: RENAMED },
  'criteoAudiences.upload.concurrency': 16,
  'criteoAudiences.upload.chunkSize': 3,
  'criteoAudiences.upload.dedupe': false,
  'criteoAudiences.upload.hashEmails': 'md5',
  'criteoAudiences.suppress': ['strangers.csv'],
};

interface Wire {
  /** Operation, status and number of identifiers of each request that writes. */
  writes: string[];
  /** Operations of all requests, without their counts. */
  operations: string[];
  list: string[];
  roots: string[];
  /** What the page says of the account. */
  badge: string;
  /** Whether a retailer has the name that the folder gave it. */
  renamed: boolean;
  /** Whether the page says that people are never sent. */
  suppresses: boolean;
}

/** The same upload in a window of its own. */
async function upload(options: LaunchOptions, screenshot: string): Promise<Wire> {
  const editor = await launch({
    ...options,
    files: { 'people.csv': CSV, 'strangers.csv': STRANGERS, ...options.files },
  });
  try {
    const { workbench } = editor;
    // In a browser the editor doesn't ask: a new folder is restricted until the user decides
    // otherwise.
    if (options.workspaceTrust) await workbench.statusItem('Restricted Mode').waitFor();
    await workbench.trySandbox(SEGMENT);
    await workbench
      .row('Segments', 'CRM Users 2025')
      .filter({ hasNotText: /(· |2025\s*)\d+$/ })
      .waitFor();
    const sandbox = embeddedSandbox(editor.server);
    const segment = (await sandbox.segments()).find(({ name }) => name === SEGMENT);
    assert.ok(segment);
    const page = await startUpload(workbench, 'people.csv', SEGMENT);
    const badge = (await page.locator('.context .badge').innerText()).trim();
    const add = page.getByRole('button', { name: /^Add \d+$/ });
    // Until it is checked, the page has no word of suppression.
    await add.waitFor();
    const suppresses = (await page.getByText('never sent').count()) > 0;
    await add.click();
    await uploadPage(workbench, /^\d+ added to Empty so far$/);
    await workbench.showContainer('Audience Segments');
    await workbench.screenshot(screenshot);
    const { log, operations } = await sandbox.counts();
    const rows = await workbench.rows('Segments');
    return {
      writes: log
        .filter(({ operation }) => operation === 'addRemove')
        .map(({ operation, status, identifiers }) => `${operation} ${status} ${identifiers}`),
      operations: Object.keys(operations).sort(),
      list: (await sandbox.list(segment.id)).sort(),
      badge,
      suppresses,
      roots: rows
        .filter(({ label, expanded }) => label === 'Sandbox Retail Group' && expanded !== undefined)
        .map(({ label }) => label),
      renamed: rows.some(({ description }) => description.includes(RENAMED)),
    };
  } catch (error) {
    await editor.workbench.screenshot(`failed-${screenshot}`);
    throw error;
  } finally {
    await editor.close();
  }
}

/** What the upload does in a folder without settings. */
const PLAIN: Wire = {
  writes: ['addRemove 200 25'],
  operations: ['accounts', 'addRemove', 'audiences', 'retailers', 'search', 'statistics', 'token'],
  list: Array.from({ length: 25 }, (_, index) => `person${index}@example.com`).sort(),
  roots: [],
  badge: 'Sandbox: nothing goes to Criteo',
  renamed: false,
  suppresses: false,
};

describe('a hostile folder', function () {
  this.timeout(180_000);
  it('changes nothing in Restricted Mode, but can protect an account', async () => {
    // Every sandbox has the same accounts.
    const sandbox = await startSandbox();
    const { id } = (await sandbox.control.segments())[0];
    await sandbox.close();
    const accounts = [
      ...HOSTILE['criteoAudiences.accounts'],
      { id: sandbox.accountId, label: RENAMED, protected: true },
    ];
    const settings = JSON.stringify({ ...HOSTILE, 'criteoAudiences.accounts': accounts });
    // It would say where the file goes.
    const night = JSON.stringify({
      ...{ version: 1, account: sandbox.accountId, suppress: [] },
      segments: [{ id, operation: 'remove', file: 'people.csv' }],
    });
    const options = {
      files: { '.vscode/settings.json': settings, 'night.criteo.jsonc': night },
      workspaceTrust: true,
    };
    assert.deepEqual(await upload(options, 'restricted-1-restricted'), {
      ...PLAIN,
      badge: 'Sandbox, protected: nothing goes to Criteo',
    });
  });

  it('changes how files are sent once it is trusted, but still neither address nor accounts', async () => {
    const files = { '.vscode/settings.json': JSON.stringify(HOSTILE) };
    const trusted = await upload({ files }, 'restricted-2-trusted');
    // The control: the settings were really there.
    assert.equal(trusted.writes.length, 10);
    assert.ok(trusted.renamed && trusted.suppresses);
    assert.ok(trusted.list.every((identifier) => /^[\da-f]{32}$/.test(identifier)));
    assert.deepEqual(trusted.operations, PLAIN.operations);
    assert.deepEqual([trusted.roots, trusted.badge], [[], PLAIN.badge]);
  });
});
