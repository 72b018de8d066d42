import assert from 'node:assert/strict';
import { CommanderError, type Command } from 'commander';
import { createProgram } from '../../../src/cli/program';
import { usageFailure } from '../../../src/cli/usage';
import { Failure } from '../../../src/common/failure';
import { silentTerminal } from './silentTerminal';

/** The message for a command line that isn’t valid. */
async function messageOf(...args: string[]): Promise<string> {
  const program = createProgram(() => assert.fail('the command ran'), silentTerminal());
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return usageFailure(error).message;
    assert.ok(error instanceof Failure);
    assert.equal(error.code, 'bad-argument');
    return error.message;
  }
  return assert.fail('nothing was rejected');
}

describe('an error of usage', () => {
  it('names a misspelled option, and the one that was probably meant', async () => {
    assert.equal(
      await messageOf('update', 'crm.csv', '--kep', 'x.csv'),
      'There is no option --kep. Did you mean --keep? See --help.',
    );
  });

  it('names a misspelled command', async () => {
    assert.equal(
      await messageOf('updat', 'crm.csv'),
      'There is no command “updat”. Did you mean update? See --help.',
    );
  });

  it('lists the values of an option and of an argument', async () => {
    assert.equal(
      await messageOf('accounts', '--progress', 'loud'),
      '--progress <how> can’t be “loud”. Choose one of: auto, bar, lines, json, none. See --help.',
    );
    assert.equal(
      await messageOf('completion', 'tcsh'),
      'shell can’t be “tcsh”. Choose one of: zsh, bash, fish, powershell. See --help.',
    );
  });

  it('names what is missing', async () => {
    assert.equal(await messageOf('add'), 'The argument file is missing. See --help.');
    assert.equal(
      await messageOf('accounts', '--account'),
      'The option --account <id> needs a value. See --help.',
    );
  });

  it('rejects several accounts, but for what is of several', async () => {
    const two = ['--account', '1', '--account', '2'];
    for (const args of [['accounts'], ['remove', 'a.csv', '--segment', '1'], ['uploads', 'list']])
      assert.equal(
        await messageOf(...args, ...two),
        'The option --account <id> can be given only once. See --help.',
      );
  });

  it('never repeats a value that looks like an identifier', async () => {
    for (const args of [['ada@example.com'], ['completion', 'ada@example.com']])
      assert.doesNotMatch(await messageOf(...args), /ada/);
  });
});

describe('the options of every command that take a value', () => {
  /** Whose values are collected. */
  const REPEATED = [
    '--account',
    'doctor --segment',
    'segments list --retailer',
    'segments list --types',
    'segments list --segment-ids',
    'audiences list --retailer',
    'audiences list --segment',
    'audiences list --audience-ids',
    'check --column',
    'check --only',
    'run --allow',
    'run --only',
    'add --allow',
    'add --column',
    'add --suppress',
    'replace --allow',
    'replace --suppress',
    'update --suppress',
    'add --segment',
    'remove --column',
    'remove --segment',
    'remove --also-from',
    'remove --add-to',
    'remove --confirm',
    'replace --column',
    'replace --segment',
    'update --allow',
    'update --column',
    'update --previous',
    'update --segment',
    'uploads resume --allow',
    'uploads verify --segment',
    'fix --fixes',
    'fix --column',
  ];
  /** Whose value may be empty, to delete what is there. */
  const EMPTY = ['segments create --description', 'segments edit --description'];

  interface Valued {
    /** The command with the option. */
    words: string[];
    name: string;
    flags: string;
    value: string;
  }

  const all: Valued[] = [];
  const visit = (names: readonly string[], command: Command): void => {
    for (const { required, long, flags, argChoices = ['0'] } of command.options)
      if (required && long !== undefined)
        all.push({
          words: [...names, long],
          name: [...names, long].join(' '),
          flags,
          value: argChoices[0],
        });
    for (const below of command.commands) visit([...names, below.name()], below);
  };
  visit(
    [],
    createProgram(async () => undefined, silentTerminal()),
  );

  /** The message for an option with these values; undefined if they are taken. */
  async function messageFor({ words }: Valued, ...values: string[]): Promise<string | undefined> {
    const program = createProgram(async () => undefined, silentTerminal());
    const option = words.at(-1) ?? '';
    const args = [...words.slice(0, -1), ...values.flatMap((value) => [option, value])];
    try {
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      if (error instanceof Failure) return error.message;
      assert.ok(error instanceof CommanderError);
    }
    return undefined;
  }

  it('are given once, but for those that are lists', async () => {
    assert.ok(all.length > 50);
    const repeated: string[] = [];
    for (const option of all) {
      assert.equal(await messageFor(option, option.value), undefined, option.name);
      const message = await messageFor(option, option.value, option.value);
      if (message === undefined) repeated.push(option.name);
      else assert.equal(message, `The option ${option.flags} can be given only once. See --help.`);
    }
    assert.deepEqual(repeated.sort(), REPEATED.sort());
  });

  it('aren’t empty, but for a description', async () => {
    const empty: string[] = [];
    for (const option of all) {
      const message = await messageFor(option, '');
      if (message === undefined) empty.push(option.name);
      else assert.equal(message, `The option ${option.flags} needs a value. See --help.`);
    }
    assert.deepEqual(empty.sort(), EMPTY.sort());
  });

  it('are no folder, where they name a file', async () => {
    const files: string[] = [];
    for (const option of all)
      for (const value of ['/', '.', 'nowhere/']) {
        const message = await messageFor(option, value);
        if (message?.includes('isn’t a regular file')) files.push(`${option.name} ${value}`);
      }
    const names = ['add --suppress', 'update --suppress', 'replace --suppress'];
    names.push('update --keep', 'update --previous', 'replace --keep');
    names.push('--report', 'check --invalid-rows', 'fix --out');
    assert.deepEqual(
      files.sort(),
      names.flatMap((name) => ['/', '.', 'nowhere/'].map((value) => `${name} ${value}`)).sort(),
    );
  });
});

describe('the arguments of every command', () => {
  it('aren’t empty, and no folder where they name a file', async () => {
    const message = (...args: string[]): Promise<string> => messageOf(...args);
    for (const command of ['add', 'check', 'fix'])
      assert.match(await message(command, ''), /^The argument file is missing\./);
    for (const args of [
      ['segments', 'import'],
      ['add', 'a.csv'],
      ['check', 'a.csv'],
    ]) {
      assert.match(await message(...args, ''), /^The argument file is missing\./);
      assert.match(await message(...args, '/'), /^“file” must be the path of a file/);
    }
    for (const args of [
      ['segments', 'show'],
      ['segments', 'show', 'a'],
      ['clear'],
      ['segments', 'delete'],
    ])
      assert.match(await message(...args, ''), /^The argument segment is missing\./);
    for (const name of ['show', 'resume', 'undo', 'delete'])
      assert.match(await message('uploads', name, ''), /^The argument id is missing\./);
  });
});
