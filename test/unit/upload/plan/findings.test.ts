import assert from 'node:assert/strict';
import { FindingList, MAX_FINDINGS } from '../../../../src/upload/plan/findings';
import type { Finding } from '../../../../src/upload/uploadTypes';

const finding = (rule: string, row: number, level: Finding['level'] = 'error'): Finding => ({
  file: 0,
  row,
  rule,
  level,
  place: { line: row, startColumn: 0, endLine: row, endColumn: 1 },
});

/** Meets `count` rows of a rule, from row `from` on. */
function meet(list: FindingList, rule: string, count: number, from = 0, level?: Finding['level']) {
  for (let i = 0; i < count; i++) if (list.count(rule)) list.keep(finding(rule, from + i, level));
}

const rulesOf = (findings: readonly Finding[]): Record<string, number> => {
  const rules: Record<string, number> = {};
  for (const { rule } of findings) rules[rule] = (rules[rule] ?? 0) + 1;
  return rules;
};

describe('FindingList', () => {
  it('counts every finding, and keeps the first 999 of a rule', () => {
    const list = new FindingList();
    meet(list, 'email-no-at', 2_000);
    assert.deepEqual(list.byRule, { 'email-no-at': 2_000 });
    const taken = list.take();
    assert.equal(taken.length, MAX_FINDINGS);
    assert.deepEqual([taken[0].row, taken.at(-1)?.row], [0, 998]);
  });

  it('gives a rare rule its place beside a frequent one', () => {
    const list = new FindingList();
    meet(list, 'frequent', 5_000);
    meet(list, 'rare', 3, 6_000);
    assert.deepEqual(rulesOf(list.take()), { frequent: 996, rare: 3 });
  });

  it('gives warnings what errors leave', () => {
    const list = new FindingList();
    meet(list, 'duplicate', 500, 0, 'warning');
    meet(list, 'email-no-at', 900, 1_000);
    assert.deepEqual(rulesOf(list.take()), { 'email-no-at': 900, duplicate: 99 });
    meet(list, 'email-local-missing', 99, 3_000);
    assert.deepEqual(rulesOf(list.take()), { 'email-no-at': 900, 'email-local-missing': 99 });
  });

  it('gives them in the order of the file', () => {
    const list = new FindingList();
    meet(list, 'b', 2, 5);
    meet(list, 'a', 1, 0);
    meet(list, 'duplicate', 1, 3, 'warning');
    assert.deepEqual(
      list.take().map(({ row }) => row),
      [0, 3, 5, 6],
    );
  });

  it('absorbs what another list counted, and nothing of a rule without a row', () => {
    const list = new FindingList();
    list.absorb({}, []);
    assert.deepEqual(list.byRule, {});
    list.absorb({ duplicate: 1_500 }, [finding('duplicate', 4, 'warning')]);
    assert.deepEqual(list.byRule, { duplicate: 1_500 });
    assert.deepEqual(
      list.take().map(({ row }) => row),
      [4],
    );
  });
});
