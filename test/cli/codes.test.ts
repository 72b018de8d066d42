/**
 * How commands end: for each situation, the exit code, the code of the error, and which commands meet it.
 * Scripts depend on both.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Command } from 'commander';
import { codeSections, type CodeRow } from '../../src/cli/codes/errorCodes';
import { endingOf, EXIT_CODES, exitCodes, SIGNALS, type Signal } from '../../src/cli/exitCodes';
import { createProgram } from '../../src/cli/program';
import { badArgument } from '../../src/common/failure';
import { accountsBenchForEach } from '../unit/app/accounts/bench';
import { draftBenchForEach } from '../unit/app/uploads/draftBench';
import { silentTerminal } from '../unit/cli/silentTerminal';
import { ROWS } from './codes/rows';
import { errorOf, failed, Scene, type Failed } from './codes/scene';
import { MISUSED, WRONG } from './codes/usage';
import { lineOf, USUAL } from './codes/usual';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

/** All commands that do something, by their words. */
function commandsOf(command: Command, words: readonly string[] = []): string[] {
  return command.commands.flatMap((one) => {
    const all = [...words, one.name()];
    return one.commands.length > 0 ? commandsOf(one, all) : [all.join(' ')];
  });
}

const COMMANDS = commandsOf(createProgram(async () => undefined, silentTerminal())).filter(
  (words) => words !== 'complete',
);
/** The command of a line. */
const commandOf = (line: string): string =>
  COMMANDS.find((words) => line === words || line.startsWith(`${words} `)) ?? '–';

