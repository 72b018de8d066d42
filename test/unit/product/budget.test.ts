import assert from 'node:assert/strict';
import {
  history,
  notKept,
  overBudget,
  overSeconds,
  raisedInSilence,
  readBudget,
  type Budget,
} from '../../budget/budget';
import { linesOfCode, measure } from '../../budget/measure';

/** How much there may be, in `budget.json`: it can’t grow unseen. */
describe('the budget', () => {
  const budget = readBudget();

  it('isn’t exceeded: otherwise make it less, or `npm run budget -- "what that buys"`', () => {
    assert.deepEqual(overBudget(measure(), budget), []);
  });

  it('keeps each gain: in CI, no number is 2 % above what there is (`npm run budget`)', function () {
    if (!process.env.CI) this.skip();
    assert.deepEqual(notKept(measure(), budget), []);
  });

  it('never rose without a line that says what that buys', () => {
    const budgets = history();
    for (const [at, one] of budgets.entries())
      if (at > 0) assert.deepEqual(raisedInSilence(budgets[at - 1], one), []);
  });

  describe('finds', () => {
    const before: Budget = { numbers: { 'code: api': 100, commands: 9 }, raised: ['old'] };

    it('what is more, and a number that it doesn’t have', () => {
      assert.deepEqual(overBudget({ 'code: api': 101, commands: 9, new: 1 }, before), [
        'code: api: 101; the budget is 100',
        'new: 1; the budget is 0',
      ]);
      assert.deepEqual(overBudget({ 'code: api': 100 }, before), []);
    });

    it('a gain of more than 2 %', () => {
      assert.deepEqual(notKept({ 'code: api': 99, commands: 8 }, before), [
        'commands: 8; the budget is still 9',
      ]);
    });

    it('a number that rose, if no new line names it', () => {
      const numbers = { 'code: api': 101, commands: 9 };
      assert.deepEqual(raisedInSilence(before, { numbers, raised: ['old'] }), ['code: api']);
      assert.deepEqual(
        raisedInSilence(before, { numbers, raised: ['old', 'code: api +1: a row'] }),
        [],
      );
      const old = { ...before, raised: ['code: api +1: a row'] };
      assert.deepEqual(raisedInSilence(old, { numbers, raised: old.raised }), ['code: api']);
      assert.deepEqual(raisedInSilence(before, { ...before, numbers: { commands: 8 } }), []);
    });

    it('a step that took 30 % longer than it may, and any without a budget', () => {
      const own = { numbers: { 'seconds: unit': 100 }, raised: [] };
      assert.deepEqual(overSeconds([{ name: 'unit', processor: 136 }], own), [
        'seconds: unit: 136; the budget is 100, and 30 % more at most',
      ]);
      assert.deepEqual(overSeconds([{ name: 'unit', processor: 134 }], own), []);
      assert.equal(overSeconds([{ name: 'new', processor: 1 }], own).length, 1);
    });
  });

  it('counts lines without blank ones and comments', () => {
    const text = `/** One\n * comment. */\nimport x;\n\n// Another.\nconst a = 1; // Not alone.\n  /* c */\n`;
    assert.equal(linesOfCode(text), 2);
  });
});
