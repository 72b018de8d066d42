import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { Arguments } from '../../app/arguments';
import type { UploadSettings } from '../../app/uploads/choices/choices';
import {
  applies,
  namesIn,
  namesOf,
  rowOf,
  type ChoiceName,
  type Chosen,
} from '../../app/uploads/choices/choiceTable';
import { readChoices } from '../../app/uploads/choices/request';
import { pick } from '../../common/records';
import { IDENTIFIER_TYPES } from '../../identifiers/identifierTypes';
import { DEFAULT_OPTIONS, type Operation } from '../../upload/uploadTypes';
import { collect, withValues } from '../flags';
import type { Terminal } from '../terminal';
import { retailerOption } from './segments/segmentOptions';

/** The choices that a terminal can give, as commander parsed them. */
export type ChoiceFlags = Readonly<Record<string, unknown>>;

/** The choices that are options of the command of an operation. */
export function choicesFor(operation: Operation): ChoiceName[] {
  return namesIn('argument').filter(
    (name) => applies(name, operation) && (rowOf(name).option?.only?.includes(operation) ?? true),
  );
}

/** The options of these choices, in the order of the table. `help --all` has those that nearly no one needs, too. */
export function choiceOptions(names: readonly ChoiceName[], operation?: Operation): Option[] {
  return names.flatMap((name) => {
    const { option, kind, of, among } = rowOf(name);
    if (!option) return [];
    const { flags, help, no, isRare } = option;
    const values = (operation && among?.(operation)) ?? kind.values;
    const own = withValues(new Option(flags, help(operation)), values).hideHelp(
      isRare ?? of === 'setting',
    );
    if (kind.repeats) own.argParser(collect);
    return [own, ...(no ? [new Option(flags.replace('--', '--no-'), no())] : [])];
  });
}

/** These choices, as far as they are given, as arguments of the window's commands. */
export function choiceArguments(
  flags: ChoiceFlags,
  names: readonly ChoiceName[],
  terminal: Pick<Terminal, 'uriOf'>,
): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const { option, kind } = rowOf(name);
      const value = option && flags[new Option(option.flags).attributeName()];
      if (value === undefined) return [];
      return [[name, kind.ofOption?.(value, (path) => terminal.uriOf(path)) ?? value]];
    }),
  );
}

/** How identifiers are prepared and sent, where the window has settings. Throws `Failure` 'bad-argument'. */
export function settingsOf(
  flags: ChoiceFlags,
  operation: string,
  terminal: Pick<Terminal, 'uriOf'>,
): Partial<UploadSettings> {
  const names = namesOf('setting');
  return { ...pick(DEFAULT_OPTIONS, names), ...choicesOf(flags, names, operation, terminal) };
}

/** These choices, as far as they are given. Throws `Failure` 'bad-argument'. */
export function choicesOf<N extends ChoiceName>(
  flags: ChoiceFlags,
  names: readonly N[],
  operation: string,
  terminal: Pick<Terminal, 'uriOf'>,
): Chosen<N> {
  return readChoices(new Arguments(choiceArguments(flags, names, terminal), operation), names);
}

/** Which segment or identifier type a file is checked for. */
export interface TargetFlags {
  segment?: string;
  retailer?: string;
  type?: string;
}

export function targetOptions(): Option[] {
  return [
    new Option(
      '--segment <segment>',
      t('check for the identifier type of this segment (ID or exact name)'),
    ),
    retailerOption(),
    withValues(
      new Option(
        '--type <type>',
        t('check for an identifier type: {0}', IDENTIFIER_TYPES.join(', ')),
      ),
      IDENTIFIER_TYPES,
    ),
  ];
}