describe('how a command ends', function () {
  this.timeout(60_000);
  const world = useWorld();
  const bench = draftBenchForEach();
  const accounts = accountsBenchForEach();
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene(world, bench, accounts);
    return scene.open();
  });

  /** What was proved, so that nothing is proved twice. */
  const proved: string[] = [];
  const inHelp = new Map<string, readonly number[]>(
    codeSections().flatMap(({ rows }) =>
      // The editor's own have none: they are in the integration tests.
      rows.flatMap(({ code, exitCodes: all }) =>
        all.length > 0 ? [[`${code}`, all] as const] : [],
      ),
    ),
  );

  /** A test that a command ends so. `code`: empty if nothing fails. */
  function ends(
    exit: number,
    code: string,
    command: string,
    how: () => Promise<Ended | Failed>,
  ): void {
    proved.push(`${command} ${exit} ${code}`);
    it(`${command} ends with ${exit}${code && `, ${code}`}`, async () => {
      const told = await how();
      const { exit: ended, code: said, source } = 'stdout' in told ? failureOf(told) : told;
      assert.deepEqual([ended, said], [exit, code]);
      // The help says what Ctrl+C ends it with. A night ends as its entries do together.
      const listed = code === 'cancelled' ? EXIT_CODES.cancelled : exit;
      if (source === 'tool' && command !== 'run')
        assert.ok(inHelp.get(code)?.includes(listed), `${exit} in the help`);
    });
  }

  /** What a run told of its failure: in its document and, for people, on standard error. */
  function failureOf(ended: Ended): Failed {
    if (ended.code === 0) return { exit: 0, code: '' };
    // A night says it of each entry.
    assert.match(ended.stderr, /^(Error: |[✖…] )/m);
    return failed(errorOf(ended), ended.code);
  }

  for (const { exit, code, command, how } of ROWS) ends(exit, code, command, () => how(scene));

  for (const [index, [command, usual]] of Object.entries(USUAL).entries()) {
    const { line, asks, rejected, stops, more = line } = usual;
    ends(0, '', command, async () => {
      const words = await lineOf(line, scene);
      scene.forgetListeners();
      const ended = await scene.run(words);
      assert.equal(
        scene.listened,
        stops !== undefined,
        'it leaves signals to the system otherwise',
      );
      return ended;
    });
    const isNew = (exit: number, code: string): boolean =>
      !proved.includes(`${command} ${exit} ${code}`);
    if (
      isNew(64, 'bad-argument') &&
      ![...WRONG, ...MISUSED].some(([wrong]) => commandOf(wrong) === command)
    )
      ends(64, 'bad-argument', command, () => scene.json(`${command} --nope`));
    if (asks) {
      const fails = async (fault: '400' | '429'): Promise<Ended> => {
        const words = await lineOf(line, scene);
        scene.fails(fault, asks);
        return scene.json(words);
      };
      ends(rejected?.[0] ?? 1, rejected?.[1] ?? 'invalid', command, () => fails('400'));
      if (isNew(5, 'too-many-requests')) ends(5, 'too-many-requests', command, () => fails('429'));
      ends(4, 'invalid_client', command, async () => {
        const words = await lineOf(line, scene);
        const ended = await scene.json(words, { CRITEO_CLIENT_SECRET: 'a wrong secret' });
        assert.doesNotMatch(ended.log + ended.stdout, /a wrong secret/);
        return ended;
      });
    }
    if (stops) {
      const names = Object.keys(SIGNALS) as Signal[];
      const signal = names[index % names.length];
      ends(SIGNALS[signal], 'cancelled', command, async () =>
        scene.stops(signal, stops, await lineOf(more, scene)),
      );
    }
  }

  for (const [signal, code] of Object.entries(SIGNALS))
    it(`sandbox ends with ${code}`, async () => {
      // A process, so that its own sandbox ends with it.
      const kept = world.start(['sandbox']);
      await kept.writes(/Press Ctrl\+C/);
      kept.child.kill(signal as Signal);
      endsWith(code, await kept.ended);
    });

  it('with 64 for wrong arguments, before any request', async () => {
    fs.mkdirSync(`${world.folder}/folder`);
    const there = fs.readdirSync(world.folder);
    world.gate.reset();
    for (const wrong of [...MISUSED, ...WRONG]) {
      const [line, says] = wrong;
      const { stdout, stderr } = endsWith(64, await scene.run(line));
      assert.equal(stdout, '', line);
      if (MISUSED.includes(wrong)) assert.deepEqual(fs.readdirSync(world.folder), there, line);
      assert.match(stderr, says, line);
      assert.match(stderr, /^operation=\w+ code=bad-argument /m);
      assert.doesNotMatch(stderr, /hush/);
    }
    const ended = endsWith(64, await scene.run('add --nope --json'));
    assert.equal(failureOf(ended).code, 'bad-argument');
    assert.deepEqual(world.gate.passed, []);
    assert.equal((await world.control.list(scene.id)).length, 10);
  });

  it('with 0 for flags that say the same twice, and options that are lists', async () => {
    world.write('list.csv', 'a,b\nada@example.com,grace@example.com\n');
    const more = '--column a --column b --no-dedupe --no-dedupe --quiet --quiet';
    endsWith(0, await scene.run(`add list.csv --segment $id ${more}`));
    assert.equal((await world.control.list(scene.id)).length, 12);
    const ids = '--segment-ids $id --segment-ids $id --types ContactList Events';
    endsWith(0, await scene.run(`segments list ${ids}`));
  });

  it('is in this table: every command, every exit code and every code, and each once', () => {
    assert.deepEqual(
      proved.filter((one, at) => proved.indexOf(one) !== at),
      [],
    );
    assert.deepEqual(Object.keys({ ...USUAL, sandbox: {} }).sort(), [...COMMANDS].sort());
    const exits = new Set(proved.map((one) => Number(/ (\d+) \S*$/.exec(one)?.[1])));
    assert.deepEqual(
      [...exits.add(64)].sort((a, b) => a - b),
      exitCodes()
        .map(({ code }) => code)
        .filter((code) => code !== 2),
    );
    const known = new Set([...ROWS.map(({ code }) => code), 'bad-argument']);
    assert.deepEqual(
      [...inHelp.keys()].filter((code) => !known.has(code)),
      [],
    );
  });

  it('is one of these', () => {
    assert.deepEqual(EXIT_CODES, {
      finished: 0,
      failed: 1,
      'refused-too-much': 3,
      incomplete: 3,
      partial: 3,
      denied: 4,
      'gave-up': 5,
      blocked: 6,
      usage: 64,
      cancelled: 130,
    });
    // 2 is reserved for changes that a plan finds, 143 is for SIGTERM.
    for (const reserved of [2, 143]) assert.ok(!Object.values(EXIT_CODES).includes(reserved));
    assert.equal(endingOf(badArgument('usage', '')), 'usage');
  });

  it('is in the help, wrapped to its width, and as JSON', async () => {
    const help = async (line: string): Promise<string> => endsWith(0, await scene.run(line)).stdout;
    const exits = await help('help exit-codes');
    for (const { code, meaning } of exitCodes()) {
      const words = meaning.split(/[:,]/)[0].slice(0, 20).replace(/[()]/g, '.');
      assert.match(exits, new RegExp(`^ +${code} +${words}`, 'm'));
    }
    const rows = exitCodes().map(({ code, name, meaning }) => ({ code, name, meaning }));
    assert.deepEqual(documentOf(await scene.json('help exit-codes')), { exitCodes: rows });

    const codes = await help('help codes');
    const { codes: inJson } = documentOf<{ codes: CodeRow[] }>(await scene.json('help codes'));
    assert.deepEqual(inJson.map(({ code }) => code).sort(), [...inHelp.keys()].sort());
    for (const { code, exitCodes: all, meaning, advice } of inJson) {
      const [, text] = codes.split(`\n  ${code} (${all.join(', ')})\n`);
      const words = `${meaning} ${advice}`.split(/\s+/).join('\\s+');
      assert.match(text, new RegExp(`^    ${words.replace(/[().?*]/g, '\\$&')}\n`), code);
    }
    for (const line of `${exits}\n${codes}`.split('\n')) assert.ok(line.length <= 80, line);
    const one = await help('help codes network');
    assert.ok(one.includes('\n  network (5)\n    There is no connection'), one);
    assert.doesNotMatch(one, /^ {2}(?!network|  )/m);
    assert.match(await help('--help'), /^All codes of errors: criteo-audiences help codes$/m);
  });
});
