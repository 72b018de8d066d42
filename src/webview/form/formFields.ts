import { t } from '@vscode/l10n';
import type { FormField, FormValues } from '../protocol';

const FIELDS: readonly FormField[] = ['name', 'description', 'retailerId', 'identifierType'];

/** What is wrong with what was typed, by field; the API has its own say. */
export function faultsOf(
  values: FormValues,
  mode: 'create' | 'edit',
): Partial<Record<FormField, string>> {
  const found: Partial<Record<FormField, string>> = {};
  if (values.name.trim() === '') found.name = t('A segment needs a name.');
  if (mode === 'edit') return found;
  const retailer = values.retailerId.trim();
  if (retailer === '') found.retailerId = t('Choose a retailer.');
  // An int64.
  else if (!/^\d{1,19}$/.test(retailer))
    found.retailerId = t('A retailer ID has only digits, 19 at most.');
  if (!values.identifierType) found.identifierType = t('Choose an identifier type.');
  return found;
}

/**
 * What was typed after a submit: the fields that differ from what was sent, but for blanks around
 * it.
 */
export function typedSince(
  typed: Partial<FormValues> | undefined,
  submitted: FormValues,
): Partial<FormValues> | undefined {
  const left = Object.entries(typed ?? {}).filter(
    ([field, value]) => value.trim() !== submitted[field as FormField].trim(),
  );
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** The fields that have another value than they began with. */
export function changedFields(values: FormValues, initial: FormValues): FormField[] {
  return FIELDS.filter((field) => values[field] !== initial[field]);
}
