import assert from 'node:assert/strict';
import { fileFigures, stayInText } from '../../../../../src/app/uploads/plan/fileFigures';
import { configureFormat } from '../../../../../src/common/format';
import { planOf } from '../batchPage/batches';
import { suppression } from '../suppression/suppressions';

describe('the figures of one file of several', () => {
  before(() => configureFormat('en', 'UTC'));

  it('are its own, and their sums are those of the plan', () => {
    const plan = planOf({ 'a.csv': [10, 2, 3], 'b.csv': [0, 4, 5], 'c.csv': [7] });
    const all = [0, 1, 2].map((file) => fileFigures(plan, file));
    assert.deepEqual(all, [
      { rows: 15, blank: 0, invalid: 2, good: 10, duplicates: 3 },
      { rows: 9, blank: 0, invalid: 4, good: 0, duplicates: 5 },
      { rows: 7, blank: 0, invalid: 0, good: 7, duplicates: 0 },
    ]);
    for (const key of ['rows', 'blank', 'invalid', 'good', 'duplicates'] as const)
      assert.equal(
        all.reduce((sum, figures) => sum + figures[key], 0),
        plan[key],
        key,
      );
  });

  it('add up all requests of the file', () => {
    const plan = planOf({ 'a.csv': [10] });
    const chunks = [...plan.chunks, { ...plan.chunks[0], identifiers: 4 }];
    const files = [{ ...plan.files[0], rows: 16, blank: 1, invalid: 1 }];
    assert.deepEqual(fileFigures({ files, chunks }, 0), {
      rows: 16,
      blank: 1,
      invalid: 1,
      good: 14,
      duplicates: 0,
    });
  });

  it('have suppressed rows apart, where there are lists', () => {
    const plan = planOf({ 'a.csv': [10, 2, 3] }, { suppression: suppression() });
    const files = [{ ...plan.files[0], rows: 19, suppressed: 4 }];
    const figures = fileFigures({ ...plan, files }, 0);
    assert.deepEqual(figures, {
      ...{ rows: 19, blank: 0, invalid: 2, suppressed: 4, good: 10, duplicates: 3 },
    });
  });

  it('say who stays in a list that they should leave', () => {
    assert.equal(stayInText(0), undefined);
    assert.equal(stayInText(1), '1 row can’t be read: this person stays in the segment.');
    assert.equal(stayInText(1200), '1,200 rows can’t be read: these people stay in the segment.');
  });
});
