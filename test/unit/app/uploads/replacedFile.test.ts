import assert from 'node:assert/strict';
import { findReplacedFile, lastFullUpload } from '../../../../src/app/uploads/replacedFile';
import type { JobSummary, Report } from '../../../../src/upload/jobTypes';
import type { Plan } from '../../../../src/upload/uploadTypes';
import { at, job, report } from './page/jobs';

/** A finished Replace of this segment that began at this time. */
function replaceAt(time: string, changes: Parameters<typeof job>[0] = {}): JobSummary {
  return job({
    jobId: time,
    state: 'finished',
    operation: 'replace',
    startedAt: new Date(at(time)).toISOString(),
    cleared: new Date(at(time)).toISOString(),
    files: [{ uri: `file:///work/crm-${time.slice(0, 2)}.csv`, size: 9 }],
    report: { accepted: 5, sent: 5 },
    ...changes,
  });
}

const NOW = replaceAt('12:00:00');

describe('lastFullUpload', () => {
  it('is the newest Replace before it that has nothing left to send', () => {
    const [first, second] = [replaceAt('08:00:00'), replaceAt('09:00:00')];
    const later = replaceAt('13:00:00');
    assert.equal(lastFullUpload([later, NOW, first, second], NOW), second);
  });

  it('is none where the list was never filled completely by one file', () => {
    const of = (changes: Parameters<typeof job>[0]): JobSummary | undefined =>
      lastFullUpload([replaceAt('09:00:00', changes)], NOW);
    assert.ok(of({}));
    const { target } = NOW;
    for (const changes of [
      { operation: 'add' },
      { operation: 'remove' },
      { state: 'cancelled' },
      { state: 'failed' },
      { resumable: true },
      { error: { code: 'superseded', message: '' } },
      { startedAt: undefined },
      { target: { ...target, segmentId: '3' } },
      { target: { ...target, origin: 'http://localhost' } },
    ] as Parameters<typeof job>[0][])
      assert.equal(of(changes), undefined, JSON.stringify(changes));
  });

  it('is none for what did not clear the list, and there for what may have', () => {
    const before = replaceAt('09:00:00');
    const of = (changes: Parameters<typeof job>[0]): JobSummary | undefined =>
      lastFullUpload([before], replaceAt('12:00:00', changes));
    assert.equal(of({ cleared: undefined }), undefined);
    assert.equal(of({ operation: 'add' }), undefined);
    assert.equal(of({ cleared: undefined, maybeCleared: '2026-11-25T12:00:00Z' }), before);
    assert.equal(of({ state: 'cancelled', resumable: true }), before);
  });
});

describe('findPreviousFile', () => {
  const BEFORE = replaceAt('09:00:00');

  const engine = (
    others: readonly JobSummary[] = [],
    isUnchanged: () => Promise<boolean> = () => Promise.resolve(true),
    fingerprints: Record<string, string> = {},
  ): Parameters<typeof findReplacedFile>[0] => ({
    jobs: () => [NOW, BEFORE, ...others],
    planOf: (jobId) =>
      Promise.resolve({ fingerprint: fingerprints[jobId] ?? jobId } as Partial<Plan> as Plan),
    isUnchanged,
  });

  it('has the file, when it was sent, and whether it is still as it was', async () => {
    const found = {
      jobId: BEFORE.jobId,
      files: BEFORE.files,
      sentAt: at('09:00:00'),
      isUnchanged: true,
      isOutdated: false,
    };
    assert.deepEqual(await findReplacedFile(engine(), NOW), found);
    for (const changed of [
      () => Promise.resolve(false),
      () => Promise.reject(new Error('unreadable')),
    ])
      assert.deepEqual(await findReplacedFile(engine([], changed), NOW), {
        ...found,
        isUnchanged: false,
      });
  });

  it('knows whether uploads between the two changed the list', async () => {
    const add = (time: string, changes: Partial<Report>): JobSummary =>
      replaceAt(time, { operation: 'add', cleared: undefined, report: changes });
    const isOutdated = async (...others: JobSummary[]): Promise<boolean | undefined> =>
      (await findReplacedFile(engine(others), NOW))?.isOutdated;
    assert.equal(await isOutdated(add('10:00:00', report({ sent: 1 }))), true);
    assert.equal(await isOutdated(add('10:00:00', report({ sent: 0 }))), false);
    assert.equal(await isOutdated(add('08:00:00', report({ sent: 1 }))), false);
  });

  it('is none after a later upload to the segment', async () => {
    assert.equal(await findReplacedFile(engine([replaceAt('13:00:00')]), NOW), undefined);
  });

  it('is none where it would send the same identifiers', async () => {
    const same = { [NOW.jobId]: 'f', [BEFORE.jobId]: 'f' };
    assert.equal(await findReplacedFile(engine([], undefined, same), NOW), undefined);
  });
});
