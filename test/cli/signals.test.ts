import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { reportAddsUp, reportIsWhole } from '../support/reportAddsUp';
import { draw, DRAWN, share } from '../support/tenth';
import { waitUntil } from '../support/waitUntil';
import { documentOf, endsWith, type Run } from './support/cli';
import { hasPseudoTerminals, onTerminal } from './support/pseudoTerminal';
import { useWorld } from './support/world';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;
type Signal = (typeof SIGNALS)[number];

const CODES: Readonly<Record<Signal, number | null>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  SIGKILL: null,
};

/** Each in a request of its own, one after the other. */
const ROWS = people(6);

/** When the signal is sent. */
interface Moment {
  name: string;
  /** Resolves at the moment. */
  at(run: Run): Promise<unknown>;
  /** No job has started: nothing is sent, and there is nothing to resume. */
  before?: true;
  /** A request is held back, which a signal that can be caught waits for. */
  inFlight?: true;
}

describe('an upload that is interrupted', function () {
  this.timeout(120_000);
  const world = useWorld();
  let segment: string;

  beforeEach(async () => {
    segment = await world.newSegment({ identifiers: people(6, 100) });
    world.writeCsv('list.csv', ROWS);
  });
  const args = (): string[] => [
    ...['replace', 'list.csv', '--segment', segment],
    ...['--confirm', world.sandbox.accountId, '--chunk-size', '1', '--concurrency', '1'],
    ...['--progress', 'json'],
  ];
  const hold = (...place: Parameters<typeof world.gate.hold>): Promise<void> =>
    world.gate.hold(...place).reached;

  const MOMENTS: readonly Moment[] = [
    { name: 'while signing in', before: true, at: () => hold('token') },
    { name: 'while the segment is read', before: true, at: () => hold('search') },
    {
      name: 'while the size of the segment is read',
      before: true,
      at: () => hold('statistics', 1, 'response'),
    },
    { name: 'before the segment is cleared', inFlight: true, at: () => hold('clear') },
    {
      name: 'after the segment was cleared, before the response',
      inFlight: true,
      at: () => hold('clear', 1, 'response'),
    },
    { name: 'before the first request arrives', inFlight: true, at: () => hold('addRemove') },
    {
      name: 'after a request was carried out, before its response',
      inFlight: true,
      at: () => hold('addRemove', 3, 'response'),
    },
    { name: 'between two requests', at: () => world.gate.answered('addRemove', 2) },
    {
      name: 'while it waits for the rate limit',
      at: (run) => {
        world.control.addFaults({
          ...({ fault: '429', operation: 'addRemove', nth: 3 } as const),
          retryAfter: 600,
        });
        return run.writes(/"wait":/);
      },
    },
    { name: 'after the last response', at: () => world.gate.answered('addRemove', ROWS.length) },
  ];

  /** Each moment with each signal. */
  const ALL = MOMENTS.flatMap((moment) => SIGNALS.map((signal) => ({ moment, signal })));

  for (const { moment, signal } of draw(ALL, share(ALL.length)))
    it(`${moment.name} by ${signal} is resumed from disk, and nothing is lost or sent twice (${DRAWN})`, async () => {
      const run = world.start(args());
      await moment.at(run);
      run.child.kill(signal);
      if (signal !== 'SIGKILL' && moment.inFlight) {
        await run.writes(/waiting up to 10 s for requests in flight/);
        world.gate.reset();
      }
      const ended = await run.ended;
      world.gate.reset();
      world.control.clearFaults();

      const list = await world.run(['uploads', 'list', '--json']);
      const { uploads } = documentOf<{ uploads: JobSummary[] }>(endsWith(0, list));
      if (signal === 'SIGKILL') assert.equal(ended.signal, signal);
      else if (uploads[0]?.state !== 'finished') endsWith(CODES[signal] ?? 0, ended);
      if (moment.before) {
        assert.deepEqual(uploads, []);
        assert.deepEqual(await world.control.list(segment), people(6, 100));
        endsWith(0, await world.run(args()));
      } else {
        assert.equal(uploads.length, 1);
        const [{ jobId, state }] = uploads;
        if (state !== 'finished') {
          assert.equal(uploads[0].resumable, true);
          const resumed = await world.run(['uploads', 'resume', jobId, '--json']);
          const { report } = documentOf<{ report: Report }>(endsWith(0, resumed));
          reportIsWhole(report, ROWS.length);
          assert.ok(report.cleared);
        }
        const shown = await world.run(['uploads', 'show', jobId, '--json']);
        const { upload } = documentOf<{ upload: JobSummary }>(endsWith(0, shown));
        reportIsWhole(upload.report, ROWS.length);
      }
      assert.deepEqual((await world.control.list(segment)).sort(), [...ROWS].sort());
      // Only a request whose response didn't reach a killed process is sent again.
      const { add } = world.control.counts().segments[segment];
      const again = add.received - ROWS.length;
      assert.ok(again === 0 || (signal === 'SIGKILL' && again === 1), JSON.stringify(add));
    });

  it('lets requests in flight end, and says so at once', async () => {
    const run = world.start(args());
    await hold('addRemove', 2, 'response');
    run.child.kill('SIGINT');
    await run.writes(
      /^Stopping: waiting up to 10 s for requests in flight\. .* interrupt again\.$/m,
    );
    assert.equal(run.child.exitCode, null);
    world.gate.reset();
    const { stdout, stderr } = endsWith(130, await run.ended);
    assert.match(stdout, /^Rows: 6 = .* 2 sent \+ 4 not sent$/m);
    assert.match(stderr, /^To resume: criteo-audiences uploads resume \S+$/m);
    assert.deepEqual(await world.control.list(segment), ROWS.slice(0, 2));
  });

  it('reports the same as JSON, and stderr has the progress and how to resume with --quiet, too', async () => {
    const run = world.start([...args(), '--json', '--quiet']);
    await hold('addRemove', 2, 'response');
    run.child.kill('SIGTERM');
    await run.writes(/"stopping":/);
    world.gate.reset();
    const ended = endsWith(143, await run.ended);
    const { report, error } = documentOf<{ report: Report; error: { code: string } }>(ended);
    reportAddsUp(report);
    assert.deepEqual([report.state, error.code], ['cancelled', 'cancelled']);
    assert.match(
      ended.stderr,
      /^(\{"version":1,"progress":\{.*\}\}\n)+Stopping: .*\n(\{"version":1,"progress":\{.*\}\}\n)+To resume: .*\nError: .*\n$/,
    );
  });

  it('ends at once when interrupted again, and can be resumed', async () => {
    const run = world.start(args());
    await hold('addRemove', 4);
    run.child.kill('SIGINT');
    await run.writes(/^Stopping: /m);
    run.child.kill('SIGINT');
    // The request is still held back.
    const { stdout } = endsWith(130, await run.ended);
    assert.equal(stdout, '');
    world.gate.reset();
    const list = await world.run(['uploads', 'list', '--json']);
    const [{ jobId }] = documentOf<{ uploads: JobSummary[] }>(endsWith(0, list)).uploads;
    const resumed = await world.run(['uploads', 'resume', jobId, '--json']);
    reportIsWhole(documentOf<{ report: Report }>(endsWith(0, resumed)).report, ROWS.length);
    assert.deepEqual(await world.control.list(segment), ROWS);
  });

  it('ends in order when its terminal is closed, and can be resumed', async function () {
    if (!hasPseudoTerminals()) this.skip();
    // Its shell passes the signal on, as those of people do, and outlives the terminal.
    const shell = {
      before: "trap 'kill -HUP $pid' HUP;",
      after: '2>notes & pid=$!; wait $pid; wait $pid; echo $? >code',
    };
    const run = onTerminal(world, args(), {}, shell);
    await hold('addRemove', 2, 'response');
    run.child.kill('SIGKILL');
    const written = (name: string): string => {
      const file = path.join(world.folder, name);
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
    };
    await waitUntil('it says that it stops', () => written('notes').includes('Stopping: '));
    world.gate.reset();
    await waitUntil('the shell writes the exit code', () => written('code') !== '');
    assert.equal(written('code'), '129');
    const list = await world.run(['uploads', 'list', '--json']);
    const [{ jobId, state, report }] = documentOf<{ uploads: JobSummary[] }>(list).uploads;
    assert.deepEqual([state, report?.sent], ['cancelled', 2]);
    const resumed = await world.run(['uploads', 'resume', jobId, '--json']);
    reportIsWhole(documentOf<{ report: Report }>(endsWith(0, resumed)).report, ROWS.length);
    assert.deepEqual(await world.control.list(segment), ROWS);
  });
});

