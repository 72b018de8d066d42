import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../../../src/upload/journal/ledger';
import { Store, type StoredJob } from '../../../../src/upload/journal/store';
import { suppressionChangedError } from '../../../../src/upload/send/suppressionChanged';
import type { PlannedSuppression } from '../../../../src/upload/suppression/suppressionTypes';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { options } from '../support/bench';
import { chunkOf, storedJob, suppressionOf } from '../support/plans';

const CONTENT = 'email\na@example.com\n';

describe('the suppression lists of a plan', () => {
  let folder: string;
  let path: string;
  let store: Store;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'suppression-'));
    path = join(folder, 'opt-outs.csv');
    fs.writeFileSync(path, CONTENT);
    store = new Store(folder);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** With the list as it is now. */
  const planned = (more: Partial<StoredJob> = {}, facts: Partial<PlannedSuppression> = {}) => {
    const { size, mtimeMs } = fs.statSync(path);
    const contentHash = createHash('sha256').update(fs.readFileSync(path)).digest('hex');
    const list = { path, size, modifiedAt: mtimeMs, contentHash, people: 1 };
    return storedJob(1, { suppression: suppressionOf([list], facts), ...more });
  };
  const changed = async (stored: StoredJob, isThorough = false): Promise<string | undefined> => {
    const ledger = new Ledger([]);
    const error = await suppressionChangedError({ stored, ledger }, store, isThorough);
    assert.ok(error === undefined || error.code === 'suppression-changed');
    return error?.message;
  };

  it('are the same with the same bytes, whenever they were written', async () => {
    const job = planned();
    assert.equal(await changed(job), undefined);
    assert.equal(await changed(job, true), undefined);
    fs.utimesSync(path, 1, 1);
    assert.equal(await changed(job), undefined);
  });

  it('have changed with another size or other bytes, and where they are gone', async () => {
    const job = planned();
    const { atime, mtime } = fs.statSync(path);
    fs.writeFileSync(path, CONTENT.replace('a@', 'b@'));
    assert.match(
      (await changed(job)) ?? '',
      /^The suppression list opt-outs\.csv has changed since people\.csv was checked\./,
    );
    fs.utimesSync(path, atime, mtime);
    const looksSame = { ...job };
    looksSame.suppression = suppressionOf([
      { ...job.suppression!.lists[0], modifiedAt: fs.statSync(path).mtimeMs },
    ]);
    assert.equal(await changed(looksSame), undefined, 'nothing was read');
    assert.ok(await changed(looksSame, true));
    fs.appendFileSync(path, 'c@example.com\n');
    assert.ok(await changed(job));
    fs.rmSync(path);
    assert.ok(await changed(job));
  });

  it('that were missing, which was allowed, have changed once they are there', async () => {
    const missing = join(folder, 'more.csv');
    const job = planned({ suppression: suppressionOf([{ path: missing, failure: 'missing' }]) });
    assert.equal(await changed(job, true), undefined);
    fs.writeFileSync(missing, CONTENT);
    assert.ok(await changed(job));
    job.suppression = suppressionOf([{ path, failure: 'unreadable' }]);
    assert.equal(await changed(job, true), undefined, 'that it can’t be read is known');
  });

  it('are more where another upload used one since that the plan doesn’t know', async () => {
    const { origin, segmentId } = storedJob(1).target;
    const without = storedJob(1);
    assert.equal(await changed(without), undefined);
    await store.lists.recordChange(origin, segmentId, planned({ jobId: 'other' }));
    assert.match(
      (await changed(without)) ?? '',
      /^Another upload to the segment has used the suppression list opt-outs\.csv since/,
    );
    assert.equal(await changed(planned()), undefined);
    for (const known of [
      planned({ suppression: suppressionOf([], { lacking: [{ path }] }) }),
      storedJob(1, { options: options({ allowed: ['suppression-missing'] }) }),
      storedJob(1, { options: options({ operation: 'remove' }) }),
    ])
      assert.equal(await changed(known), undefined);
  });

  it('are removed in other hash formats, too, where another upload has sent in one since', async () => {
    const { origin, segmentId } = storedJob(1).target;
    const job = (removed: number) => planned({}, { removed, formats: ['plain', 'md5'] });
    const sent = async (hash: UploadOptions['hash']): Promise<void> =>
      store.lists.recordChange(origin, segmentId, storedJob(1, { options: options({ hash }) }));
    await sent('md5');
    assert.equal(await changed(job(1)), undefined);
    await sent('sha256');
    assert.match(
      (await changed(job(1))) ?? '',
      /^Another upload has sent .* in another hash format/,
    );
    assert.equal(await changed(job(0)), undefined, 'no one is removed');
    const ledger = new Ledger([chunkOf(1)]);
    ledger.apply({ t: 'sending', u: '0.given.0-1' });
    assert.equal(await suppressionChangedError({ stored: job(1), ledger }, store, true), undefined);
  });
});
