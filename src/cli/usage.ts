import { statSync } from 'node:fs';
import { sep } from 'node:path';
import { t } from '@vscode/l10n';
import type { Command, CommanderError } from 'commander';
import { badArgument, type Failure } from '../common/failure';
import { argumentText, fileNameOf } from '../common/messageText';
import { present } from '../common/records';
import { anyText, collect, fileOrInput } from './flags';
import type { Terminal } from './terminal';

/** Options whose value is a path: `--keep <file>`, `--previous <file...>`, `--state-dir <folder>`. */
export const FILE = /<file(\.\.\.)?>/;
export const FOLDER = /<folder>/;

/**
 * Checks the options and arguments of a command while they are parsed, before anything else happens:
 * none is empty, which an unset variable of a script makes it; no option is given twice but those
 * that collect their values, since only one value would count; and no `<file>` is a folder. They throw
 * `Failure` 'bad-argument'.
 */
export function checkArguments(
  command: Command,
  terminal: Pick<Terminal, 'resolve' | 'uriOf'>,
): void {
  for (const option of command.options) {
    if (!option.required) continue;
    const { parseArg = option.variadic ? collect : String, flags, long } = option;
    option.argParser((value: string, before: unknown) => {
      if (value === '' && parseArg !== anyText)
        throw usageError(t('The option {0} needs a value.', flags));
      const isGiven = command.getOptionValueSource(option.attributeName()) === 'cli';
      if (isGiven && parseArg !== collect) throw givenTwiceError(flags);
      if (FILE.test(flags)) requireFile(value, long ?? flags, terminal, option.variadic);
      return parseArg(value, before);
    });
  }
  for (const argument of command.registeredArguments) {
    const { parseArg } = argument;
    argument.argParser((value: string, before: unknown) => {
      const name = argument.name();
      if (value === '') throw usageError(t('The argument {0} is missing.', name));
      const isInput = value === '-' && parseArg === fileOrInput;
      if (name === 'file' && !isInput) requireFile(value, name, terminal, true);
      return argument.variadic ? collect(value, before) : value;
    });
  }
}

/** `isSent`: what it has is sent or compared, for which it is read several times. */
function requireFile(
  path: string,
  name: string,
  terminal: Pick<Terminal, 'resolve' | 'uriOf'>,
  isSent: boolean,
): void {
  if (path === '-' && isSent)
    throw usageError(
      t(
        '“{0}” can’t be standard input (“-”), which can be read only once. A file is read again to send it, and to resume: save it as a CSV file first.',
        name,
      ),
    );
  if (path === '-' || path.endsWith('/') || path.endsWith(sep) || isFolder(terminal.resolve(path)))
    throw usageError(
      t(
        '“{0}” must be the path of a file, and {1} isn’t a regular file.',
        name,
        fileNameOf(terminal.uriOf(path)),
      ),
    );
}

/** What can't be looked at is left to whoever opens it. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** `flags`: the option and its value, as in the help. */
export function givenTwiceError(flags: string): Failure {
  return usageError(t('The option {0} can be given only once.', flags));
}

export function unknownCommandError(name: string): Failure {
  return usageError(t('There is no command {0}.', argumentText(name)));
}

function usageError(text: string): Failure {
  return badArgument('usage', `${text} ${t('See {0}.', '--help')}`);
}

/** An option (`--keep`) and the command that has it (`update`). */
interface CommandOption {
  readonly option: string;
  readonly command: string;
}

/** The options of all commands. */
export function optionsOfAll(program: Command): CommandOption[] {
  const below = (command: Command, names: readonly string[]): CommandOption[] => [
    ...command.options.flatMap(({ long }) =>
      long ? [{ option: long, command: names.join(' ') }] : [],
    ),
    ...command.commands.flatMap((one) => below(one, [...names, one.name()])),
  ];
  return program.commands.flatMap((command) => below(command, [command.name()]));
}

/**
 * Commander's errors in our words, and in the user's language. `options`: of all commands, to say which
 * of them has an option.
 */
export function usageFailure(
  { code, message }: CommanderError,
  options: readonly CommandOption[] = [],
): Failure {
  // Values that the user typed could be identifiers: only names of options are quoted as they are.
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, text]) => text);
  // Of an option, Commander names the option first; of a positional argument, the value.
  if (message.includes('command-argument value')) quoted.reverse();
  const [name = '', value = ''] = quoted;
  const suggestion = /Did you mean (?:one of )?([^?]*)\?/.exec(message)?.[1];
  const owners =
    code === 'commander.unknownOption' ? options.filter((one) => one.option === name) : [];
  if (owners.length > 0)
    return usageError(
      t('The option {0} is only for: {1}.', name, owners.map(({ command }) => command).join(', ')),
    );
  const choices = /Allowed choices are ([^.]*)\./.exec(message)?.[1];
  const said = [
    textOf(code, name, value, choices),
    suggestion && t('Did you mean {0}?', suggestion),
  ];
  return usageError(present(said).join(' '));
}

function textOf(code: string, name: string, value: string, choices: string | undefined): string {
  switch (code) {
    case 'commander.unknownOption':
      return t('There is no option {0}.', name);
    case 'commander.unknownCommand':
      return t('There is no command {0}.', argumentText(name));
    case 'commander.help':
      return t('The command is missing.');
    case 'commander.missingArgument':
      return t('The argument {0} is missing.', name);
    case 'commander.optionMissingArgument':
      return t('The option {0} needs a value.', name);
    case 'commander.missingMandatoryOptionValue':
      return t('The option {0} is required.', name);
    case 'commander.invalidArgument':
      return t('{0} can’t be {1}. Choose one of: {2}.', name, argumentText(value), choices ?? '');
    case 'commander.excessArguments':
      return t('Too many arguments.');
    default:
      return t('The arguments aren’t valid.');
  }
}
