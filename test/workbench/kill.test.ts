import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/server';
import { expectedEmails } from '../host/expectedEmails';
import { isAlive } from '../host/processes';
import type { Workbench } from '../host/workbench';
import { startSandbox } from '../support/sandboxes';
import { LONG } from '../support/tenth';
import { launch, type Launched } from './fixture';
import { pageText, startUpload, uploadPage } from './uploadPage';

/**
 * Uploads that are killed, reloaded, failed or interrupted by signing out in the window, then
 * resumed from the Uploads view. The sandbox runs in this process, so that it outlives the
 * window's.
 */

const CONTAINER = 'Audience Segments';
const ROWS = 1500;
const CHUNK = 25;

describe('interrupted uploads', function () {
  this.timeout(120_000);
  let editor: Launched;
  let server: Sandbox;
  const targets: string[] = [];
  let files = 0;

  before(async () => {
    server = await startSandbox({ switches: { rateLimit: 100_000 } });
    // One for each file.
    for (let n = 1; n <= 3; n++)
      targets.push((await server.control.putSegment({ name: `Target ${n}` })).id);
    editor = await launch({
      machineSettings: { 'criteoAudiences.apiUrl': server.url },
      settings: {
        'criteoAudiences.upload.chunkSize': CHUNK,
        'criteoAudiences.upload.concurrency': 2,
      },
      files: { 'placeholder.txt': '' },
    });
    await editor.workbench.showContainer(CONTAINER);
    await signIn();
  });
  after(async () => {
    await editor?.close();
    await server?.close();
  });
  afterEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });

  async function signIn(): Promise<void> {
    const { workbench } = editor;
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).click();
    await workbench.input(server.clientId, /Criteo Partner Dashboard/);
    await workbench.input(server.clientSecret, /secret storage/);
    await workbench.pick('Sandbox Retail Group');
    await workbench.row('Segments', 'Empty so far').waitFor();
  }

  /** A separate file with an empty segment to upload it to. */
  function material(rows = ROWS): {
    name: string;
    file: string;
    segment: string;
    segmentId: string;
  } {
    const n = ++files;
    // With nothing but another number, it would go to the segment of the first one by itself.
    const name = `people-${'abc'[n - 1]}.csv`;
    const file = path.join(editor.workspace, name);
    const lines = Array.from(
      { length: rows },
      (_, row) => `Person ${row},Person${row}.of${n}@example.com`,
    );
    fs.writeFileSync(file, `Name,E-mail\n${lines.join('\n')}\n`);
    return { name, file, segment: `Target ${n}`, segmentId: targets[n - 1] };
  }

  /** From the Explorer's menu to the button of the page, as a user does it. */
  async function upload(workbench: Workbench, name: string, segment: string): Promise<void> {
    const page = await startUpload(workbench, name, segment);
    await page.getByRole('button', { name: /^Add [\d,]+$/ }).click();
    await uploadPage(workbench, new RegExp(`^Adding ${name} to ${segment}|added to ${segment}$`));
  }

  async function showUploads(workbench: Workbench): Promise<void> {
    await workbench.showContainer(CONTAINER);
    await workbench.expandUploads();
  }

  const row = (workbench: Workbench, name: string, state: RegExp): ReturnType<Workbench['row']> =>
    workbench.uploads(name, state);

  /** The icon in front of a row, by the editor's name for it. */
  const icon = (target: ReturnType<Workbench['row']>, name: string): ReturnType<Workbench['row']> =>
    target.locator(`.custom-view-tree-node-item-icon.codicon-${name}`);

  async function resume(workbench: Workbench, name: string, state: RegExp): Promise<void> {
    await workbench.rowAction(row(workbench, name, state), /^Resume Upload/);
  }

  const requests = (): number => server.control.counts().operations.addRemove?.calls ?? 0;

  async function until(what: string, holds: () => boolean, limit = 60_000): Promise<void> {
    for (
      const end = Date.now() + limit;
      Date.now() < end;
      await new Promise((resolve) => setTimeout(resolve, 20))
    )
      if (holds()) return;
    assert.fail(`never happened: ${what}`);
  }

  /**
   * Every request from the nth on gets no response, executed or not; resolves once one is left
   * without.
   */
  async function stuck(nth: number, work: boolean): Promise<void> {
    const from = requests();
    server.control.clearFaults();
    server.control.addFaults({
      fault: 'stall',
      work,
      operation: 'addRemove',
      nth,
      times: 1_000_000,
    });
    await until(`${nth} requests`, () => requests() >= from + nth);
  }

  /**
   * Answers `more` further requests, and lets the others wait until the faults are cleared; resolves
   * once those are answered, and the next two wait: so many are sent at once.
   */
  async function hold(more: number): Promise<void> {
    const from = requests();
    const [id] = server.control.addFaults({
      fault: 'latency',
      ms: 600_000,
      operation: 'addRemove',
      nth: more + 1,
      times: 1_000_000,
    });
    await until(`${more} requests`, () => requests() >= from + more);
    await until('two wait', () =>
      server.control.faults().some((fault) => fault.id === id && fault.done >= 2),
    );
  }

  /** The list equals the file's set, without duplicates, and the row says the same. */
  async function isWhole(
    workbench: Workbench,
    { name, file, segmentId }: { name: string; file: string; segmentId: string },
    rows = ROWS,
  ): Promise<void> {
    await row(workbench, name, new RegExp(`\\+${rows.toLocaleString('en')} · `)).waitFor({
      timeout: 60_000,
    });
    const list = await server.control.list(segmentId);
    const [set, wanted] = [new Set(list), expectedEmails(file)];
    assert.equal(list.length, set.size);
    assert.deepEqual(
      { size: set.size, missing: [...wanted].filter((one) => !set.has(one)).length },
      { size: wanted.size, missing: 0 },
    );
    const counted = server.control.counts().segments[segmentId].add;
    assert.equal(counted.changed, rows);
    assert.equal(counted.received - counted.duplicates, rows);
  }

  /** The page of a finished upload, opened by its row. */
  async function report(workbench: Workbench, name: string, segment: string): Promise<string> {
    await row(workbench, name, /./).click();
    const heading = `${ROWS.toLocaleString('en')} added to ${segment}`;
    return pageText(await uploadPage(workbench, heading));
  }

  /**
   * Kills the window's extension host; the editor restarts it by itself, but not a third time
   * within five minutes.
   */
  async function kill(next: 'by itself' | 'after a reload'): Promise<void> {
    const { workbench, server: host } = editor;
    const old = host.extensionHostPids();
    assert.equal(old.length, 1);
    process.kill(old[0], 'SIGKILL');
    await until('the extension host is gone', () => !isAlive(old[0]));
    if (next === 'after a reload') {
      await workbench.reload(CONTAINER);
      await showUploads(workbench);
    }
    await until('the next extension host', () =>
      host.extensionHostPids().some((pid) => pid !== old[0]),
    );
  }

  it('survive kills of the extension host, with only the state on disk', async () => {
    const { workbench } = editor;
    const one = material();
    let stopped = stuck(1 + Math.floor(Math.random() * 8), true);
    await upload(workbench, one.name, one.segment);
    await showUploads(workbench);
    const kills = (
      ['by itself', 'by itself', 'after a reload', 'by itself', 'by itself'] as const
    ).slice(0, LONG ? 5 : 2);
    for (const [index, next] of kills.entries()) {
      if (index === 0) await row(workbench, one.name, /\d+%/).waitFor();
      await stopped;
      await kill(next);
      await row(workbench, one.name, /incomplete, [\d,]+ left/).waitFor();
      const before = requests();
      if (index === 0) {
        await workbench.row('Segments', 'Empty so far').waitFor();
      }
      assert.equal(requests(), before, 'nothing resumes without being asked');
      if (index < kills.length - 1)
        stopped = stuck(1 + Math.floor(Math.random() * 8), index % 2 === 1);
      else server.control.clearFaults();
      await resume(workbench, one.name, /incomplete/);
    }
    await isWhole(workbench, one);
    const text = await report(workbench, one.name, one.segment);
    assert.match(text, /Rows 1,500 accepted Accepted means/);
    assert.doesNotMatch(text, /unknown/);
    assert.match(
      text,
      /sent again because it wasn’t known whether they had taken effect: \d+/,
      'reports that requests without a response were retried',
    );
    assert.doesNotMatch(text, /@/);
  });

  /** The folder of the first upload, whose files are lost before the reload. */
  let broken: string;

  it('survive a reload of the window', async () => {
    const { workbench } = editor;
    const jobs = path.join(
      editor.server.globalStorageDir,
      'retail-media-tools.criteo-audience-segments',
      'jobs',
    );
    [broken] = fs
      .readdirSync(jobs)
      .map((name) => path.join(jobs, name))
      .filter((folder) => fs.existsSync(path.join(folder, 'journal.ndjson')));
    const one = material();
    const stopped = stuck(5, false);
    await upload(workbench, one.name, one.segment);
    await stopped;
    for (const file of ['job.json', 'chunks.json']) fs.writeFileSync(path.join(broken, file), '');
    await workbench.reload(CONTAINER);
    await showUploads(workbench);
    server.control.clearFaults();
    await resume(workbench, one.name, /incomplete/);
    await isWhole(workbench, one);
  });

  it('have a row for an upload with an unreadable record, which can only be deleted', async () => {
    const { workbench } = editor;
    const unreadable = workbench.row('Uploads', /^Upload from /).first();
    await unreadable.getByText(/the record can’t be read/).waitFor();
    await workbench.screenshot('uploads-unreadable');
    assert.deepEqual(await workbench.contextMenuEntries(unreadable), [
      'Open Upload',
      'Delete Upload Record',
    ]);
    await workbench.contextMenu(unreadable, /^Delete Upload Record/);
    await unreadable.waitFor({ state: 'detached' });
    assert.ok(!fs.existsSync(broken));
  });

  it('fail with a reason, are paused by signing out, which is not a failure, and resume after each', async () => {
    const { workbench } = editor;
    await workbench.clearNotifications();
    const one = material();
    const begun = hold(4);
    await upload(workbench, one.name, one.segment);
    // Without the page in sight, a message says how it ends.
    await workbench.closeEditors();
    await showUploads(workbench);
    await begun;
    await icon(row(workbench, one.name, /\d+%/), 'modifier-spin').waitFor();
    server.control.clearFaults();
    server.control.addFaults({ fault: '501', operation: 'addRemove', times: 1_000 });
    await row(workbench, one.name, /failed, 1,350 left · /).waitFor();
    await workbench.notification(
      new RegExp(`Not finished: ${one.name} → ${one.segment}, 150 of 1,500 accepted`),
    );
    await workbench.screenshot('uploads-failed');
    server.control.clearFaults();
    const held = hold(2);
    await resume(workbench, one.name, /failed/);
    await held;
    // The message of the failure is still shown, with its button.
    await workbench.answerNotification(`Not finished: ${one.name}`, 'Open');
    const page = await uploadPage(workbench, `Adding ${one.name} to ${one.segment}`);
    await page.getByText(/\d+ of 60 requests answered/).waitFor();
    await workbench.closeEditors();
    await workbench.command('Audience Segments: Sign Out…');
    await workbench.welcome('Segments').getByRole('button', { name: 'Sign In' }).waitFor();
    server.control.clearFaults();
    await icon(row(workbench, one.name, /paused, signed out/), 'debug-pause').waitFor();
    const toast = await workbench.notification(`Paused because you signed out: ${one.name}`);
    const message = await toast.innerText();
    assert.match(
      message,
      new RegExp(
        `Paused because you signed out: ${one.name} → ${one.segment}, \\d+ of 1,500 accepted.*\\. Sign in again, then resume the upload\\.`,
      ),
    );
    assert.ok(!message.includes(server.accountId), message);
    await toast.locator('.codicon-info').waitFor();
    await workbench.screenshot('uploads-signed-out');
    const sentBefore = requests();
    await signIn();
    assert.equal(requests(), sentBefore, 'nothing is sent after signing out');
    await resume(workbench, one.name, /paused, signed out/);
    await isWhole(workbench, one);
    await report(workbench, one.name, one.segment);
  });
});
