import assert from 'node:assert/strict';
import type { AudienceFilter } from '../../../../src/api/apiTypes';
import { resolveAudience } from '../../../../src/app/audiences/resolveAudience';
import { account } from '../segments/segments';
import { audience, audienceList, leaf } from './audiences';

describe('an audience that is given by ID or name', () => {
  const named = (id: string, name: string, retailerId?: string) =>
    audience(id, leaf('9'), { name, retailerId });
  const known = [
    named('1', 'VIP'),
    named('2', 'vip'),
    ...Array.from({ length: 6 }, (_, n) => named(`3${n}`, 'Same', n === 0 ? undefined : '5')),
    audience('4', leaf('9')),
  ];
  let searches: AudienceFilter[];
  beforeEach(() => (searches = []));
  const handle = account({
    allAudiences: async (_, filter = {}) => {
      searches.push(filter);
      return known.filter(({ id }) => filter.audienceIds?.includes(id));
    },
  });
  const resolve = async (text: string): Promise<string> =>
    (await resolveAudience(audienceList(known), handle, text, 'showAudience')).id;

  it('is found by one search for its ID', async () => {
    assert.equal(await resolve('4'), '4');
    assert.deepEqual(searches, [{ audienceIds: ['4'] }]);
    await assert.rejects(resolve('5'), {
      code: 'audience-not-found',
      operation: 'showAudience',
      message: /Grocer has no audience 5\./,
    });
  });

  it('isn’t another one that a search returns', async () => {
    const other = account({ allAudiences: async () => known });
    await assert.rejects(resolveAudience(audienceList(known), other, '5', 'showAudience'), {
      code: 'audience-not-found',
    });
  });

  it('has exactly this name', async () => {
    assert.equal(await resolve('VIP'), '1');
    assert.equal(await resolve('vip'), '2');
    for (const near of ['Vip', 'VI', ' VIP', ''])
      await assert.rejects(resolve(near), { code: 'audience-not-found' });
    assert.deepEqual(searches, []);
  });

  it('is never guessed: the IDs of several of one name are named', async () => {
    await assert.rejects(resolve('Same'), {
      code: 'ambiguous-audience',
      message: /6 audiences named “Same”: 30, 31 \(retailer 5\), .*, 34 \(retailer 5\), …\. Pass/,
    });
  });

  it('isn’t quoted if it may be an identifier', async () => {
    await assert.rejects(resolve('ada@example.com'), { message: /no audience named “•••”\.$/ });
  });
});