describe('a command that has nothing to end in order', function () {
  this.timeout(20_000);
  const world = useWorld();

  /** Computes as soon as there is a response: until the file `enough` is there, or longer than a test takes. */
  const computing = (): Record<string, string> => {
    const script = `
      const http = require('node:http');
      const { request } = http;
      http.request = (...args) =>
        request(...args).once('response', () => {
          require('node:fs').writeSync(2, '2026-11-30T20:40:01Z computing\\n');
          const until = Date.now() + 60_000;
          while (Date.now() < until && !require('node:fs').existsSync('enough'));
        });`;
    return { NODE_OPTIONS: `--require ${world.write('computes.cjs', script)}` };
  };

  for (const [signal, code, args] of [
    ['SIGINT', 130, ['audiences', 'list']],
    ['SIGTERM', 143, ['segments', 'list', '--progress', 'json']],
    ['SIGHUP', 129, ['audiences', 'list']],
  ] as const)
    it(`is ended at once by ${signal}, also while it computes: ${args.join(' ')}`, async () => {
      const run = world.start(args, { env: computing() });
      await run.writes(/^computing$/m);
      run.child.kill(signal);
      const { stdout } = endsWith(code, await run.ended);
      assert.equal(stdout, '');
    });

  it('says so in JSON, as soon as it no longer computes', async () => {
    const run = world.start(['segments', 'list', '--json'], { env: computing() });
    await run.writes(/^computing$/m);
    run.child.kill('SIGHUP');
    // Not before the signal has been sent, however long that takes.
    world.write('enough', '');
    const { error } = documentOf<{ error: { code: string } }>(endsWith(129, await run.ended));
    assert.equal(error.code, 'cancelled');
  });

  it('has the same exit code in a shell', async () => {
    const script = '"$@" & echo "process $!" >&2; wait $!; echo "code $?"';
    const run = world.start(['segments', 'list'], {
      env: computing(),
      through: ['/bin/sh', '-c', script, 'sh'],
    });
    await run.writes(/^computing$/m);
    process.kill(Number(/process (\d+)/.exec(run.stderr)?.[1]), 'SIGTERM');
    assert.match((await run.ended).stdout, /^code 143$/m);
  });
});
