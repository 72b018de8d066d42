import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { people } from '../support/people';
import { endsWith, type Ended, type Environment, type Run } from './support/cli';
import { hasPseudoTerminals, onTerminal as startOnTerminal } from './support/pseudoTerminal';
import { useWorld } from './support/world';

const ESCAPE = '\u001b';

describe('a command whose output is read by a program', function () {
  this.timeout(60_000);
  const world = useWorld();

  it('ends without a word when its reader goes away', async () => {
    world.control.seed({ segments: 3000, prefix: 'One of very many segments in a very long list' });
    const line = '"$0" segments list | head -1; echo "${PIPESTATUS[0]}" >&2';
    const { stdout, stderr } = await throughBash(line);
    assert.equal(stderr, '0\n');
    assert.equal(stdout.split('\n').length, 2, stdout);
  });

  it('goes on sending when nobody reads its progress any more', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(20));
    const upload = `add list.csv --segment ${id} --chunk-size 1`;
    const { stderr } = await throughBash(
      `"$0" ${upload} --progress json 2>&1 >/dev/null | head -1 >/dev/null; echo "\${PIPESTATUS[0]}" >&2`,
    );
    assert.equal(stderr, '0\n');
    assert.deepEqual((await world.control.list(id)).sort(), people(20).sort());
  });

  describe('that can’t be written', () => {
    before(function () {
      if (fs.existsSync('/dev/full')) return;
      console.log('      (skipped: there is no /dev/full)');
      this.skip();
    });
    const REASON = /^Error: Standard output couldn’t be written \(ENOSPC\)\.$/m;

    it('ends with 1 and the reason, or with another exit code than 0', async () => {
      // Each as it is written: a result, a failure, what commander prints.
      for (const [args, exit] of [
        ['segments list', 1],
        ['check --json', 64],
      ] as const) {
        const { stderr } = endsWith(exit, await throughBash(`"$0" ${args} >/dev/full`));
        assert.match(stderr, REASON, args);
        assert.doesNotMatch(stderr, / at /);
      }
      const version = await throughBash('"$0" --version >/dev/full');
      assert.match(endsWith(1, version).stderr, /^ENOSPC: [^\n]*\n$/);
    });

    it('is told from one whose last piece had no room', async () => {
      world.control.seed({ segments: 3000, prefix: 'One of very many segments' });
      // What is written beyond that is an error, as on a full disk, but what fits is written.
      const limited = `trap '' XFSZ; ulimit -f 32; "$0" segments list >all.txt`;
      const { stderr } = endsWith(1, await throughBash(limited));
      assert.match(stderr, /^Error: Standard output couldn’t be written \(EFBIG\)\.$/m);
      assert.equal(fs.statSync(path.join(world.folder, 'all.txt')).size, 32 * 1024);
      const whole = endsWith(0, await throughBash('"$0" segments list | cat >all.txt'));
      assert.equal(whole.stderr, '');
      const { stdout } = await world.run(['segments', 'list']);
      assert.equal(fs.readFileSync(path.join(world.folder, 'all.txt'), 'utf8'), stdout);
    });

    it('sends an upload all the same', async () => {
      const id = await world.newSegment();
      world.writeCsv('list.csv', people(20));
      const line = `"$0" add list.csv --segment ${id} --chunk-size 1 --json >/dev/full`;
      assert.match(endsWith(1, await throughBash(line)).stderr, REASON);
      assert.deepEqual((await world.control.list(id)).sort(), people(20).sort());
    });
  });

  const throughBash = (line: string): Promise<Ended> =>
    world.runInstalled([], { through: ['bash', '-c', line] });

  it('has no escape sequence on stdout or stderr, whatever the variables say', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', [...people(30), 'no']);
    const env = { TERM: 'xterm-256color', FORCE_COLOR: '1', COLORTERM: 'truecolor' };
    const args = ['add', 'list.csv', '--segment', id];
    const { stdout, stderr } = endsWith(0, await world.runInstalled(args, { env }));
    assert.match(stderr, /^list\.csv:32:1: warning: /m);
    assert.ok(!`${stdout}${stderr}`.includes(ESCAPE));
  });

  it('is never asked anything: the message says which flag is missing', async () => {
    const id = await world.newSegment({ identifiers: people(3) });
    const input = `${world.sandbox.accountId}\n`;
    for (const run of [world.run(['clear', id]), world.runInstalled(['clear', id], { input })])
      assert.match(endsWith(6, await run).stderr, /^Error: .*“--confirm”/m);
    const closed = await throughBash(`"$0" clear ${id} <&-`);
    assert.match(endsWith(6, closed).stderr, /“--confirm”/);
    assert.equal(world.gate.count('clear'), 0);
  });

  it('gets nothing but the result and errors with --quiet', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', [...people(30), 'no']);
    const args = ['--segment', id, '--quiet', '--progress', 'lines'];
    const { stdout, stderr } = endsWith(0, await world.run(['add', 'list.csv', ...args]));
    assert.match(stdout, /\nRows: 31 = /);
    assert.equal(stderr, '');
    const failed = endsWith(6, await world.run(['clear', id, '-q']));
    assert.match(failed.stderr, /^Error: /);
  });

  it('gets a log whose lines begin with the time in UTC, and a result that has none', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', [...people(30), 'no']);
    const before = Date.now();
    const run = await world.run([
      ...['add', 'list.csv', '--segment', id],
      ...['--verbose', '--progress', 'lines'],
    ]);
    const { stdout } = endsWith(0, run);
    const lines = run.log.trimEnd().split('\n');
    const times = lines.map(
      (line) => /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) \S/.exec(line)?.[1] ?? line,
    );
    assert.ok(times.length > 4, run.log);
    for (const time of times)
      assert.ok(Date.parse(time) > before - 1000 && Date.parse(time) <= Date.now(), time);
    assert.match(stdout, /^30 added to /);
    assert.doesNotMatch(stdout, /^\d{4}-/m);
  });

  describe('in another time zone', () => {
    const { TZ } = process.env;
    before(() => (process.env.TZ = 'Asia/Kolkata'));
    after(() => {
      delete process.env.TZ;
      if (TZ !== undefined) process.env.TZ = TZ;
    });

    it('gets every time with its date in UTC, wherever it runs', async () => {
      assert.equal(new Date().getTimezoneOffset(), -330);
      const id = await world.newSegment({ identifiers: people(3) });
      world.writeCsv('list.csv', people(4));
      const run = (...args: string[]): Promise<Ended> => world.run(args);
      const { accountId } = world.sandbox;
      const sent = endsWith(
        0,
        await run('replace', 'list.csv', '--segment', id, '--confirm', accountId),
      );
      const listed = endsWith(0, await run('uploads', 'list'));
      const [, jobId] = /^(\S+) {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}/.exec(listed.stdout) ?? [];
      assert.ok(jobId, listed.stdout);
      const shown = endsWith(0, await run('uploads', 'show', jobId));
      assert.match(sent.stdout, /\. In campaigns from about \d{4}-\d\d-\d\d (05|17):00 UTC\.\n/);
      assert.match(shown.stdout, /\. In campaigns from about \d{4}-\d\d-\d\d (05|17):00 UTC\.\n/);
      // Not half an hour off, as local times are there.
      for (const { stdout, stderr } of [sent, listed, shown])
        assert.doesNotMatch(
          `${stdout}${stderr}`.replace(
            /\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d( to (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d)?)? UTC/g,
            '',
          ),
          /\d:\d\d/,
        );
    });
  });

  it('gets the paths of files, from where it was started, and the account', async () => {
    const id = await world.newSegment({ name: 'Named' });
    const { accountId } = world.sandbox;
    const exports = path.join(world.folder, 'exports');
    fs.mkdirSync(path.join(exports, 'a'), { recursive: true });
    const file = world.writeCsv('exports/a/crm.csv', people(4));
    for (const [cwd, name] of [
      [world.folder, 'exports/a/crm.csv'],
      [exports, 'a/crm.csv'],
      [path.join(exports, 'a'), 'crm.csv'],
      // A folder whose name only begins like that of the file.
      [world.folder, 'exports/a/../a/crm.csv'],
    ] as const) {
      const { stderr } = endsWith(
        0,
        await run(cwd, 'add', name, '--segment', 'Named', '--dry-run'),
      );
      const shown = path.normalize(name);
      const first = [
        `Starting: add ${shown} → Named, account ${accountId}\n`,
        `Checking ${shown} for Named (${id}), account ${accountId}\n`,
      ];
      assert.ok(stderr.startsWith(first.join('')), stderr);
    }
    const outside = fs.mkdtempSync(path.join(world.folder, 'elsewhere-'));
    const checked = endsWith(
      0,
      await run(outside, 'check', '../exports/a/crm.csv', '--type', 'Email'),
    );
    assert.ok(checked.stderr.startsWith(`Checking ${file}\n`), checked.stderr);
    assert.ok(checked.stdout.startsWith(`${file}: `), checked.stdout);
    // Also what a thread of its own says of a file.
    world.write('exports/a/cut.csv', 'email\n"a@b.example\n');
    const broken = endsWith(
      1,
      await run(world.folder, 'check', 'exports/a/cut.csv', '--type', 'Email'),
    );
    assert.match(broken.stderr, /^Error: exports\/a\/cut\.csv: /m);
    const gone = endsWith(1, await run(world.folder, 'add', 'exports/none.csv', '--segment', id));
    assert.match(gone.stderr, /^Error: exports\/none\.csv: The file doesn’t exist/m);
    const secret = endsWith(
      4,
      await world.run(['accounts'], {
        env: { CRITEO_CLIENT_SECRET: undefined, CRITEO_CLIENT_SECRET_FILE: 'secrets/criteo' },
      }),
    );
    assert.match(
      secret.stderr,
      /^Error: The secret in secrets\/criteo couldn’t be read \(ENOENT\)/m,
    );
  });

  it('gets which upload is resumed', async () => {
    const id = await world.newSegment({ name: 'Resumed' });
    world.writeCsv('list.csv', people(4));
    const { reached } = world.gate.hold('addRemove', 2);
    const args = ['--segment', id, '--chunk-size', '1', '--concurrency', '1'];
    const killed = world.start(['add', 'list.csv', ...args]);
    await reached;
    killed.child.kill('SIGKILL');
    await killed.ended;
    world.gate.reset();
    const { stderr } = endsWith(0, await world.run(['uploads', 'resume', '--all']));
    const { accountId } = world.sandbox;
    assert.ok(
      stderr.startsWith(`Resuming list.csv for Resumed (${id}), account ${accountId}\n`),
      stderr,
    );
  });

  const run = (cwd: string, ...args: string[]): Promise<Ended> => world.run(args, { cwd });

  it('gets the time of a failure, too, and none in JSON', async () => {
    const failed = world.start(['segments', 'show', '999']);
    endsWith(1, await failed.ended);
    assert.match(failed.log, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ Error: /);
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(4));
    const run = world.start(['add', 'list.csv', '--segment', id, '--progress', 'json', '--json']);
    endsWith(0, await run.ended);
    for (const line of run.log.trimEnd().split('\n'))
      assert.ok((JSON.parse(line) as ProgressLine).progress, line);
  });

  it('gets no warning of Node for as many requests at a time as there may be', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(16));
    // All are in flight before one is answered.
    world.control.addFaults({ fault: 'latency', operation: 'addRemove', ms: 60_000 });
    const args = ['add', 'list.csv', '--segment', id, '--chunk-size', '1', '--concurrency', '16'];
    const run = world.start(args);
    await world.gate.arrived('addRemove', 16);
    world.control.clearFaults();
    assert.doesNotMatch(endsWith(0, await run.ended).stderr, /Warning|memory leak/);
  });

  it('gets lines of progress as text or as JSON, if asked for', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(4));
    const args = ['add', 'list.csv', '--segment', id, '--progress'];
    const text = endsWith(0, await world.run([...args, 'lines']));
    assert.match(text.stderr, /^Checked \d+ rows?$/m);
    const json = endsWith(0, await world.run([...args, 'json', '--json', '--quiet']));
    const lines = json.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ProgressLine);
    assert.ok(lines.length >= 2);
    assert.ok(lines.every(({ version }) => version === 1));
    const last = lines.at(-1)?.progress;
    assert.deepEqual([last?.callsDone, last?.accepted], [1, 4]);
  });
});

