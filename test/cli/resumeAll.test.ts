import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { JobSummary } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

const DAY = 24 * 3_600_000;
const NOTHING = 'No uploads to resume\n';

/** `uploads resume --all` as the line of a crontab, night after night, and `uploads list` the next morning. */
describe('uploads resume --all, every night', function () {
  this.timeout(60_000);
  const world = useWorld();
  const now = Date.now;
  let days = 0;
  let segment: string;
  beforeEach(async () => {
    days = 0;
    Date.now = () => now() + days * DAY;
    segment = await world.newSegment({ identifiers: people(100, 0, 'stranger') });
  });
  afterEach(() => (Date.now = now));

  const run = (...args: string[]): Promise<Ended> => world.run(args);
  const upload = (operation: string, file: string, ...more: string[]): Promise<Ended> =>
    run(operation, file, '--segment', segment, '--json', ...more);
  const jobIdOf = (ended: Ended): string =>
    documentOf<{ report: { jobId: string } }>(ended).report.jobId;
  const resumeAll = async (code: number, ...more: string[]): Promise<string> =>
    endsWith(code, await run('uploads', 'resume', '--all', ...more)).stdout;
  const list = async (): Promise<string> => endsWith(0, await run('uploads', 'list')).stdout;
  const listed = async (jobId: string): Promise<JobSummary & { sandbox?: true }> => {
    const { uploads } = documentOf<{ uploads: JobSummary[] }>(
      await run('uploads', 'list', '--json'),
    );
    return uploads.find((one) => one.jobId === jobId) ?? assert.fail();
  };
  const show = async (jobId: string): Promise<string> =>
    endsWith(0, await run('uploads', 'show', jobId)).stdout;

  /** Nothing is said about any upload, and nothing is sent. */
  async function isQuiet(...nights: number[]): Promise<void> {
    const requests = world.gate.count('token');
    for (const night of nights) {
      days = night;
      assert.equal(await resumeAll(0), NOTHING);
      assert.equal(await resumeAll(0, '--json'), '{"version":1,"uploads":[]}\n');
    }
    assert.equal(world.gate.count('token'), requests);
  }

  /** An add that loses its permission after two of four requests. */
  async function partly(file = 'people.csv'): Promise<string> {
    world.writeCsv(file, people(4, days * 4));
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 3 });
    const args = ['--chunk-size', '1', '--concurrency', '1'];
    const jobId = jobIdOf(endsWith(4, await upload('add', file, ...args)));
    world.control.clearFaults();
    return jobId;
  }

  it('says nothing of what a safety check stopped, which the list shows as blocked', async () => {
    const half = [...people(10), ...Array.from({ length: 10 }, (_, n) => `nobody-${n}`)];
    world.writeCsv('crm.csv', half);
    const ended = endsWith(6, await upload('add', 'crm.csv'));
    assert.doesNotMatch(ended.stderr, /To resume/);
    const jobId = jobIdOf(ended);
    await isQuiet(0, 1, 2, 30, 83);
    assert.match(
      await list(),
      new RegExp(
        `^${jobId} .*  blocked by a safety check; can’t be resumed, start over\n  More rows are invalid than --max-invalid allows\\.\n$`,
      ),
    );
    const { resumable, error } = await listed(jobId);
    assert.deepEqual([resumable, error?.code], [false, 'too-many-refused']);
    assert.match(await show(jobId), /^blocked by a safety check; .*\nNot finished: .* 10 of 20; /m);
    // Its own command doesn’t try it again either.
    const again = endsWith(6, await run('uploads', 'resume', jobId));
    assert.match(again.stderr, /10 of 20; .* The upload can’t be resumed: start over\.$/m);
    assert.equal(world.gate.count('addRemove'), 0);
  });

  it('tells once of one that was checked long ago, and again once it was tried in vain', async () => {
    const jobId = await partly();
    days = 2;
    assert.match(
      await resumeAll(3),
      new RegExp(
        `^Skipped: ${jobId} people\\.csv → .*24 hours ago.*“--confirm-old”.*start over\\.\n$`,
      ),
    );
    await isQuiet(3, 4, 60);
    assert.match(
      await list(),
      /  failed: 2 of 4 requests answered; checked more than 24 hours ago, resume with --confirm-old\n/,
    );
    const { resumable, skipped } = await listed(jobId);
    assert.deepEqual([resumable, skipped], [true, 'not-confirmed']);
    assert.match(await resumeAll(0, '--verbose'), new RegExp(`^Skipped: ${jobId} `, 'm'));
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 2 });
    assert.match(await resumeAll(4, '--confirm-old'), new RegExp(`^Resumed: ${jobId} `));
    world.control.clearFaults();
    assert.match(await resumeAll(3), /^Skipped: /);
    await isQuiet(61);
    assert.match(await resumeAll(0, '--confirm-old'), new RegExp(`^Resumed: ${jobId} `));
    assert.equal((await world.control.list(segment)).length, 104);
    await isQuiet(62);
  });

  it('tells in JSON what it found in this run', async () => {
    const jobId = await partly();
    days = 2;
    const { uploads } = documentOf<{ uploads: Record<string, unknown>[] }>(
      endsWith(3, await run('uploads', 'resume', '--all', '--json')),
    );
    assert.deepEqual(
      uploads.map((one) => [one.jobId, one.ending, (one.error as { code: string }).code]),
      [[jobId, 'skipped', 'not-confirmed']],
    );
    await isQuiet(2);
  });

  it('keeps what it has told in the folder of the upload, private, and forgets it with the record', async () => {
    const jobId = await partly();
    days = 2;
    const folder = path.join(world.stateFolder, 'jobs', jobId);
    assert.ok(!fs.readdirSync(folder).includes('skipped.json'));
    await resumeAll(3);
    const file = path.join(folder, 'skipped.json');
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    // Cut off by a crash, it isn’t known, and nothing else is lost.
    fs.writeFileSync(file, '{"code":"not-c');
    await resumeAll(3);
    await isQuiet(3);
    endsWith(0, await run('uploads', 'delete', jobId));
    assert.ok(!fs.existsSync(folder));
  });

  it('tells again where that can’t be kept', async () => {
    const jobId = await partly();
    days = 2;
    const inTheWay = path.join(world.stateFolder, 'jobs', jobId, 'skipped.json');
    fs.mkdirSync(inTheWay);
    for (let night = 0; night < 2; night++) await resumeAll(3);
    fs.rmdirSync(inTheWay);
    await resumeAll(3);
    await isQuiet(3);
  });

  it('tells once of one of another client ID, and the list says why', async () => {
    const jobId = await partly();
    const file = path.join(world.stateFolder, 'jobs', jobId, 'job.json');
    const own = fs.readFileSync(file, 'utf8');
    const job = JSON.parse(own) as { target: object };
    const target = { ...job.target, clientId: 'another' };
    fs.writeFileSync(file, JSON.stringify({ ...job, target }));
    assert.match(await resumeAll(3), /^Skipped: .* with its client ID, another, to continue\.\n$/);
    await isQuiet(0);
    const why = /; can be resumed\n.*\n  The upload was begun with another client ID\.\n/;
    assert.match(await list(), why);
    assert.match(
      await show(jobId),
      /; can be resumed\nThe upload was begun with another client ID\./,
    );
    // Where it can be resumed after all, it is.
    fs.writeFileSync(file, own);
    assert.match(await resumeAll(0), new RegExp(`^Resumed: ${jobId} `));
  });

  it('is silent about what a later upload superseded, unless all is told', async () => {
    const outdated: string[] = [];
    for (days = 0; days < 4; days++) outdated.push(await partly());
    world.writeCsv('leavers.csv', people(1, 0, 'stranger'));
    endsWith(0, await upload('remove', 'leavers.csv'));
    await isQuiet(4, 5, 40);
    const told = (await resumeAll(0, '--verbose')).split('\n').filter(Boolean);
    assert.deepEqual(
      told.map((line) => line.split(' ').slice(0, 2)),
      outdated.map((jobId) => ['Skipped:', jobId]),
    );
    assert.match(
      await list(),
      /; can’t be resumed, start over\n  A later replace, update, removal or clear of the segment has finished\.\n/,
    );
  });

  it('doesn’t say that it resumed what a safety check stops then', async () => {
    world.writeCsv('leavers.csv', people(20, 0, 'stranger'));
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 9 });
    const jobId = jobIdOf(endsWith(4, await upload('remove', 'leavers.csv')));
    world.control.clearFaults();
    assert.match(await list(), /; can be resumed\n/);
    // Another machine has shrunk the segment since.
    world.writeCsv('more.csv', people(70, 30, 'stranger'));
    const elsewhere = ['--state-dir', path.join(world.folder, 'elsewhere')];
    endsWith(0, await upload('remove', 'more.csv', '--min-kept', '0', ...elsewhere));
    const requests = world.gate.count('addRemove');
    assert.match(
      await resumeAll(6),
      new RegExp(`^Not resumed: ${jobId} leavers\\.csv → .*less than the required 70%.*\n$`),
    );
    assert.equal(world.gate.count('addRemove'), requests);
    await isQuiet(0, 1, 30);
    assert.match(await list(), /  blocked by a safety check; /);
  });

  it('starts over without a list that is allowed to be missing, and only what lists stop can be', async () => {
    const file = world.writeCsv('opt-outs.csv', people(10));
    world.writeCsv('people.csv', people(400));
    const given = ['--suppress', 'opt-outs.csv'];
    const few = ['--chunk-size', '100', '--concurrency', '1'];
    for (const which of ['--all', 'ID']) {
      world.writeCsv('opt-outs.csv', people(10));
      world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 3 });
      const jobId = jobIdOf(endsWith(4, await upload('add', 'people.csv', ...few, ...given)));
      world.control.clearFaults();
      fs.rmSync(file);
      const resume = ['uploads', 'resume', which === 'ID' ? jobId : which];
      const wrong = endsWith(64, await run(...resume, '--allow', 'cut-off'));
      assert.match(wrong.stderr, /“--allow” must be a list of: suppression-missing, /);
      const other = await run(...resume, '--allow', 'suppression-stale');
      assert.equal(other.code, which === 'ID' ? 6 : 3);
      const resumed = endsWith(0, await run(...resume, '--allow', 'suppression-missing'));
      assert.match(resumed.stdout, /Allowed for this run: .*\(suppression-missing\)/);
      await isQuiet(0);
    }
  });

  it('leaves the sandbox’s uploads to the sandbox, and the list marks them', async () => {
    const jobId = await partly();
    const file = path.join(world.stateFolder, 'jobs', jobId, 'job.json');
    const job = JSON.parse(fs.readFileSync(file, 'utf8')) as { target: object };
    const target = { ...job.target, origin: 'sandbox' };
    assert.equal((await listed(jobId)).sandbox, undefined);
    assert.doesNotMatch(await list(), /sandbox/);
    fs.writeFileSync(file, JSON.stringify({ ...job, target }));
    await isQuiet(0, 2, 30);
    assert.match(await list(), /  Segment \d+ · sandbox  failed: /);
    assert.equal((await listed(jobId)).sandbox, true);
    assert.match(await show(jobId), /^people\.csv → Segment \d+ · sandbox\n/);
  });

  for (const [what, isTold] of [
    [
      'has changed',
      /^people\.csv has changed since it was checked, or no longer exists\. Nothing more was sent\./,
    ],
    ['is gone', /no longer exists/],
    ['can’t be read', /people\.csv/],
  ] as const)
    it(`tells once of one whose file ${what}, with a way on, and resumes it once it is back`, async function () {
      if (what === 'can’t be read' && process.getuid?.() === 0) this.skip();
      const jobId = await partly();
      const file = path.join(world.folder, 'people.csv');
      const own = fs.readFileSync(file);
      if (what === 'is gone') fs.rmSync(file);
      else if (what === 'has changed') world.writeCsv('people.csv', people(5, 20));
      else fs.chmodSync(file, 0);
      const first = endsWith(3, await run('uploads', 'resume', '--all'));
      const [, why = ''] =
        new RegExp(`^Skipped: ${jobId} people\\.csv → .*? \\d+\\. (.*)\n$`).exec(first.stdout) ??
        [];
      assert.match(why, isTold, first.stdout);
      const ways = first.stderr.split('\n').filter((line) => line.startsWith('To '));
      const { accountId } = world.sandbox;
      const url = `--api-url ${world.gate.url}`;
      const again = `criteo-audiences add ${file} --segment ${segment} --account ${accountId} --chunk-size 1 --concurrency 1 ${url}`;
      assert.deepEqual(
        ways,
        what === 'can’t be read'
          ? [`To resume: criteo-audiences uploads resume ${jobId}`]
          : [
              `To start over: ${again}`,
              `To delete its record: criteo-audiences uploads delete ${jobId}`,
            ],
      );
      // Days later, too.
      await isQuiet(0, 1, 2, 60);
      assert.equal((await run('uploads', 'resume', '--all')).stderr, '');
      assert.match(await resumeAll(0, '--verbose'), new RegExp(`^Skipped: ${jobId} `));
      const told = (await list()).match(/The file has changed since it was checked, or is gone\./g);
      assert.equal(told?.length, what === 'can’t be read' ? undefined : 1);
      fs.rmSync(file, { force: true });
      fs.writeFileSync(file, own);
      assert.match(await resumeAll(0, '--confirm-old'), new RegExp(`^Resumed: ${jobId} `));
      await isQuiet(60);
    });

  it('has a line that starts over, with the state folder, and none where no line does that', async () => {
    const elsewhere = ['--state-dir', path.join(world.folder, 'elsewhere')];
    for (const how of ['--keep', '--previous']) {
      world.writeCsv('old.csv', people(10));
      const kept = how === '--keep' ? ['--keep', 'kept.csv'] : [];
      endsWith(0, await upload(kept.length ? 'update' : 'add', 'old.csv', ...kept, ...elsewhere));
      const given = how === '--keep' ? kept : ['--previous', 'old.csv'];
      world.writeCsv('new.csv', people(10, 1));
      world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 2 });
      const few = ['--chunk-size', '1', '--concurrency', '1', ...elsewhere];
      const jobId = jobIdOf(endsWith(4, await upload('update', 'new.csv', ...given, ...few)));
      world.control.clearFaults();
      world.writeCsv('new.csv', people(9, 1));
      const { stderr } = endsWith(3, await run('uploads', 'resume', '--all', ...elsewhere));
      const [, again = ''] = /^To start over: (.*)$/m.exec(stderr) ?? [];
      assert.equal(again !== '', how === '--keep', stderr);
      assert.ok(stderr.includes(`uploads delete ${jobId} ${elsewhere.join(' ')}\n`), stderr);
      if (again === '') continue;
      assert.ok(again.endsWith(elsewhere.join(' ')), again);
      // As it is written there.
      endsWith(0, await run(...again.split(' ').slice(1)));
      const listed = await world.control.list(segment);
      const own = listed.filter((one) => people(20).includes(one));
      assert.deepEqual(own.sort(), people(9, 1).sort());
      endsWith(0, await run('uploads', 'delete', jobId, ...elsewhere));
    }
  });

  it('says of a record that can’t be read that it is to be deleted', async () => {
    const jobId = await partly();
    fs.writeFileSync(path.join(world.stateFolder, 'jobs', jobId, 'chunks.json'), '{}');
    await isQuiet(0, 2);
    assert.match(await list(), /  failed: the upload record can’t be read; delete the record\n/);
  });
});
