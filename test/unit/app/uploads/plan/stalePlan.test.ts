import assert from 'node:assert/strict';
import type { Segment } from '../../../../../src/api/apiTypes';
import { describeChanges } from '../../../../../src/app/uploads/plan/stalePlan';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import { account, segment as segmentOf } from '../../segments/segments';

const AT = Date.parse('2026-03-04T09:00:00Z');
const owner = account({});
const segment = (name = 'VIP', identifierType = 'Email', isReadOnly = false): Segment =>
  segmentOf('7', { name, accountId: '77', contactList: { identifierType, isReadOnly } });
const plan = (modifiedAt?: number): Plan =>
  ({ files: [{ uri: 'file:///work/a%20b.csv', size: 12, modifiedAt }] }) as Plan;

describe('what changed since a plan was made', () => {
  const told = (
    now: Segment | undefined,
    stamp: { size: number; modifiedAt?: number } | undefined = { size: 12, modifiedAt: AT },
    planned = plan(AT),
  ): Promise<string | undefined> =>
    describeChanges(planned, { account: owner, segment: segment() }, now, () =>
      Promise.resolve(stamp),
    );

  it('is nothing where segment and file are as they were', async () => {
    assert.equal(await told(segment()), undefined);
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT + 999.5 }), undefined);
    assert.equal(await told(segment(), { size: 12 }), undefined, 'its file system has no times');
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT + 5000 }, plan()), undefined);
  });

  it('is the segment, where it is gone, or has another name, type or permission', async () => {
    assert.equal(await told(undefined), '“VIP” no longer exists.');
    assert.match((await told(segment('VIP 2'))) ?? '', /was renamed to “VIP 2”/);
    assert.match(
      (await told(segment('VIP', 'UserIdentifier'))) ?? '',
      /^“VIP” now has a different type: /,
    );
    assert.equal(await told(segment('VIP', 'Email', true)), '“VIP” is now read-only.');
  });

  it('is the file, where it is gone, or has another size or time', async () => {
    const into = { account: owner, segment: segment() };
    const gone = await describeChanges(plan(AT), into, segment(), () => Promise.resolve(undefined));
    assert.equal(gone, '“a b.csv” no longer exists.');
    const changed = '“a b.csv” has changed.';
    assert.equal(await told(segment(), { size: 13, modifiedAt: AT }), changed);
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT + 1000 }), changed);
    assert.equal(await told(segment(), { size: 12, modifiedAt: AT - 1000 }), changed);
  });

  it('is a previous file of an update, too', async () => {
    const update = { files: [{ uri: 'file:///work/last.csv', size: 9 }] };
    const planned = { ...plan(), update } as unknown as Plan;
    const into = { account: owner, segment: segment() };
    const with_ = (sizes: Record<string, number>) =>
      describeChanges(planned, into, segment(), (uri) =>
        Promise.resolve(uri in sizes ? { size: sizes[uri] } : undefined),
      );
    const same = { 'file:///work/a%20b.csv': 12, 'file:///work/last.csv': 9 };
    assert.equal(await with_(same), undefined);
    assert.equal(await with_({ ...same, 'file:///work/last.csv': 8 }), '“last.csv” has changed.');
    assert.equal(await with_({ 'file:///work/a%20b.csv': 12 }), '“last.csv” no longer exists.');
  });
});
