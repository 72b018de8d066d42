import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { createProgram } from '../../../src/cli/program';
import { run } from '../../../src/cli/run';
import { Terminal } from '../../../src/cli/terminal';
import { OPERATIONS, type Operation } from '../../../src/upload/uploadTypes';
import { readJson } from '../product/sources';
import { silentTerminal } from './silentTerminal';

function commandOf(names: readonly string[]): Command {
  return names.reduce(
    (command, name) => command.commands.find((one) => one.name() === name) ?? assert.fail(name),
    createProgram(async () => undefined, silentTerminal()),
  );
}

function helpOf(...names: string[]): string {
  return helpAt(80, ...names);
}

function helpAt(width: number, ...names: string[]): string {
  const command = commandOf(names);
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => width });
  command.outputHelp();
  return text;
}

/** What the command line prints on a terminal of this width. */
async function shownAt(width: number, args: readonly string[]): Promise<string> {
  let shown = '';
  const [stdin, stderr] = [new PassThrough(), new PassThrough()];
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: width });
  stdout.on('data', (part: Buffer) => (shown += part.toString()));
  const code = await run(args, {
    terminal: new Terminal({}, '/', { stdin, stdout, stderr: stderr.resume() }),
    signals: new EventEmitter(),
    exit: () => assert.fail(),
    agent: () => undefined,
    packageFolder: '/',
    l10n: undefined,
  });
  assert.equal(code, 0);
  return shown;
}

/** Fails if a line is longer. */
async function fits(width: number, args: readonly string[]): Promise<void> {
  const shown = await shownAt(width, args);
  const lines = shown.split('\n');
  assert.ok(lines.length > 10, shown);
  for (const line of lines) {
    if (line.startsWith('  criteo-audiences ')) continue;
    assert.ok(line.length <= width || !line.trim().includes(' '), `${width}: ${line}`);
  }
}

describe('the help of the command line', () => {
  it('has two examples for each command, with options that exist', () => {
    const visit = (names: readonly string[]): void => {
      const command = commandOf(names);
      const below = command
        .createHelp()
        .visibleCommands(command)
        .map((one) => one.name())
        .filter((name) => name !== 'help');
      for (const name of below) visit([...names, name]);
      const help = helpOf(...names);
      const examples = (help.split('Examples:\n')[1] ?? '').split('\n\n')[0].trim().split('\n');
      assert.equal(examples.length, 2, names.join(' '));
      for (const example of examples) {
        assert.ok(example.trim().startsWith(['criteo-audiences', ...names].join(' ')), example);
        // Those of a group are of its commands.
        if (below.length > 0) continue;
        for (const [option] of example.matchAll(/--[a-z-]+/g))
          assert.match(
            `${help}\n${helpOf()}`,
            new RegExp(`^ +(-\\w, )?${option}\\b`, 'm'),
            example,
          );
      }
    };
    visit([]);
  });

  it('fits on a screen for each verb, and has only what means something for it', () => {
    const optionsOf = (verb: string): string[] =>
      [...helpOf(verb).matchAll(/^ +(--[a-z-]+)/gm)].map(([, option]) => option);
    for (const verb of OPERATIONS) {
      assert.ok(helpAt(100, verb).split('\n').length <= 40, verb);
      const own = optionsOf(verb).filter((option) => !optionsOf('add').includes(option));
      const expected: Record<Operation, string[]> = {
        add: [],
        remove: [
          '--all-segments',
          '--receipt',
          '--reference',
          '--also-from',
          '--add-to',
          '--keep-out',
          '--confirm',
          '--formats',
        ],
        update: ['--previous', '--keep', '--max-removed'],
        replace: ['--confirm', '--keep'],
      };
      assert.deepEqual(own, expected[verb], verb);
    }
  });

  it('has what nearly no one needs only with --all, and says so', async () => {
    const rare = /^ +(--no-dedupe|--chunk-size|--concurrency) /gm;
    for (const verb of ['check', ...OPERATIONS]) {
      const usual = await shownAt(100, [verb, '--help']);
      assert.doesNotMatch(usual, rare, verb);
      assert.ok(usual.includes(`\nAll options: criteo-audiences help --all ${verb}\n`), usual);
      const all = await shownAt(100, ['help', '--all', verb]);
      assert.equal(all.match(rare)?.length, 3, all);
      assert.equal(await shownAt(100, ['help', verb, '--all']), all);
      assert.doesNotMatch(all, /All options/);
    }
    assert.doesNotMatch(await shownAt(100, ['segments', 'list', '--help']), /All options/);
  });

  it('fits in a terminal of any width, but for examples and words that are longer', async () => {
    for (const width of [40, 60, 80, 100])
      for (const language of ['en', 'fr']) {
        l10n.config({ contents: language === 'en' ? {} : readJson('l10n/bundle.l10n.fr.json') });
        try {
          for (const words of [[], ['update'], ['segments', 'create'], ['segments']])
            await fits(width, [...words, '--help']);
          await fits(width, ['help', 'codes']);
          await fits(width, ['help', 'exit-codes']);
        } finally {
          l10n.config({ contents: {} });
        }
      }
  });

  it('breaks no line at a no-break space, also in French', () => {
    l10n.config({ contents: readJson('l10n/bundle.l10n.fr.json') });
    try {
      const help = helpOf('update');
      assert.match(help, /Exemples\u00a0:/);
      assert.match(help, /\u00a0/);
      assert.doesNotMatch(help, /^ +[:;?!»]/m);
      assert.doesNotMatch(help, /choices:|default:/);
    } finally {
      l10n.config({ contents: {} });
    }
  });
});
