import assert from 'node:assert/strict';
import { confirmedBy, typedIds } from '../../../../../src/app/uploads/plan/typedIds';
import { ACCOUNT, OTHER, planned, planOf } from '../batchPage/batches';

describe('account IDs to type', () => {
  it('confirms each plan with what was typed for its account, and the others with a yes', () => {
    const of = planOf({ 'a.csv': [1] });
    const [first, second] = [ACCOUNT, OTHER].map((account) =>
      planned(of, { kind: 'accountId', account, guard: 'marked' }),
    );
    const plain = planned(of);
    const all = [first, plain, second, first];
    assert.deepEqual(
      typedIds(all, [])?.fields.map(({ text }) => text),
      ['77', '88'],
    );
    const confirmed = confirmedBy(' 77 \n88', all);
    assert.deepEqual(confirmed(first), { accountId: '77' });
    assert.deepEqual(confirmed(second), { accountId: '88' });
    assert.equal(confirmed(plain), 'yes');
    for (const typed of [undefined, '', '77'])
      assert.deepEqual(confirmedBy(typed, all)(second), { accountId: '' }, String(typed));
  });

  it('are asked for with the guard’s reason, unless the page says it', () => {
    const of = (guard: 'marked' | 'unresolved' | 'shrinks') => [
      planned(planOf({ 'a.csv': [1] }), { kind: 'accountId', account: ACCOUNT, guard }),
    ];
    assert.deepEqual(typedIds(of('marked'), [])?.reasons, [
      { text: 'Account Northwind EU is protected.' },
    ]);
    assert.match(typedIds(of('unresolved'), [])?.reasons[0].text ?? '', /treated as protected\.$/);
    assert.deepEqual(typedIds(of('shrinks'), [])?.reasons, []);
    assert.deepEqual(typedIds(of('marked'), [], true)?.reasons, []);
    assert.equal(typedIds([planned(planOf({ 'a.csv': [1] }))], []), undefined);
  });
});
