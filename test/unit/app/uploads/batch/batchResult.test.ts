import assert from 'node:assert/strict';
import { batchResultText, type NamedEnd } from '../../../../../src/app/uploads/batch/batchResult';
import { configureFormat } from '../../../../../src/common/format';
import type { Report } from '../../../../../src/upload/jobTypes';

const NOW = Date.parse('2026-03-04T09:00:00Z');
const report = (changes: Partial<Report> = {}): Report =>
  ({ state: 'finished', sent: 10, accepted: 9, refused: 0, unknown: 0, ...changes }) as Report;
const textOf = (...ends: NamedEnd[]): string => batchResultText(ends, NOW);

describe('the result of several uploads', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has sums, what Criteo left out, and the next computation', () => {
    assert.equal(
      textOf(
        { what: 'a', report: report() },
        { what: 'b', report: report({ refused: 1, unknown: 2 }) },
      ),
      'Uploads finished: 2 of 2. 20 sent, 18 accepted (well-formed). Also: 1 rejected by Criteo, 2 unknown (no count or no usable response from Criteo). Criteo next computes audiences at 12:00 UTC (12:00 local time). Changes go live around 17:00, about five hours later (not confirmed by Criteo).',
    );
  });

  it('names the first three that didn’t finish, and how many more there are', () => {
    const failed = ['a', 'b', 'c', 'd'].map((what) => ({
      what,
      error: { message: 'No network.' },
    }));
    assert.equal(
      textOf(...failed),
      'Uploads finished: 0 of 4. 0 sent, 0 accepted (well-formed). Not finished: a. No network. Not finished: b. No network. Not finished: c. No network. … and 1 more',
    );
  });

  it('says of each why it ended: cancelled, failed, or never begun', () => {
    const none = { sent: 0, accepted: 0 };
    assert.equal(
      textOf(
        { what: 'a', report: report({ ...none, state: 'cancelled' }) },
        {
          what: 'b',
          report: report({
            ...none,
            state: 'failed',
            error: { code: 'network', source: 'tool', message: 'No network.' },
          }),
        },
        { what: 'c' },
      ),
      'Uploads finished: 0 of 3. 0 sent, 0 accepted (well-formed). Cancelled: a. Not finished: b. No network. Not started: c.',
    );
    assert.equal(
      textOf({ what: 'a', report: report({ ...none, state: 'failed' }) }),
      'Uploads finished: 0 of 1. 0 sent, 0 accepted (well-formed). Not finished: a.',
    );
  });
});
