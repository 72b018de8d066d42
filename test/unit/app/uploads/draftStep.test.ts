import assert from 'node:assert/strict';
import { draftPlanOf, failureOf, requireDraftPlan } from '../../../../src/app/uploads/draftStep';
import { Failure } from '../../../../src/common/failure';
import { blocked, planned, ready, upload } from './draft/work';

describe('the step of a draft', () => {
  it('has a plan if it is ready, or blocked by a safety check', () => {
    const plan = planned('a');
    assert.equal(draftPlanOf({ kind: 'ready', planned: plan }), plan);
    assert.equal(requireDraftPlan(blocked('min-kept', plan)), plan);
    assert.equal(draftPlanOf(blocked('segment-not-found')), undefined);
    assert.equal(draftPlanOf({ kind: 'sent', upload: upload('a') }), undefined);
  });

  it('fails with what is missing or in the way', () => {
    const failure = new Failure('bad-argument', 'No segment.');
    const needs = { kind: 'needs', missing: 'segment', failure } as const;
    assert.equal(failureOf(needs), failure);
    assert.throws(() => requireDraftPlan(needs), failure);
    assert.throws(() => requireDraftPlan(blocked('segment-not-found')), {
      code: 'segment-not-found',
    });
    assert.throws(() => requireDraftPlan({ kind: 'checking' }), { code: 'not-ready' });
    assert.equal(failureOf(ready('a')).code, 'not-ready');
  });
});
