import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../../../src/upload/journal/store';
import type { LastUpload } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { chunkOf, storedJob } from '../support/plans';

const ID = 'abc-01234567';
const ORIGIN = 'https://api.criteo.com';
const RUN = { t: 'run', at: 1, owner: 'me' } as const;

describe('Store', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'store-'));
    store = new Store(folder);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const inJob = (name: string): string => join(folder, 'jobs', ID, name);
  const record = (...entries: object[]): void =>
    fs.writeFileSync(
      store.journalPath(ID),
      entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    );

  it('gives back the plan of an upload as it was', async () => {
    const [job, chunks] = [storedJob(3), [chunkOf(2), chunkOf(1, { firstRow: 2 })]];
    await store.create(job, chunks, Uint8Array.of(7, 255));
    const { assignee, batch, leftOut, skipped, ...plan } = await store.load(ID);
    assert.deepEqual(plan, { job, chunks, entries: [] });
    assert.deepEqual([assignee, batch, leftOut, skipped], Array(4).fill(undefined));
    assert.deepEqual(await store.bits(ID), Uint8Array.of(7, 255));
    record(RUN);
    assert.deepEqual((await new Store(folder).load(ID)).entries, [RUN]);
  });

  it('keeps everything readable by its user alone', async function () {
    if (process.platform === 'win32') this.skip();
    await store.create(storedJob(1), [chunkOf(1)], Uint8Array.of(1));
    await store.setAssignee(ID, 'me');
    await store.setSkipped(ID, { code: 'not-confirmed', at: 1 });
    await store.lists.recordChange(ORIGIN, '2', storedJob(1));
    await store.fingerprintKey();
    const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const isFile = (name: string): boolean => fs.statSync(join(folder, name)).isFile();
    assert.equal(names.filter(isFile).length, 7);
    for (const name of names)
      assert.equal(
        fs.statSync(join(folder, name)).mode & 0o777,
        isFile(name) ? 0o600 : 0o700,
        name,
      );
  });

  it('knows why an upload was left to a person, unless that file is damaged', async () => {
    await store.create(storedJob(1), [chunkOf(1)], Uint8Array.of(1));
    await store.setSkipped(ID, { code: 'other-session', at: 7 });
    assert.deepEqual((await store.load(ID)).skipped, { code: 'other-session', at: 7 });
    for (const text of ['', '{"code":', '[]', '{"code":"other-session"}', '{"code":1,"at":7}']) {
      fs.writeFileSync(inJob('skipped.json'), text);
      assert.equal((await store.load(ID)).skipped, undefined, text);
    }
    await store.remove(ID);
    await assert.rejects(store.setSkipped(ID, { code: 'other-session', at: 7 }), {
      code: 'unknown-job',
    });
  });

  it('leaves nothing of a plan that could not be written completely', async () => {
    fs.mkdirSync(inJob('job.json'), { recursive: true });
    await assert.rejects(store.create(storedJob(1), [chunkOf(1)], Uint8Array.of(1)), {
      code: 'journal-full',
    });
    assert.equal(fs.existsSync(inJob('')), false);
  });

  it('never leaves its folder, whatever the ID of an upload', async () => {
    for (const id of [
      '',
      '.',
      '..',
      '../segments',
      `../jobs/${ID}`,
      `${ID}/..`,
      `${ID}\n`,
      'ABC-01234567',
    ]) {
      assert.throws(() => store.journalPath(id), { code: 'unknown-job' }, id);
      for (const use of [store.load(id), store.setAssignee(id, 'me'), store.remove(id)])
        await assert.rejects(use, { code: 'unknown-job' }, id);
    }
    assert.equal(store.journalPath(ID), inJob('journal.ndjson'));
  });

  it('tells an upload that is gone from one whose record cannot be read', async () => {
    await assert.rejects(store.load(ID), { code: 'unknown-job' });
    await assert.rejects(store.bits(ID), { code: 'journal-broken' });
    for (const [name, content] of [
      ['chunks.json', '{}'],
      ['chunks.json', '[{'],
      ['chunks.json', undefined],
      ['job.json', 'null'],
      ['job.json', JSON.stringify({ ...storedJob(1), target: undefined })],
      ['job.json', JSON.stringify({ ...storedJob(1), plannedAt: 'today' })],
    ] as const) {
      await store.create(storedJob(1), [chunkOf(1)], Uint8Array.of(1));
      if (content === undefined) fs.rmSync(inJob(name));
      else fs.writeFileSync(inJob(name), content);
      await assert.rejects(store.load(ID), { code: 'journal-broken' }, `${name} ${content}`);
    }
    // Without its plan and without a journal, nothing of it is left.
    fs.rmSync(inJob('job.json'));
    await assert.rejects(store.load(ID), { code: 'unknown-job' });
    record(RUN);
    await assert.rejects(store.load(ID), { code: 'journal-broken' });
  });

  it('says what remains of an upload whose record cannot be read', async () => {
    assert.equal(await store.loadRemains(ID), undefined);
    const job = storedJob(1);
    await store.create(job, [chunkOf(1)], Uint8Array.of(1));
    fs.rmSync(inJob('chunks.json'));
    assert.deepEqual(await store.loadRemains(ID), { job, entries: [] });
    record(RUN);
    fs.writeFileSync(inJob('job.json'), '{');
    assert.deepEqual(await store.loadRemains(ID), { job: undefined, entries: [RUN] });
  });

  it('lists the newest upload first, and nothing that is none', async () => {
    assert.deepEqual(await store.jobIds(), []);
    const at = Date.parse('2026-03-01T00:00:00Z');
    const ids = [at, at + 1, at + 3_600_000].map((now) => store.newId(now));
    for (const jobId of [ids[1], ids[2], ids[0]])
      await store.create(storedJob(1, { jobId }), [], new Uint8Array());
    fs.mkdirSync(join(folder, 'jobs', 'lost+found'));
    assert.deepEqual(await store.jobIds(), ids.toReversed());
    await store.remove(ids[1]);
    assert.deepEqual(await store.jobIds(), [ids[2], ids[0]]);
    assert.notEqual(store.newId(at), store.newId(at));
  });

  it('keeps who is to send an upload, also that no one is any more', async () => {
    await assert.rejects(store.setAssignee(ID, 'me'), { code: 'unknown-job' });
    await store.create(storedJob(1), [], new Uint8Array());
    for (const owner of ['me', '', undefined, undefined]) {
      await store.setAssignee(ID, owner);
      assert.equal((await store.load(ID)).assignee, owner);
    }
  });

  it('undoes a clear that did not happen, unless something was recorded since', async () => {
    await store.lists.recordChange(ORIGIN, '2', storedJob(1, { jobId: 'before' }));
    const before = await store.lists.state(ORIGIN, '2');
    const undo = await store.lists.recordClearing(ORIGIN, '2', ID, 5);
    assert.deepEqual(await store.lists.state(ORIGIN, '2'), {
      changedBy: ID,
      epoch: 1,
      raised: { by: ID, before: 0 },
      emptied: { by: ID, at: 5, epoch: 1 },
      formats: before?.formats,
      contents: before?.contents,
      target: before?.target,
    });
    await undo();
    assert.deepEqual(await store.lists.state(ORIGIN, '2'), before);
    const undoFirst = await store.lists.recordClearing(ORIGIN, '2', ID, 6);
    await store.lists.recordClearing(ORIGIN, '2', '', 7);
    await undoFirst();
    assert.deepEqual(await store.lists.state(ORIGIN, '2'), {
      changedBy: '',
      epoch: 2,
      raised: { by: '', before: 1 },
      emptied: { by: '', at: 7, epoch: 2 },
      formats: before?.formats,
      contents: before?.contents,
      target: before?.target,
    });
    await store.lists.recordCleared(ORIGIN, '2');
    assertHas(await store.lists.state(ORIGIN, '2'), { epoch: 2, formats: [], contents: [] });
    const undoOnly = await store.lists.recordClearing(ORIGIN, '3', ID, 8);
    await undoOnly();
    assert.equal(await store.lists.state(ORIGIN, '3'), undefined);
  });

  it('keeps when a segment was cleared while uploads change it', async () => {
    await store.lists.recordClearing(ORIGIN, '2', '', 5);
    const job = storedJob(1);
    await store.lists.recordChange(ORIGIN, '2', job);
    const { contents, ...state } = (await store.lists.state(ORIGIN, '2')) ?? assert.fail();
    assert.deepEqual(state, {
      changedBy: ID,
      epoch: 1,
      raised: { by: '', before: 0 },
      emptied: { by: '', at: 5, epoch: 1 },
      target: job.target,
      formats: ['plain'],
    });
    assert.deepEqual(
      contents?.map(({ uri, jobId }) => [uri, jobId]),
      [[job.files[0].uri, ID]],
    );
    assert.equal(await store.lists.state('https://other.example', '2'), undefined);
  });

  it('says that a segment changed after its last upload', async () => {
    const last: LastUpload = {
      jobId: ID,
      finishedAt: '2026-03-01T00:00:00Z',
      operation: 'add',
      distinct: 1,
      accepted: 1,
      fingerprint: 'f',
      byForm: { plain: 1 },
      complete: true,
    };
    await store.lists.setLastUpload(ORIGIN, '2', last);
    assert.deepEqual(await store.lists.lastUpload(ORIGIN, '2'), { ...last, changedSince: true });
    await store.lists.recordChange(ORIGIN, '2', storedJob(1));
    assert.deepEqual(await store.lists.lastUpload(ORIGIN, '2'), last);
    await store.lists.recordChange(ORIGIN, '2', storedJob(1, { jobId: 'other' }));
    assert.deepEqual(await store.lists.lastUpload(ORIGIN, '2'), { ...last, changedSince: true });
    await store.lists.setLastUpload(ORIGIN, '2', undefined);
    assert.equal(await store.lists.lastUpload(ORIGIN, '2'), undefined);
  });

  it('has one fingerprint key for good, which every window gets, also if many start at once', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const storage = join(folder, `${turn}`);
      const windows = Array.from({ length: 8 }, () => new Store(storage));
      const [key, ...others] = await Promise.all(windows.map((one) => one.fingerprintKey()));
      assert.equal(key.length, 8);
      for (const other of others) assert.deepEqual(other, key);
      assert.deepEqual(await new Store(storage).fingerprintKey(), key);
    }
  });

  it('replaces a fingerprint key that was cut off', async () => {
    fs.writeFileSync(join(folder, 'fingerprint.key'), 'cut');
    const key = await store.fingerprintKey();
    assert.equal(key.length, 8);
    assert.deepEqual(await store.fingerprintKey(), key);
  });
});
