import { t } from '@vscode/l10n';
import { ApiError, type Operation } from '../apiError';
import { operationLabel } from '../operations';

/** What was read of a list that isn't complete. */
interface IncompleteList {
  items: number;
  /** What the API said last. */
  total: number | undefined;
  /** Whether the limit for one list is reached. */
  isTooLong: boolean;
  /** Whether a total was lower than the one before. */
  hasShrunk: boolean;
}

/** A list that couldn't be read completely: an `ApiError` of code `incomplete-list`. */
export function incompleteListError(operation: Operation, list: IncompleteList): ApiError {
  return new ApiError(message(operationLabel(operation), list), {
    kind: 'malformed',
    operation,
    code: 'incomplete-list',
    outcome: 'notDone',
    retryable: true,
  });
}

function message(label: string, { items, total, isTooLong, hasShrunk }: IncompleteList): string {
  if (isTooLong)
    return t(
      '{0} was stopped: the list is too long to read at once ({1} items read). Narrow it, for example to one retailer.',
      label,
      items,
    );
  if (hasShrunk)
    return t('{0} failed: the list changed each time it was read. Try again in a moment.', label);
  if (total !== undefined && items < total)
    return t(
      '{0} failed: Criteo reported a total of {1} but returned only {2}, even after a retry. Try again later.',
      label,
      total,
      items,
    );
  return t(
    '{0} failed: Criteo didn’t return the whole list, even after a retry. Items read: {1}. Try again later.',
    label,
    items,
  );
}
