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

/** In a list of problems, the type of the identifiers is known. */
const TYPE_PREFIX = /^(email|phone|customer-id|identity-link)-/;

/**
 * The short code of a rule for lists of problems: its key without the identifier type
 * ("email-no-at" is "no-at"). No two rules have the same.
 */
export function codeOf(key: string): string {
  return key.replace(TYPE_PREFIX, '');
}

const KEYS = new Map([...RULES.keys()].map((key) => [codeOf(key), key]));

/** The key of the rule with a short code (see `codeOf`); undefined if there is none. */
export function keyOf(code: string): string | undefined {
  return KEYS.get(code);
}

/** The rule for a key. Throws for an unknown key, which is a programming error. */
export function ruleOf(key: string): Rule {
  const rule = RULES.get(key);
  if (rule === undefined) throw new Error(`No such rule: ${key}`);
  return rule;
}
