import { COLUMN_RULES } from './columnRules';
import { EMAIL_RULES } from './emailRules';
import { HASH_RULES } from './hashRules';
import { ID_RULES } from './idRules';
import { ROW_RULES } from './rowRules';
import type { Rule } from './rule';

export type { Rule };

/** All rules by key. */
export const RULES: ReadonlyMap<string, Rule> = new Map(
  [...EMAIL_RULES, ...HASH_RULES, ...ID_RULES, ...ROW_RULES, ...COLUMN_RULES].map((rule) => [
    rule.key,
    rule,
  ]),
);

/** The rule for a key. Throws for an unknown key, which is a programming error. */
export function ruleOf(key: string): Rule {
  const rule = RULES.get(key);
  if (rule === undefined) throw new Error(`No such rule: ${key}`);
  return rule;
}
