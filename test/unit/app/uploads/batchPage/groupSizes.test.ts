import assert from 'node:assert/strict';
import type { GroupView } from '../../../../../src/app/uploads/batchPage/batchView';
import {
  groupSizes,
  groupSizesText,
  sizesHint,
} from '../../../../../src/app/uploads/batchPage/groupSizes';
import { configureFormat } from '../../../../../src/common/format';
import { effectOf, segmentSize } from '../../../../../src/upload/segmentSize';
import { NOW } from '../plan/plans';
import { checking, segmentOf } from './batches';

const HOUR = 3600_000;
const of = (
  changes: Parameters<typeof segmentOf>[2],
  identifiers: number | undefined = 5000,
  at = NOW - HOUR,
): GroupView =>
  segmentOf('CRM', [600], {
    ...(identifiers > 0 && {
      reading: { identifiers, at },
      plan: { listReading: { identifiers, at } },
    }),
    ...changes,
  });
const text = (...args: Parameters<typeof of>): string | undefined =>
  groupSizesText(of(...args), NOW);
const hint = (...groups: GroupView[]): string | undefined => sizesHint(groups, NOW);

describe('the size of a segment before and after', () => {
  before(() => configureFormat('en', 'UTC'));

  it('is known as far as the operation and the formats allow', () => {
    assert.equal(text({}), '5,000 → at most 5,600');
    assert.equal(text({ operation: 'replace' }), '5,000 → 600 (−88%)');
    assert.equal(text({ operation: 'remove' }), '5,000 → at least 4,400');
    assert.equal(text({ operation: 'remove', forms: 'all' }), '5,000 → at least 3,800');
  });

  it('is only the last known one while the file is checked', () => {
    assert.equal(text({ step: checking() }), '5,000');
    assert.equal(text({ step: checking() }, 0), undefined);
    assert.equal(text({ more: { view: undefined } }), '5,000', 'the view is still being loaded');
  });

  it('has what was sent since also while the file is checked', () => {
    const size = segmentSize({ earlier: { identifiers: 400, at: NOW - HOUR }, now: NOW }, [
      {
        ...{ operation: 'add', begin: NOW - 2, end: NOW - 1, sent: 960, missing: 0 },
        effect: effectOf('add', 960),
      },
    ]);
    const unplanned = { step: checking(), more: { size } };
    assert.equal(text(unplanned), '400 · +960');
  });

  it('is said to be unknown once, not twice', () => {
    assert.equal(text({}, 0), 'size unknown → at least 600');
    assert.equal(text({ operation: 'remove' }, 0), 'size unknown');
    assert.equal(text({ operation: 'replace' }, 0), 'size unknown → 600');
    assert.deepEqual(groupSizes(of({ operation: 'remove' }, 0), NOW), {
      before: undefined,
      after: undefined,
      isOpen: true,
      isLoss: false,
      readAt: undefined,
    });
  });

  it('is as of when it was read, in local time, of several of when the oldest was', () => {
    assert.equal(hint(of({}), of({})), 'Sizes read at 08:00.');
    const old = of({ step: checking() }, 5000, Date.parse('2026-03-03T23:59:00Z'));
    assert.match(
      hint(of({}), old) ?? '',
      /^Sizes as last read\. The oldest is from Mar 3, 2026, 23:59\.$/u,
    );
    assert.equal(hint(of({}, 0)), undefined);
  });

  it('is not said to be read where it is that of the last upload from here', () => {
    const previous = {
      jobId: 'p',
      operation: 'replace',
      distinct: 900,
      accepted: 900,
      finishedAt: '2026-03-04T08:30:00Z',
    } as unknown as NonNullable<GroupView['view']>['plan']['previous'];
    const replaced = of({ operation: 'replace', plan: { previous } });
    assert.equal(groupSizesText(replaced, NOW), '900 → 600 (−33%)');
    assert.equal(hint(replaced), undefined);
  });
});
