import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { keepForNext } from '../../../../../src/app/uploads/repeat/keepForNext';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import { DEFAULT_OPTIONS, OPERATIONS, type Plan } from '../../../../../src/upload/uploadTypes';
import { job, report } from '../page/jobs';

describe('what a copied update keeps', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const own = job({ jobId: 'own', state: 'finished', startedAt: '2026-11-25T09:00:00Z' });
  const later = (changes: Partial<JobSummary>): JobSummary => ({
    ...own,
    ...{ jobId: 'later', startedAt: '2026-11-25T10:00:00Z', report: report({ sent: 3 }) },
    ...changes,
  });
  const update = (name: string, changes: Partial<Plan> = {}): { job: JobSummary; plan: Plan } => {
    const source = at(name);
    const contentHash = createHash('sha256').update('as sent').digest('hex');
    const files = [{ uri: pathToFileURL(source).href, path: source, contentHash }];
    const target = { segmentId: '5' };
    const options = { ...DEFAULT_OPTIONS, operation: 'update' };
    return { job: own, plan: { files, target, options, ...changes } as unknown as Plan };
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kept '));
    for (const name of ['crm.csv', 'buyers.csv']) fs.writeFileSync(at(name), 'as sent');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('is a copy of its file, which is said', async () => {
    assert.deepEqual(await keepForNext([update('crm.csv')], [own]), [
      'Copied. The file’s people are kept in kept-crm-5.csv, for the next update.',
    ]);
    assert.equal(fs.readFileSync(at('kept-crm-5.csv'), 'utf8'), 'as sent');
    assert.deepEqual(await keepForNext([update('crm.csv'), update('buyers.csv')], [own]), [
      'Copied. The files’ people are kept in kept-crm-5.csv, kept-buyers-5.csv, for the next updates.',
    ]);
  });

  it('is nothing for another upload, and for one that keeps its file', async () => {
    const options = { ...DEFAULT_OPTIONS, operation: 'add' } as const;
    const keep = { path: at('kept.csv'), sending: at('kept.csv.sending'), cutOff: [] };
    const others = [update('crm.csv', { options }), update('crm.csv', { keep })];
    assert.deepEqual(await keepForNext(others, [own]), []);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['buyers.csv', 'crm.csv']);
  });

  it('is nothing once a later update or replace has changed the segment, which is said', async () => {
    for (const operation of OPERATIONS) {
      const notes = await keepForNext([update('crm.csv')], [own, later({ operation })]);
      const fills = operation === 'update' || operation === 'replace';
      assert.match(
        notes.join(),
        fills
          ? /^Copied, without a copy of crm\.csv: a later update or replace has changed the segment/
          : /^Copied\. The file’s people are kept/,
        operation,
      );
      assert.equal(fs.existsSync(at('kept-crm-5.csv')), !fills, operation);
      fs.rmSync(at('kept-crm-5.csv'), { force: true });
    }
  });

  it('is a copy although a later update was cancelled before its first request', async () => {
    const cancelled = { operation: 'update', state: 'cancelled' } as const;
    const nothing = later({ ...cancelled, report: report({ sent: 0 }) });
    await keepForNext([update('crm.csv')], [own, nothing]);
    assert.ok(fs.existsSync(at('kept-crm-5.csv')));
    // It had cleared the segment, or sent something.
    const cleared = report({ sent: 0, cleared: '2026-11-25T10:00:00Z' });
    const replace = later({ ...cancelled, operation: 'replace', report: cleared });
    assert.match((await keepForNext([update('crm.csv')], [own, replace])).join(), /without a copy/);
  });

  it('is nothing if the file has changed since', async () => {
    fs.writeFileSync(at('crm.csv'), 'changed');
    const [note] = await keepForNext([update('crm.csv')], [own]);
    assert.match(note, /^Copied\. crm\.csv has changed since it was sent, so the first run stops/);
    assert.ok(!fs.existsSync(at('kept-crm-5.csv')));
  });

  it('says in words of its own what couldn’t be written', async () => {
    // As good as a folder that can't be written to, also for root.
    fs.mkdirSync(at('kept-crm-5.csv.copying'));
    const notes = await keepForNext([update('crm.csv'), update('buyers.csv')], [own]);
    assert.match(notes[0], /kept-buyers-5\.csv/);
    assert.match(notes[1], /^Copied, but kept-crm-5\.csv couldn’t be written: ERR_FS_EISDIR\./);
  });
});
