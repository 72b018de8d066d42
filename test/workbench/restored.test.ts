import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/server';
import { isAlive } from '../host/processes';
import { embeddedSandbox } from '../host/sandbox';
import { accessVariables, startCommandLine } from '../support/commandLine';
import { people } from '../support/people';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/**
 * What outlives a window: its pages over a reload, even if no view of the extension is visible, and
 * uploads that were cut off. What an upload does once it is resumed is in `test/faults` and
 * `test/unit/upload`.
 */

const CONTAINER = 'Audience Segments';
const SEGMENT = 'CRM Users 2025';
const EMPTY = 'Empty so far';
const csv = (...rows: string[]): string => `${rows.join('\n')}\n`;

describe('after a reload of the window', () => {
  let editor: Launched;
  let upload: UploadPage;
  let account: string;

  const heading = (name: string): Locator =>
    editor.workbench.webview().getByRole('heading', { name, exact: true });
  const pageText = (): Promise<string> => editor.workbench.webview().locator('body').innerText();
  /** Show the Explorer: the page alone has to activate the extension again. */
  const reload = async (): Promise<void> => {
    await editor.workbench.showContainer('Explorer');
    await editor.workbench.reload(CONTAINER);
  };

  before(async () => {
    editor = await launch({
      files: {
        'people.csv': csv('email', 'Ann <ann@example.com>', ...people(30)),
        'kept.csv': csv('Home mail,Work mail', ...people(20).map((one) => `${one},work-${one}`)),
        'erasure.csv': csv('email', ...people(3, 0, 'out')),
        'slow.csv': csv('email', ...people(30, 0, 'slow')),
      },
    });
    const { workbench, server } = editor;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    const [first] = await embeddedSandbox(server).segments();
    account = first.accountId ?? assert.fail();
    server.writeMachineSettings({
      'criteoAudiences.accounts': [{ id: account, session: 'sandbox', protected: true }],
    });
    await workbench
      .row('Segments', 'Sandbox Retail Group')
      .filter({ hasText: 'protected' })
      .waitFor();
  });
  after(() => editor?.close());
  beforeEach(async () => {
    const { workbench, server } = editor;
    await embeddedSandbox(server).clearFaults();
    await workbench.closeEditors();
    await workbench.showContainer(CONTAINER);
    // While rows arrive, a menu may lose its row.
    await workbench
      .row('Segments', 'App Users')
      .filter({ hasText: /3,000 · \d+% · / })
      .waitFor();
  });

  it('an upload is shown as its job, which can be resumed', async () => {
    const { workbench, server } = editor;
    await embeddedSandbox(server).fault({
      ...{ fault: '429', operation: 'addRemove', times: 1, ms: 60_000 },
    });
    await startUpload(workbench, 'slow.csv', EMPTY);
    await upload.press('Add 30');
    await upload.text(/Paused: (API rate limit reached|limit of [\d,]+ requests a minute)/);
    await reload();
    await upload.press(/^Resume/);
    await upload.heading(`30 added to ${EMPTY}`);
  });

  it('a report, its problem’s explanation and the page of the segment can still be read', async () => {
    const { workbench, page } = editor;
    await workbench.command('Audience Segments: Go to Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await heading(SEGMENT).waitFor();
    await startUpload(workbench, 'people.csv', SEGMENT);
    await upload.press('Add 30');
    await upload.heading(`30 added to ${SEGMENT}`);
    // Its last button, for which it needs the account and the file.
    await upload.button('Undo…').waitFor();
    await workbench.problems();
    await page.locator('.markers-panel a').filter({ hasText: 'display-name' }).click();
    await heading('Name around the address').waitFor();
    const explanation = await pageText();
    assert.match(explanation, /Code: email-display-name/);
    await reload();
    await heading('Name around the address').waitFor();
    assert.equal(await pageText(), explanation);
    await editor.workbench.tabs('Upload people.csv').click();
    await upload.button('Undo…').waitFor();
    await upload.text(/ 30 accepted 1 invalid .*Invalid rows by kind Name around the address 1 /);
    await editor.workbench.tabs(SEGMENT).click();
    await heading(SEGMENT).waitFor();
    const uploads = workbench.webview().getByRole('region', { name: 'Last uploads' });
    await uploads
      .getByRole('row')
      .filter({ hasText: /people\.csv\s+▲ added\s+\+30\s/ })
      .waitFor();
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('a draft is checked again with its choices, without the typed ID; a removal has its reference, and its end once it was sent', async () => {
    const { workbench, server } = editor;
    await workbench.fileMenu(await workbench.file('kept.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.press('Use Work mail');
    await upload.heading(`Add kept.csv to ${SEGMENT}`);
    await upload.choose('Replace');
    await upload.frame.getByLabel('Send emails as').selectOption('SHA-256');
    await upload.text('Plain addresses are sent as SHA-256.');
    await upload.typedId().fill(account);
    const button = upload.button(/^Replace .+ with 20$/);
    assert.equal(await button.getAttribute('aria-disabled'), null);
    await workbench.fileMenu(await workbench.file('erasure.csv'), 'Remove People Everywhere…');
    await upload.heading('Remove 3 people everywhere');
    await upload.press('Change…: Reference');
    await workbench.input('TICKET-12', /Such as the number of a ticket/);
    await upload.text('TICKET-12');
    await reload();
    await upload.heading('Remove 3 people everywhere');
    await upload.text('TICKET-12');
    await editor.workbench.tabs('Upload kept.csv').click();
    await upload.heading(`Replace ${SEGMENT} with kept.csv`);
    await button.waitFor();
    assert.equal(await upload.typedId().inputValue(), '');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.deepEqual(
      [
        await upload.column('Home mail').getAttribute('aria-pressed'),
        await upload.column('Work mail').getAttribute('aria-pressed'),
        await upload.frame.getByLabel('Send emails as').inputValue(),
        await upload.frame.getByRole('radio', { name: 'Replace', exact: true }).isChecked(),
      ],
      ['false', 'true', 'sha256', true],
    );
    const clears = async (): Promise<number> =>
      (await embeddedSandbox(server).counts()).operations.clear?.calls ?? 0;
    assert.equal(await clears(), 0);
    await upload.typedId().fill(account);
    await button.click();
    await upload.heading(`${SEGMENT} replaced with 20`);
    assert.equal(await clears(), 1);
    await editor.workbench.tabs('Remove erasure.csv Everywhere').click();
    await upload.press(/^Remove 3 from/);
    await upload.heading(/^Removal of 3 people accepted/);
    await reload();
    await upload.heading(/^Removal of 3 people accepted/);
  });
});

/** The sandbox runs in this process, so that it outlives the window’s. */
describe('an upload that was cut off', () => {
  let editor: Launched;
  let server: Sandbox;
  let root: string;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'shared-'));
    server = await startSandbox({ switches: { rateLimit: 100_000 } });
    editor = await launch({
      machineSettings: {
        'criteoAudiences.apiUrl': server.url,
        'criteoAudiences.stateFolder': path.join(root, 'state'),
      },
      settings: {
        'criteoAudiences.upload.chunkSize': 25,
        'criteoAudiences.upload.concurrency': 2,
      },
      files: { 'people.csv': csv('email', ...people(500)) },
    });
    const { workbench } = editor;
    await workbench.signIn(server, EMPTY);
  });
  after(async () => {
    await editor?.close();
    await server?.close();
    fs.rmSync(root, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const { workbench } = editor;
    server.control.clearFaults();
    server.control.resetCounts();
    await workbench.closeEditors();
    await workbench.showContainer(CONTAINER);
    await workbench.expandUploads();
  });

  /** Every request from the nth on gets no response. */
  const stall = (nth: number): void =>
    void server.control.addFaults({
      ...{ fault: 'stall', work: true, operation: 'addRemove', nth, times: 1_000_000 },
    });
  const calls = (): number => server.control.counts().operations.addRemove?.calls ?? 0;

  it('by the end of the extension host is resumed from its row, by a person', async () => {
    const { workbench, server: host } = editor;
    const segmentId =
      (await server.control.segments()).find(({ name }) => name === EMPTY)?.id ?? assert.fail();
    stall(5);
    await startUpload(workbench, 'people.csv', EMPTY);
    await new UploadPage(workbench).press('Add 500');
    await workbench.showContainer(CONTAINER);
    await waitUntil('five requests', () => calls() >= 5);
    const [old] = host.extensionHostPids();
    process.kill(old, 'SIGKILL');
    await waitUntil('the extension host is gone', () => !isAlive(old));
    // The editor restarts it by itself.
    const row = workbench.uploads('people.csv', /incomplete, [\d,]+ left/);
    await row.waitFor();
    const before = calls();
    await workbench.row('Segments', EMPTY).waitFor();
    assert.equal(calls(), before, 'nothing resumes without being asked');
    server.control.clearFaults();
    await workbench.rowAction(row, /^Resume Upload/);
    await workbench.uploads('people.csv', /\+500 · /).waitFor();
    assert.deepEqual((await server.control.list(segmentId)).sort(), people(500).sort());
  });

  it('in the terminal is a row while it runs there, and resumed here once that has ended', async () => {
    const { workbench } = editor;
    const name = 'From the terminal';
    const segment = (await server.control.putSegment({ name })).id;
    fs.writeFileSync(path.join(root, 'list.csv'), csv('email', ...people(6)));
    stall(3);
    const { child, ended } = startCommandLine(
      [
        ...['add', 'list.csv', '--segment', segment, '--no-input'],
        ...['--chunk-size', '1', '--concurrency', '1', '--state-dir', path.join(root, 'state')],
      ],
      accessVariables(server),
      root,
    );
    try {
      await Promise.race([
        waitUntil('three requests', () => calls() >= 3),
        ended.then(({ stderr }) => assert.fail(`ended before it was killed: ${stderr}`)),
      ]);
      // A window that opens meanwhile.
      await workbench.reload(CONTAINER);
      await workbench.showContainer(CONTAINER);
      await workbench.expandUploads();
      await workbench
        .uploads('list.csv', /(\d+%|paused) · in another window or terminal/)
        .waitFor();
    } finally {
      child.kill('SIGKILL');
    }
    const row = workbench.uploads('list.csv', /incomplete, \d left/);
    await row.waitFor();
    server.control.clearFaults();
    await workbench.rowAction(row, /^Resume Upload/);
    await workbench.uploads('list.csv', /\+6 · /).waitFor();
    assert.deepEqual((await server.control.list(segment)).sort(), people(6).sort());
  });
});
