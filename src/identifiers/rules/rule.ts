import { t } from '@vscode/l10n';
import type { FixKind, IdentifierType, RuleLevel } from '../identifierTypes';

/**
 * One thing that can be wrong, or odd. Its texts never hold a value: Problems are read by other
 * tools.
 */
export interface Rule {
  /** Stable: stands in Problems as the code, and names the section of the documentation. */
  key: string;
  level: RuleLevel;
  /** What it speaks of: one value, a row as the file has it, or the column as a whole. */
  scope: 'value' | 'row' | 'column';
  /** The types of segments it can come up for. */
  types: readonly IdentifierType[];
  /** A few words, for lists of counts. */
  title(): string;
  /** What is wrong and what to do about it. */
  message(): string;
  /** The repairs that may help; whether one does help a value, `fixesFor` says. */
  fixes: readonly FixKind[];
  /** Where the rule comes from, as a user can look it up. */
  source(): string;
}

/** What the API takes, by type. */
export const documentedRule = (): string => t('the extension’s README, “Identifiers”');
/** What the API may take without a word, and what can match nobody. */
export const ownCheck = (): string => t('a check by this extension');

type Texts = readonly [title: () => string, message: () => string];
type Rest = Omit<Rule, 'key' | 'title' | 'message'>;

/** Rules that differ in their texts only. */
export function rules(rest: Rest, texts: Readonly<Record<string, Texts>>): Rule[] {
  return Object.entries(texts).map(([key, [title, message]]) => ({ ...rest, key, title, message }));
}
