import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiError, type ErrorFacts } from '../../../../src/api/apiError';
import type { RequestOptions } from '../../../../src/api/options';
import type { Sender } from '../../../../src/upload/contract';
import { Job } from '../../../../src/upload/journal/job';
import { readJournal } from '../../../../src/upload/journal/journal';
import type { ListState } from '../../../../src/upload/journal/listState';
import { Locks, type Lock } from '../../../../src/upload/journal/locks';
import { Processes } from '../../../../src/upload/journal/processes';
import { Store } from '../../../../src/upload/journal/store';
import { clearList } from '../../../../src/upload/send/clearList';
import { RunJournal } from '../../../../src/upload/send/runJournal';
import type { SendResult } from '../../../../src/upload/send/sendChunks';
import { StopSignal } from '../../../../src/upload/stopSignal';
import { UploadError } from '../../../../src/upload/uploadError';
import { options } from '../support/bench';
import { writeListFile } from '../support/listFile';
import { chunkOf, storedJob } from '../support/plans';

const BEFORE: ListState = {
  changedBy: 'earlier',
  epoch: 4,
  emptied: { by: 'earlier', at: 1, epoch: 4 },
  formats: ['plain'],
  contents: [],
  leftSince: 3,
};
const stored = storedJob(2, { options: options({ operation: 'replace' }) });
const { jobId, target } = stored;

const failure = (facts: Partial<ErrorFacts>): ApiError =>
  new ApiError('no', {
    kind: 'api',
    operation: 'clear',
    outcome: 'notDone',
    retryable: false,
    ...facts,
  });

describe('clearList', () => {
  let folder: string;
  let store: Store;
  let processes: Processes;
  let stop: StopSignal;
  let job: Job;
  let journal: RunJournal;
  let lock: Lock;
  beforeEach(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'clear-list-'));
    store = new Store(folder);
    processes = new Processes(folder);
    stop = new StopSignal();
    await store.create(stored, [chunkOf(2)], Uint8Array.of(3));
    writeListFile(folder, target, BEFORE);
    job = new Job(await store.load(jobId));
    lock =
      new Locks(folder, processes).acquire(target.origin, target.segmentId, jobId) ?? assert.fail();
    journal = new RunJournal(
      job,
      store,
      processes.id,
      stop,
      () => 9,
      () => undefined,
    );
    await journal.setLock(lock);
    await journal.open();
    await journal.begin();
  });
  afterEach(async () => {
    await journal.close();
    journal.release();
    stop.done();
    processes.unregister();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const listState = (): Promise<ListState | undefined> =>
    store.lists.state(target.origin, target.segmentId);
  /** The entries of the clear, without who wrote them and when. */
  const entries = async (): Promise<object[]> =>
    (await readJournal(store.journalPath(jobId)))
      .filter(({ t }) => t !== 'run')
      .map(({ at: _at, by: _by, ...entry }) => entry);
  const clear = (
    request: (options: RequestOptions) => unknown,
  ): Promise<SendResult | undefined> => {
    const sender: Pick<Sender, 'clear'> = {
      clear: async (segmentId, options = {}) => {
        assert.equal(segmentId, target.segmentId);
        await request(options);
      },
    };
    return clearList(job, sender as Sender, store, journal, stop, () => 9);
  };

  it('has recorded the clear before its request, and its response after', async () => {
    const result = await clear(async ({ onTry, mayTry }) => {
      assert.deepEqual(await entries(), [{ t: 'clearing' }]);
      assert.deepEqual(await listState(), {
        changedBy: jobId,
        epoch: 5,
        raised: { by: jobId, before: 4 },
        emptied: { by: jobId, at: 9, epoch: 5 },
        formats: ['plain'],
        contents: [],
        leftSince: 3,
      });
      assert.equal(mayTry?.(), true);
      onTry?.();
      onTry?.();
    });
    assert.equal(result, undefined);
    assert.deepEqual(await entries(), [{ t: 'clearing' }, { t: 'cleared', k: 2 }]);
    assert.deepEqual([job.ledger.clearedAt, job.ledger.requests, job.mustClear], [9, 2, false]);
    const { epoch, isSinceClear, formats, leftSince } = (await listState()) ?? {};
    assert.deepEqual(
      { epoch, isSinceClear, formats, leftSince },
      { epoch: 5, isSinceClear: true, formats: [], leftSince: undefined },
    );
  });

  it('takes back a clear that the API rejected, and not one whose response was lost', async () => {
    for (const [facts, waits, entry] of [
      [{ status: 403 }, false, { t: 'uncleared', k: 1 }],
      [{ status: 503, retryable: true }, true, { t: 'uncleared', k: 1 }],
      [{ kind: 'stalled', outcome: 'unknown' }, true, { t: 'uncleared', k: 1, lost: true }],
    ] as [Partial<ErrorFacts>, boolean, object][]) {
      const error = failure(facts);
      const result = await clear(({ onTry }) => {
        onTry?.();
        throw error;
      });
      assert.deepEqual(result, { end: 'failed', error, waits });
      assert.deepEqual((await entries()).at(-1), entry);
      const list = await listState();
      assert.equal(list?.epoch, error.outcome === 'unknown' ? 5 : 4);
      assert.deepEqual(list?.formats, ['plain'], 'what was sent may still be there');
      assert.equal(job.ledger.maybeClearedAt, error.outcome === 'unknown' ? 9 : undefined);
      assert.ok(job.mustClear);
    }
  });

  it('ends as stopped where the upload was cancelled', async () => {
    stop.request('cancelled', 60_000);
    const result = await clear((options) => {
      assert.deepEqual([options.stopTrying?.aborted, options.signal?.aborted], [true, false]);
      throw failure({ kind: 'cancelled' });
    });
    assert.deepEqual(result, { end: 'stopped' });
    assert.deepEqual(await listState(), BEFORE);
  });

  it('begins no retry and takes nothing back once another window has the segment', async () => {
    const request = clear(({ mayTry }) => {
      lock.release();
      assert.equal(mayTry?.(), false);
      throw failure({ kind: 'cancelled' });
    });
    await assert.rejects(request, { code: 'locked' });
    assert.deepEqual(await entries(), [{ t: 'clearing' }]);
    assert.equal((await listState())?.epoch, 5);
  });

  it('sends nothing if the journal has lost its segment before, and says nothing of a clear', async () => {
    lock.release();
    await assert.rejects(
      clear(() => assert.fail('sent')),
      { code: 'locked' },
    );
    assert.deepEqual(await listState(), BEFORE);
  });

  it('takes it back where its line can’t be written', async () => {
    await journal.close();
    const full = new UploadError('journal-full', 'full');
    journal.record = () => Promise.reject(full);
    await assert.rejects(
      clear(() => assert.fail('sent')),
      full,
    );
    assert.deepEqual(await listState(), BEFORE);
  });

  it('hides no error of another kind', async () => {
    await assert.rejects(
      clear(() => {
        throw new TypeError('a defect');
      }),
      TypeError,
    );
  });
});
