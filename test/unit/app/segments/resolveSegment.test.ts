import assert from 'node:assert/strict';
import type { SegmentFilter } from '../../../../src/api/apiTypes';
import { resolveRetailerId, resolveSegmentId } from '../../../../src/app/segments/resolveSegment';
import { OutsideText } from '../../../../src/common/outsideText';
import { account, segment } from './segments';

describe('a segment that is given by ID or name', () => {
  const handle = account({});
  const named = (id: string, name: string, retailerId = '5') => segment(id, { name, retailerId });
  const segments = [
    named('1', 'VIP'),
    named('2', 'vip'),
    named('3', 'Both'),
    named('4', 'Both', '6'),
  ];
  let searches: SegmentFilter[];
  beforeEach(() => (searches = []));

  const list = {
    search: async (_: unknown, filter: SegmentFilter) => {
      searches.push(filter);
      const { retailerIds } = filter;
      return segments.filter((one) => !retailerIds || retailerIds.includes(one.retailerId ?? ''));
    },
  };
  const accounts = {
    retailers: async () =>
      ['North', 'South', 'south'].map((name, n) => ({
        id: String(5 + n),
        name: OutsideText.name(name),
      })),
  };
  const resolve = (text: string, retailer?: string): Promise<string> =>
    resolveSegmentId({ accounts, list }, handle, text, retailer, 'upload');

  it('is that ID, without a request', async () => {
    assert.equal(await resolve('738406688413290496'), '738406688413290496');
    assert.deepEqual(searches, []);
  });

  it('has exactly this name', async () => {
    assert.equal(await resolve('VIP'), '1');
    assert.equal(await resolve('vip'), '2');
    for (const near of ['Vip', 'VI', ' VIP', 'VIP '])
      await assert.rejects(resolve(near), { code: 'segment-not-found', operation: 'upload' });
  });

  it('is never guessed: several of one name need their retailer', async () => {
    await assert.rejects(resolve('Both'), {
      code: 'ambiguous-segment',
      message: /2 segments named “Both”: 3 \(retailer 5\), 4 \(retailer 6\)/,
    });
    assert.equal(await resolve('Both', '6'), '4');
    assert.equal(await resolve('Both', 'north'), '3');
    await assert.rejects(resolve('Both', '9'), { code: 'segment-not-found' });
  });

  it('needs a retailer of one name, too', async () => {
    for (const retailer of ['South', 'East', ''])
      await assert.rejects(resolveRetailerId(accounts, handle, retailer, 'upload'), {
        code: 'bad-argument',
      });
    assert.equal(await resolveRetailerId(accounts, handle, '12', 'upload'), '12');
  });
});
