import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import { itemSearch } from '../../../../src/app/lists/itemSearch';
import { OutsideText } from '../../../../src/common/outsideText';
import { segment } from '../segments/segments';

type Item = Pick<Segment, 'id' | 'name' | 'retailerId' | 'channels' | 'json'> & { more?: string };

describe('what an item is found by', () => {
  let read: number;
  let search: ReturnType<typeof itemSearch<Item>>;
  beforeEach(() => {
    read = 0;
    search = itemSearch<Item>(({ more }) => {
      read += 1;
      return { texts: [more], ids: ['666555444'] };
    });
  });
  const found = (words: string, one: Item, retailer?: OutsideText): boolean =>
    search(words, { retailerName: () => retailer })(one);
  const lumen = OutsideText.name('Lumen');

  it('has all words, in any order, each within one part', () => {
    const item = segment('17', { name: 'Café Nord', description: 'Weekly', retailerId: '7' });
    const one = { ...item, more: 'Contact List' };
    for (const words of ['cafe', 'weekly CAFÉ lum', 'contact list', 'weekly offsite', ' '])
      assert.ok(found(words, one, lumen), words);
    for (const words of ['cafe paris', 'nordlumen', 'undefined'])
      assert.ok(!found(words, one, lumen), words);
  });

  it('has its ID, and a short number only alone: beside other words it would be there by chance', () => {
    const one = segment('738406689017866259', { name: 'Campaign 3', retailerId: '7001' });
    for (const words of ['17', '738406689017866259', 'campaign 66890178', 'campaign 3'])
      assert.ok(found(words, one, lumen), words);
    assert.ok(!found('campaign 17', one, lumen));
    assert.ok(found('campaign 17', { ...one, name: OutsideText.name('Campaign 17') }, lumen));
    assert.ok(found('campaign 66555', one, lumen), 'another ID');
  });

  it('has the retailer’s ID as long as its name isn’t known', () => {
    const one = segment('17', { retailerId: '7001' });
    assert.ok(found('7001', one) && !found('lumen', one));
    assert.ok(found('lumen', one, lumen) && !found('7001', one, lumen));
  });

  it('is read once, until the retailer’s name changes', () => {
    const one = segment('17', { retailerId: '7001' });
    for (const words of ['a', 'b']) found(words, one, lumen);
    assert.equal(read, 1);
    found('a', one, OutsideText.name('Lumen'));
    assert.equal(read, 1, 'the same name');
    found('a', one, OutsideText.name('Other'));
    assert.equal(read, 2);
    found('  ', segment('18'), lumen);
    assert.equal(read, 2, 'nothing is looked for');
  });

  it('is empty of what the API left out', () => {
    for (const words of ['undefined', 'null'])
      assert.ok(!found(words, { id: '5', channels: [], json: () => '{}' }), words);
  });
});
