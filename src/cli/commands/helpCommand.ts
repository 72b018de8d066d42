import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import type { SetWork } from '../context';
import { setRecordsUse } from '../recordsUse';
import { unknownCommandError } from '../usage';
import { addExamples } from './examples';

/** The topic that isn't a command. */
const CODES = 'codes';
const INDENT = '    ';

/** `help`: of a command, which may have two words, or the list of all codes of errors. */
export function addHelpCommand(program: Command, setWork: SetWork): void {
  const help = program
    .command('help')
    .argument('[topic...]', t('a command, or {0} for all codes of errors', CODES))
    .description(t('show help for a command, or all codes of errors ({0})', CODES));
  addExamples(help, 'help segments list', `help ${CODES}`);
  setRecordsUse('unused', help);
  setWork<object, [topic: string[]]>(help, async ({ terminal }, _, topic) => {
    if (topic.length === 1 && topic[0] === CODES) return codeList(help, terminal.width);
    let command = program;
    for (const name of topic) {
      const next = command.commands.find((one) => one.name() === name);
      if (!next) throw unknownCommandError(topic.join(' '));
      command = next;
    }
    command.outputHelp();
    return 'finished';
  });
}

async function codeList(
  help: Command,
  width: number,
): Promise<{ document: { codes: readonly object[] }; lines: string[] }> {
  const { codeSections } = await import('../codes/errorCodes');
  const sections = codeSections()
    .map(({ title, rows }) => ({ title, rows: rows.filter(({ exitCodes }) => exitCodes.length) }))
    .filter(({ rows }) => rows.length);
  const helper = Object.assign(help.createHelp(), { minWidthToWrap: INDENT.length });
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
