import assert from 'node:assert/strict';
import { loadPlanFacts } from '../../../../../src/app/uploads/plan/planFacts';
import { OutsideText } from '../../../../../src/common/outsideText';
import { audience, audienceList, leaf } from '../../audiences/audiences';
import { account, segment } from '../../segments/segments';
import { plan } from './plans';

const accounts = { retailerName: () => OutsideText.name('North'), selected: () => undefined };

describe('what a review shows of a plan', () => {
  it('is the audiences, by name or ID, and the quota of the account', async () => {
    const handle = account(
      {
        rateLimiter: { quota: 100 } as never,
      },
      { sandbox: true },
    );
    const view = await loadPlanFacts(
      { plan: plan(), into: { account: handle, segment: segment('2') } },
      accounts,
      audienceList([
        audience('x', leaf('2'), { name: 'Summer' }),
        audience('y', leaf('2'), { name: ' ' }),
        audience('z', leaf('3')),
      ]),
      false,
    );
    assert.deepEqual(
      view.audiences?.map((name) => name.forTree()),
      ['Summer', 'y'],
    );
    assert.deepEqual(
      { quota: view.quota, sandbox: view.sandbox, git: view.git },
      { quota: 100, sandbox: true, git: undefined },
    );
    assert.equal(view.names.retailer?.forTree(), 'North');
  });

  it('asks for nothing if it is only a check', async () => {
    const view = await loadPlanFacts({ plan: plan() }, accounts, audienceList([]), false);
    assert.deepEqual(
      { audiences: view.audiences, sandbox: view.sandbox, quota: view.quota },
      { audiences: undefined, sandbox: false, quota: undefined },
    );
    const selected = (): ReturnType<typeof account> =>
      account({ rateLimiter: {} as never }, { sandbox: true });
    const there = await loadPlanFacts(
      { plan: plan() },
      { ...accounts, selected },
      audienceList([]),
      false,
    );
    assert.equal(there.sandbox, true);
  });
});
