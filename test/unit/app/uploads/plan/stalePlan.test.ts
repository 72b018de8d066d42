import assert from 'node:assert/strict';
import type { Segment } from '../../../../../src/api/types';
import { changedSince } from '../../../../../src/app/uploads/plan/stalePlan';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Plan } from '../../../../../src/upload/types';

const AT = Date.parse('2026-03-04T09:00:00Z');
const segment = (name = 'VIP', identifierType = 'Email', isReadOnly = false): Segment =>
  ({
    id: '7',
    name: OutsideText.name(name),
    contactList: { identifierType, isReadOnly },
  }) as Segment;
const plan = (modifiedAt?: number): Plan =>
  ({ files: [{ uri: 'file:///work/a%20b.csv', size: 12, modifiedAt }] }) as Plan;

describe('what changed since a plan was made', () => {
  const told = (
    now: Segment | undefined,
    stamp: { size: number; modifiedAt?: number } | undefined = { size: 12, modifiedAt: AT },
    planned = plan(AT),
  ): Promise<string | undefined> =>
    changedSince(planned, segment(), now, () => Promise.resolve(stamp));

  it('is nothing where segment and file are as they were', async () => {
    assert.equal(await told(segment()), undefined);
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT + 999.5 }), undefined);
    assert.equal(await told(segment(), { size: 12 }), undefined, 'its file system has no times');
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT + 5000 }, plan()), undefined);
  });

  it('is the segment, where it is gone, or has another name, type or permission', async () => {
    assert.equal(await told(undefined), 'The segment is gone.');
    assert.match((await told(segment('VIP 2'))) ?? '', /another name now: “VIP 2”/);
    assert.equal(await told(segment('VIP', 'UserIdentifier')), 'The segment was changed.');
    assert.equal(await told(segment('VIP', 'Email', true)), 'The segment was changed.');
  });

  it('is the file, where it is gone, or has another size or time', async () => {
    const gone = await changedSince(plan(AT), segment(), segment(), () =>
      Promise.resolve(undefined),
    );
    assert.equal(gone, '“a b.csv” is gone.');
    const changed = '“a b.csv” was changed.';
    assert.equal(await told(segment(), { size: 13, modifiedAt: AT }), changed);
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT + 1000 }), changed);
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT - 1000 }), changed);
  });
});
