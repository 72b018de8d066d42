import assert from 'node:assert/strict';
import { explainRule, fixAllLabel, fixLabel } from '../../../../src/app/repair/ruleTexts';
import { FIX_KINDS } from '../../../../src/identifiers/identifierTypes';
import { RULES } from '../../../../src/identifiers/rules/allRules';

describe('the texts of rules and fixes', () => {
  it('explain every rule: what it means, what becomes of the row, and its code', () => {
    for (const [key, rule] of RULES) {
      const page = explainRule(key) ?? '';
      assert.match(page, /^# \S/, key);
      assert.ok(page.includes(`\`${key}\``), key);
      const fate =
        rule.level === 'error' ? 'aren’t sent.' : 'are sent; check them before you upload.';
      assert.ok(page.includes(fate), key);
      for (const fix of rule.fixes) assert.ok(page.includes(fixLabel(fix)), `${key} ${fix}`);
    }
  });

  it('explain nothing that is no rule', () => {
    assert.equal(explainRule('no-such-rule'), undefined);
  });

  it('name each fix differently, for one row and for all', () => {
    const labels = FIX_KINDS.flatMap((kind) => [fixLabel(kind), fixAllLabel(kind, 'email-no-at')]);
    assert.equal(new Set(labels).size, labels.length);
  });
});
