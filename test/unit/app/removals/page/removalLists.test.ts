import assert from 'node:assert/strict';
import { listOf } from '../../../../../src/app/removals/page/removalLists';
import { configureFormat } from '../../../../../src/common/format';
import { incomplete, planned, record } from './removalPages';

describe('the lists of a removal’s page', () => {
  before(() => configureFormat('en', 'UTC'));

  const itemsOf = (...args: Parameters<typeof listOf>): string[] | undefined =>
    listOf(...args)?.items.map(({ name, place, note }) => `${name} | ${place} | ${note}`);

  it('say where each segment is, and why it is out of reach', () => {
    const items = itemsOf('outOfReach', record());
    assert.equal(items?.length, 31);
    assert.equal(items[0], 'Visitors 0 | Northwind EU · Events | filled by events');
    assert.equal(items[30], 'Shared 3 | Northwind EU · Email | read-only');
  });

  it('say the size of each before, and what became of it afterwards', () => {
    assert.deepEqual(itemsOf('type 48210 CustomerId', record(), planned())?.slice(0, 1), [
      'Newsletter Subscribers | Northwind EU · Customer ID · Brightcart | 9,167 identifiers',
    ]);
    const all = itemsOf('all', incomplete());
    assert.equal(all?.length, 212);
    assert.match(all[0] ?? '', /accepted, to send again$/);
    assert.match(all[211] ?? '', /not accepted: no permission \(403\)\.$/);
    assert.equal(itemsOf('stay 1', incomplete())?.length, 3);
    assert.equal(itemsOf('again', incomplete())?.length, 4);
  });

  it('know no other list', () => {
    assert.equal(listOf('anything', record()), undefined);
  });
});
