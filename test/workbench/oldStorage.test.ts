import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/server';
import type { JobSummary } from '../../src/upload/jobTypes';
import { expectedEmails } from '../host/expectedEmails';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { people } from '../support/people';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import {
  copyOldApi,
  openOldStorage,
  type OldStorage,
  type OldVersion,
} from '../unit/upload/support/oldStorage';
import { launch, type Launched } from './fixture';
import { uploadPage } from './uploadPage';

const EXTENSION = 'retail-media-tools.criteo-audience-segments';
const VIEW = 'Audience Segments';
const API_VERSION = 'criteoAudiences.apiVersion';

interface Resumed {
  segment: string;
  file: string;
  column?: string;
  how: string;
  /** Whether it is in the API's account, not in that of the built-in sandbox. */
  isReal?: true;
  /** Who is in the segment besides those of the file, and who isn't, because a suppression list has them. */
  stay?: readonly string[];
  never?: readonly string[];
  /** The identifiers that are still to be added. */
  received: number;
}

const STRANGERS = people(10, 0, 'stranger');

interface WindowCase {
  /** As their rows are called, the selected one first. */
  accounts: readonly string[];
  /** The number of rows of uploads that aren't of an upload alone, and what they say. */
  others: readonly (readonly [label: RegExp, text: RegExp])[];
  /** Uploads whose row is another's: those of several segments. */
  grouped: readonly string[];
  resumes: readonly Resumed[];
  /** A file whose name isn't known, the segment it goes to, and one that was the last to go to its segment. */
  next: { file: string; segment: string };
  same: { file: string; segment: string };
  added: { text: string; readings: number };
}

const CASES: Readonly<Record<OldVersion, WindowCase>> = {
  '0.1.0': {
    accounts: ['Sandbox Retail Group', 'Sandbox', 'Partners'],
    others: [],
    grouped: [],
    resumes: [
      {
        ...{ segment: 'Winter list', file: 'winter.csv', received: 120 },
        how: 'the replace that was killed after its clear, without clearing again',
      },
      {
        ...{ segment: 'Real list, paused', file: 'crm-more.csv', isReal: true, received: 60 },
        how: 'what signing out of the other session had paused',
      },
    ],
    next: { file: 'customers-2026-06.csv', segment: 'Loyal customers' },
    same: { file: 'customers-2026-05.csv', segment: 'Loyal customers' },
    added: { text: 'Added 60', readings: 2 },
  },
  '0.2.0': {
    accounts: ['Sandbox Retail Group', 'Sandbox'],
    others: [
      [/^2 segments/, /incomplete, 380 left/],
      [/^2 people from 3 segments/, /open/],
    ],
    grouped: ['Spring list', 'Summer list'],
    resumes: [
      {
        ...{ segment: 'Winter list', file: 'winter.csv', isReal: true, received: 59 },
        ...{ column: 'email', never: ['winter7@example.com'] },
        how: 'the replace that was killed after its clear, without clearing again',
      },
      {
        ...{ segment: 'CRM', file: 'crm-2026-09.csv', isReal: true, stay: STRANGERS, received: 0 },
        how: 'the update that was killed between adds and removes',
      },
      {
        ...{ segment: 'among-removes', file: 'among-removes.csv', isReal: true, stay: STRANGERS },
        ...{ column: 'email', received: 0 },
        how: 'an update of the terminal that was killed among its removes',
      },
    ],
    next: { file: 'customers-2026-10.csv', segment: 'Loyal customers' },
    same: { file: 'trial.csv', segment: 'Empty so far' },
    added: { text: 'Added 58', readings: 4 },
  },
};

for (const version of Object.keys(CASES) as OldVersion[])
  describe(`after an update from version ${version}`, () => {
    isOpened(version, CASES[version]);
  });

/**
 * The first window after an update: the storage folder of that version, its settings, the state
 * that the editor stored for it, and its secrets (test/fixtures/storage-…). Both of its
 * sandboxes keep their lists.
 */
