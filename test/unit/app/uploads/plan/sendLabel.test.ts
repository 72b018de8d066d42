import assert from 'node:assert/strict';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import { isDangerous, sendLabel } from '../../../../../src/app/uploads/plan/sendLabel';
import { configureFormat } from '../../../../../src/common/format';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import { suppressedPlan, suppression } from '../suppression/suppressions';
import { PREVIOUS, updatePlan } from '../update/updates';
import { plan, view } from './plans';

describe('the button of a plan', () => {
  before(() => configureFormat('en'));

  it('says “Anyway”, and is pressed by no key, where people who opted out would be added', () => {
    const optOut = 'The name of the file says that its people opted out. This puts them in.';
    for (const [operation, label, anyway] of [
      ['add', 'Add 940', 'Add 940 Anyway'],
      ['replace', 'Replace Identifiers with 940', 'Replace Identifiers with 940 Anyway'],
    ] as const) {
      const of = plan({ invalid: 0 }, { operation });
      const known = view({ plan: of });
      assert.equal(sendLabel({ plan: of, reasons: [] }, known), label);
      assert.equal(sendLabel({ plan: of, reasons: [optOut], optOut }, known), anyway);
    }
    const known = view({ plan: plan() });
    assert.equal(isDangerous({ optOut }, known, limitsOf({})), true);
    assert.equal(isDangerous({}, known, limitsOf({})), false);
  });

  it('says whom it adds and whom it removes because they are suppressed', () => {
    const label = (of: Plan, reasons: string[] = []): string =>
      sendLabel({ plan: of, reasons }, view({ plan: of }));
    assert.equal(label(suppressedPlan()), 'Add 115,082, Remove 37');
    assert.equal(label(suppressedPlan(), ['Too many.']), 'Add 115,082, Remove 37 Anyway');
    assert.equal(label(suppressedPlan({}, { good: 0 })), 'Remove 37');
    assert.equal(label(suppressedPlan({ removed: 0 })), 'Add 115,082');
    const replacing = suppressedPlan({ removed: 0 }, {}, { operation: 'replace' });
    assert.equal(label(replacing), 'Replace Identifiers with 115,082');
    const updating = (removed: number, unchanged: number): string => {
      const counts = { ...PREVIOUS, removed };
      return label(updatePlan({ counts, unchanged }, { suppression: suppression({ removed: 3 }) }));
    };
    assert.equal(updating(340, 48_000), 'Update: Add 1,200, Remove 340 + 3 Suppressed');
    assert.equal(updating(0, 48_000), 'Update: Add 1,200, Remove 3 Suppressed');
    assert.equal(updating(0, 49_200), 'Update: Remove 3 Suppressed');
  });

  it('has no figure where there is nothing to send, unless something else speaks against it', () => {
    const same = plan({ invalid: 0, unchangedSince: '2026-03-04T08:00:00Z' });
    const known = view({ plan: same });
    assert.equal(sendLabel({ plan: same, reasons: ['Nothing.'] }, known), 'Send Anyway');
    assert.equal(sendLabel({ plan: same, reasons: ['Nothing.', 'x'] }, known), 'Add 940 Anyway');
  });
});
