import assert from 'node:assert/strict';
import { suppressedPart, valueWords } from '../../../../../src/app/uploads/words/valueWords';

describe('the words for what figures count', () => {
  it('are rows, or fields where several columns are read', () => {
    assert.equal(valueWords({}).count(1), '1 row');
    assert.equal(valueWords({ fields: 2400 }).count(2400), '2,400 fields');
    assert.equal(valueWords({}).invalid(1), '1 invalid row');
    assert.equal(valueWords({ fields: 3 }).invalid(3), '3 invalid fields');
  });

  it('say of a sum of fields in how many rows they are', () => {
    const figures = ['6', '1', '1', '', '1', '2', '1', '3 rows'];
    const sum = ' = 1 blank + 1 invalid + 1 duplicate + 2 sent + 1 not sent';
    assert.equal(valueWords({}).sum(...figures), `Rows: 6${sum}`);
    assert.equal(valueWords({ fields: 6 }).sum(...figures), `Fields: 6${sum}, in 3 rows`);
  });

  it('have suppressed ones only where there are some', () => {
    assert.equal(suppressedPart(), '');
    assert.equal(suppressedPart(0), '');
    const sum = valueWords({}).sum('6', '1', '1', suppressedPart(1), '1', '1', '1', '6 rows');
    assert.equal(
      sum,
      'Rows: 6 = 1 blank + 1 invalid + 1 suppressed + 1 duplicate + 1 sent + 1 not sent',
    );
  });
});
