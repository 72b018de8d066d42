import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/** What is shown before a list is cleared, and about uploads to a cleared list. */

const SEGMENT = 'CRM Users 2025';
const people = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, n) => `person${n}@example.com`).join('\n')}\n`;

describe('cleared lists', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let segmentId: string;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({ files: { 'few.csv': people(1013), 'many.csv': people(120_000) } });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
    segmentId = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id ?? '';
  });

  after(() => launched.close());

  it('show first what a replace leaves in them, even if their statistics were never loaded', async () => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('few.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add few.csv to CRM Users 2025');
    await upload.choose('Replace');
    await upload.heading('Replace CRM Users 2025 with few.csv');
    await upload.button('Replace 5,000 with 1,013').waitFor();
    const danger = upload.frame.locator('section.danger');
    const text = (await danger.innerText()).replace(/\s+/g, ' ');
    await workbench.screenshot('lists-1-replace');
    assert.match(text, /5,000 → to 1,013 \(−80%\)/);
    assert.match(text, /3,987 fewer\. The segment keeps 20\.2% of its size\./);
    assert.ok(
      await isAbove(danger, upload.frame.locator('.columns')),
      'above everything but the heading',
    );
    await upload.close();
    assert.equal((await sandbox.list(segmentId)).length, 5000);
  });

  it('are not cleared during an upload, and are not filled further after a clear', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: '429', operation: 'addRemove', times: 1000, ms: 6_000, nth: 2 });
    await workbench.fileMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add many.csv to CRM Users 2025');
    await upload.press('Add 120,000');
    // Shows the Uploads view.
    await workbench.statusItem(/Paused: API rate limit reached/).click();
    await workbench.uploads('many.csv').first().waitFor();
    await workbench.contextMenu(workbench.row('Segments', SEGMENT), 'Clear Segment…');
    await workbench.notification(
      /An upload to segment \d+ is in progress\. Wait for it to end or cancel it, then clear the segment\./,
    );
    await workbench.screenshot('lists-2-busy');
    const row = workbench.uploads('many.csv').first();
    await workbench.contextMenu(row, 'Cancel Upload');
    await row.getByText(/cancelled/).waitFor();
    await workbench.clearNotifications();
    await sandbox.clearFaults();
    await workbench.contextMenu(workbench.row('Segments', SEGMENT), 'Clear Segment…');
    const dialog = await workbench.modal(/Clear this segment\?/);
    assert.match(await dialog.innerText(), /5,000 → 0 identifiers\./);
    await workbench.screenshot('lists-3-clear');
    await workbench.answerModal('Clear Segment');
    await workbench.notification(/Criteo accepted the request to clear/);
    await workbench.clearNotifications();
    await row.getByText(/cancelled, start over/).waitFor();
    assert.ok(!(await workbench.contextMenuEntries(row)).includes('Resume Upload'));
    await row.click();
    await upload.text(
      /Another upload or a Clear Segment command seems to have cleared the segment since.*Start over/,
    );
    await upload.button('Start Over…').waitFor();
    assert.equal(await upload.button(/^Resume/).count(), 0);
    await workbench.screenshot('lists-4-cleared');
    assert.equal((await sandbox.list(segmentId)).length, 0);
    await workbench.clearNotifications();
  });

  it('have a row for an upload with an unreadable record, which can only be deleted', async () => {
    const { workbench, server } = launched;
    const jobs = path.join(
      server.globalStorageDir,
      'retail-media-tools.criteo-audience-segments',
      'jobs',
    );
    const [jobId] = fs
      .readdirSync(jobs)
      .filter((name) => fs.existsSync(path.join(jobs, name, 'journal.ndjson')));
    for (const file of ['job.json', 'chunks.json'])
      fs.writeFileSync(path.join(jobs, jobId, file), '');
    await workbench.reload();
    await workbench.showContainer('Audience Segments');
    // While segments and their names arrive, uploads are drawn anew, and a menu may lose its row.
    await workbench.row('Segments', SEGMENT).filter({ hasText: 'Maple & Main Grocery' }).waitFor();
    const row = workbench.row('Uploads', /^Upload from /).first();
    await row.getByText(/the record can’t be read/).waitFor();
    await workbench.screenshot('lists-5-broken');
    assert.deepEqual(await workbench.contextMenuEntries(row), [
      'Open Upload',
      'Delete Upload Record',
    ]);
    await workbench.contextMenu(row, /^Delete Upload Record/);
    await row.waitFor({ state: 'detached' });
    assert.ok(!fs.existsSync(path.join(jobs, jobId)));
  });
});

async function isAbove(one: Locator, other: Locator): Promise<boolean> {
  const [upper, lower] = [await one.boundingBox(), await other.boundingBox()];
  return upper !== null && lower !== null && upper.y + upper.height <= lower.y;
}
