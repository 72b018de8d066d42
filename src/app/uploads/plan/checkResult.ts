import type { Plan } from '../../../upload/types';

/** What `checkCsv` returns: counts, no identifier. */
export type Checked = Pick<
  Plan,
  | 'rows'
  | 'blank'
  | 'invalid'
  | 'duplicates'
  | 'good'
  | 'distinct'
  | 'calls'
  | 'byRule'
  | 'byForm'
  | 'columnWarnings'
> & { column: number };

/** These figures alone, of whatever has them. */
export function checkedOf({
  rows,
  blank,
  invalid,
  duplicates,
  good,
  distinct,
  calls,
  byRule,
  byForm,
  columnWarnings,
  column,
}: Checked): Checked {
  return {
    rows,
    blank,
    invalid,
    duplicates,
    good,
    distinct,
    calls,
    byRule,
    byForm,
    columnWarnings,
    column,
  };
}
