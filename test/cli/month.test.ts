/**
 * A month of the recipe of the page “Every night”, with what goes wrong in one: after each night, the
 * segment, the exit code, the log and the report are as the page says, and so they are after its second
 * line, which resumes.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Operation } from '../../src/sandbox/control';
import type { Report } from '../../src/upload/jobTypes';
import { onlyExample, wordsOf } from '../docs/examples';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { MovedClock } from './support/movedClock';
import { killAtRequest } from './support/nights';
import { useWorld } from './support/world';

const PAGE = 'media/docs/every-night.md';
/** Without `exec` and the name of the program. */
const UPDATE = wordsOf(onlyExample(PAGE, 'exec criteo-audiences update')).slice(2);
const RESUME = ['uploads', 'resume', '--all'];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of a fault that lasts until it is cleared. */
const ALWAYS = 1_000_000;

/** Who is in the export of a night: five of 200 leave from one to the next, and as many come. */
const exported = (night: number): string[] => people(200, 5 * night);

/** What a night must come to. */
interface Outcome {
  code: number;
  /** The code of the error in the report. */
  error?: string;
  /** Lines of the log, in order. */
  says?: readonly RegExp[];
  /** It is stopped when it is about to send. */
  isBlocked?: boolean;
  /** Minutes that it took, at least. */
  waits?: number;
}

interface ReportFile {
  version: number;
  exitCode: number;
  report?: Report;
  error?: { code: string };
}

