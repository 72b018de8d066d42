import { t } from '@vscode/l10n';

/** `1048576` → `1,048,576`, as the language of the texts has it. */
export function number(value: number): string {
  return new Intl.NumberFormat(language()).format(value);
}

/** A ratio 0–1 → `12.5%`. */
export function percent(ratio: number): string {
  return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 }).format(
    ratio,
  );
}

/** `a, b, or c`. */
export function anyOf(items: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: 'disjunction' }).format(items);
}

/**
 * The texts name their language themselves: the reading thread has them, and knows nothing else of
 * the editor.
 */
function language(): string {
  const tag = t('en');
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? tag : 'en';
}