describe('a command on a terminal', function () {
  this.timeout(60_000);
  const world = useWorld();

  before(function () {
    if (hasPseudoTerminals()) return;
    console.log('      (skipped: there is no `script` of util-linux)');
    this.skip();
  });

  const onTerminal = (args: readonly string[], env?: Environment): Run =>
    startOnTerminal(world, args, env);

  async function upload(env: Environment = {}, ...more: string[]): Promise<string> {
    const id = await world.newSegment({ name: 'On a terminal' });
    world.writeCsv('list.csv', [...people(30), 'no']);
    const args = ['--segment', id, '--chunk-size', '10', ...more];
    const { stdout } = endsWith(0, await onTerminal(['add', 'list.csv', ...args], env).ended);
    return stdout;
  }

  it('shows a progress bar, and clears it before the result', async () => {
    const shown = await upload();
    assert.match(shown, /[█░]{20} \d+% {2}(Checked \d+ rows|\d+ sent)/);
    const [beforeResult, result] = shown.split('30 added to On a terminal');
    assert.match(result, /^, 1 invalid row\./);
    // The last thing before the result is that the line of the bar is erased.
    assert.match(beforeResult, new RegExp(`${ESCAPE}\\[(0|2)?[KJ][^█░]*$`));
    // The cursor is shown again as often as it is hidden.
    assert.equal(shown.split(`${ESCAPE}[?25l`).length, shown.split(`${ESCAPE}[?25h`).length);
    assert.ok(shown.includes(`${ESCAPE}[33mlist.csv:32:1: warning`));
  });

  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }])
    it(`has no escape sequence and no times with ${JSON.stringify(env)}`, async () => {
      const shown = await upload(env);
      assert.ok(!shown.includes(ESCAPE), JSON.stringify(shown));
      assert.doesNotMatch(shown, /[█░]/);
      assert.match(shown, /Checking list\.csv/);
      assert.doesNotMatch(shown, /\d{4}-\d\d-\d\dT/, 'no times');
      assert.match(shown, /30 added to On a terminal, 1 invalid row\./);
    });

  it('shows no bar with --quiet', async () => {
    assert.doesNotMatch(await upload({}, '--quiet'), /[█░]/);
  });

  it('asks for the account ID, and does it when that was typed', async () => {
    const id = await world.newSegment({ name: 'Cleared by hand', identifiers: people(3) });
    const run = onTerminal(['clear', id]);
    await run.writes(/Type its ID, \d+, to continue/, 'stdout');
    assert.equal(world.gate.count('clear'), 0);
    run.child.stdin?.write(`${world.sandbox.accountId}\r`);
    const { stdout } = endsWith(0, await run.ended);
    assert.match(stripVTControlCharacters(stdout), /Clear Cleared by hand \([^]*Cleared by hand/);
    assert.deepEqual(await world.control.list(id), []);
  });

  it('checks again and asks again where something changes before the ID is typed', async () => {
    const id = await world.newSegment({ name: 'Replaced by hand', identifiers: people(4) });
    world.writeCsv('list.csv', people(4, 10));
    const run = onTerminal(['replace', 'list.csv', '--segment', id]);
    await run.writes(/Type its ID, \d+, to continue/, 'stdout');
    world.writeCsv('list.csv', people(5, 10));
    run.child.stdin?.write(`${world.sandbox.accountId}\r`);
    await run.writes(/Checking again\.[^]*5 rows[^]*Type its ID, \d+, to continue/, 'stdout');
    assert.equal(world.gate.count('clear'), 0);
    run.child.stdin?.write(`${world.sandbox.accountId}\r`);
    endsWith(0, await run.ended);
    assert.deepEqual(await world.control.list(id), people(5, 10));
  });

  it('changes nothing for another ID, an empty answer or Ctrl-C', async () => {
    const id = await world.newSegment({ identifiers: people(3) });
    world.writeCsv('list.csv', people(4));
    for (const [typed, code] of [
      ['48210\r', 6],
      ['\r', 6],
      ['\u0003', 130],
      ['\u0004', 6],
    ] as const)
      for (const args of [
        ['clear', id],
        ['replace', 'list.csv', '--segment', id],
      ]) {
        const run = onTerminal(args);
        await run.writes(/Type its ID, \d+, to continue/, 'stdout');
        run.child.stdin?.write(typed);
        endsWith(code, await run.ended);
      }
    assert.equal(world.gate.count('clear') + world.gate.count('addRemove'), 0);
    assert.deepEqual(await world.control.list(id), people(3));
  });

  it('doesn’t ask with --no-input', async () => {
    const id = await world.newSegment({ identifiers: people(3) });
    const { stdout } = endsWith(6, await onTerminal(['clear', id, '--no-input']).ended);
    assert.match(stdout, /“--confirm”/);
    assert.equal(world.gate.count('clear'), 0);
  });

  it('stops for Ctrl-C in order, like for the signal', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(5));
    const { reached } = world.gate.hold('addRemove', 2, 'response');
    const args = ['--segment', id, '--chunk-size', '1', '--concurrency', '1'];
    const run = onTerminal(['add', 'list.csv', ...args]);
    await reached;
    run.child.stdin?.write('\u0003');
    await run.writes(/Stopping: waiting up to 10 s/, 'stdout');
    world.gate.reset();
    const { stdout } = endsWith(130, await run.ended);
    assert.match(stdout, /To resume: criteo-audiences uploads resume /);
    assert.deepEqual(await world.control.list(id), people(2));
  });
});

interface ProgressLine {
  version: number;
  progress: { callsDone: number; accepted: number };
}