describe('a simulated month', function () {
  this.timeout(60_000);
  this.bail(true);
  const world = useWorld({}, true);
  const clock = new MovedClock(() => world.gate.unanswered > 0);
  /** In the segment, and in no file. */
  const others = people(20, 0, 'stranger');
  const start = Math.floor(Date.now() / DAY) * DAY + 20 * HOUR + 40 * MINUTE;
  let segment = '';
  let night = 0;
  /** The people of the last night that was done. */
  let current: string[] = [];

  before(async () => {
    segment = await world.newSegment({ identifiers: others });
    clock.start();
  });
  after(() => clock.stop());

  const at = (name: string): string => path.join(world.folder, name);
  const recipe = (): string[] => UPDATE.map((word) => (word === 'CRM Users 2025' ? segment : word));

  /** The export of the next night is there, and it is time. */
  function begin(): string[] {
    night++;
    clock.moveTo(start + night * DAY);
    world.writeCsv('crm.csv', exported(night));
    return exported(night);
  }

  async function has(...lists: (readonly string[])[]): Promise<void> {
    const found = await world.control.list(segment);
    assert.deepEqual(found.sort(), [...new Set([...others, ...lists.flat()])].sort());
  }

  const leftovers = (): string[] =>
    fs.readdirSync(world.folder).filter((name) => /\.(sending|copying)/.test(name));

  const readReport = (): ReportFile => {
    assert.equal(fs.statSync(at('report.json')).mode & 0o777, 0o600);
    return JSON.parse(fs.readFileSync(at('report.json'), 'utf8')) as ReportFile;
  };

  /** Runs the recipe, and compares what it came to. */
  async function isNight({ code, error, says = [], waits = 0 }: Outcome): Promise<Ended> {
    const began = clock.now;
    const ended = endsWith(code, await world.run(recipe()));
    assert.ok(clock.now - began >= waits * MINUTE, `${clock.now - began} ms`);
    assert.ok(clock.now - began < waits * MINUTE + HOUR, `${clock.now - began} ms`);
    for (const line of ended.log.split('\n').slice(0, -1)) {
      const time = Date.parse(line.slice(0, 20));
      assert.ok(time >= began - 1000 && time <= clock.now, line);
    }
    // Both are in the log of a crontab.
    const lines = `${ended.stderr}${ended.stdout}`.split('\n');
    let from = 0;
    for (const pattern of says) {
      const found = lines.slice(from).findIndex((line) => pattern.test(line));
      assert.ok(found >= 0, `${String(pattern)} after line ${from} of:\n${lines.join('\n')}`);
      from += found + 1;
    }
    const file = readReport();
    assert.deepEqual([file.exitCode, file.error?.code ?? file.report?.error?.code], [code, error]);
    return ended;
  }

  /** The second line of the crontab, and who is in the segment after it. */
  async function resumes(...lists: (readonly string[])[]): Promise<Ended> {
    clock.moveTo(start + night * DAY + 150 * MINUTE);
    const ended = endsWith(0, await world.run(RESUME));
    await has(...lists);
    return ended;
  }

  /** What `uploads list` says of the last upload. */
  async function isListed(pattern: RegExp): Promise<void> {
    const { stdout } = endsWith(0, await world.run(['uploads', 'list']));
    assert.match(stdout.split('\n')[0], pattern);
  }

  /** A night that is done: its people are in the segment, and it left nothing behind. */
  async function isDone(tonight: string[], outcome: Outcome = { code: 0 }): Promise<Ended> {
    const ended = await isNight(outcome);
    const left = current.filter((one) => !tonight.includes(one));
    current = tonight;
    await has(current);
    const { report } = readReport();
    assert.equal(report?.state, 'finished');
    assert.equal(report.removed?.rows ?? 0, left.length);
    assert.deepEqual(leftovers(), []);
    assert.deepEqual(fs.readFileSync(at('kept-crm.csv')), fs.readFileSync(at('crm.csv')));
    await isListed(/ finished: 200 accepted/);
    const resumed = await resumes(current);
    assert.doesNotMatch(resumed.stderr + resumed.stdout, /Resumed/);
    return ended;
  }

  /** A night that nothing goes wrong in. */
  const isUsual = async (): Promise<void> => void (await isDone(begin()));

  /** A night that changes nothing. */
  async function changesNothing(outcome: Outcome): Promise<void> {
    await isNight(outcome);
    await has(current);
    if (outcome.isBlocked)
      await isListed(/ blocked by a safety check; can’t be resumed, start over$/);
    await resumes(current);
  }

  /** Until a wait is over, in minutes: what `begins` and what `ends` it. */
  function during(minutes: number, begins: () => unknown, ends: () => unknown): void {
    begins();
    clock.in(minutes * MINUTE, ends);
  }

  it('begins with a first run, which removes no one', async () => {
    const { stdout } = await isDone(begin());
    assert.match(stdout, /First run: no one leaves\./);
    await isUsual();
  });

  describe('waits, and is done in the same night', () => {
    const WAITING = /^Waiting for up to 2 h\. /;
    const AGAIN = /^Criteo answered again after /;

    it('the server is down for 20 minutes', async () => {
      const tonight = begin();
      during(
        20,
        () => world.gate.close(),
        () => world.gate.open(),
      );
      await isDone(tonight, { code: 0, waits: 20, says: [WAITING, AGAIN] });
      await isUsual();
    });

    for (const operation of ['token', 'search', 'statistics', 'addRemove'] as Operation[])
      it(`the server answers 503 for 20 minutes: ${operation}`, async () => {
        const tonight = begin();
        during(
          20,
          () => world.control.addFaults({ fault: '503', operation, times: ALWAYS }),
          () => world.control.clearFaults(),
        );
        await isDone(tonight, { code: 0, waits: 20, says: [WAITING, AGAIN] });
        await isUsual();
      });

    for (const operation of ['search', 'addRemove'] as Operation[])
      it(`the limit is reached for an hour: ${operation}`, async () => {
        const tonight = begin();
        during(
          60,
          () =>
            world.control.addFaults({
              ...{ fault: '429', operation, times: ALWAYS },
              retryAfter: 3600,
            }),
          () => world.control.clearFaults(),
        );
        await isDone(tonight, { code: 0, waits: 60, says: [/^Waiting /] });
        await isUsual();
      });

    it('someone else’s run is working on the segment', async () => {
      const tonight = begin();
      const held = world.gate.hold('addRemove', 1, 'response');
      const first = isNight({ code: 0 });
      await held.reached;
      const byHand = ['update', 'crm.csv', '--segment', segment, '--keep', 'kept-crm.csv'];
      const second = world.start(byHand, clock.ofProcess(world));
      await second.writes(/Waiting for up to 15 min/);
      held.release();
      await first;
      endsWith(0, await second.ended);
      current = tonight;
      await has(current);
      await resumes(current);
      await isUsual();
    });

    it('a run that doesn’t wait for another one leaves nothing to resume, once that one is done', async () => {
      const tonight = begin();
      const held = world.gate.hold('addRemove', 1, 'response');
      const first = isNight({ code: 0 });
      await held.reached;
      const args = ['update', 'crm.csv', '--segment', segment, '--keep', 'kept-crm.csv'];
      const second = world.start([...args, '--max-wait', '0s', '--json'], clock.ofProcess(world));
      const ended = endsWith(5, await second.ended);
      assert.equal(documentOf<{ error: { code: string } }>(ended).error.code, 'locked');
      held.release();
      await first;
      current = tonight;
      const { stdout } = await resumes(current);
      assert.equal(stdout, 'No uploads to resume\n');
      await isUsual();
    });
  });

  describe('gives up, and the next night does it', () => {
    it('the server is down all night', async () => {
      const tonight = begin();
      during(
        140,
        () => world.gate.close(),
        () => world.gate.open(),
      );
      await changesNothing({
        code: 5,
        error: 'network',
        waits: 120,
        says: [/^Waiting /, /^Error: /],
      });
      assert.notDeepEqual(tonight, current);
      await isUsual();
    });

    it('the server takes no request all night: the second line sends it', async () => {
      const tonight = begin();
      during(
        140,
        () => world.control.addFaults({ fault: '503', operation: 'addRemove', times: ALWAYS }),
        () => world.control.clearFaults(),
      );
      const { stdout, stderr } = await isNight({ code: 5, error: 'internal-error', waits: 120 });
      assert.match(stdout + stderr, /uploads resume/);
      await has(current);
      await isListed(/can be resumed/);
      current = tonight;
      await resumes(current);
      await isUsual();
    });
  });

  describe('is done in part, and its second line does the rest', () => {
    it('Criteo rejects the file', async () => {
      const tonight = begin();
      world.control.addFaults({ fault: '400', operation: 'addRemove' });
      await isNight({ code: 1, error: 'adds-open', says: [/Rejected by Criteo: 200\./] });
      await has(current);
      current = tonight;
      await resumes(current);
      await isUsual();
    });

    it('Criteo rejects the removal of the people who left', async () => {
      const tonight = begin();
      world.control.addFaults({ fault: '400', operation: 'addRemove', nth: 2 });
      await isNight({ code: 3, error: 'invalid', says: [/0 of 5 removals accepted/] });
      await has(current, tonight);
      current = tonight;
      await resumes(current);
      await isUsual();
    });
  });

  describe('changes nothing, and tells', () => {
    /** What is wrong with the export, and what the night says. */
    const exports: [string, () => void, Outcome][] = [
      [
        'the export is late',
        () => fs.rmSync(at('crm.csv')),
        { code: 1, error: 'not-found', says: [/^Error: .*crm\.csv/] },
      ],
      [
        'half of the export is there',
        () => world.writeCsv('crm.csv', exported(night).slice(0, 100)),
        { code: 6, error: 'max-removed', isBlocked: true, says: [/--max-removed/] },
      ],
      [
        'a tenth of the export is missing, cut at the end of a line',
        () => world.writeCsv('crm.csv', exported(night).slice(0, 180)),
        { code: 6, error: 'max-removed', isBlocked: true, says: [/--max-removed/] },
      ],
      [
        'the export is empty',
        () => world.write('crm.csv', ''),
        { code: 6, error: 'empty', says: [/^Error: crm\.csv: The file is empty/] },
      ],
      [
        'the export has only a header',
        () => world.writeCsv('crm.csv', []),
        {
          code: 6,
          error: 'nothing-to-send',
          isBlocked: true,
          says: [/There are no rows to send in crm\.csv/],
        },
      ],
      [
        'no row is valid',
        () =>
          world.writeCsv(
            'crm.csv',
            exported(night).map((one) => one.replace('@', ' at ')),
          ),
        {
          code: 6,
          error: 'nothing-to-send',
          isBlocked: true,
          says: [/There are no valid rows in crm\.csv/],
        },
      ],
    ];
    for (const [what, happens, outcome] of exports)
      it(what, async () => {
        begin();
        happens();
        await changesNothing(outcome);
        await isUsual();
      });

    it('the secret was changed', async () => {
      begin();
      const ended = endsWith(
        4,
        await world.run(recipe(), { env: { CRITEO_CLIENT_SECRET: 'another' } }),
      );
      assert.doesNotMatch(ended.stderr, /^Waiting/m);
      assert.equal(readReport().exitCode, 4);
      await resumes(current);
      await isUsual();
    });

    it('the previous file was lost: until it is allowed once, by hand', async () => {
      begin();
      fs.rmSync(at('kept-crm.csv'));
      await changesNothing({
        code: 6,
        error: 'previous-unknown',
        isBlocked: true,
        says: [/--allow previous-unknown/],
      });
      const { stdout } = endsWith(0, await world.run(['uploads', 'list']));
      assert.match(stdout, /previous-unknown|next update/);
      endsWith(0, await world.run([...recipe(), '--allow', 'previous-unknown']));
      // Those who left since stay.
      others.push(...current.filter((one) => !exported(night).includes(one)));
      current = exported(night);
      assert.ok(readReport().report?.leftSince);
      await resumes(current);
      await isUsual();
    });

    it('the disk is full', async function () {
      const through = [
        ...['unshare', '-Urm', 'sh', '-c'],
        `cp -a "$DISK" "$DISK.copy" && mount -t tmpfs -o size=4m none "$DISK" && cp -a "$DISK.copy/." "$DISK" || exit 99
         dd if=/dev/zero of="$DISK/full" bs=4k 2>/dev/null
         cd "$DISK" && "$0" "$@"; code=$?; ls "$DISK"; exit $code`,
      ];
      const probe = { env: { ...process.env, DISK: path.join(tmpdir(), `probe-${process.pid}`) } };
      fs.mkdirSync(probe.env.DISK);
      const [program, ...args] = [...through, 'true'];
      const { status } = spawnSync(program, args, probe);
      for (const made of ['', '.copy'])
        fs.rmSync(probe.env.DISK + made, { recursive: true, force: true });
      if (status !== 0) return this.skip();
      begin();
      const options = clock.ofProcess(world);
      const before = world.gate.count('addRemove');
      const ended = await world.runInstalled(recipe(), {
        through,
        env: { ...options.env, DISK: world.folder },
      });
      fs.rmSync(`${world.folder}.copy`, { recursive: true });
      assert.match(endsWith(1, ended).stderr, /Error: .*(ENOSPC|disk is full)/);
      assert.equal(world.gate.count('addRemove'), before);
      await has(current);
      await resumes(current);
      await isUsual();
    });
  });

  describe('is killed', () => {
    async function isKilled(tonight: string[]): Promise<void> {
      await killAtRequest(world, recipe(), 2, 'request', clock.ofProcess(world));
      assert.equal(fs.existsSync(at('report.json')), false);
      await has(current, tonight);
      assert.deepEqual(leftovers(), ['kept-crm.csv.sending']);
    }

    it('and its second line does the rest', async () => {
      const tonight = begin();
      await isKilled(tonight);
      await isListed(/can be resumed/);
      current = tonight;
      const resumed = await resumes(current);
      assert.match(resumed.stdout + resumed.stderr, /Resumed/);
      assert.deepEqual(leftovers(), []);
      await isUsual();
    });

    it('and the next night removes the people who left since the last that was done', async () => {
      const killed = begin();
      await isKilled(killed);
      const tonight = begin();
      const ended = await isNight({ code: 0 });
      assert.match(ended.stderr, /kept-crm\.csv\.sending/);
      current = tonight;
      await resumes(current);
      await isUsual();
    });
  });

  describe('at its end', () => {
    it('has nothing open, and resumes nothing for a hundred days', async () => {
      assert.ok(night >= 30, String(night));
      const { stdout } = endsWith(0, await world.run(['uploads', 'list', '--json']));
      const { uploads, stoppedUpdates } = JSON.parse(stdout) as {
        uploads: { resumable?: boolean }[];
        stoppedUpdates: unknown[];
      };
      assert.deepEqual(stoppedUpdates, []);
      assert.deepEqual(
        uploads.filter(({ resumable }) => resumable),
        [],
      );
      clock.moveTo(clock.now + 100 * DAY);
      const resumed = endsWith(0, await world.run(RESUME));
      assert.doesNotMatch(resumed.stdout + resumed.stderr, /Resumed|Skipped/);
      await has(current);
    });
  });
});
