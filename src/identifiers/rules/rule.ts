import { t } from '@vscode/l10n';
import type { FixKind, IdentifierType, RuleLevel } from '../identifierTypes';

/**
 * Something that can be wrong or suspicious. The texts never contain a value, since other tools can
 * read the Problems panel.
 */
export interface Rule {
  /**
   * Stable: in reports, JSON, exported rows, and the arguments of commands. The Problems panel shows
   * its `codeOf`.
   */
  key: string;
  level: RuleLevel;
  /** The identifier types that it can apply to. */
  types: readonly IdentifierType[];
  /** A short title, for lists of counts. */
  title(): string;
  /** What is wrong, and what to do about it. */
  message(): string;
  /** Fixes that may apply. `fixesFor` says which apply to a value. */
  fixes: readonly FixKind[];
  /** Where users can look the rule up. */
  source(): string;
}

/** The source of rules about what Criteo accepts. */
export const documentedRule = (): string => t('the extension’s documentation, “Identifiers”');
/** The source of rules about values that Criteo may accept but that can't match anyone. */
export const ownCheck = (): string => t('a check by this extension');

type Texts = readonly [title: () => string, message: () => string];
type Common = Omit<Rule, 'key' | 'title' | 'message'>;

/** Creates rules that differ only in their key and texts. */
export function rules(common: Common, texts: Readonly<Record<string, Texts>>): Rule[] {
  return Object.entries(texts).map(([key, [title, message]]) => ({
    ...common,
    key,
    title,
    message,
  }));
}
