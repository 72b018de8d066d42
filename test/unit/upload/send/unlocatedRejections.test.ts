import assert from 'node:assert/strict';
import { Job } from '../../../../src/upload/journal/job';
import type { Entry } from '../../../../src/upload/journal/journal';
import { countUnlocatedRejections } from '../../../../src/upload/send/unlocatedRejections';
import type { Finding } from '../../../../src/upload/uploadTypes';
import { chunkOf, fileOf, storedJob } from '../support/plans';

const finding = (file: number, row: number): Finding => ({
  file,
  row,
  rule: 'refused-by-api',
  level: 'error',
  place: { line: row, startColumn: 0, endLine: row, endColumn: 1 },
});

/** Two files of two chunks each; `refused` rows of each chunk. */
function jobWith(...refused: number[]): Job {
  const chunks = [0, 0, 1, 1].map((file, i) => chunkOf(10, { file, firstRow: (i % 2) * 10 }));
  const entries = refused.flatMap((r, chunk): Entry[] => [
    { t: 'sending', u: `${chunk}.given.0-10` },
    { t: 'sent', u: `${chunk}.given.0-10`, a: 10 - r, r, x: 0, k: 1 },
  ]);
  return new Job({
    job: storedJob(40, { files: [fileOf(20), fileOf(20)] }),
    chunks,
    entries: [{ t: 'run', at: 1, owner: 'me' }, ...entries],
  });
}

describe('countUnlocatedRejections', () => {
  it('gives the chunks of which the API rejected more rows than were found', () => {
    const job = jobWith(0, 3, 2, 1);
    job.addServerFindings([finding(0, 10), finding(0, 19), finding(1, 0), finding(1, 9)]);
    assert.deepEqual(countUnlocatedRejections(job), [
      { chunk: 1, refused: 3, named: 2 },
      { chunk: 3, refused: 1, named: 0 },
    ]);
  });

  it('leaves out chunks that were rejected as a whole', () => {
    const job = jobWith();
    job.ledger.apply({
      t: 'rejected',
      u: '0.given.0-10',
      error: { code: 'invalid', source: 'tool', message: 'no' },
      k: 1,
    });
    assert.equal(job.ledger.totals().refused, 10);
    assert.deepEqual(countUnlocatedRejections(job), []);
  });

  it('counts a row once, however often it was found', () => {
    const job = jobWith(2);
    for (let i = 0; i < 2; i++) job.addServerFindings([finding(0, 5)]);
    assert.deepEqual(countUnlocatedRejections(job), [{ chunk: 0, refused: 2, named: 1 }]);
  });

  it('adds up the halves of a chunk', () => {
    const job = jobWith();
    for (const entry of [
      { t: 'split', u: '0.given.0-10', into: ['0.given.0-5', '0.given.5-10'] },
      { t: 'sent', u: '0.given.0-5', a: 4, r: 1, x: 0, k: 1 },
      { t: 'sent', u: '0.given.5-10', a: 3, r: 2, x: 0, k: 1 },
    ] satisfies Entry[])
      job.ledger.apply(entry);
    assert.deepEqual(countUnlocatedRejections(job), [{ chunk: 0, refused: 3, named: 0 }]);
  });
});
