import { t } from '@vscode/l10n';
import type { CommanderError } from 'commander';
import { badArgument, type Failure } from '../common/failure';
import { argumentText } from '../common/messageText';

/** Commander's errors in our words, and in the user's language. */
export function usageFailure({ code, message }: CommanderError): Failure {
  // Values that the user typed could be identifiers: only names of options are quoted as they are.
  const quoted = [...message.matchAll(/'([^']*)'/g)].map(([, text]) => text);
  // Of an option, Commander names the option first; of a positional argument, the value.
  if (message.includes('command-argument value')) quoted.reverse();
  const [name = '', value = ''] = quoted;
  const suggestion = /Did you mean (?:one of )?([^?]*)\?/.exec(message)?.[1];
  const choices = /Allowed choices are ([^.]*)\./.exec(message)?.[1];
  const see = t('See {0}.', '--help');
  return badArgument(
    'usage',
    [textOf(code, name, value, choices), suggestion && t('Did you mean {0}?', suggestion), see]
      .filter(Boolean)
      .join(' '),
  );
}

function textOf(code: string, name: string, value: string, choices: string | undefined): string {
  switch (code) {
    case 'commander.unknownOption':
      return t('There is no option {0}.', name);
    case 'commander.unknownCommand':
      return t('There is no command {0}.', argumentText(name));
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
