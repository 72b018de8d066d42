import assert from 'node:assert/strict';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import { jobView } from '../../../../../src/app/uploads/page/jobPageFacts';
import { jobSizeSection, jobSizeText } from '../../../../../src/app/uploads/page/jobSize';
import { draftSizeSection } from '../../../../../src/app/uploads/page/sizeChange';
import { configureFormat } from '../../../../../src/common/format';
import type { LastUpload } from '../../../../../src/upload/uploadTypes';
import { at, job, NAMES } from '../page/jobs';
import { REMOVED, smallUpdatePlan } from '../update/smallUpdates';
import { view } from './plans';

describe('the size of a segment before an upload', () => {
  before(() => configureFormat('en', 'UTC'));

  it('is the same in its plan and its report, with what Criteo hasn’t computed', () => {
    const now = at('09:52:00');
    const listReading = { at: now, identifiers: 0 };
    const last: LastUpload = {
      ...{ jobId: 'a', operation: 'add', distinct: 900, accepted: 900 },
      ...{ finishedAt: '2026-11-25T09:31:00Z', sizeBefore: 0, fingerprint: 'a', byForm: {} },
      complete: true,
    };
    const { counts } = smallUpdatePlan().update ?? {};
    const plan = smallUpdatePlan(
      { identifiers: 0, ...(counts && { counts: { ...counts, removed: 0 } }) },
      // By the time of the report, the last upload is this one.
      { listReading, previous: last, before: last },
    );
    const planned = draftSizeSection(
      { step: { kind: 'checking' }, choices: { files: [] }, limits: limitsOf({}), now },
      view({ plan, reading: listReading, now }),
    );
    const facts = jobView({
      job: job({
        ...{ operation: 'update', state: 'finished' },
        readings: [{ when: 'before', at: now, numberOfIdentifiers: 0 }],
        report: {
          ...{ rows: 940, sent: 940, accepted: 940, unsent: 0, unchanged: 900 },
          removed: { ...REMOVED, rows: 0 },
        },
      }),
      plan: { ...plan, previous: undefined },
      ...{ requests: [], names: NAMES, readings: [], unnamed: 0, now: at('09:53:00') },
    });
    for (const size of [planned, jobSizeSection(facts)])
      assert.deepEqual([size?.before, size?.qualifier, size?.after], ['900', undefined, '940']);
    assert.equal(jobSizeText(facts), '900 → 940');
  });
});
