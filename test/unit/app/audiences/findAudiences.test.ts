import assert from 'node:assert/strict';
import type { AudienceFilter } from '../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { findAudiences } from '../../../../src/app/audiences/findAudiences';
import { all, audience, leaf, not } from './audiences';

describe('a search for audiences', () => {
  const filters: AudienceFilter[] = [];
  const account = {
    accountId: '1',
    client: {
      async allAudiences(_: string, filter: AudienceFilter) {
        filters.push(filter);
        return [audience('1', all(leaf('7'), not(leaf('8')))), audience('2', leaf('9'))];
      },
    },
  } as unknown as AccountHandle;
  beforeEach(() => filters.splice(0));
  const ids = async (filter: AudienceFilter): Promise<string> =>
    (await findAudiences(account, filter)).map(({ id }) => id).join(' ');

  it('of one segment is the API’s', async () => {
    assert.equal(await ids({ segmentIds: ['7'], retailerIds: ['3'] }), '1 2');
    assert.deepEqual(filters, [{ segmentIds: ['7'], retailerIds: ['3'] }]);
  });

  it('of several is for any of them, read from the rules', async () => {
    assert.equal(await ids({ segmentIds: ['8', '5'], audienceIds: ['1', '2'] }), '1');
    assert.equal(await ids({ segmentIds: ['8', '9'] }), '1 2');
    assert.ok(filters.every((filter) => !('segmentIds' in filter)));
  });
});
