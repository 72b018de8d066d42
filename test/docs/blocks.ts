import { isDeepStrictEqual } from 'node:util';
import type { Command, Option } from 'commander';
import { OPT_OUT_WORDS } from '../../src/app/optOutName';
import { codeSections } from '../../src/cli/codes/errorCodes';
import { exitCodes } from '../../src/cli/exitCodes';
import { createProgram } from '../../src/cli/program';
import { readJson } from '../unit/product/sources';

/** The generated blocks of the documentation's pages, by name: Markdown, from the sources. */
export const BLOCKS: Readonly<Record<string, (() => string) | undefined>> = {
  settings,
  keyboard,
  task,
  tools,
  'opt-out-words': () => `${OPT_OUT_WORDS.join(', ')}.`,
  'terminal-commands': terminalCommands,
  'terminal-options': terminalOptions,
  codes,
  'exit-codes': () =>
    table(
      ['Code', 'Name', 'Meaning'],
      exitCodes().map(({ code: exitCode, name, meaning }) => [
        String(exitCode),
        name,
        plain(meaning),
      ]),
    ),
  'terminal-global-options': () => table(['Option', 'Meaning'], optionRows(program())),
};

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  enumDescriptions?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  scope?: string;
  description?: string;
  markdownDescription?: string;
  items?: Schema;
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
}

interface Manifest {
  contributes: {
    configuration: { properties: Record<string, Schema> };
    commands: { command: string; title: string }[];
    views: Record<string, { id: string; name: string }[]>;
    keybindings: { command: string; key: string; mac?: string; when: string }[];
    taskDefinitions: { properties: Record<string, Schema>; required: string[] }[];
    languageModelTools: { toolReferenceName: string; userDescription: string }[];
  };
}

const { contributes } = readJson<Manifest>('package.json');
const NLS = readJson<Record<string, string>>('package.nls.json');

const textOf = (text = ''): string => text.replace(/^%(.*)%$/, (_, key: string) => NLS[key]);
const code = (text: string): string => `\`${text}\``;
/** A pipe would end a cell, even in code. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Outside of code, Markdown would take `<file>` for a tag and `*` for emphasis. */
const plain = (text: string): string => text.replace(/[<*]/g, '\\$&');

function settings(): string {
  return table(
    ['Setting', 'Default', 'What it does'],
    Object.entries(contributes.configuration.properties).map(([name, schema]) => [
      code(name),
      schema.default === '' ? '' : code(JSON.stringify(schema.default)),
      [
        textOf(schema.markdownDescription),
        ...(schema.enum ?? []).map(
          (value, index) => `${code(String(value))}: ${textOf(schema.enumDescriptions?.[index])}`,
        ),
        ...Object.entries(schema.items?.properties ?? {}).map(
          ([key, { description }]) => `${code(key)}: ${textOf(description)}`,
        ),
        ...(schema.scope === 'machine' ? ['Machine scope.'] : []),
      ].join(' '),
    ]),
  );
}

function keyboard(): string {
  const titles = new Map(contributes.commands.map(({ command, title }) => [command, title]));
  const views = new Map(
    Object.values(contributes.views)
      .flat()
      .map(({ id, name }) => [id, name]),
  );
  const keyName = (key: string): string =>
    key
      .split('+')
      .map((part) => part[0].toUpperCase() + part.slice(1))
      .join('+');
  return table(
    ['View', 'Key', 'On macOS', 'Command'],
    contributes.keybindings.map(({ command, key, mac = key, when }) => [
      textOf(views.get(/focusedView == ([\w.]+)/.exec(when)?.[1] ?? '')),
      keyName(key),
      keyName(mac),
      textOf(titles.get(command)),
    ]),
  );
}

function valuesOf({ type, enum: values, minimum, maximum, oneOf, items }: Schema): string {
  if (values) return values.map((value) => code(String(value))).join(', ');
  if (oneOf) return oneOf.map(valuesOf).join(', or ');
  if (items) return `array of ${valuesOf(items)}`;
  const range = minimum === undefined || maximum === undefined ? '' : ` ${minimum}–${maximum}`;
  return `${[type].flat().join(' or ')}${range}`;
}

