import { t } from '@vscode/l10n';
import { joinSections } from '../../common/markdown';
import { markdownText } from '../../common/outsideText';
import type { FixKind } from '../../identifiers/identifierTypes';
import { ruleOf, RULES } from '../../identifiers/rules/allRules';

/** What a fix does to a row, as a button or list entry. */
export function fixLabel(kind: FixKind): string {
  return {
    clean: t('Trim and clean up'),
    lowerCase: t('Change the hash to lowercase'),
    dropPrefix: t('Remove the hash prefix'),
    split: t('Split into one row per address'),
    unwrap: t('Extract the value from the surrounding text'),
    hyphenate: t('Add the hyphens to the UUID'),
    pad: t('Add the missing empty fields'),
    remove: t('Remove the row'),
  }[kind];
}

/**
 * What a fix does to all rows with the same problem. `inSeveralColumns`: a row with another valid
 * field isn't removed, only the field with the problem is.
 */
export function fixAllLabel(kind: FixKind, rule: string, inSeveralColumns = false): string {
  const title = ruleOf(rule).title();
  if (kind === 'remove' && inSeveralColumns)
    return t('Clear all fields with this problem, or remove rows without a valid one ({0})', title);
  return kind === 'remove'
    ? t('Remove all rows with this problem ({0})', title)
    : t('{0}: all rows with this problem ({1})', fixLabel(kind), title);
}

/** Markdown that explains a problem; undefined for an unknown code. */
export function explainRule(key: string): string | undefined {
  const rule = RULES.get(key);
  if (rule === undefined) return undefined;
  return joinSections([
    `# ${markdownText(rule.title())}`,
    markdownText(rule.message()),
    rule.level === 'error'
      ? t('Rows with this problem aren’t sent.')
      : t('Rows with this problem are sent; check them before you upload.'),
    rule.fixes.length > 0 && t('Quick fixes: {0}.', rule.fixes.map(fixLabel).join(', ')),
    t('{0}: {1}', t('Code'), `\`${key}\``),
    t('{0}: {1}', t('Source of the rule'), markdownText(rule.source())),
  ]);
}
