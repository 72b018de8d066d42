import { t } from '@vscode/l10n';
import { fieldsText, rowsText } from '../../../common/counts';
import { count, plural } from '../../../common/format';

/**
 * What is said of rows or, where several columns are read of each, of their fields. Whole sentences:
 * in French, what agrees with one doesn't agree with the other.
 */
export type ValueWords = typeof ROWS;

const ROWS = {
  title: () => t('Rows'),
  all: () => t('All rows'),
  /** `1 row`, `1,200 rows`. */
  count: rowsText,
  invalid: (n: number) =>
    plural(n, { one: t('{0} invalid row', count(n)), other: t('{0} invalid rows', count(n)) }),
  /** `blank`: how many there are, which don’t count. */
  invalidShare: (blank: number, ...figures: [ratio: string, invalid: string]) =>
    blank > 0
      ? t('{0} of the rows that aren’t blank ({1}) are invalid and left out.', ...figures)
      : t('{0} of the rows ({1}) are invalid and left out.', ...figures),
  tooManyInvalid: (...figures: [leftOut: string, all: string, allowed: string, option: string]) =>
    t(
      'Too many rows were invalid or rejected: {0} of {1}; at most {2} are allowed ({3}). What Criteo accepted isn’t undone.',
      ...figures,
    ),
  /**
   * A total as the sum of its parts; of those that aren't always there, `suppressedPart`. The last figure
   * says in how many rows they are.
   */
  sum: (...figures: string[]) =>
    t(
      'Rows: {0} = {1} blank + {2} invalid{3} + {4} duplicate + {5} sent + {6} not sent',
      ...figures,
    ),
  previousSum: (...figures: string[]) =>
    t(
      'Previous rows: {0} = {1} blank + {2} invalid{3} + {4} duplicate + {5} still in the file + {6} not comparable + {7} in other files + {8} no longer in the file',
      ...figures,
    ),
  invalidKinds: () => t('Invalid rows by kind'),
  rejectedAndInvalidKinds: () => t('Rejected and invalid rows by kind'),
  rejected: () => t('Rejected rows'),
};

const FIELDS: ValueWords = {
  title: () => t('Fields'),
  all: () => t('All fields'),
  count: fieldsText,
  invalid: (n) =>
    plural(n, { one: t('{0} invalid field', count(n)), other: t('{0} invalid fields', count(n)) }),
  invalidShare: (blank, ...figures) =>
    blank > 0
      ? t('{0} of the fields that aren’t blank ({1}) are invalid and left out.', ...figures)
      : t('{0} of the fields ({1}) are invalid and left out.', ...figures),
  tooManyInvalid: (...figures) =>
    t(
      'Too many fields were invalid or rejected: {0} of {1}; at most {2} are allowed ({3}). What Criteo accepted isn’t undone.',
      ...figures,
    ),
  sum: (...figures) =>
    t(
      'Fields: {0} = {1} blank + {2} invalid{3} + {4} duplicate + {5} sent + {6} not sent, in {7}',
      ...figures,
    ),
  previousSum: (...figures) =>
    t(
      'Previous fields: {0} = {1} blank + {2} invalid{3} + {4} duplicate + {5} still in the file + {6} not comparable + {7} in other files + {8} no longer in the file, in {9}',
      ...figures,
    ),
  invalidKinds: () => t('Invalid fields by kind'),
  rejectedAndInvalidKinds: () => t('Rejected and invalid fields by kind'),
  rejected: () => t('Rejected fields'),
};

/** The words for what these figures count. */
export function valueWords({ fields }: { fields?: number }): ValueWords {
  return fields === undefined ? ROWS : FIELDS;
}

/** ` + 37 suppressed`, for a sum; empty without any. */
export function suppressedPart(suppressed = 0): string {
  return suppressed > 0 ? t(' + {0} suppressed', count(suppressed)) : '';
}