function task(): string {
  const [{ properties, required }] = contributes.taskDefinitions;
  return table(
    ['Property', 'Values', 'Meaning'],
    Object.entries(properties).map(([name, schema]) => [
      `${code(name)}${required.includes(name) ? ' (required)' : ''}`,
      valuesOf(schema),
      plain(textOf(schema.description)),
    ]),
  );
}

function tools(): string {
  return table(
    ['Tool', 'What it does'],
    contributes.languageModelTools.map(({ toolReferenceName, userDescription }) => [
      code(`#${toolReferenceName}`),
      textOf(userDescription),
    ]),
  );
}

/** The terminal's program, as its help describes it. */
function program(): Command {
  return createProgram(() => Promise.reject(new Error('It only describes itself.')), {
    write: () => undefined,
    content: () => undefined,
    width: 80,
    resolve: (file) => file,
    uriOf: (file) => file,
  });
}

/** Commands that do something, with their whole names. */
function commandsIn(command: Command, name = ''): { name: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const whole = `${name}${one.name()}`;
    if (one.name() === 'complete') return [];
    return one.commands.length > 0 ? commandsIn(one, `${whole} `) : [{ name: whole, command: one }];
  });
}

const argumentsOf = (command: Command): string =>
  command.registeredArguments
    .map((argument) => {
      const name = `${argument.name().toUpperCase()}${argument.variadic ? '…' : ''}`;
      return argument.required ? ` ${name}` : ` [${name}]`;
    })
    .join('');

function terminalCommands(): string {
  return table(
    ['Command', 'What it does'],
    commandsIn(program()).map(({ name, command }) => [
      code(`${name}${argumentsOf(command)}`),
      `${plain(command.description())}.`,
    ]),
  );
}

const optionsOf = (command: Command): readonly Option[] =>
  command.options.filter(({ long }) => long !== '--version');

/** What an option means, and whether its parser takes it more than once, which not every help says. */
function meaningOf({ description, parseArg, variadic }: Option): string {
  const isRepeatable = isDeepStrictEqual(
    tried(() => parseArg?.('2', ['1'])),
    ['1', '2'],
  );
  const isSaid = !isRepeatable || variadic || description.includes('repeat');
  return plain(isSaid ? description : `${description}; repeatable`);
}

/** What a parser makes of a value; undefined if it is none for it. */
function tried(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

const optionRows = (command: Command): string[][] =>
  optionsOf(command).map((option) => [code(option.flags), meaningOf(option)]);

/** Each option once for each of its meanings, with the commands that have it. */
function terminalOptions(): string {
  const known = new Map<string, { option: Option; commands: string[] }>();
  for (const { name, command } of commandsIn(program()))
    for (const option of optionsOf(command)) {
      const key = `${option.flags}\n${option.description}`;
      const one = known.get(key) ?? { option, commands: [] };
      one.commands.push(name);
      known.set(key, one);
    }
  return table(
    ['Option', 'Commands', 'Meaning'],
    [...known.values()]
      .sort((a, b) => (a.option.long ?? '').localeCompare(b.option.long ?? '', 'en'))
      .map(({ option, commands }) => [
        code(option.flags),
        commands.map(code).join(', '),
        meaningOf(option),
      ]),
  );
}

function codes(): string {
  return codeSections()
    .map(({ title, rows }) =>
      [
        `### ${title}`,
        // A heading is what the editor's preview can be opened at.
        ...rows.flatMap((row) => [
          `#### ${code(row.code)}`,
          [
            plain(row.meaning),
            plain(row.advice),
            ...(row.exitCodes.length > 0 ? [`Exit code ${row.exitCodes.join(' or ')}.`] : []),
          ].join(' '),
        ]),
      ].join('\n\n'),
    )
    .join('\n\n');
}
