import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { reportIsWhole } from '../support/reportAddsUp';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

describe('the folder of records', function () {
  this.timeout(60_000);
  const world = useWorld();
  let segment: string;

  beforeEach(async () => {
    segment = await world.newSegment();
    world.writeCsv('one.csv', people(3));
    world.writeCsv('two.csv', people(3, 10));
  });

  const upload = (file: string, ...more: string[]): string[] => [
    ...['add', file, '--segment', segment],
    ...['--chunk-size', '1', '--concurrency', '1', ...more],
  ];
  const jobs = async (...args: string[]): Promise<JobSummary[]> =>
    documentOf<{ uploads: JobSummary[] }>(
      endsWith(0, await world.run(['uploads', 'list', '--json', ...args])),
    ).uploads;
  const reportOf = (ended: Ended): Report => documentOf<{ report: Report }>(ended).report;
  const isUntouched = (): void =>
    assert.deepEqual(
      world.gate.passed.filter(({ operation }) => operation === 'addRemove'),
      [],
    );

  it('is the one of --state-dir, else of XDG_STATE_HOME, else in the home folder', async () => {
    endsWith(0, await world.run(upload('one.csv', '--state-dir', 'chosen')));
    endsWith(0, await world.run(upload('one.csv')));
    const env = { XDG_STATE_HOME: undefined };
    endsWith(0, await world.run(upload('one.csv'), { env }));
    for (const folder of ['chosen', 'state/criteo-audiences', '.local/state/criteo-audiences'])
      assert.deepEqual(fs.readdirSync(path.join(world.folder, folder, 'jobs')).length, 1, folder);
    assert.equal((await jobs('--state-dir', 'chosen')).length, 1);
  });

  it('makes the other give up at once with --max-wait 0s, to be resumed later', async () => {
    const { reached, release } = world.gate.hold('addRemove', 1, 'response');
    const first = world.start(upload('one.csv', '--json'));
    await reached;
    const { stderr } = endsWith(5, await world.run(upload('two.csv', '--max-wait', '0s')));
    assert.match(stderr, /^operation=\S+ code=locked version=\d/m);
    assert.equal(world.gate.count('addRemove'), 1);
    release();
    reportIsWhole(reportOf(endsWith(0, await first.ended)), 3);
    const [, line] = /^To resume: criteo-audiences (.*)$/m.exec(stderr) ?? [];
    assert.ok(line, stderr);
    const resumed = await world.run([...line.split(' '), '--json']);
    reportIsWhole(reportOf(endsWith(0, resumed)), 3);
    assert.deepEqual(await world.control.list(segment), [...people(3), ...people(3, 10)]);
  });

  it('is named when it can’t be created, and nothing is sent', async () => {
    world.write('in the way', '');
    for (const folder of ['in the way', 'in the way/deeper']) {
      const full = path.join(world.folder, folder);
      const { stdout, stderr } = endsWith(
        1,
        await world.run(upload('one.csv', '--state-dir', folder)),
      );
      assert.equal(stdout, '');
      assert.ok(stderr.includes(full), stderr);
      assert.match(stderr, /^Error: .*--state-dir/m);
      assert.match(stderr, /code=state-folder/);
    }
    isUntouched();
  });

  it('that has other files is refused, and stays as it is', async () => {
    fs.chmodSync(world.folder, 0o755);
    const script = world.write('run.sh', '');
    fs.chmodSync(script, 0o755);
    for (const args of [
      ['uploads', 'list'],
      ['uploads', 'list', '--json'],
      ['uploads', 'resume', '--all'],
      ['segments', 'list', '--sandbox'],
      upload('one.csv'),
    ]) {
      const { stderr } = endsWith(1, await world.run([...args, '--state-dir', '.']));
      assert.match(stderr, /^Error: .*\(it contains other files\)\. .*--state-dir/m);
      assert.match(stderr, /code=state-folder/);
    }
    endsWith(0, await world.run(['segments', 'list', '--state-dir', '.']));
    assert.deepEqual(fs.readdirSync(world.folder).sort(), ['one.csv', 'run.sh', 'two.csv']);
    for (const path of [world.folder, script]) assert.equal(fs.statSync(path).mode & 0o777, 0o755);
    isUntouched();
  });

  it('is created only by what writes to it', async () => {
    const name = 'one.csv';
    const type = ['--type', 'Email'];
    world.write('new.csv', 'name,retailer,type\nFrom a file,1200,Email\n');
    for (const args of [
      ['accounts'],
      ['doctor', '--segment', segment],
      ['doctor', '--sandbox'],
      ['check', name, ...type],
      ['check', name, '--segment', segment],
      ['fix', name, ...type, '--out', 'fixed.csv'],
      ['check', name, ...type, '--invalid-rows', 'invalid.csv'],
      ['audiences', 'list'],
      ['segments', 'list', '--unused'],
      ['segments', 'import', 'new.csv'],
      ['segments', 'edit', segment, '--description', 'New'],
      ['uploads', 'list'],
    ]) {
      endsWith(0, await world.run(args));
      assert.equal(fs.existsSync(path.join(world.folder, 'state')), false, args.join(' '));
    }
    endsWith(0, await world.run(['segments', 'show', segment]));
    assert.deepEqual(fs.readdirSync(world.stateFolder), ['history']);
    endsWith(0, await world.run(upload(name)));
    endsWith(0, await world.run(['check', name, ...type]));
    assert.equal((await jobs()).length, 1);
  });

  describe('on a disk of its own', () => {
    /** Mounts a disk that only this process sees; it isn't root outside. */
    const ownDisk = (options: string): string[] => [
      ...['unshare', '-Urm', 'sh', '-c'],
      `mount -t tmpfs -o ${options} none "$DISK" && exec "$0" "$@"`,
    ];

    before(function () {
      const [program, ...args] = [...ownDisk('size=512k'), process.execPath, '-e', ''];
      if (spawnSync(program, args, { env: { ...process.env, DISK: tmpdir() } }).status === 0)
        return;
      console.log('      (skipped: on this system, only root can mount a disk)');
      this.skip();
    });

    for (const { name, options, problem } of [
      { name: 'can’t be written', options: 'size=512k,ro', problem: 'EROFS' },
      { name: 'is full', options: 'nr_inodes=1', problem: 'ENOSPC' },
      { name: 'becomes full', options: 'size=12k', problem: 'The disk is full' },
    ])
      it(`that ${name} is named in a clear error, and nothing is sent`, async () => {
        fs.mkdirSync(path.join(world.folder, 'disk'));
        const ended = await world.runInstalled(upload('one.csv', '--state-dir', 'disk/records'), {
          through: ownDisk(options),
          env: { DISK: path.join(world.folder, 'disk') },
        });
        const { stderr } = endsWith(1, ended);
        assert.match(stderr, new RegExp(`^Error: .*${problem}`, 'm'));
        assert.ok(stderr.includes(path.join(world.folder, 'disk')), stderr);
        assert.doesNotMatch(stderr, /unexpected| at /);
        isUntouched();
      });

    it('that can’t be written isn’t needed to read, to check, or to read statistics', async () => {
      const disk = path.join(world.folder, 'disk');
      fs.mkdirSync(disk);
      for (const args of [
        ['check', 'one.csv', '--type', 'Email'],
        ['accounts'],
        ['segments', 'list'],
        ['segments', 'show', segment],
        ['uploads', 'list'],
      ]) {
        const through = ownDisk('size=512k,ro');
        const state = ['--state-dir', 'disk/records'];
        endsWith(
          0,
          await world.runInstalled([...args, ...state], { through, env: { DISK: disk } }),
        );
      }
      endsWith(1, await world.run(['segments', 'delete', segment, '--state-dir', 'one.csv/below']));
      assert.equal(world.gate.count('delete'), 0);
    });

    it('that is full keeps no file for the next update, and says that it is full', async () => {
      const disk = path.join(world.folder, 'disk');
      fs.mkdirSync(disk);
      const list = world.writeCsv('long.csv', people(5_000));
      const kept = ['--keep', path.join(disk, 'kept.csv'), '--segment', segment];
      const { stdout } = endsWith(
        1,
        await world.runInstalled(['update', list, ...kept], {
          through: ownDisk('size=12k'),
          env: { DISK: disk },
        }),
      );
      // It isn’t said twice that nothing was sent.
      assert.match(stdout, / → [^,.]+\. Nothing was sent: the disk is full, so .*kept\.csv\. Free/);
      isUntouched();
    });

    it('that becomes full keeps the file that --out would have replaced', async () => {
      const disk = path.join(world.folder, 'disk');
      fs.mkdirSync(disk);
      const list = world.writeCsv('long.csv', people(5_000));
      // It isn't there any more once the process has ended.
      const inside =
        'mount -t tmpfs -o size=12k none "$DISK"; printf old >"$DISK/out.csv"; "$0" "$@"; code=$?; ls "$DISK"; cat "$DISK/out.csv"; exit $code';
      const out = ['--out', path.join(disk, 'out.csv'), '--force'];
      const { stdout, stderr } = endsWith(
        1,
        await world.runInstalled(['fix', list, '--type', 'Email', ...out], {
          through: ['unshare', '-Urm', 'sh', '-c', inside],
          env: { DISK: disk },
        }),
      );
      assert.match(stderr, /^Error: Couldn’t write "disk\/out\.csv" \(ENOSPC\)/m);
      assert.equal(stdout, 'out.csv\nold');
    });
  });
});
