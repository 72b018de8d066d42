import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Sender } from '../../../../src/upload/contract';
import { Job } from '../../../../src/upload/journal/job';
import type { Entry } from '../../../../src/upload/journal/journal';
import { readList } from '../../../../src/upload/send/readList';
import type { RunJournal } from '../../../../src/upload/send/runJournal';
import { UploadError } from '../../../../src/upload/uploadError';
import type { Operation } from '../../../../src/upload/uploadTypes';
import { options } from '../support/bench';
import { chunkOf, storedJob } from '../support/plans';

const later = (retryAfter?: number): ApiError =>
  new ApiError('later', {
    kind: 'api',
    operation: 'statistics',
    outcome: 'notDone',
    retryable: true,
    status: 429,
    retryAfter,
  });

const unused = (): Promise<never> => Promise.reject(new Error('not to be requested'));

/** Reads the list of a job; the answer, what the journal was given, and the lines of the log. */
async function read(
  statistics: Sender['statistics'],
  {
    operation = 'replace' as Operation,
    when = 'before' as 'before' | 'after',
    record = (): Promise<void> => Promise.resolve(),
  } = {},
) {
  const job = new Job({
    job: storedJob(10, { options: options({ operation }) }),
    chunks: [chunkOf(10)],
    entries: [],
  });
  const entries: Entry[] = [];
  const lines: string[] = [];
  const journal = {
    record: (more: readonly Entry[]) => record().then(() => void entries.push(...more)),
  } as RunJournal;
  const sender: Sender = { statistics, amend: unused, clear: unused };
  const reading = await readList(when, job, sender, journal, {
    signal: new AbortController().signal,
    maxWait: 1_000,
    now: () => 5,
    log: (line) => lines.push(line),
  });
  return { reading, entries, lines };
}

const FIGURES = { numberOfIdentifiers: 7, numberOfMatches: 3, matchRate: 0.4 };
const answer = (): ReturnType<Sender['statistics']> =>
  Promise.resolve(FIGURES as Awaited<ReturnType<Sender['statistics']>>);

describe('readList', () => {
  it('gives the number of identifiers, and keeps the reading', async () => {
    assert.deepEqual(await read(answer, { when: 'after' }), {
      reading: { at: 5, identifiers: 7 },
      entries: [{ t: 'reading', reading: { when: 'after', at: 5, ...FIGURES } }],
      lines: [],
    });
  });

  it('gives why the list cannot be read', async () => {
    const error = later();
    assert.deepEqual(await read(() => Promise.reject(error)), {
      reading: { at: 5, failure: error.toJSON() },
      entries: [],
      lines: ['no reading'],
    });
  });

  it('rejects where a replace is told to ask again, later than is waited for', async () => {
    const error = later(1_001);
    await assert.rejects(
      read(() => Promise.reject(error)),
      error,
    );
    for (const more of [{ operation: 'add' }, { when: 'after' }] as const)
      assert.equal(
        (await read(() => Promise.reject(later(1_001)), more)).reading.failure?.status,
        429,
      );
    assert.equal((await read(() => Promise.reject(later(1_000)))).reading.failure?.status, 429);
  });

  it('is patient only where the size has to be known', async () => {
    const patient = async (more?: Parameters<typeof read>[1]): Promise<unknown> => {
      let waits: unknown;
      await read((_account, _segment, options) => {
        ({ waits } = options ?? {});
        return answer();
      }, more);
      return waits;
    };
    assert.deepEqual(
      [
        await patient(),
        await patient({ operation: 'remove' }),
        await patient({ operation: 'add' }),
      ],
      [true, true, false],
    );
    assert.equal(await patient({ when: 'after' }), false);
  });

  it('rejects where the journal cannot be written', async () => {
    const full = new UploadError('journal-full', 'full');
    await assert.rejects(read(answer, { record: () => Promise.reject(full) }), full);
  });
});
