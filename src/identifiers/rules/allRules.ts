import { COLUMN_RULES } from './columnRules';
import { EMAIL_RULES } from './emailRules';
import { HASH_RULES } from './hashRules';
import { ID_RULES } from './idRules';
import { ROW_RULES } from './rowRules';
import type { Rule } from './rule';

export type { Rule };

/** Every rule, by its key. */
export const RULES: ReadonlyMap<string, Rule> = new Map(
  [...EMAIL_RULES, ...HASH_RULES, ...ID_RULES, ...ROW_RULES, ...COLUMN_RULES].map((rule) => [
    rule.key,
    rule,
  ]),
);

/**
 * The rule of a key that this product made. Throws on any other: a misspelt key is a mistake of
 * ours.
 */
export function ruleOf(key: string): Rule {
  const rule = RULES.get(key);
  if (rule === undefined) throw new Error(`No such rule: ${key}`);
  return rule;
}
