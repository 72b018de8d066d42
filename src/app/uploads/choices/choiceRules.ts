import { t } from '@vscode/l10n';
import { optionName, optionValue } from '../../../common/optionNames';
import { OPERATIONS, type Operation } from '../../../upload/uploadTypes';
import { CHOICE_NAMES, chosenFor, rowOf, type ChoiceName, type Chosen } from './choiceTable';

/**
 * The error of a choice that means nothing for the operation, as a sentence; undefined if there is none.
 * Without an operation, one that is chosen later may be right. `nameOf`: how the choice is named there.
 */
export function misplacedText(
  values: Chosen<ChoiceName>,
  nameOf: (name: string) => string = optionName,
): string | undefined {
  const { operation } = values;
  if (!operation) return undefined;
  for (const name of CHOICE_NAMES) {
    const { for: operations = OPERATIONS, among, elsewhere } = rowOf(name);
    const value: unknown = values[name];
    if (value === undefined || value === elsewhere) continue;
    if (!operations.includes(operation)) return misplaced(nameOf(name), operation, operations);
    const items = among?.(operation);
    const wrong = items && (value as readonly string[]).find((item) => !items.includes(item));
    if (wrong !== undefined)
      return misplaced(
        optionValue(name, wrong),
        operation,
        operations.filter((one) => among?.(one).includes(wrong)),
      );
  }
  return undefined;
}

function misplaced(name: string, operation: Operation, others: readonly Operation[]): string {
  return t(
    '“{0}” isn’t for the operation “{1}”, only for: {2}.',
    name,
    operation,
    others.join(', '),
  );
}

/** What choices come to that are given in two places: those of the first, and what adds up. */
export function bothOf<N extends ChoiceName>(
  first: Chosen<N>,
  second: Chosen<N>,
  names: readonly N[],
): Chosen<N> {
  return chosenFor(names, (name) => {
    const [one, other]: unknown[] = [first[name], second[name]];
    const { join } = rowOf(name);
    return join && one !== undefined && other !== undefined ? join(one, other) : (one ?? other);
  });
}
