import { t } from '@vscode/l10n';
import { joined } from '../../common/markdown';
import { markdownText } from '../../common/outsideText';
import type { FixKind } from '../../identifiers/identifierTypes';
import { ruleOf, RULES } from '../../identifiers/rules/allRules';

/** What a fix does to a row, as a button or an entry of a list. */
export function fixLabel(kind: FixKind): string {
  return {
    clean: t('Trim and clean'),
    lowerCase: t('Put the hash in lower case'),
    dropPrefix: t('Drop the prefix of the hash'),
    split: t('Split into a row for each address'),
    unwrap: t('Take the value out of what surrounds it'),
    hyphenate: t('Put the hyphens into the UUID'),
    pad: t('Add the missing empty fields'),
    remove: t('Remove the row'),
  }[kind];
}

/** The same for all rows of one kind. */
export function fixAllLabel(kind: FixKind, rule: string): string {
  const title = ruleOf(rule).title();
  return kind === 'remove'
    ? t('Remove all rows of this kind ({0})', title)
    : t('{0}: all rows of this kind ({1})', fixLabel(kind), title);
}

/** The page that says what a problem means; undefined for a code that is none of ours. */
export function explainRule(key: string): string | undefined {
  const rule = RULES.get(key);
  if (rule === undefined) return undefined;
  return joined([
    `# ${markdownText(rule.title())}`,
    markdownText(rule.message()),
    rule.level === 'error'
      ? t('Rows of this kind are not sent.')
      : t('Rows of this kind are sent; look at them twice.'),
    rule.fixes.length > 0 && t('Quick fixes: {0}.', rule.fixes.map(fixLabel).join(', ')),
    `${t('Code')}: \`${key}\``,
    `${t('Where the rule comes from')}: ${markdownText(rule.source())}`,
  ]);
}
