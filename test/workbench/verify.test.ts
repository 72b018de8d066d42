import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { HistoryEntry } from '../../src/app/segments/history';
import { embeddedSandbox } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/** What became of uploads, in the window: the page of all segments, the segment's own, and the ways on. */

const SEGMENT = 'CRM Users 2025';
/** Two computations ago at least, at any time of the day. */
const YESTERDAY = 30 * 3_600_000;

describe('a segment that fell, in the window', () => {
  let launched: Launched;
  let page: UploadPage;

  before(async () => {
    launched = await launch({ files: { 'crm.csv': 'email\nann@example.com\n' } });
    const { workbench, server } = launched;
    page = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    await startUpload(workbench, 'crm.csv', SEGMENT);
    await page.press(/^Add 1/);
    await page.heading(/^1 added/);
    await page.close();
    // Yesterday, it was larger.
    const segments = await embeddedSandbox(server).segments();
    const id = segments.find(({ name }) => name === SEGMENT)?.id ?? '';
    const folder = server.globalStorageDir;
    let file = '';
    const read = (): string => fs.readFileSync(path.join(folder, file), 'utf8');
    // The last line of the upload, which is written after its end is shown.
    await waitUntil('the upload is in the history', () => {
      const all = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
      file = all.find((one) => path.basename(one) === `${id}.jsonl`) ?? '';
      return file !== '' && /"kind":"upload".*\n/.test(read());
    });
    const reading: HistoryEntry = {
      ...{ at: Date.now() - YESTERDAY, kind: 'reading' },
      ...{ numberOfIdentifiers: 9000, numberOfMatches: 4000, matchRate: 0.5 },
    };
    fs.writeFileSync(path.join(folder, file), `${JSON.stringify(reading)}\n${read()}`);
  });
  after(() => launched.close());

  it('is on the page of all, which leads to its own', async () => {
    const { workbench } = launched;
    await workbench.command('Audience Segments: Verify Uploads');
    await page.heading('1 of 1 segment isn’t as expected');
    const text = await page.text('Read Again');
    assert.match(text, /Unexplained fall: 9,000 → 5,000 \(−44%\)/);
    await workbench.screenshot('verify-1-page');
    await page.press(/^Show in Chart/);
    assert.match(await page.text('Around the fall'), /9,000 → 5,000 between/);
    await workbench.screenshot('verify-2-segment');
  });

  it('gets the last file again from its page', async () => {
    const { workbench } = launched;
    await page.press('Upload the Last File Again…');
    await page.button('Send Anyway').waitFor();
    await workbench.screenshot('verify-3-again');
    await page.close();
  });

  it('is told no more once a person has explained it', async () => {
    const { workbench } = launched;
    await page.press('This Is Explained');
    await page.frame.getByText('Around the fall').waitFor({ state: 'detached' });
    // The page of all is still open.
    await workbench.command('Audience Segments: Verify Uploads');
    await page.heading(/^Nothing to verify before \d\d:00 UTC$/);
    assert.match(await page.text('Read Again'), /Not computed yet/);
    await workbench.screenshot('verify-4-explained');
  });
});
