import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes } from '../../../../src/upload/journal/processes';

describe('Processes', () => {
  let folder: string;
  let here: Processes;
  let other: Processes;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'processes-'));
    [here, other] = [new Processes(folder), new Processes(folder)];
  });
  afterEach(() => {
    for (const one of [here, other]) one.unregister();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const path = (id: string): string => join(folder, 'owners', id);
  /** A process that wrote this of itself, `ago` milliseconds before now. */
  function write(id: string, content: unknown, ago = 0): string {
    fs.mkdirSync(join(folder, 'owners'), { recursive: true });
    fs.writeFileSync(path(id), typeof content === 'string' ? content : JSON.stringify(content));
    const at = new Date(Date.now() - ago);
    fs.utimesSync(path(id), at, at);
    return id;
  }
  /** The ID of a process that has ended. */
  const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid;

  it('takes a process for alive from when it registers until it leaves', () => {
    assert.notEqual(here.id, other.id);
    for (const registered of [false, true, true, false]) {
      if (registered) here.register();
      else here.unregister();
      assert.deepEqual([here.isAlive(here.id), other.isAlive(here.id)], [registered, registered]);
      assert.equal(fs.existsSync(path(here.id)), registered);
    }
  });

  it('takes a process that has ended for dead, however lately it wrote', () => {
    const pid = endedPid();
    assert.equal(here.isAlive(write('ended', { pid, host: hostname() })), false);
    assert.equal(here.isAlive(write('here', { pid: process.pid, host: hostname() })), true);
  });

  it('judges a process of another machine by its silence alone', () => {
    for (const pid of [process.pid, endedPid()]) {
      const content = { pid, host: `not-${hostname()}`, started: '1' };
      assert.equal(here.isAlive(write('far', content, 50_000)), true, `${pid}`);
      assert.equal(here.isAlive(write('far', content, 61_000)), false, `${pid}`);
    }
  });

  it('takes what is no process for dead', () => {
    here.register();
    for (const content of ['', '{"pid":'])
      assert.equal(here.isAlive(write('odd', content)), false, content);
    for (const id of ['', '.', 'nobody']) assert.equal(here.isAlive(id), false, id);
  });

  it('removes what the dead left when it registers, and nothing of the living or of one that is writing', () => {
    other.register();
    write('ended', { pid: endedPid(), host: hostname() });
    write('far', { pid: 1, host: `not-${hostname()}` });
    write('silent', { pid: 1, host: `not-${hostname()}` }, 61_000);
    write('half.new', '{');
    here.register();
    assert.deepEqual(
      fs.readdirSync(join(folder, 'owners')).sort(),
      [here.id, other.id, 'far', 'half.new'].sort(),
    );
  });

  it('throws journal-full where it cannot write of itself, and is not alive then', () => {
    fs.writeFileSync(join(folder, 'owners'), 'a file');
    assert.throws(() => here.register(), { code: 'journal-full' });
    assert.equal(here.isAlive(here.id), false);
    fs.rmSync(join(folder, 'owners'));
    here.register();
    assert.ok(other.isAlive(here.id));
  });
});
