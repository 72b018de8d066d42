import { t } from '@vscode/l10n';
import type { FormField, FormValues } from '../protocol';

const FIELDS: readonly FormField[] = ['name', 'description', 'retailerId', 'identifierType'];

/** The errors of the fields, before the API validates them. Only the name can be invalid in an edit. */
export function validateFields(
  values: FormValues,
  mode: 'create' | 'edit',
): Partial<Record<FormField, string>> {
  const errors: Partial<Record<FormField, string>> = {};
  if (values.name.trim() === '') errors.name = t('A segment needs a name.');
  if (mode === 'edit') return errors;
  const retailer = values.retailerId.trim();
  if (retailer === '') errors.retailerId = t('Choose a retailer.');
  // An int64.
  else if (!/^\d{1,19}$/.test(retailer))
    errors.retailerId = t('A retailer ID has only digits, 19 at most.');
  if (!values.identifierType) errors.identifierType = t('Choose an identifier type.');
  return errors;
}

/**
 * The fields that may show an error: one with an invalid value once it is left or saved, an empty
 * one only from a save until something is typed into it. Who tabs past a field isn't told off.
 */
export class CheckedFields {
  private readonly fields = new Set<FormField>();

  has(field: FormField): boolean {
    return this.fields.has(field);
  }

  /** A field lost the focus. True if it may show an error that it didn't before. */
  leave(field: FormField, value: string): boolean {
    if (value.trim() === '' || this.fields.has(field)) return false;
    this.fields.add(field);
    return true;
  }

  change(field: FormField, value: string): void {
    if (value.trim() === '') this.fields.delete(field);
  }

  /** The user tried to save: each field may show its error. */
  checkAll(): void {
    for (const field of FIELDS) this.fields.add(field);
  }

  clear(): void {
    this.fields.clear();
  }
}

/**
 * The fields edited after a submit: those that differ from what was sent, apart from surrounding
 * spaces. Undefined if there are none.
 */
export function editedSince(
  typed: Partial<FormValues> | undefined,
  submitted: FormValues,
): Partial<FormValues> | undefined {
  const edited = Object.entries(typed ?? {}).filter(
    ([field, value]) => value.trim() !== submitted[field as FormField].trim(),
  );
  return edited.length > 0 ? Object.fromEntries(edited) : undefined;
}

/** The fields whose values differ from the initial ones. */
export function changedFields(values: FormValues, initial: FormValues): FormField[] {
  return FIELDS.filter((field) => values[field] !== initial[field]);
}
