import { DEFAULT_OPTIONS } from '../../../upload/uploadTypes';
import { CHOICE_NAMES, flagOfChoice, rowOf, type ChoiceName, type Chosen } from './choiceTable';

/**
 * Choices as options of the terminal, without those that are the default there. `pathOf`: a path as a
 * word of its own.
 */
export function optionWords(
  choices: Chosen<ChoiceName>,
  pathOf: (path: string) => string = String,
): string[] {
  return CHOICE_NAMES.flatMap((name) => {
    const { option, kind, engine, usual } = rowOf(name);
    const flag = flagOfChoice(name);
    const value: unknown = choices[name];
    // What is usual may depend on the segment, and is named.
    const isDefault = usual === undefined && engine && value === DEFAULT_OPTIONS[engine as 'hash'];
    if (flag === undefined || value === undefined || isDefault) return [];
    if (typeof value === 'boolean')
      return [value || !option?.no ? flag : flag.replace('--', '--no-')];
    const values = (kind.words?.(value) ?? [value].flat()) as (string | number)[];
    return values.flatMap((one) => [flag, kind.isFile ? pathOf(String(one)) : textOf(one)]);
  });
}

/** A tab by its name: a terminal takes the character for a key. */
function textOf(value: string | number): string {
  return value === '\t' ? 'tab' : String(value);
}
