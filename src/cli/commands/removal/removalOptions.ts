import { existsSync } from 'node:fs';
import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { Arguments } from '../../../app/arguments';
import { REMOVAL } from '../../../app/removals/removalFailure';
import { namesOf, rowOf, type ChoiceName } from '../../../app/uploads/choices/choiceTable';
import { readChoices, type UploadRequest } from '../../../app/uploads/choices/request';
import { badArgument } from '../../../common/failure';
import { looksLikeIdentifier } from '../../../common/messageText';
import { present } from '../../../common/records';
import { collect } from '../../flags';
import type { Terminal } from '../../terminal';
import { choiceArguments, choicesFor, type ChoiceFlags } from '../choiceOptions';

/** The options of `remove` that only a removal from every segment has. */
export type EverywhereFlags = ChoiceFlags & {
  readonly allSegments?: true;
  readonly receipt?: string;
  readonly reference?: string;
  readonly alsoFrom?: readonly string[];
  readonly addTo?: readonly string[];
  readonly keepOut?: true;
  readonly confirm?: readonly string[];
  readonly retailer?: string;
  readonly dryRun?: true;
};

export const ALL = '--all-segments';

/** What of an upload can be chosen for a removal from every segment, too. */
const CHOICES = ['formats', 'hash', 'columns', 'header', 'delimiter', 'encoding'] as const;

export function everywhereOptions(): Option[] {
  return [
    new Option(ALL, t('every segment of the account, but those that keep people out')),
    ...ownOptions(),
  ];
}

function ownOptions(): Option[] {
  return [
    new Option('--receipt <folder>', t('folder for the receipt of {0}', ALL)),
    new Option('--reference <text>', t('its name in the receipt, such as that of a ticket')),
    new Option(
      '--also-from <segment>',
      t('for an erasure: also a segment that keeps people out; repeatable'),
    ).argParser(collect),
    new Option(
      '--add-to <segment>',
      t('add them to a segment that keeps people out; repeatable'),
    ).argParser(collect),
    new Option('--keep-out', t('keep them out of later uploads from this machine')),
    new Option(
      '--confirm <account-id>',
      t('without a terminal, or above 1,000 identifiers: the ID of each account; repeatable'),
    ).argParser(collect),
  ];
}

/** Throws `Failure` 'bad-argument' for options that mean something only with the other kind of removal. */
export function requireFittingOptions(flags: EverywhereFlags): void {
  const isEverywhere = flags.allSegments === true;
  const misplaced = isEverywhere
    ? [...choicesFor('remove'), ...namesOf('setting')].map(
        (name) => !CHOICES.some((one) => one === name) && givenFlag(flags, name),
      )
    : ownOptions().map((one) => flags[one.attributeName()] !== undefined && one.long);
  const [flag] = present(misplaced);
  if (flag === undefined) return;
  throw badArgument(
    REMOVAL,
    isEverywhere
      ? t('The option {0} means nothing with {1}.', flag, ALL)
      : t('The option {0} is only for: {1}.', flag, `remove ${ALL}`),
  );
}

/** The option of a choice, if it is given: one that is given by `--no-…` is true without. */
function givenFlag(flags: EverywhereFlags, name: ChoiceName): string | undefined {
  const { option } = rowOf(name);
  if (!option) return undefined;
  const one = new Option(option.flags);
  const value = flags[one.attributeName()];
  return value === undefined || (one.negate && value === true) ? undefined : one.long;
}

/** How people are read and sent. Throws `Failure` 'bad-argument'. */
export function peopleChoices(
  flags: EverywhereFlags,
  terminal: Pick<Terminal, 'uriOf'>,
): Pick<UploadRequest, (typeof CHOICES)[number]> {
  const given = choiceArguments(flags, CHOICES, terminal);
  return readChoices(new Arguments(given, REMOVAL), CHOICES);
}

/** Whether people are typed or piped in. Throws `Failure` 'bad-argument', also where one of them is an argument. */
export function areTyped(
  files: readonly string[],
  isEverywhere: boolean,
  terminal: Pick<Terminal, 'resolve'>,
): boolean {
  if (files.some((file) => looksLikeIdentifier(file) && !existsSync(terminal.resolve(file))))
    throw badArgument(
      REMOVAL,
      t(
        'There is no such file. An identifier is never an argument, which others on this machine see: pass “-”, and type it.',
      ),
    );
  if (!files.includes('-')) return false;
  if (!isEverywhere) throw badArgument(REMOVAL, t('People can be typed (“-”) only with {0}.', ALL));
  if (files.length === 1) return true;
  throw badArgument(REMOVAL, t('“-” can’t be given with files.'));
}
