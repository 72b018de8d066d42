import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import { wordsIn } from '../../../../src/app/lists/searchWords';
import { hasWords } from '../../../../src/app/segments/searchText';
import { OutsideText } from '../../../../src/common/outsideText';
import { segment } from './segments';

describe('what a segment is found by', () => {
  const found = (words: string, one: Segment, retailer?: OutsideText): boolean =>
    hasWords(wordsIn(words), one, retailer);
  const lumen = OutsideText.name('Lumen');

  it('has all words, in any order, each within one part', () => {
    const one = segment('17', { name: 'Café Nord', description: 'Weekly', retailerId: '7' });
    for (const words of ['cafe', 'weekly CAFÉ lum', 'contactlist', 'contact list', 'email offsite'])
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
  });

  it('has the retailer’s ID as long as its name isn’t known', () => {
    const one = segment('17', { retailerId: '7001' });
    assert.ok(found('7001', one) && !found('lumen', one));
    assert.ok(found('lumen', one, lumen) && !found('7001', one, lumen));
  });

  it('is empty of what the API left out', () => {
    const bare: Segment = { id: '5', channels: [], json: () => '{}' };
    for (const words of ['undefined', 'null']) assert.ok(!found(words, bare), words);
  });
});
