import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/server';
import type { JobSummary } from '../../src/upload/jobTypes';
import { expectedEmails } from '../host/expectedEmails';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { copyOldApi, openOldStorage, type OldStorage } from '../unit/upload/support/oldStorage';
import { launch, type Launched } from './fixture';
import { uploadPage } from './uploadPage';

/**
 * The first window after an update from version 0.1.0: its storage folder, its settings, the state
 * that the editor stored for it, and its secrets (test/fixtures/storage-0.1.0). Both of its
 * sandboxes keep their lists.
 */

const EXTENSION = 'retail-media-tools.criteo-audience-segments';
const VIEW = 'Audience Segments';
const API_VERSION = 'criteoAudiences.apiVersion';

describe('after an update from version 0.1.0', () => {
  let editor: Launched;
  let api: Sandbox;
  let old: OldStorage;
  let folder: string;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'old-api-'));
    api = await startSandbox({ state: copyOldApi(path.join(folder, 'api')) });
    editor = await launch({
      files: { 'customers-2026-06.csv': 'Name,E-mail\nAnn,customer90@example.com\n' },
      earlier: (server, workspace) => {
        old = openOldStorage({
          origin: api.url,
          storage: path.join(server.globalStorageDir, EXTENSION),
          files: workspace,
        });
        // As that version left it, regardless of this process's umask.
        for (const name of [
          '.',
          ...fs.readdirSync(old.storage, { recursive: true, encoding: 'utf8' }),
        ]) {
          const file = path.join(old.storage, name);
          fs.chmodSync(file, fs.statSync(file).isDirectory() ? 0o755 : 0o644);
        }
        const { globalState, secrets, settings } = old.kept;
        add(server.settingsFile, settings.user);
        // That version offered it, too; no API has it any more.
        add(server.machineSettingsFile, { ...settings.machine, [API_VERSION]: 'preview' });
        return { extension: EXTENSION, globalState, secrets };
      },
    });
    await editor.workbench.showContainer(VIEW);
    await editor.workbench.expandUploads();
  });
  after(async () => {
    await editor?.close();
    await api?.close();
    old?.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function add(file: string, settings: Record<string, unknown>): void {
    fs.writeFileSync(
      file,
      JSON.stringify({
        ...(JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>),
        ...settings,
      }),
    );
  }

  const sandbox = (): SandboxRemote => embeddedSandbox(editor.server);
  const names = ({ files }: JobSummary): string =>
    files.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)).join(', ');
  const row = (job: JobSummary, state: RegExp): Locator =>
    editor.workbench.uploads(names(job), state).filter({ hasText: job.target.segmentName }).first();
  const jobOf = (segment: string): JobSummary =>
    old.expected.jobs.find(
      ({ target, state }) => target.segmentName === segment && state !== 'planned',
    ) ?? assert.fail(segment);

  /** What the row of a job says of its state. */
  function rowText({ state, error }: JobSummary): RegExp {
    if (error?.code === 'signed-out') return /paused, signed out/;
    switch (state) {
      case 'finished':
        return /\d( of \d+)? · [A-Z]/;
      case 'interrupted':
        return /(incomplete|not started), \d+ left/;
      default:
        return new RegExp(`${state}, \\d+ left`);
    }
  }

  async function resume(segment: string): Promise<JobSummary> {
    const job = jobOf(segment);
    const target = row(job, /./);
    await editor.workbench.rowAction(target, /^Resume Upload/);
    // It was checked when the storage was made.
    await editor.workbench.modal(/was checked more than 24 hours ago/);
    await editor.workbench.answerModal('Resume');
    await row(job, /^.*\d · /).waitFor();
    return job;
  }

  it('closes the storage, which that version left open, to other users of the machine', async () => {
    // The extension host starts first.
    await editor.workbench.row('Segments', 'Newsletter Subscribers').waitFor({ timeout: 60_000 });
    const storage = path.join(editor.server.globalStorageDir, EXTENSION);
    const open = (): string[] =>
      fs.readdirSync(storage, { recursive: true, encoding: 'utf8' }).filter((name) => {
        // A temporary file may be gone by now.
        const found = fs.statSync(path.join(storage, name), { throwIfNoEntry: false });
        return found !== undefined && (found.mode & 0o077) !== 0;
      });
    await waitUntil('no file is open to others', () => open().length === 0);
    assert.equal(fs.statSync(storage).mode & 0o777, 0o700);
  });

  it('is signed in to the same accounts, with the one that was selected at the top', async () => {
    const { workbench } = editor;
    const accounts = ['Sandbox Retail Group', 'Sandbox', 'Partners'];
    await workbench.row('Segments', 'Newsletter Subscribers').waitFor();
    await workbench.viewAction('Segments', 'Collapse All');
    for (const account of accounts) await workbench.row('Segments', account).waitFor();
    const rows = await workbench.rows('Segments');
    assert.equal(rows[0].label, accounts[0]);
    assert.deepEqual(
      new Set(rows.filter(({ level }) => level === 1).map(({ label }) => label)),
      new Set(accounts),
    );
    assert.match(rows.find(({ label }) => label === 'Partners')?.description ?? '', /protected/);
    assert.equal(
      api.control.counts().operations.token?.statuses['200'],
      1,
      'with the stored secret',
    );
  });

  it('lists the uploads, each in its state', async () => {
    // A view only renders the rows that it has room for.
    await editor.workbench.pane('Segments').locator('.pane-header').click();
    const shown = old.expected.jobs.filter(({ state }) => state !== 'planned');
    for (const job of shown) await row(job, rowText(job)).waitFor();
    assert.equal((await editor.workbench.rows('Uploads')).length, shown.length);
    await editor.workbench.screenshot('old-storage-uploads');
    assert.deepEqual(await editor.workbench.notifications(), []);
    assert.equal(
      api.control.counts().operations.addRemove,
      undefined,
      'nothing resumes without being asked',
    );
  });

  it('says once that “preview” ends and what is used instead, after a command of the user', async () => {
    const { workbench, page } = editor;
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.answerNotification(
      /Criteo ends API version “preview” at the end of 2026, so version 2026-07 is used instead\. Set criteoAudiences\.apiVersion to 2026-07\./,
      'Open Setting',
    );
    const opened = page.locator('.settings-editor');
    await opened.getByText('The version must be YYYY-MM or experimental.').first().waitFor();
    await workbench.screenshot('old-storage-version');
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'hidden' });
    await workbench.command('Audience Segments: Refresh Segments');
    // This picker opens after the warning that the refresh would have shown.
    await workbench.command('Audience Segments: Select Account…');
    await workbench.quickInput.filter({ hasText: 'Select Account' }).waitFor();
    await workbench.escape();
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('resumes the replace that was killed after its clear, without clearing again', async () => {
    const { target } = await resume('Winter list');
    assert.deepEqual(
      new Set(await sandbox().list(target.segmentId)),
      expectedEmails(path.join(editor.workspace, 'winter.csv')),
    );
    const { operations, segments } = await sandbox().counts();
    assert.deepEqual([operations.clear, segments[target.segmentId].add.received], [undefined, 120]);
  });

  it('resumes what signing out of the other session had paused', async () => {
    const { target } = await resume('Real list, paused');
    assert.deepEqual(
      new Set(await api.control.list(target.segmentId)),
      expectedEmails(path.join(editor.workspace, 'crm-more.csv')),
    );
    assert.equal(api.control.counts().segments[target.segmentId].add.received, 60);
  });

  it('knows where files with a given name go, and what was last sent there', async () => {
    const { workbench } = editor;
    await workbench.clearNotifications();
    await workbench.fileMenu(
      await workbench.file('customers-2026-06.csv'),
      'Upload to Audience Segment…',
    );
    const next = await uploadPage(workbench, 'Add customers-2026-06.csv to Loyal customers');
    await next.getByRole('button', { name: 'Add 1', exact: true }).waitFor();
    // Another page would load meanwhile, and take the focus.
    await workbench.closeEditors();
    await workbench.fileMenu(
      await workbench.file('customers-2026-05.csv'),
      'Upload to Audience Segment…',
    );
    const same = await uploadPage(workbench, 'Add customers-2026-05.csv to Loyal customers');
    await same
      .getByText(/sending them again changes nothing\./)
      .first()
      .waitFor();
    await same.getByRole('button', { name: 'Send Anyway', exact: true }).waitFor();
    await workbench.closeEditors();
  });

  it('shows the earlier readings on a segment’s page', async () => {
    const { workbench } = editor;
    await workbench.command('Audience Segments: Go to Segment…');
    await workbench.pick('Loyal customers', 'Loyal customers');
    const web = workbench.webview();
    await web.getByRole('button', { name: 'Show as Table' }).click();
    const history = web
      .getByRole('region', { name: 'All readings and changes' })
      .locator('tbody tr');
    await history.filter({ hasText: 'Added 60' }).waitFor();
    const readings = old.expected.history[accountKey('Loyal customers')][
      jobOf('Loyal customers').target.segmentId
    ].filter(({ kind }) => kind === 'reading');
    assert.equal(readings.length, 2);
    for (const { numberOfIdentifiers } of readings)
      await history
        .filter({ has: web.getByRole('cell', { name: String(numberOfIdentifiers), exact: true }) })
        .first()
        .waitFor();
    await workbench.screenshot('old-storage-segment');
  });

  const accountKey = (segment: string): string => {
    const { origin, clientId, accountId } = jobOf(segment).target;
    return `${origin}|${clientId}|${accountId}`;
  };
});
