import { t } from '@vscode/l10n';
import { Argument, type Command } from 'commander';
import type { CliCommand } from '../cliCommand';
import type { CodeRow } from '../codes/errorCodes';
import { exitCodes } from '../exitCodes';
import type { Result } from '../output/reporter';
import { unknownCommandError } from '../usage';

/** The topics that aren't commands. */
const CODES = 'codes';
const EXIT_CODES = 'exit-codes';
const INDENT = '    ';
/** Characters of the longest exit code. */
const EXIT_CODE_WIDTH = 3;

/** `help`: of a command, which may have two words, or codes. */
export function addHelpCommand(program: CliCommand): void {
  const topics = new Argument('[topic...]', t('a command, {0} or {1}', CODES, EXIT_CODES));
  topics.argChoices = [CODES, EXIT_CODES];
  const help = program
    .command('help')
    .addArgument(topics)
    .option('--all', t('also options that are rarely needed'))
    .description(t('show help for a command, or all codes ({0}, {1})', CODES, EXIT_CODES))
    .examples('help segments list', `help ${CODES}`)
    .records('unused');
  help.does<{ all?: true }, [topic: string[]]>(async ({ terminal }, { all }, topic) => {
    const [first, ...rest] = topic;
    if (first === CODES) return codeList(help, terminal.width, rest);
    if (first === EXIT_CODES && rest.length === 0) return exitCodeList(help, terminal.width);
    let command = program;
    for (const name of topic) {
      const next = command.commands.find((one) => one.name() === name);
      if (!next) throw unknownCommandError(topic.join(' '));
      command = next;
    }
    if (all) for (const option of command.options) option.hideHelp(false);
    command.outputHelp();
    return 'finished';
  });
}

function exitCodeList(help: Command, width: number): Result {
  const helper = Object.assign(help.createHelp(), { helpWidth: width });
  return {
    document: {
      exitCodes: exitCodes().map(({ code, name, meaning }) => ({ code, name, meaning })),
    },
    lines: exitCodes().flatMap(({ code, meaning }) =>
      helper.formatItem(String(code), EXIT_CODE_WIDTH, meaning, helper).split('\n'),
    ),
  };
}

/** `only`: the codes to list; all if there are none. Throws for one that doesn't exist. */
async function codeList(help: Command, width: number, only: readonly string[]): Promise<Result> {
  const { codeSections } = await import('../codes/errorCodes');
  const isListed = ({ code, exitCodes }: CodeRow): boolean =>
    only.length > 0 ? only.includes(code) : exitCodes.length > 0;
  const sections = codeSections()
    .map(({ title, rows }) => ({ title, rows: rows.filter(isListed) }))
    .filter(({ rows }) => rows.length);
  const known = sections.flatMap(({ rows }) => rows.map(({ code }) => code as string));
  if (!only.every((code) => known.includes(code)))
    throw unknownCommandError([CODES, ...only].join(' '));
  const helper = help.createHelp();
  const wrapped = (text: string, indent: string): string[] =>
    helper
      .boxWrap(text, width - indent.length)
      .split('\n')
      .map((line) => indent + line);
  return {
    document: { codes: sections.flatMap(({ rows }) => rows) },
    lines: [
      ...wrapped(
        t(
          'The code of an error, the exit code of a run that fails with it before anything is sent, what it means, and what to do. Once something was sent, the exit code is 1 or 3 in place of 6. In JSON, an error also has a “source”: “tool” for these codes, “api” for Criteo’s own, which can be any word; then, go by “status”.',
        ),
        '',
      ),
      ...sections.flatMap(({ title, rows }) => [
        '',
        t('{0}:', title),
        ...rows.flatMap(({ code, exitCodes, meaning, advice }) => [
          `  ${code} (${exitCodes.join(', ')})`,
          ...wrapped(`${meaning} ${advice}`, INDENT),
        ]),
      ]),
    ],
  };
}
