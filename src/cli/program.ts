import tab from '@bomb.sh/tab/commander';
import { t } from '@vscode/l10n';
import { Command, Help } from 'commander';
import { addAudienceCommands } from './commands/audiencesCommand';
import { addCheckCommand } from './commands/checkFiles';
import { addExamples } from './commands/examples';
import { addHelpCommand } from './commands/helpCommand';
import { addListCommands } from './commands/listCommands';
import { addRepairCommands } from './commands/repairCommands';
import { addSandboxCommand } from './commands/sandboxCommand';
import { addSegmentCommands } from './commands/segmentsCommand';
import { addUploadCommands } from './commands/uploadFiles';
import { addUploadsCommands } from './commands/uploadsCommand';
import type { CommandWork, RunCommand, SetWork } from './context';
import { addGlobalOptions, type GlobalOptions } from './globalOptions';
import { recordsUseOf } from './recordsUse';
import type { Terminal } from './terminal';
import { checkArguments } from './usage';
import { VERSION } from './version';

const NO_BREAK_SPACE = '\u00a0';
/** As wide, but no space; from the private use area, so no text has it. */
const STAND_IN = '\ue000';

/** All commands with their options and help. Throws `CommanderError` instead of exiting. */
export function createProgram(
  run: RunCommand,
  terminal: Pick<Terminal, 'write' | 'width' | 'resolve' | 'uriOf'>,
): Command {
  const program = new Command('criteo-audiences');
  program
    .description(t('Manage Criteo Retail Media audience segments, and upload CSV files to them'))
    .version(VERSION, '-V, --version', t('print the version'))
    .helpOption('-h, --help', t('show help for a command'))
    .helpCommand(false)
    .configureHelp({
      styleTitle: titleOf,
      // Commander would append choices and defaults in English: the texts have them.
      optionDescription: ({ description }) => description,
      argumentDescription: ({ description }) => description,
      boxWrap: wrap,
    })
    .configureOutput({
      writeOut: (text) =>
        text
          .replace(/\n$/, '')
          .split('\n')
          .forEach((line) => terminal.write(line)),
      getOutHelpWidth: () => terminal.width,
      // Errors are reported in the chosen format.
      writeErr: () => undefined,
    })
    .exitOverride();
  addGlobalOptions(program);
  program.addHelpText('after', () =>
    [
      '',
      t('All codes of errors: {0}', 'criteo-audiences help codes'),
      t('All exit codes: {0}', 'criteo-audiences help exit-codes'),
    ].join('\n'),
  );
  addExamples(program, 'add customers.csv --segment "CRM Users"', 'segments list --sandbox');

  const setWork: SetWork = <Flags extends object, Args extends readonly unknown[]>(
    command: Command,
    work: CommandWork<Flags, Args>,
  ): void => {
    command.action(async (...all: readonly unknown[]) => {
      // The arguments, then the flags, then the command itself.
      const args = all.slice(0, -2) as readonly unknown[] as Args;
      const flags = all.at(-2) as Flags;
      await run(
        command.optsWithGlobals<GlobalOptions>(),
        (context) => work(context, flags, ...args),
        recordsUseOf(command),
      );
    });
  };
  addListCommands(program, setWork);
  addSegmentCommands(program, setWork);
  addAudienceCommands(program, setWork);
  addCheckCommand(program, setWork);
  addUploadCommands(program, setWork);
  addUploadsCommands(program, setWork);
  addRepairCommands(program, setWork);
  addSandboxCommand(program, setWork);
  addHelpCommand(program, setWork);
  for (const command of [program, ...allBelow(program)]) checkArguments(command, terminal);
  tab(program, { completionCommandName: 'completion' });
  for (const command of allBelow(program)) localizeHelp(command);
  return program;
}

function allBelow(command: Command): Command[] {
  return command.commands.flatMap((one) => [one, ...allBelow(one)]);
}

function localizeHelp(command: Command): void {
  command.helpOption('-h, --help', t('show help for a command'));
  command.addHelpText(
    'after',
    () => `\n${t('Options of every command: {0}', 'criteo-audiences --help')}`,
  );
  if (command.name() !== 'completion') return;
  command.description(t('Print a completion script for a shell'));
  addExamples(command, 'completion bash', 'completion zsh');
  for (const argument of command.registeredArguments)
    argument.description = (argument.argChoices ?? []).join(', ');
}

/** Doesn't break lines at no-break spaces, of which French has many. */
function wrap(this: Help, text: string, width: number): string {
  const joined = text.replaceAll(NO_BREAK_SPACE, STAND_IN);
  return Help.prototype.boxWrap.call(this, joined, width).replaceAll(STAND_IN, NO_BREAK_SPACE);
}

function titleOf(this: Help, title: string): string {
  const titles: Record<string, string> = {
    'Usage:': t('Usage:'),
    'Arguments:': t('Arguments:'),
    'Options:': t('Options:'),
    'Commands:': t('Commands:'),
  };
  return titles[title] ?? title;
}
