import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { loadPlanFacts, readingOf } from '../../../../../src/app/uploads/plan/planFacts';
import { OutsideText } from '../../../../../src/common/outsideText';
import { audience, audienceList, leaf } from '../../audiences/audiences';
import { account, segment } from '../../segments/segments';
import { NOW, plan } from './plans';

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
  });

  it('has the newest known size: of the check, otherwise of the last reading', () => {
    const kept: HistoryEntry = { kind: 'reading', at: 1, numberOfIdentifiers: 40 };
    const checked = plan({ listReading: { at: NOW, identifiers: 0 } });
    assert.deepEqual(readingOf(checked, kept), { identifiers: 0, at: NOW });
    assert.deepEqual(readingOf(plan({ listReading: { at: NOW } }), kept), {
      identifiers: 40,
      at: 1,
    });
    assert.equal(readingOf(plan(), { kind: 'reading', at: 1 }), undefined);
    assert.equal(readingOf(plan(), undefined), undefined);
  });
});