function isOpened(
  version: OldVersion,
  { accounts, others, grouped, resumes, next, same, added }: WindowCase,
): void {
  let editor: Launched;
  let api: Sandbox;
  let old: OldStorage;
  let folder: string;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'old-api-'));
    api = await startSandbox({ state: copyOldApi(version, path.join(folder, 'api')) });
    editor = await launch({
      // All rows of uploads have room.
      viewport: { width: 1400, height: 1400 },
      files: { [next.file]: 'Name,E-mail\nAnn,customer90@example.com\n' },
      earlier: (server, workspace) => {
        old = openOldStorage({
          version,
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
        add(server.machineSettingsFile, {
          ...settings.machine,
          // The first version offered it, too; no API has it any more.
          ...(version === '0.1.0' && { [API_VERSION]: 'preview' }),
        });
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
        return /\d.* · \S/;
      case 'interrupted':
        // Nothing is left of one that lacks only its end.
        return /(incomplete|not started)(, \d+ left)?\s*$/;
      default:
        return new RegExp(`${state}, \\d+ left`);
    }
  }

  async function resume(segment: string): Promise<JobSummary> {
    const job = jobOf(segment);
    const target = row(job, /./);
    await editor.workbench.rowAction(target, /^Resume Upload/);
    // It was checked when the storage was made.
    if (Date.now() - Date.parse(job.plannedAt) > 86_400_000) {
      await editor.workbench.modal(/was checked more than 24 hours ago/);
      await editor.workbench.answerModal('Resume');
    }
    // Of the same file, there may be an earlier upload.
    await row(job, /\d · just now/).waitFor();
    return job;
  }

  it('closes the storage, which that version left open, to other users of the machine', async () => {
    // The extension host starts first.
    await editor.workbench.row('Segments', 'Empty so far').waitFor({ timeout: 60_000 });
    const storage = path.join(editor.server.globalStorageDir, EXTENSION);
    await waitUntil(
      'the folder is closed to others',
      () => (fs.statSync(storage).mode & 0o777) === 0o700,
    );
  });

  it('is signed in to the same accounts, with the one that was selected at the top', async () => {
    const { workbench } = editor;
    await workbench.row('Segments', 'Empty so far').waitFor();
    await workbench.viewAction('Segments', 'Collapse All');
    for (const account of accounts) await workbench.row('Segments', account).waitFor();
    const rows = await workbench.rows('Segments');
    assert.equal(rows[0].label, accounts[0]);
    assert.deepEqual(
      new Set(rows.filter(({ level }) => level === 1).map(({ label }) => label)),
      new Set(accounts),
    );
    if (accounts.includes('Partners'))
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
    const shown = old.expected.jobs.filter(
      ({ state, target }) => state !== 'planned' && !grouped.includes(target.segmentName ?? ''),
    );
    for (const job of shown) await row(job, rowText(job)).waitFor();
    for (const [label, text] of others)
      await editor.workbench.row('Uploads', label).filter({ hasText: text }).waitFor();
    // Removals that are complete have a row for a day.
    const rows = (await editor.workbench.rows('Uploads')).filter(
      ({ description }) => !description.startsWith('complete'),
    );
    assert.equal(rows.length, shown.length + others.length);
    await editor.workbench.screenshot('old-storage-uploads');
    assert.deepEqual(await editor.workbench.notifications(), []);
    assert.equal(
      api.control.counts().operations.addRemove,
      undefined,
      'nothing resumes without being asked',
    );
  });

  if (version === '0.1.0')
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

  for (const { segment, file, column, how, isReal, stay = [], never = [], received } of resumes)
    it(`resumes ${how}`, async () => {
      const { target } = await resume(segment);
      const { list, counts } = isReal ? api.control : sandbox();
      const wanted = expectedEmails(path.join(editor.workspace, file), column);
      for (const one of stay) wanted.add(one);
      for (const one of never) wanted.delete(one);
      assert.deepEqual(new Set(await list(target.segmentId)), wanted);
      const { operations, segments } = await counts();
      assert.deepEqual(
        [operations.clear, segments[target.segmentId].add.received],
        [undefined, received],
      );
    });

  if (version === '0.2.0')
    it('resumes the removal from every segment that was cut off', async () => {
      const { workbench } = editor;
      const removal = workbench.row('Uploads', /^2 people from \d segments/);
      await workbench.contextMenu(removal, 'Resume Removal');
      await removal.getByText(/^complete/).waitFor();
      for (const { id, name } of await api.control.segments())
        if (name.startsWith('Ticket'))
          assert.deepEqual((await api.control.list(id)).sort(), STRANGERS.sort(), name);
    });

  it('knows where files with a given name go, and what was last sent there', async () => {
    const { workbench } = editor;
    await workbench.clearNotifications();
    await workbench.fileMenu(await workbench.file(next.file), 'Upload to Audience Segment…');
    const page = await uploadPage(workbench, `Add ${next.file} to ${next.segment}`);
    await page.getByRole('button', { name: 'Add 1', exact: true }).waitFor();
    // Another page would load meanwhile, and take the focus.
    await workbench.closeEditors();
    await workbench.fileMenu(await workbench.file(same.file), 'Upload to Audience Segment…');
    const again = await uploadPage(workbench, `Add ${same.file} to ${same.segment}`);
    await again
      .getByText(/sending them again changes nothing\./)
      .first()
      .waitFor();
    await again.getByRole('button', { name: 'Send Anyway', exact: true }).waitFor();
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
    await history.filter({ hasText: added.text }).waitFor();
    const readings = old.expected.history[accountKey('Loyal customers')][
      jobOf('Loyal customers').target.segmentId
    ].filter(({ kind }) => kind === 'reading');
    assert.equal(readings.length, added.readings);
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
}
