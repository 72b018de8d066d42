import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { NightReport } from '../../src/app/nightly/report/nightReport';
import { WaitingClock } from '../support/clock/movedClock';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended, type Run } from './support/cli';
import { nightOf, statesOf, writeExport, writeNightly } from './support/nightly';
import { useWorld } from './support/world';

describe('a nightly file', function () {
  this.timeout(60_000);
  const world = useWorld();
  const sent = (): number => world.gate.count('addRemove') + world.gate.count('clear');
  let a = '';
  let b = '';
  let file = '';

  beforeEach(async () => {
    a = await world.newSegment({ name: 'Alpha' });
    b = await world.newSegment({ name: 'Beta' });
    writeExport(world, 'exports/a.csv', people(30));
    writeExport(world, 'exports/b.csv', people(20));
    file = writeNightly(world, [
      { id: a, operation: 'update', file: 'exports/a.csv', keep: true },
      { id: b, operation: 'add', file: 'exports/b.csv' },
    ]);
  });
  const has = async (segment: string, all: readonly string[]): Promise<void> =>
    assert.deepEqual((await world.control.list(segment)).sort(), [...all].sort());
  const run = (...args: string[]): Promise<Ended> => world.run(['run', file, ...args]);

  it('is sent, and by the same line not again', async () => {
    const first = endsWith(0, await run());
    assert.match(
      first.stdout,
      /^All 2 are done {4,}night\.criteo\.jsonc · account \d+ · .* UTC\n$/,
    );
    assert.match(first.stderr, /^Alpha: sending…$/m);
    assert.match(first.stderr, /^✔ Beta: Sent: 20 accepted$/m);
    await has(a, people(30));
    await has(b, people(20));
    const before = sent();
    const again = endsWith(0, await run('--all'));
    assert.match(again.stdout, /^✔ Alpha {2}Sent earlier tonight: .* UTC$/m);
    assert.equal(again.stderr, '');
    assert.equal(sent(), before);
  });

  it('sends what has changed, and only that', async () => {
    endsWith(0, await run());
    writeExport(world, 'exports/a.csv', people(30, 3));
    const night = nightOf(endsWith(0, await run('--json')));
    assert.deepEqual(statesOf(night), { [a]: 'sent finished', [b]: 'up-to-date finished' });
    await has(a, people(30, 3));
    // Another limit sends nothing again, and another way of reading does.
    const segments = [{ id: b, operation: 'add', file: 'exports/b.csv', maxInvalid: 0.5 }];
    writeNightly(world, segments);
    assert.deepEqual(statesOf(nightOf(await run('--json'))), { [b]: 'up-to-date finished' });
    writeNightly(world, [{ ...segments[0], hash: 'sha256' }]);
    assert.deepEqual(statesOf(nightOf(await run('--json'))), { [b]: 'sent finished' });
  });

  it('sends again what a clear took away, and not what another add has joined', async () => {
    endsWith(0, await run());
    writeExport(world, 'more.csv', people(5, 0, 'more'));
    endsWith(0, await world.run(['add', 'more.csv', '--segment', a]));
    endsWith(0, await world.run(['clear', b, '--confirm', world.sandbox.accountId]));
    const night = nightOf(endsWith(0, await run('--json')));
    assert.deepEqual(statesOf(night), { [a]: 'up-to-date finished', [b]: 'sent finished' });
    await has(b, people(20));
  });

  it('sends again what an undo or another add has changed', async () => {
    const confirm = ['--confirm', world.sandbox.accountId];
    file = writeNightly(world, [
      { id: a, operation: 'replace', file: 'exports/a.csv', minKept: 0 },
      { id: b, operation: 'add', file: 'exports/b.csv' },
    ]);
    endsWith(0, await run(...confirm));
    writeExport(world, 'more.csv', people(5, 28));
    endsWith(0, await world.run(['add', 'more.csv', '--segment', a]));
    const more = endsWith(0, await world.run(['add', 'more.csv', '--segment', b, '--json']));
    const { report } = documentOf<{ report: { jobId: string } }>(more);
    writeExport(world, 'more.csv', people(5, 0));
    const some = endsWith(0, await world.run(['add', 'more.csv', '--segment', b, '--json']));
    const { jobId } = documentOf<{ report: { jobId: string } }>(some).report;
    assert.notEqual(jobId, report.jobId);
    // Others can't be told apart from these: they leave with them.
    endsWith(0, await world.run(['uploads', 'undo', jobId, '--min-kept', '0']));
    await has(b, [...people(15, 5), ...people(5, 28)]);
    const night = nightOf(endsWith(0, await run(...confirm, '--json')));
    assert.deepEqual(statesOf(night), { [a]: 'sent finished', [b]: 'sent finished' });
    await has(a, people(30));
    await has(b, [...people(20), ...people(5, 28)]);
  });

  it('doesn’t call it up to date where the segment or the kept file is gone', async () => {
    endsWith(0, await run());
    fs.rmSync(path.join(world.stateFolder, 'kept'), { recursive: true });
    const other = ['--confirm', world.sandbox.accountId, '--state-dir', 'other'];
    endsWith(0, await world.run(['segments', 'delete', b, ...other]));
    assert.deepEqual(statesOf(nightOf(endsWith(3, await run('--json')))), {
      [a]: 'sent finished',
      [b]: 'stopped failed segment-not-found',
    });
    // So the next one knows who left.
    writeExport(world, 'exports/a.csv', people(30, 3));
    endsWith(3, await run());
    await has(a, people(30, 3));
  });

  it('sends what a file has once it has been read, and knows that again', async () => {
    const held = world.gate.hold('statistics', 1, 'response');
    const running = run('--only', a, '--json');
    await held.reached;
    writeExport(world, 'exports/a.csv', people(40));
    held.release();
    assert.deepEqual(statesOf(nightOf(endsWith(0, await running))), { [a]: 'sent finished' });
    await has(a, people(40));
    const again = nightOf(endsWith(0, await run('--only', a, '--json')));
    assert.deepEqual(statesOf(again), { [a]: 'up-to-date finished' });
  });

  it('says that the name of a file is that of opt-outs', async () => {
    writeExport(world, 'exports/opt-outs.csv', people(10));
    file = writeNightly(world, [{ id: b, operation: 'add', file: 'exports/opt-outs.csv' }]);
    const text = 'The name of the file says that its people opted out. This puts them in.';
    assert.deepEqual(nightOf(endsWith(0, await run('--json'))).entries[0].notes, [text]);
  });

  it('compares an export without a kept file with what the records say', async () => {
    const dated = (day: string, rows: readonly string[]): void =>
      writeExport(world, `exports/crm-2026-11-${day}.csv`, rows);
    file = writeNightly(world, [
      { id: a, operation: 'update', file: 'exports/crm-*.csv', maxAge: '9999d' },
    ]);
    dated('25', people(30));
    endsWith(0, await run());
    dated('26', people(30, 2));
    endsWith(0, await run());
    await has(a, people(30, 2));
  });

  describe('is checked', () => {
    it('with figures and guards, and without sending or leaving anything', async () => {
      endsWith(0, await run());
      writeExport(world, 'exports/a.csv', people(10));
      const before = fs.readdirSync(world.stateFolder, { recursive: true }).length;
      const calls = sent();
      const ended = endsWith(3, await world.run(['check', file]));
      assert.match(ended.stdout, /^1 of 2 needs you · 1 done /);
      assert.match(
        ended.stdout,
        /^✖ Alpha {2}as few as 10 of 30 identifiers may be left \(limit 70%\)$/m,
      );
      // Of what is up to date, a run sends nothing.
      assert.match(ended.stdout, /^✔ Beta {3}Sent earlier tonight: .* UTC$/m);
      writeExport(world, 'exports/b.csv', people(21));
      const changed = endsWith(3, await world.run(['check', file]));
      assert.match(changed.stdout, /^1 of 2 needs you · 1 ready to send /);
      assert.match(changed.stdout, /^✔ Beta {3}21 rows: 21 to send, /m);
      assert.match(ended.stdout, /^Nothing was sent\.$/m);
      assert.equal(sent(), calls);
      assert.equal(fs.readdirSync(world.stateFolder, { recursive: true }).length, before);
    });

    it('without credentials, as far as it can be read', async () => {
      const env = {
        CRITEO_CLIENT_ID: undefined,
        CRITEO_CLIENT_SECRET: undefined,
        CRITEO_ACCOUNT_ID: undefined,
      };
      const right = endsWith(0, await world.run(['check', file], { env }));
      assert.match(right.stdout, /night\.criteo\.jsonc: 2 segments without errors/);
      assert.match(right.stdout, /Not checked, because there are no credentials/);
      assert.equal(world.gate.passed.length, 0);
      writeNightly(world, [
        { id: a, operation: 'add', file: 'a.csv' },
        { id: a, file: 'b.csv' },
      ]);
      const wrong = endsWith(64, await world.run(['check', file, '--json'], { env }));
      const { problems } = documentOf<{ problems: { line: number; message: string }[] }>(wrong);
      assert.ok(problems.some(({ message }) => message.includes('operation')));
      assert.ok(!fs.existsSync(world.stateFolder));
    });

    it('takes no option that the file has a word for', async () => {
      const ended = endsWith(64, await world.run(['check', file, '--segment', a]));
      assert.match(ended.stderr, /A nightly file says that itself\. Leave out “--segment”\./);
      const csv = ['check', 'exports/a.csv', '--type', 'Email', '--only', a];
      assert.match(endsWith(64, await world.run(csv)).stderr, /“--only” is for nightly files\./);
    });
  });

  it('with errors is not run at all', async () => {
    writeNightly(world, [{ id: a, file: 'a.csv' }]);
    const ended = endsWith(64, await run());
    assert.match(ended.stderr, /^night\.criteo\.jsonc:1:\d+: error: .*operation/m);
    assert.equal(world.gate.passed.length, 0);
  });

  it('is of one account, which no option changes', async () => {
    const ended = endsWith(64, await run('--account', '1'));
    assert.match(ended.stderr, /is for account \d+, but account 1 was chosen/);
  });

  it('can be run in part', async () => {
    const night = nightOf(endsWith(0, await run('--only', b, '--json')));
    assert.deepEqual(statesOf(night), { [b]: 'sent finished' });
    await has(a, []);
    // Of a file without one of them, nothing is said.
    const other = writeNightly(
      world,
      [{ id: a, operation: 'add', file: 'exports/a.csv' }],
      {},
      'other.criteo.jsonc',
    );
    const both = endsWith(0, await run(other, '--only', b));
    assert.match(both.stdout, /^1 segment is done .*\n$/);
    assert.match(endsWith(64, await run('--only', '1')).stderr, /“--only” names a segment/);
  });

  it('sends nothing where another file of the same line is not for the account that was chosen', async () => {
    const other = { id: '1', operation: 'add', file: 'exports/b.csv' };
    writeNightly(world, [other], { account: '1' }, 'other.criteo.jsonc');
    const ended = endsWith(
      64,
      await run('other.criteo.jsonc', '--account', world.sandbox.accountId),
    );
    assert.match(ended.stderr, /is for account 1, but account \d+ was chosen/);
    assert.equal(sent(), 0);
  });

  it('has no segment of another file in the same line', async () => {
    const entry = { id: b, operation: 'add', file: 'exports/b.csv' };
    const other = writeNightly(world, [entry], {}, 'other.criteo.jsonc');
    const { stderr } = endsWith(64, await run(other));
    const text = `^other\\.criteo\\.jsonc:1:\\d+: error: Segment ${b} has an entry in night\\.criteo\\.jsonc already\\.`;
    assert.match(stderr, new RegExp(text, 'm'));
    assert.equal(sent(), 0);
    endsWith(0, await run(other, '--only', a));
  });

  it('says how to allow once what stops an entry', async () => {
    file = writeNightly(world, [
      { id: a, operation: 'update', file: 'exports/a.csv' },
      { id: b, operation: 'add', file: 'exports/b.csv' },
    ]);
    endsWith(0, await run());
    // It was overwritten, and nothing kept.
    writeExport(world, 'exports/a.csv', people(30, 3));
    const { stdout } = endsWith(3, await run());
    const [allow] = /--only .*(?=\.$)/m.exec(stdout) ?? [];
    assert.equal(allow, `--only ${a} --allow previous-unknown`);
    assert.match(
      nightOf(await run('--json')).entries[0].error?.message ?? '',
      /Put it back\. Or allow this once \(--allow previous-unknown\)/,
    );
    const everywhere = endsWith(64, await run('--allow', 'previous-unknown'));
    assert.match(everywhere.stderr, /“--allow” is for the segments that “--only” names\./);
    endsWith(0, await run(...allow.split(' ')));
    await has(a, people(33));
    const again = nightOf(endsWith(0, await run('--json')));
    assert.deepEqual(statesOf(again)[a], 'up-to-date finished');
  });

  describe('with a deadline', () => {
    const at = (minutes: number): string =>
      `${new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16)}Z`;

    it('begins nothing after it, and says so instead of asking for the same line', async () => {
      const [deadline, over] = [at(-2), at(-2 + 6 * 60)].map((time) => time.replace('Z', ' UTC'));
      const ended = endsWith(5, await run('--deadline', at(-2), '--report', 'night.json'));
      assert.match(ended.stdout, /^2 of 2 are left for the next run/);
      assert.ok(
        ended.stdout.includes(`\n… Alpha  not begun: the deadline ${deadline} has passed\n`),
      );
      const foot = `The deadline ${deadline} has passed; run it without --deadline, or after ${over}.\n`;
      assert.ok(ended.stdout.endsWith(`\n${foot}`));
      assert.doesNotMatch(ended.stdout, /[Rr]un the same line/);
      assert.equal(sent(), 0);
      const report = fs.readFileSync(path.join(world.folder, 'night.json'), 'utf8');
      const { night } = JSON.parse(report) as { night: NightReport };
      assert.deepEqual(
        night.entries.map((one) => one.deadline?.slice(11, 16)),
        [deadline.slice(0, 5), deadline.slice(0, 5)],
      );
      endsWith(0, await run('--deadline', at(60)));
    });

    it('begins nothing either that was checked before it, also beside what somebody has to fix', async () => {
      const clock = new WaitingClock(() => world.gate.unanswered > 0);
      clock.start();
      try {
        writeExport(world, 'exports/b.csv', []);
        const held = world.gate.hold('statistics', 1, 'response');
        const deadline = at(2);
        const running = run('--deadline', deadline, '--report', 'night.json');
        await held.reached;
        clock.moveTo(clock.now + 5 * 60_000);
        held.release();
        const { stdout } = endsWith(1, await running);
        const report = fs.readFileSync(path.join(world.folder, 'night.json'), 'utf8');
        const { night } = JSON.parse(report) as { night: NightReport };
        const states = { [a]: 'not-begun gave-up', [b]: 'stopped blocked nothing-to-send' };
        assert.deepEqual(statesOf(night), states);
        assert.match(
          stdout,
          /^Fix, and run the same line again; .*\nThe deadline .* has passed; /m,
        );
        assert.equal(sent(), 0);
      } finally {
        clock.stop();
      }
    });

    it('says what it must be', async () => {
      for (const wrong of ['23:30', '24:00Z', 'tonight'])
        assert.match(endsWith(64, await run('--deadline', wrong)).stderr, /such as 23:30Z/);
    });
  });

  describe('beside another one in the same line', () => {
    let other = '';
    const runBoth = (...args: string[]): Run => world.start(['run', file, other, ...args]);

    beforeEach(() => {
      file = writeNightly(world, [{ id: a, operation: 'add', file: 'exports/a.csv' }]);
      const entry = { id: b, operation: 'add', file: 'exports/b.csv' };
      other = writeNightly(world, [entry], {}, 'other.criteo.jsonc');
    });

    it('has others go on while its only entry waits, and the tables stay in order', async () => {
      writeExport(world, 'exports/a.csv', people(30), 55_000);
      const ended = endsWith(0, await runBoth('--report', 'nights.json').ended);
      assert.match(ended.stderr, /^Beta: sending…$[^]*^✔ Beta: [^]*^Alpha: sending…$/m);
      assert.match(ended.stdout, /^1 segment is done .*night\.[^]*^1 segment is done .*other\./m);
      const report = fs.readFileSync(path.join(world.folder, 'nights.json'), 'utf8');
      const { nights } = JSON.parse(report) as { nights: NightReport[] };
      assert.deepEqual(nights.map(statesOf), [{ [a]: 'sent finished' }, { [b]: 'sent finished' }]);
      const [late, early] = nights.map(({ finishedAt }) => Date.parse(finishedAt));
      assert.ok(early < late, 'each has its own end');
    });

    it('has others go on while its segments are read', async () => {
      const held = world.gate.hold('search', 1, 'response');
      const running = runBoth();
      await held.reached;
      await running.writes(/^✔ (Alpha|Beta): Sent/m);
      held.release();
      endsWith(0, await running.ended);
      await has(a, people(30));
      await has(b, people(20));
    });

    it('stops alone if its segments can’t be read', async () => {
      world.control.addFaults({ fault: 'forbidden', operation: 'search', times: 1 });
      const { stdout } = endsWith(3, await runBoth('--json').ended);
      const { nights } = JSON.parse(stdout) as { nights: NightReport[] };
      const states = nights.flatMap((night) => Object.values(statesOf(night)));
      assert.equal(states.filter((state) => state === 'sent finished').length, 1, String(states));
    });

    it('shares the number of entries at a time with them', async () => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => world.newSegment()));
      const entries = ids.map((id) => ({ id, operation: 'add', file: 'exports/a.csv' }));
      writeNightly(world, entries.slice(0, 3));
      writeNightly(world, entries.slice(3), {}, other);
      const held = [1, 2, 3, 4].map((nth) => world.gate.hold('addRemove', nth));
      const running = runBoth();
      await Promise.all(held.map(({ reached }) => reached));
      assert.equal(running.stderr.match(/: sending…$/gm)?.length, 4);
      for (const { release } of held) release();
      endsWith(0, await running.ended);
      for (const id of ids) await has(id, people(30));
    });

    it('obeys a signal and the deadline with them', async () => {
      const late = `${new Date(Date.now() - 60_000).toISOString().slice(11, 16)}Z`;
      const { stdout } = endsWith(5, await runBoth('--deadline', late).ended);
      assert.equal(stdout.match(/not begun: the deadline/g)?.length, 2);
      if (process.platform === 'win32') return;
      for (const name of ['a', 'b']) writeExport(world, `exports/${name}.csv`, people(9), 0);
      const running = runBoth();
      await running.writes(/^Waiting for /m);
      running.child.kill('SIGTERM');
      const stopped = endsWith(143, await running.ended);
      assert.equal(stopped.stdout.match(/not begun: the run was stopped/g)?.length, 2);
      assert.equal(sent(), 0);
    });
  });

  it('replaces only if that is confirmed, and does the rest anyway', async () => {
    file = writeNightly(world, [
      { id: a, operation: 'replace', file: 'exports/a.csv', minKept: 0 },
      { id: b, operation: 'add', file: 'exports/b.csv' },
    ]);
    const night = nightOf(endsWith(3, await run('--json')));
    assert.deepEqual(statesOf(night), {
      [a]: 'stopped blocked protected',
      [b]: 'sent finished',
    });
    endsWith(0, await run('--confirm', world.sandbox.accountId));
    await has(a, people(30));
    const before = sent();
    endsWith(0, await run('--confirm', world.sandbox.accountId));
    assert.equal(sent(), before);
  });

  it('waits for an export that is being written', async () => {
    const clock = new WaitingClock(() => world.gate.unanswered > 0);
    clock.start();
    try {
      writeExport(world, 'exports/b.csv', people(20), 0);
      const began = clock.now;
      const ended = endsWith(0, await run('--only', b));
      assert.ok(clock.now - began >= 59_000);
      assert.match(ended.stderr, /^Waiting for .*b\.csv, which has just changed\.$/m);
    } finally {
      clock.stop();
    }
    await has(b, people(20));
    writeExport(world, 'exports/b.csv', people(21), 0);
    const night = nightOf(endsWith(5, await run('--max-wait', '0s', '--json')));
    assert.deepEqual(statesOf(night)[b], 'stopped gave-up file-changed');
  });

  it('waits for a suppression list that is being written', async () => {
    writeExport(world, 'out.csv', people(3), 0);
    file = writeNightly(world, [{ id: b, operation: 'add', file: 'exports/b.csv' }], {
      suppress: ['out.csv'],
    });
    const { entries } = nightOf(endsWith(5, await run('--max-wait', '0s', '--json')));
    assert.equal(entries[0].error?.message, 'out.csv kept changing while it was waited for.');
    assert.equal(sent(), 0);
    writeExport(world, 'out.csv', people(3));
    endsWith(0, await run());
    await has(b, people(17, 3));
  });

  it('ends where what an interrupted update is compared with is gone', async () => {
    const entry = { id: a, operation: 'update', file: 'exports/crm-*.csv', maxAge: '9999d' };
    file = writeNightly(world, [entry]);
    writeExport(world, 'exports/crm-2026-11-25.csv', people(30));
    endsWith(0, await run());
    writeExport(world, 'exports/crm-2026-11-26.csv', people(30, 3));
    const held = world.gate.hold('addRemove', 2, 'response');
    const running = world.start(['run', file, '--chunk-size', '10', '--concurrency', '1']);
    await held.reached;
    running.child.kill('SIGINT');
    await running.writes(/^Stopping: /m);
    held.release();
    endsWith(130, await running.ended);
    fs.rmSync(path.join(world.folder, 'exports/crm-2026-11-25.csv'));
    const before = sent();
    const ended = await run('--json');
    assert.deepEqual(statesOf(nightOf(ended)), { [a]: 'stopped blocked previous-unknown' });
    assert.equal(sent(), before);
  });

  it('does not send what another process has sent while it was checked', async () => {
    const held = world.gate.hold('statistics', 1, 'response');
    const slow = world.start(['run', file, '--only', a, '--json']);
    await held.reached;
    endsWith(0, await run('--only', a));
    held.release();
    const night = nightOf(endsWith(0, await slow.ended));
    assert.deepEqual(statesOf(night), { [a]: 'up-to-date finished' });
    assert.equal(world.gate.count('addRemove'), 1);
  });

  it('gives up waiting for another process after the longest wait', async () => {
    const held = world.gate.hold('addRemove', 1, 'response');
    const other = world.start(['run', file, '--only', b]);
    await held.reached;
    const night = nightOf(endsWith(5, await run('--max-wait', '1s', '--json')));
    assert.deepEqual(statesOf(night), { [a]: 'sent finished', [b]: 'stopped gave-up locked' });
    held.release();
    endsWith(0, await other.ended);
  });

  describe('with what isn’t a regular file', () => {
    let pipe = '';
    beforeEach(function () {
      if (process.platform === 'win32') this.skip();
      pipe = path.join(world.folder, 'pipe.csv');
      execFileSync('mkfifo', [pipe]);
      const at = new Date(Date.now() - 120_000);
      fs.utimesSync(pipe, at, at);
    });

    for (const special of ['/dev/zero', 'pipe.csv'])
      for (const [what, entry, ends] of [
        ['as its file', { file: special }, 'failed not-a-file'],
        [
          'as its suppression list',
          { file: 'exports/a.csv', suppress: [special] },
          'blocked suppression-missing',
        ],
      ] as const)
        it(`stops only the entry that has it ${what}: ${special}`, async () => {
          writeNightly(world, [
            { id: a, operation: 'add', ...entry },
            { id: b, operation: 'add', file: 'exports/b.csv' },
          ]);
          const ended = endsWith(3, await world.runInstalled(['run', file, '--json']));
          const states = { [a]: `stopped ${ends}`, [b]: 'sent finished' };
          assert.deepEqual(statesOf(nightOf(ended)), states);
          await has(b, people(20));
        });

    for (const command of ['run', 'check'])
      it(`is none itself: ${command}`, async () => {
        fs.rmSync(path.join(world.folder, file));
        fs.symlinkSync('/dev/zero', path.join(world.folder, file));
        fs.renameSync(pipe, path.join(world.folder, 'pipe.criteo.jsonc'));
        for (const name of [file, 'pipe.criteo.jsonc']) {
          const { stdout } = endsWith(1, await world.runInstalled([command, name, '--json']));
          assert.match(stdout, /"code":"unreadable"/);
        }
      });
  });

  it('obeys a signal while it looks whether a large file was sent before', async function () {
    if (process.platform === 'win32') this.skip();
    // As much as no machine reads in that time, and none of it is on the disk.
    fs.truncateSync(path.join(world.folder, 'exports/a.csv'), 200e9);
    const at = new Date(Date.now() - 120_000);
    fs.utimesSync(path.join(world.folder, 'exports/a.csv'), at, at);
    const night = world.start(['run', file]);
    await world.gate.arrived('addRemove');
    night.child.kill('SIGTERM');
    assert.equal((await night.ended).code, 143);
  });

  it('has a report of each file, and a summary on GitHub', async () => {
    writeNightly(world, [{ id: a, operation: 'add', file: 'exports/a.csv' }]);
    const other = writeNightly(
      world,
      [{ id: b, operation: 'add', file: 'gone.csv' }],
      {},
      'other.criteo.jsonc',
    );
    const args = ['run', file, other, '--report', 'r.json'];
    const summary = path.join(world.folder, 'summary.md');
    endsWith(3, await world.run(args, { env: { GITHUB_STEP_SUMMARY: summary } }));
    assert.match(fs.readFileSync(summary, 'utf8'), /\| Beta .*Needs you/);
    const { exitCode, nights } = JSON.parse(
      fs.readFileSync(path.join(world.folder, 'r.json'), 'utf8'),
    ) as { exitCode: number; nights: unknown[] };
    assert.deepEqual([exitCode, nights.length], [3, 2]);
  });

  it('of 2,000 segments is checked in five requests beside what is asked of each segment', async () => {
    const { ids } = world.control.seed({ segments: 2_000 });
    file = writeNightly(
      world,
      ids.map((id) => ({ id, operation: 'add', file: 'exports/b.csv' })),
    );
    world.gate.reset();
    const night = nightOf(await world.run(['check', file, '--json']));
    assert.equal(night.entries.length, 2_000);
    const { gate } = world;
    assert.ok(gate.count('search') <= 5, String(gate.count('search')));
    assert.equal(gate.passed.length - gate.count('search') - gate.count('token'), 0);
  });
});
