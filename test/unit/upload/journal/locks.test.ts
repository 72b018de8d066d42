import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { Locks } from '../../../../src/upload/journal/locks';
import { Processes } from '../../../../src/upload/journal/processes';
import { turns, waitUntil } from '../../../support/waitUntil';

describe('upload: the lock of a segment', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'locks-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('gives a lock of the dead to one only, and the dead one knows', () => {
    const storage = join(folder, 'locks-alone');
    const [a, b, c] = [0, 1, 2].map(() => new Processes(storage));
    for (const owner of [a, b, c]) owner.register();
    const mine = new Locks(storage, a).acquire('o', 's', 'job-a');
    assert.ok(mine?.isHeld);
    assert.equal(new Locks(storage, b).acquire('o', 's', 'job-b'), undefined);
    // The process of `a` is gone as far as anybody can see.
    fs.rmSync(join(storage, 'owners', a.id));
    const taken = new Locks(storage, b).acquire('o', 's', 'job-b');
    assert.ok(taken?.isHeld);
    assert.equal(mine.isHeld, false);
    assert.equal(new Locks(storage, c).acquire('o', 's', 'job-c'), undefined);
    mine.release();
    assert.ok(taken.isHeld);
    taken.release();
    const last = new Locks(storage, c).acquire('o', 's', 'job-c');
    assert.ok(last?.isHeld);
    assert.deepEqual([mine.isHeld, taken.isHeld], [false, false]);
    for (const owner of [a, b, c]) owner.unregister();
  });

  for (const [what, path] of [
    ['file', (id: string) => join('owners', id)],
    ['folder', () => 'owners'],
  ] as const) {
    it(`comes back with its next word where its ${what} was taken away, and keeps what it holds`, async () => {
      const storage = join(folder, 'owners-gone');
      const [a, b] = [new Processes(storage), new Processes(storage)];
      mock.timers.enable({ apis: ['setInterval'] });
      try {
        for (const owner of [a, b]) owner.register();
        const lock = new Locks(storage, a).acquire('o', 's', 'job-a');
        fs.rmSync(join(storage, path(a.id)), { recursive: true });
        assert.equal(b.isAlive(a.id), false);
        mock.timers.tick(5_000);
        await waitUntil('the process is seen alive', () => b.isAlive(a.id));
        assert.equal(new Locks(storage, b).holder('o', 's')?.jobId, 'job-a');
        assert.equal(new Locks(storage, b).acquire('o', 's', 'job-b'), undefined);
        assert.ok(lock?.isHeld);
        // Who has left stays away.
        a.unregister();
        mock.timers.tick(5_000);
        await turns();
        assert.equal(b.isAlive(a.id), false);
      } finally {
        for (const owner of [a, b]) owner.unregister();
        mock.timers.reset();
      }
    });
  }

  it('never shows half of what a process says of itself, also where files have no second names', () => {
    const storage = join(folder, 'owners-whole');
    const [a, b] = [new Processes(storage), new Processes(storage)];
    mock.method(fs, 'linkSync', () => {
      throw Object.assign(new Error('no links here'), { code: 'EPERM' });
    });
    const { writeFileSync } = fs;
    // What another process sees in the middle of each writing of a file.
    const seen: boolean[] = [];
    mock.method(fs, 'writeFileSync', (path: string, content: string, options: object) => {
      writeFileSync(path, '', options);
      seen.push(fs.existsSync(join(storage, 'owners', a.id)) && !b.isAlive(a.id));
      writeFileSync(path, content);
    });
    try {
      a.register();
    } finally {
      mock.restoreAll();
    }
    assert.ok(b.isAlive(a.id));
    assert.deepEqual(seen, [false]);
    assert.deepEqual(fs.readdirSync(join(storage, 'owners')), [a.id]);
    a.unregister();
  });

  it('takes a process that is there but says nothing for dead, only while it was looked at, and not for a sleep', function () {
    if (process.platform !== 'linux') this.skip();
    const storage = join(folder, 'owners-stuck');
    let awake = 0;
    const stuck = new Processes(storage);
    const other = new Processes(storage, () => awake);
    for (const owner of [stuck, other]) owner.register();
    const path = join(storage, 'owners', stuck.id);
    const says = (at: number): void => fs.utimesSync(path, new Date(), new Date(at));
    // Both slept for an hour: the clock on the wall went on, the one that counts did not.
    says(Date.now() - 3_600_000);
    assert.ok(other.isAlive(stuck.id));
    awake += 100_000;
    assert.ok(other.isAlive(stuck.id));
    says(Date.now() - 1_000_000);
    awake += 100_000;
    assert.ok(other.isAlive(stuck.id), 'it said something');
    awake += 119_000;
    assert.ok(other.isAlive(stuck.id));
    awake += 2_000;
    assert.equal(other.isAlive(stuck.id), false);
    says(Date.now());
    assert.ok(other.isAlive(stuck.id), 'it is back');
    for (const owner of [stuck, other]) owner.unregister();
  });

  it('takes another process of the same id for dead', () => {
    const storage = join(folder, 'owners-alone');
    const [a, b] = [new Processes(storage), new Processes(storage)];
    for (const owner of [a, b]) owner.register();
    assert.ok(b.isAlive(a.id));
    const path = join(storage, 'owners', a.id);
    const file = JSON.parse(fs.readFileSync(path, 'utf8')) as {
      pid: number;
      host: string;
      started?: string;
    };
    if (file.started !== undefined) {
      fs.writeFileSync(path, JSON.stringify({ ...file, started: '1' }));
      assert.equal(b.isAlive(a.id), false);
    }
    // Where the start cannot be told, silence decides.
    fs.writeFileSync(path, JSON.stringify({ ...file, started: undefined }));
    assert.ok(b.isAlive(a.id));
    fs.utimesSync(path, new Date(), new Date(Date.now() - 120_000));
    assert.equal(b.isAlive(a.id), false);
    for (const owner of [a, b]) owner.unregister();
  });
});
