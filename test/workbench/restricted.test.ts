import assert from 'node:assert/strict';
import { embeddedSandbox } from '../host/sandbox';
import { startSandbox } from '../support/sandboxes';
import { launch, type LaunchOptions } from './fixture';
import { startUpload, uploadPage } from './uploadPage';

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
