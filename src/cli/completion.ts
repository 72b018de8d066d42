import { script } from '@bomb.sh/tab';
import { t } from '@vscode/l10n';
import type { Command, Option } from 'commander';
import type { CliCommand } from './cliCommand';
import type { Terminal } from './terminal';
import { FILE, FOLDER } from './usage';

const SHELLS = ['zsh', 'bash', 'fish', 'powershell'] as const;

/**
 * What a shell offers besides the answer, as the scripts of all shells take it (Cobra's directives):
 * names of files where nothing else fits, nothing, or names of folders.
 */
const FILES = 0;
const NOTHING = 4;
const FOLDERS = 16;

/** What can be typed next. */
interface Answer {
  readonly values: readonly (readonly [value: string, description?: string])[];
  readonly directive: number;
}

const NO_ANSWER: Answer = { values: [], directive: NOTHING };

/** `completion`, which prints the script of a shell, and `complete`, which that script asks. */
export function addCompletionCommands(
  program: CliCommand,
  terminal: Pick<Terminal, 'content'>,
): void {
  const name = program.name();
  const completion = program
    .command('completion')
    .description(t('Print a completion script for a shell'))
    .examples('completion bash', 'completion zsh');
  completion
    .addArgument(completion.createArgument('<shell>', SHELLS.join(', ')).choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) =>
      shell === 'bash' ? terminal.content(bashScript(name)) : script(shell, name, name),
    );
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      const { values, directive } = answerTo(program, words);
      const lines = values.map(([value, description = '']) => `${value}\t${description}\n`);
      terminal.content(`${lines.join('')}:${directive}\n`);
    });
}

/**
 * What can follow on a command line. `words`: those after the name of the program, of which the last is
 * still being typed. A shell may have split `--hash=md5` at its `=`.
 */
export function answerTo(program: Command, words: readonly string[]): Answer {
  const [last = ''] = words.slice(-1);
  const typed = last === '=' ? '' : last;
  const { command, argument, option, isAfterDashes } = placeAfter(program, words.slice(0, -1));
  const [, long, value] = /^(--[^=]+)=(.*)$/.exec(typed) ?? [];
  if (long !== undefined && !isAfterDashes) {
    const given = optionsOf(command).find((one) => one.long === long);
    return given ? fitting(valuesOf(given, value), value) : NO_ANSWER;
  }
  if (option && !typed.startsWith('-')) return fitting(valuesOf(option, typed), typed);
  if (typed.startsWith('-') && !isAfterDashes)
    return fitting(
      offering(optionsOf(command).map(({ long = '', description }) => [long, description])),
      typed,
    );
  return fitting(argumentsOf(program, command, argument), typed);
}

/** Where a command line stands after some words. */
interface Place {
  readonly command: Command;
  /** The arguments so far. */
  readonly argument: readonly string[];
  /** The option whose value is next, or may be. */
  readonly option: Option | undefined;
  /** After `--`, nothing is an option. */
  readonly isAfterDashes: boolean;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let isAfterDashes = false;
  const argument: string[] = [];
  for (const word of words) {
    if (word === '=' && option) continue;
    if (word.startsWith('-') && !isAfterDashes) {
      isAfterDashes = word === '--';
      const named = optionsOf(command).find(({ long, short }) => [long, short].includes(word));
      option = named?.required ? named : undefined;
    } else if (option) {
      if (!option.variadic) option = undefined;
    } else {
      const below = command.commands.find((one) => one.name() === word);
      if (below) command = below;
      else argument.push(word);
    }
  }
  return { command, argument, option, isAfterDashes };
}

/** The options of a command, and of those that it is below. */
function optionsOf(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  return command.parent ? [...own, ...optionsOf(command.parent)] : own;
}

function valuesOf({ flags, argChoices = [] }: Option, typed: string): Answer {
  if (FILE.test(flags)) return { values: [], directive: FILES };
  if (FOLDER.test(flags)) return { values: [], directive: FOLDERS };
  // Of several in one word, the last is still being typed.
  const before = flags.includes('<list>') ? typed.slice(0, typed.lastIndexOf(',') + 1) : '';
  return offering(argChoices.map((value) => [before + value]));
}

function argumentsOf(program: Command, command: Command, given: readonly string[]): Answer {
  const { registeredArguments } = command;
  const argument =
    registeredArguments[given.length] ?? registeredArguments.findLast(({ variadic }) => variadic);
  if (argument?.name() === 'file') return { values: [], directive: FILES };
  const choices = (argument?.argChoices ?? []).map((value) => [value] as const);
  // The topics of `help` are the commands themselves, besides its own.
  if (command.name() === 'help') {
    const topic = placeAfter(program, given);
    return offering([...commandsOf(topic.command), ...(given.length === 0 ? choices : [])]);
  }
  return offering([...commandsOf(command), ...choices]);
}

function commandsOf(command: Command): Answer['values'] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => [one.name(), one.description()]);
}

/** Without what a shell would take for something else, and without what occurs again. */
function offering(values: Answer['values']): Answer {
  const plain = values.filter(([value]) => /^[\w,.-]+$/.test(value));
  return { values: [...new Map(plain.map((one) => [one[0], one])).values()], directive: NOTHING };
}

function fitting({ values, directive }: Answer, typed: string): Answer {
  return { values: values.filter(([value]) => value.startsWith(typed)), directive };
}

/**
 * For bash, also where the package bash-completion isn't loaded. Without `compopt` (bash 3), it offers
 * files where nothing else fits.
 */
function bashScript(name: string): string {
  return `# bash completion for ${name}
_criteo_audiences() {
  local line directive=${NOTHING} values=()
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) values+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(${name} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=(\${values[@]+"\${values[@]}"})
  ((directive == ${FILES})) || compopt +o default 2>/dev/null
  ((directive == ${FOLDERS})) && compopt -o dirnames 2>/dev/null
  return 0
}
complete -o default -F _criteo_audiences ${name}
`;
}
