import { t } from '@vscode/l10n';
import { Help } from 'commander';
import { BUILD } from '../app/version';
import { CliCommand } from './cliCommand';
import { addAccountsCommand } from './commands/accountsCommand';
import { addAudienceCommands } from './commands/audiencesCommand';
import { addCheckCommand } from './commands/checkFiles';
import { addDoctorCommand } from './commands/doctorCommand';
import { addFixCommand } from './commands/fixCommand';
import { addHelpCommand } from './commands/helpCommand';
import { addRunCommand } from './commands/nightly/runCommand';
import { addSandboxCommand } from './commands/sandboxCommand';
import { addSegmentCommands } from './commands/segmentsCommand';
import { addUploadCommands } from './commands/uploadFiles';
import { addUploadsCommands } from './commands/uploadsCommand';
import { addCompletionCommands } from './completion';
import type { RunCommand } from './context';
import { addGlobalOptions } from './globalOptions';
import { hanging } from './output/wrapText';
import type { Terminal } from './terminal';
import { checkArguments } from './usage';

/** Characters beside which a description can stand; with fewer, it stands below. */
const NARROWEST = 30;
const INDENT = '  ';
/** Lines of the help that someone copies. */
const EXAMPLE = /^ {2}criteo-audiences /;

const NO_BREAK_SPACE = '\u00a0';
/** As wide, but no space; from the private use area, so no text has it. */
const STAND_IN = '\ue000';

/** All commands with their options and help. Throws `CommanderError` instead of exiting. */
export function createProgram(
  run: RunCommand,
  terminal: Pick<Terminal, 'write' | 'content' | 'width' | 'resolve' | 'uriOf'>,
): CliCommand {
  const program = new CliCommand('criteo-audiences', run)
    .description(t('Manage Criteo Retail Media audience segments, and upload CSV files to them'))
    .version(BUILD, '-V, --version', t('print the version'))
    .helpOption('-h, --help', t('show help for a command'))
    .helpCommand(false)
    .configureHelp({
      styleTitle: titleOf,
      // Commander would append choices and defaults in English: the texts have them.
      optionDescription: ({ description }) => description,
      argumentDescription: ({ description }) => description,
      minWidthToWrap: 1,
      boxWrap: wrap,
      formatItem: itemText,
    })
    .configureOutput({
      writeOut: (text) =>
        text
          .replace(/\n$/, '')
          .split('\n')
          .flatMap((line) => (EXAMPLE.test(line) ? line : hangingLines(line, terminal.width)))
          .forEach((line) => terminal.write(line)),
      getOutHelpWidth: () => terminal.width,
      // Errors are reported in the chosen format.
      writeErr: () => undefined,
    })
    .exitOverride();
  addGlobalOptions(program);
  addCommands(program);
  for (const command of [program, ...allBelow(program)]) checkArguments(command, terminal);
  // After that: a word that is being typed may be empty.
  addCompletionCommands(program, terminal);
  for (const command of allBelow(program)) localizeHelp(command);
  return program;
}

function addCommands(program: CliCommand): void {
  program.addHelpText('after', () =>
    [
      '',
      t('All codes of errors: {0}', 'criteo-audiences help codes'),
      t('All exit codes: {0}', 'criteo-audiences help exit-codes'),
    ].join('\n'),
  );
  program.examples('add customers.csv --segment "CRM Users"', 'segments list --sandbox');
  addDoctorCommand(program);
  addAccountsCommand(program);
  addSegmentCommands(program);
  addAudienceCommands(program);
  addCheckCommand(program);
  addUploadCommands(program);
  addRunCommand(program);
  addUploadsCommands(program);
  addFixCommand(program);
  addSandboxCommand(program);
  addHelpCommand(program);
}

function allBelow(command: CliCommand): CliCommand[] {
  return command.commands.flatMap((one) => [one, ...allBelow(one)]);
}

function localizeHelp(command: CliCommand): void {
  command.helpOption('-h, --help', t('show help for a command'));
  const program = 'criteo-audiences';
  command.addHelpText('after', () =>
    [
      '',
      ...(command.options.some(({ hidden }) => hidden)
        ? [t('All options: {0}', [program, 'help', '--all', ...command.path].join(' '))]
        : []),
      t('Options of every command: {0}', `${program} --help`),
    ].join('\n'),
  );
}

/** Doesn't break lines at no-break spaces, of which French has many. */
function wrap(this: Help, text: string, width: number): string {
  const joined = text.replaceAll(NO_BREAK_SPACE, STAND_IN);
  return Help.prototype.boxWrap.call(this, joined, width).replaceAll(STAND_IN, NO_BREAK_SPACE);
}

/** Of an argument, an option or a command: in columns, or below each other where there is no room. */
function itemText(
  this: Help,
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string {
  const width = helper.helpWidth ?? 0;
  if (width - termWidth - 2 * INDENT.length >= NARROWEST || description === '')
    return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
  const indent = INDENT.repeat(3);
  const lines = helper.boxWrap(description, width - indent.length).split('\n');
  return [INDENT + term, ...lines.map((line) => indent + line)].join('\n');
}

/** A line in as many as it takes, of which those after the first are indented further. */
function hangingLines(line: string, width: number): string[] {
  return hanging(line, '', INDENT + (/^ */.exec(line)?.[0] ?? ''), width);
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
