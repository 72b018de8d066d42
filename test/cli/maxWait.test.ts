import assert from 'node:assert/strict';
import type { Operation } from '../../src/sandbox/control';
import type { Report } from '../../src/upload/jobTypes';
import { WaitingClock } from '../support/clock/movedClock';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended, type Run } from './support/cli';
import { useWorld } from './support/world';

describe('--max-wait', function () {
  this.timeout(60_000);
  const world = useWorld();
  const clock = new WaitingClock(() => world.gate.unanswered > 0);
  before(() => clock.start());
  after(() => clock.stop());
  let segment: string;
  let name: string;
  let nights = 0;

  beforeEach(async () => {
    name = `Night ${++nights}`;
    segment = await world.newSegment({ name, identifiers: people(10) });
    world.writeCsv('list.csv', people(9));
  });

  const error = (ended: Ended): { code: string; message: string } =>
    documentOf<{ error: { code: string; message: string } }>(ended).error;
  const confirm = (): string[] => ['--confirm', world.sandbox.accountId];
  /** More failures than the requests’ own tries, without the time that they would take. */
  const down = (operation: Operation, times = 9): void =>
    void world.control.addFaults({ fault: '503', operation, times, retryAfter: 0.3 });

  // It is up again after 3 s, or later on a machine that is busy. An upload tries again at the end.
  for (const [what, operation, longest] of [
    ['signing in', 'token', 30],
    ['looking up the segment', 'search', 30],
    ['reading its size', 'statistics', 30],
    ['clearing it', 'clear', 3],
    ['sending', 'addRemove', 3],
  ] as const)
    it(`waits out a server that is down while ${what}`, async () => {
      down(operation);
      const args = ['--segment', name, '--max-wait', `${longest}s`, '--json', ...confirm()];
      const ended = await world.run(['replace', 'list.csv', ...args]);
      assert.equal(documentOf<{ report: Report }>(endsWith(0, ended)).report.accepted, 9);
      const { stderr } = ended;
      assert.match(stderr, new RegExp(`^Waiting for up to ${longest} s\\. .* failed: .*503`, 'm'));
      assert.match(stderr, /^Criteo answered again after \d+ s\.$/m);
      assert.equal(stderr.match(/^Waiting/gm)?.length, 1, stderr);
      assert.deepEqual(await world.control.list(segment), people(9));
    });

  it('is 15 minutes for what changes something, and 30 seconds for what only reads', async () => {
    const env = { CRITEO_API_URL: 'http://127.0.0.1:9' };
    for (const [args, longest] of [
      [['segments', 'list'], '30 s'],
      [['check', 'list.csv', '--segment', name], '30 s'],
      [['segments', 'show', name, '--max-wait', '2h'], '2 h'],
      [['add', 'list.csv', '--segment', name], '15 min'],
      [['clear', name], '15 min'],
      [['segments', 'create', '--name', 'New', '--retailer', '1200', '--type', 'Email'], '15 min'],
    ] as const) {
      const run = world.start(args, { env });
      await run.writes(new RegExp(`Waiting for up to ${longest}\\. Signing in failed: `));
      run.child.kill('SIGTERM');
      assert.equal((await run.ended).code, 143, args.join(' '));
    }
  });

  it('is the time without an answer, not that of the run', async () => {
    world.control.addFaults({ fault: '503', operation: 'search', times: 11, retryAfter: 10 });
    world.control.addFaults({ fault: '503', operation: 'statistics', times: 11, retryAfter: 10 });
    // More than each of the two takes, by a minute for a slow machine, and less than both.
    const args = ['--segment', name, '--max-wait', '3m', ...confirm()];
    const { stderr } = endsWith(0, await world.run(['replace', 'list.csv', ...args]));
    assert.equal(stderr.match(/^Criteo answered again/gm)?.length, 2, stderr);
  });

  it('ends with 5 where it is over, and nothing was sent', async () => {
    for (const [operation, longest] of [
      ['token', '0.3s'],
      ['search', '2.5s'],
      ['statistics', '0.3s'],
    ] as const) {
      world.control.addFaults({ fault: '503', operation, times: 1000, retryAfter: 0.2 });
      const args = ['--segment', name, '--max-wait', longest, ...confirm(), '--json'];
      const began = clock.now;
      const ended = endsWith(5, await world.run(['replace', 'list.csv', ...args]));
      const took = (clock.now - began) / 1000;
      assert.ok(error(ended).message.includes('503'));
      // A short one isn’t worth a line.
      const isTold = longest === '2.5s';
      assert.equal(/^Waiting for up to 3 s\./m.test(ended.stderr), isTold, ended.stderr);
      const [, gaveUpAfter] = /^Gave up after (\d+) s\.$/m.exec(ended.stderr) ?? [];
      assert.equal(gaveUpAfter !== undefined, isTold, ended.stderr);
      if (isTold)
        assert.ok(Number(gaveUpAfter) >= 2 && Number(gaveUpAfter) <= Math.ceil(took), ended.stderr);
      world.control.clearFaults();
    }
    assert.deepEqual(await world.control.list(segment), people(10));
  });

  it('isn’t for a size that nothing depends on: read when the file was checked, or allowed to be unknown', async () => {
    const args = ['replace', 'list.csv', '--segment', name, ...confirm()];
    for (const [nth, more] of [
      [2, []],
      [1, ['--min-kept', '0']],
    ] as const) {
      const times = { times: 1000, retryAfter: 0.02 };
      world.control.addFaults({ fault: '503', operation: 'statistics', nth, ...times });
      const { stderr } = endsWith(0, await world.run([...args, ...more]));
      assert.doesNotMatch(stderr, /^(Waiting|Gave up)/m);
      world.control.clearFaults();
    }
  });

  it('doesn’t wait where access is denied, nor for longer than it is told to', async () => {
    const args = ['add', 'list.csv', '--segment', name, '--json'];
    for (const operation of ['search', 'addRemove'] as const) {
      world.control.addFaults({ fault: '403', operation, times: 1000 });
      const { stderr } = endsWith(4, await world.run(args));
      assert.doesNotMatch(stderr, /^Waiting/m);
      world.control.clearFaults();
    }
    endsWith(4, await world.run(args, { env: { CRITEO_CLIENT_SECRET: 'another' } }));
    world.gate.reset();
    world.control.addFaults({ fault: '429', operation: 'search', times: 1000, retryAfter: 3600 });
    const { stderr } = endsWith(5, await world.run(args));
    assert.doesNotMatch(stderr, /^Waiting/m);
    assert.equal(world.gate.count('search'), 1);
  });

  it('needs its unit', async () => {
    for (const wrong of ['15', '0', 'soon', '-1m', '1d', '1 m']) {
      const { stderr } = endsWith(64, await world.run(['accounts', `--max-wait=${wrong}`]));
      assert.match(stderr, /^Error: “--max-wait” must be a time with its unit, such as 90s/m);
    }
    assert.deepEqual(world.gate.passed, []);
  });

  describe('behind another run', () => {
    const busy = async (): Promise<() => Promise<void>> => {
      world.writeCsv('other.csv', people(2, 500));
      world.gate.reset();
      const { reached, release } = world.gate.hold('addRemove', 1, 'response');
      const first = world.start(['add', 'other.csv', '--segment', name]);
      await reached;
      return async () => {
        release();
        endsWith(0, await first.ended);
      };
    };

    /** An update of people to 17 that waited behind one to 19, which has ended. `meanwhile`: while it waits. */
    const behindUpdate = async (
      more: readonly string[] = [],
      meanwhile: (second: Run) => unknown = () => undefined,
    ): Promise<Run> => {
      const update = (file: string): string[] => [
        ...['update', file, '--segment', name, '--keep', 'kept.csv'],
      ];
      for (const count of [20, 19, 17]) world.writeCsv(`${count}.csv`, people(count));
      endsWith(0, await world.run(update('20.csv')));
      world.gate.reset();
      const { reached, release } = world.gate.hold('addRemove', 1, 'response');
      const first = world.start(update('19.csv'));
      await reached;
      const second = world.start([...update('17.csv'), ...more]);
      await second.writes(/Waiting for up to 15 min for another upload/);
      meanwhile(second);
      release();
      endsWith(0, await first.ended);
      return second;
    };

    it('is counted by itself, and told', async () => {
      const end = await busy();
      const args = ['add', 'list.csv', '--segment', name];
      const second = world.start(args);
      await second.writes(/Waiting for up to 15 min for another upload to this segment\./);
      const cleared = world.start(['clear', name, ...confirm()]);
      await cleared.writes(/Waiting for up to 15 min for another upload to this segment\./);
      const { stderr } = endsWith(5, await world.run([...args, '--max-wait', '0.3s']));
      assert.match(stderr, /code=locked/);
      await end();
      for (const { ended } of [second, cleared])
        assert.match(endsWith(0, await ended).stderr, /The other upload has ended\./);
    });

    it('checks again what it changed meanwhile, with all checks', async () => {
      const second = await behindUpdate(['--json']);
      const ended = endsWith(0, await second.ended);
      assert.match(ended.stderr, /Another run has changed the segment .*\. Checking again\./);
      const { report } = documentOf<{ report: Report }>(ended);
      assert.equal(report.removed?.accepted, 2);
      assert.deepEqual(await world.control.list(segment), people(17));
      const { stdout } = endsWith(0, await world.run(['uploads', 'list']));
      assert.equal(stdout.match(/17\.csv/g)?.length, 1, 'what was outdated left no record');
    });

    it('is ended by a signal, whenever that comes', async () => {
      // It can't look again whether the segment is free before the signal is there.
      const second = await behindUpdate([], ({ child }) => child.kill('SIGSTOP'));
      second.child.kill('SIGTERM');
      second.child.kill('SIGCONT');
      const { stderr } = endsWith(143, await second.ended);
      assert.doesNotMatch(stderr, /Checking again/);
      assert.deepEqual(await world.control.list(segment), people(19));
    });

    it('ends with 5 where no time is left for that', async () => {
      world.writeCsv('night.csv', people(20));
      const args = ['update', 'night.csv', '--segment', name, '--keep', 'kept.csv'];
      endsWith(0, await world.run(args));
      world.gate.reset();
      const check = world.gate.hold('statistics');
      const second = world.start([...args, '--max-wait', '0s', '--json']);
      await check.reached;
      world.writeCsv('other.csv', people(2, 500));
      endsWith(0, await world.run(['add', 'other.csv', '--segment', name]));
      check.release();
      assert.equal(error(endsWith(5, await second.ended)).code, 'locked');
    });
  });
});
