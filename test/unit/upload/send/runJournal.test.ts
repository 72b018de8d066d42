import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job } from '../../../../src/upload/journal/job';
import { openJournalFile, readJournal, type Entry } from '../../../../src/upload/journal/journal';
import { NEW_LIST } from '../../../../src/upload/journal/listState';
import { Locks, type Lock } from '../../../../src/upload/journal/locks';
import { Processes } from '../../../../src/upload/journal/processes';
import { Store } from '../../../../src/upload/journal/store';
import { RunJournal } from '../../../../src/upload/send/runJournal';
import { StopSignal } from '../../../../src/upload/stopSignal';
import { writeListFile } from '../support/listFile';
import { chunkOf, storedJob } from '../support/plans';

const stored = storedJob(2);
const { jobId, target } = stored;
const SENDING: Entry = { t: 'sending', u: '0.given.0-2' };

describe('RunJournal', () => {
  let folder: string;
  let store: Store;
  let processes: Processes;
  let stop: StopSignal;
  let job: Job;
  let journal: RunJournal;
  let lock: Lock;
  let changes = 0;
  beforeEach(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'run-journal-'));
    store = new Store(folder);
    processes = new Processes(folder);
    stop = new StopSignal();
    changes = 0;
    await store.create(stored, [chunkOf(2)], Uint8Array.of(3));
    job = new Job(await store.load(jobId));
    lock =
      new Locks(folder, processes).acquire(target.origin, target.segmentId, jobId) ?? assert.fail();
    journal = new RunJournal(
      job,
      store,
      'me',
      stop,
      () => 9,
      () => changes++,
    );
    await journal.setLock(lock);
  });
  afterEach(async () => {
    await journal.close();
    journal.release();
    stop.done();
    processes.unregister();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const entries = (): Promise<Entry[]> => readJournal(store.journalPath(jobId));

  it('records each entry with its time and its process, on disk and in the ledger', async () => {
    await store.lists.recordClearing(target.origin, target.segmentId, '', 1);
    await journal.open();
    await journal.begin();
    await journal.record([SENDING, { t: 'unsent', u: '0.given.0-2', k: 1, at: 4 }]);
    assert.deepEqual(await entries(), [
      { t: 'run', at: 9, owner: 'me', epoch: 1 },
      { ...SENDING, at: 9, by: 'me' },
      { t: 'unsent', u: '0.given.0-2', k: 1, at: 4, by: 'me' },
    ]);
    assert.deepEqual([job.ledger.state, job.ledger.requests, changes], ['running', 1, 2]);
  });

  it('says that something else changed the segment since, only if the upload had changed it', async () => {
    writeListFile(folder, target, { ...NEW_LIST, changedBy: 'other' });
    await journal.open();
    await journal.begin();
    assert.equal(job.ledger.mixed, false);
    await journal.record([SENDING]);
    await journal.begin('pause');
    assert.deepEqual(
      [job.ledger.mixed, (await entries()).at(-1)],
      [true, { t: 'run', at: 9, owner: 'me', epoch: 0, mixed: true, after: 'pause' }],
    );
  });

  it('reads what another process recorded until it has the segment', async () => {
    const line = (entry: Entry): string => `${JSON.stringify(entry)}\n`;
    fs.writeFileSync(
      store.journalPath(jobId),
      line({ t: 'run', at: 1, owner: 'other' }) +
        line({ t: 'sending', u: '0.given.0-2', by: 'other' }) +
        line({ t: 'sent', u: '0.given.0-2', a: 2, r: 0, x: 0, k: 1, by: 'other' }),
    );
    await journal.setLock(lock);
    assert.equal(job.ledger.totals().accepted, 2);
  });

  it('writes nothing once another window has the segment, and stops the run', async () => {
    await journal.open();
    assert.deepEqual([journal.checkLost(), journal.isLost], [false, false]);
    lock.release();
    await assert.rejects(journal.record([SENDING]), { code: 'locked' });
    assert.deepEqual([journal.isLost, stop.reason, await entries()], [true, 'takenOver', []]);
  });

  it('counts no entry during whose writing another window took the segment', async () => {
    await journal.open(async (path) => {
      const file = await openJournalFile(path);
      return {
        appendFile: (data) => file.appendFile(data),
        datasync: () => Promise.resolve(lock.release()),
        close: () => file.close(),
      };
    });
    await assert.rejects(journal.record([SENDING]), { code: 'locked' });
    assert.deepEqual([job.ledger.mayHaveChangedList, changes], [false, 0]);
  });
});
