import assert from 'node:assert/strict';
import {
  changeMade,
  changeText,
  plannedChange,
} from '../../../../../src/app/uploads/update/updateFigures';
import { configureFormat } from '../../../../../src/common/format';
import { report } from '../page/jobs';
import { plan } from '../plan/plans';
import { suppressedReport, suppression } from '../suppression/suppressions';
import { removed, updatePlan, updateReport } from './updates';

describe('what an Update changes', () => {
  before(() => configureFormat('en', 'UTC'));

  it('is who is new and who leaves; no other operation has it', () => {
    assert.deepEqual(plannedChange(updatePlan()), { added: 1200, removed: 340 });
    assert.equal(plannedChange(plan()), undefined);
    assert.deepEqual(changeMade(report(updateReport())), { added: 1200, removed: 340 });
    assert.equal(changeMade(report()), undefined);
  });

  it('counts people, though each is removed in several formats', () => {
    const made = (changes: Parameters<typeof removed>[0]): number | undefined =>
      changeMade(report(updateReport({ removed: removed(changes) })))?.removed;
    assert.equal(made({ accepted: 0, sent: 0, unsent: 680 }), 0);
    assert.equal(made({ accepted: 640, unsent: 40 }), 300, 'each identifier may be of another');
    assert.equal(made({ rows: 0, accepted: 0, sent: 0 }), 0);
  });

  it('has the people who are suppressed apart, of any upload that removes some', () => {
    const { suppression: of } = suppressedReport();
    const planned = { suppression: suppression() };
    assert.deepEqual(plannedChange({ ...updatePlan(), ...planned }), {
      ...{ added: 1200, removed: 340, suppressed: 37 },
    });
    assert.deepEqual(plannedChange({ good: 900, ...planned }), {
      ...{ added: 900, removed: 0, suppressed: 37 },
    });
    assert.deepEqual(changeMade(report({ accepted: 900, sent: 900, unsent: 0, suppression: of })), {
      ...{ added: 900, removed: 0, suppressed: 37 },
    });
    assert.equal(changeText({ added: 10, removed: 5, suppressed: 3 }), '+10 −5, −3 suppressed');
  });

  it('never takes away more new ones than were accepted', () => {
    const cut = report(updateReport({ sent: 40_000, accepted: 40_000, unsent: 9200 }));
    assert.deepEqual(changeMade(cut)?.added, 0);
  });

  it('is one text with signs, without a zero unless there is nothing else', () => {
    assert.equal(changeText({ added: 1200, removed: 340 }), '+1,200 −340');
    assert.equal(changeText({ added: 1200, removed: 0 }), '+1,200');
    assert.equal(changeText({ added: 0, removed: 340 }), '−340');
    assert.equal(changeText({ added: 0, removed: 0 }), '+0');
  });
});
