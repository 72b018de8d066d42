import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import type { StoredJob } from '../../src/upload/journal/store';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { hasPseudoTerminals, onTerminal } from './support/pseudoTerminal';
import { useWorld } from './support/world';

interface Resumed {
  jobId: string;
  ending: string;
  report?: Report;
  error?: { code: string; message: string };
}

describe('uploads resume', function () {
  this.timeout(60_000);
  const world = useWorld();
  let segment: string;
  beforeEach(async () => (segment = await world.newSegment()));

  const reportOf = (ended: Ended): Report => documentOf<{ report: Report }>(ended).report;
  const resume = (...args: string[]): Promise<Ended> => world.run(['uploads', 'resume', ...args]);
  const upload = (file: string, operation: string, ...more: string[]): Promise<Ended> =>
    world.run([operation, file, '--segment', segment, '--json', ...more]);

  /** Adds three of six people, and then has no permission. */
  async function partly(file = 'people.csv', rows = people(6)): Promise<string> {
    world.writeCsv(file, rows);
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 4 });
    const args = ['--chunk-size', '1', '--concurrency', '1'];
    const { jobId, accepted } = reportOf(endsWith(4, await upload(file, 'add', ...args)));
    world.control.clearFaults();
    world.control.resetCounts();
    assert.equal(accepted, 3);
    return jobId;
  }

  /** As if it had been checked that many hours earlier. */
  const age = (jobId: string, hours: number): void =>
    edit(jobId, (job) => ({ plannedAt: job.plannedAt - hours * 3_600_000 }));

  function edit(jobId: string, change: (job: StoredJob) => Partial<StoredJob>): void {
    const file = path.join(world.stateFolder, 'jobs', jobId, 'job.json');
    const job = JSON.parse(fs.readFileSync(file, 'utf8')) as StoredJob;
    fs.writeFileSync(file, JSON.stringify({ ...job, ...change(job) }));
  }

  it('leaves alone one of another version, and names its file', async () => {
    const jobId = await partly();
    edit(jobId, () => ({ version: 1 }) as Partial<StoredJob>);
    const file = path.join(world.stateFolder, 'jobs', jobId, 'job.json');
    const before = fs.readFileSync(file, 'utf8');
    for (const args of [
      ['uploads', 'resume', jobId],
      ['uploads', 'undo', jobId],
    ]) {
      const { stderr } = endsWith(1, await world.run(args));
      assert.ok(
        stderr.includes(`Records of another version stay as they are, and aren’t used: ${file}.`),
      );
      assert.match(stderr, /^Error: The record of upload .* is of another version/m);
    }
    const listed = endsWith(0, await world.run(['uploads', 'list']));
    assert.ok(listed.stderr.includes(file));
    assert.ok(listed.stdout.includes(jobId));
    assert.equal(fs.readFileSync(file, 'utf8'), before);
    assert.equal(world.gate.count('addRemove'), 4);
  });

  describe('of one that was checked more than 24 hours ago', () => {
    it('is confirmed with an option where nobody can be asked', async () => {
      const jobId = await partly();
      age(jobId, 25);
      for (const args of [[], ['--no-input']]) {
        const { stderr } = endsWith(6, await resume(jobId, ...args));
        assert.match(
          stderr,
          /^Error: people\.csv was checked more than 24 hours ago, on .*“--confirm-old”/m,
        );
        assert.match(stderr, /code=not-confirmed version=\d/m);
      }
      assert.equal(world.gate.count('addRemove'), 4);
      const { uploads } = documentOf<{ uploads: JobSummary[] }>(
        endsWith(0, await world.run(['uploads', 'list', '--json'])),
      );
      assert.equal(uploads[0].checkedLongAgo, true);
      const report = reportOf(endsWith(0, await resume(jobId, '--confirm-old', '--json')));
      assert.equal(report.accepted, 6);
    });

    it('asks on a terminal, and takes any other answer for a no', async function () {
      if (!hasPseudoTerminals()) this.skip();
      const jobId = await partly();
      age(jobId, 25);
      for (const [typed, code] of [
        ['\r', 6],
        ['no\r', 6],
        ['\u0004', 6],
        ['\u0003', 130],
        ['yes\r', 0],
      ] as const) {
        const run = onTerminal(world, ['uploads', 'resume', jobId]);
        await run.writes(/Type “yes” to resume it:/, 'stdout');
        run.child.stdin?.write(typed);
        const { stdout } = endsWith(code, await run.ended);
        assert.match(stripVTControlCharacters(stdout), /was checked more than 24 hours ago/);
      }
      assert.deepEqual((await world.control.list(segment)).sort(), people(6).sort());
    });
  });

  describe('--all', () => {
    const all = async (code: number, ...args: string[]): Promise<Resumed[]> =>
      documentOf<{ uploads: Resumed[] }>(endsWith(code, await resume('--all', '--json', ...args)))
        .uploads;
    const short = (resumed: readonly Resumed[]): unknown[] =>
      resumed.map(({ jobId, ending, report, error }) => [
        jobId,
        ending,
        report?.accepted ?? error?.code,
      ]);

    it('resumes the oldest first, and goes on after one that fails', async () => {
      const first = await partly('first.csv');
      const gone = await partly('gone.csv', people(6, 10));
      const last = await partly('last.csv', people(6, 20));
      fs.rmSync(path.join(world.folder, 'gone.csv'));
      const resumed = await all(3);
      assert.deepEqual(
        resumed.map(({ jobId }) => jobId),
        [first, gone, last],
      );
      assert.deepEqual(
        resumed.map(({ ending }) => ending === 'finished'),
        [true, false, true],
      );
      assert.ok(resumed[1].error?.message);
      assert.equal((await world.control.list(segment)).length, 15);
      const { stdout } = endsWith(0, await resume('--all', '--verbose'));
      assert.match(stdout, new RegExp(`^Skipped: ${gone} gone\\.csv → `, 'm'));
    });

    it('tells of a removal among them that supersedes those after it', async () => {
      world.writeCsv('leavers.csv', people(6));
      world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 4 });
      const args = ['--chunk-size', '1', '--concurrency', '1', '--min-kept', '0'];
      const removal = reportOf(endsWith(4, await upload('leavers.csv', 'remove', ...args))).jobId;
      world.control.clearFaults();
      world.control.resetCounts();
      const add = await partly('add.csv', people(6, 10));
      assert.deepEqual(short(await all(0)), [
        [removal, 'finished', 6],
        [add, 'skipped', 'superseded'],
      ]);
    });
  });

  it('takes an ID or --all, not both and not neither', async () => {
    for (const args of [[], ['some-id', '--all']])
      assert.match(endsWith(64, await resume(...args)).stderr, /ID of an upload, or --all\./);
  });
});
