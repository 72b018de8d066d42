import assert from 'node:assert/strict';
import {
  batchResultText,
  summaryLines,
  type FileEnd,
} from '../../../../../src/app/uploads/plan/batchReview';
import { configureFormat } from '../../../../../src/common/format';
import type { Report } from '../../../../../src/upload/uploadTypes';

const NOW = Date.parse('2026-03-04T09:00:00Z');
const report = (changes: Partial<Report> = {}): Report =>
  ({ state: 'finished', sent: 10, accepted: 9, refused: 0, unknown: 0, ...changes }) as Report;

describe('several uploads', () => {
  before(() => configureFormat('en', 'UTC'));

  it('are reviewed with what holds for all of them once, at the end', () => {
    const line = (
      name: string,
      warned: string[],
      ...notes: string[]
    ): Parameters<typeof summaryLines>[0][number] => ({ line: name, reasons: warned, notes });
    assert.deepEqual(summaryLines([line('a', [], 'own', 'all'), line('b', ['shrinks'], 'all')]), [
      'a',
      '  – own',
      'b – shrinks',
      '',
      'all',
    ]);
    assert.deepEqual(summaryLines([line('a', [], 'own')]), ['a', '  – own']);
  });

  it('end in one sentence: sums, the first that did not finish, the next computation', () => {
    const told = (...ended: FileEnd[]): string => batchResultText(ended, NOW);
    assert.match(
      told({ what: 'a', report: report() }, { what: 'b', report: report({ refused: 1 }) }),
      /^Uploads finished: 2 of 2\. 20 sent, 18 accepted \(well-formed\)\. Also: 1 rejected by Criteo\. Criteo next computes audiences at 12:00 UTC/,
    );
    const open = ['a', 'b', 'c', 'd'].map((what) => ({ what, error: { message: 'No network.' } }));
    assert.equal(
      told(...open),
      'Uploads finished: 0 of 4. 0 sent, 0 accepted (well-formed). Not finished: a. No network. Not finished: b. No network. Not finished: c. No network. … and 1 more',
    );
    assert.match(
      told({ what: 'a', report: report({ state: 'cancelled', sent: 0, accepted: 0 }) }),
      /Cancelled: a\.$/,
    );
  });
});
