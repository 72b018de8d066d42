import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  checkStateFolder,
  inspectStateFolder,
  openStateFolder,
} from '../../../src/app/stateFolder';

const FOREIGN = 'it contains other files';
const CHANGEABLE = 'another user can change it';

describe('a state folder', () => {
  let root: string;
  let folder: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(tmpdir(), 'state-folder-'));
    folder = path.join(root, 'state');
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const opens = async (at = folder): Promise<void> =>
    assert.equal(await openStateFolder(at), undefined);
  const checks = async (at = folder): Promise<void> =>
    assert.equal(await checkStateFolder(at), undefined);
  const refuses = async (answer: Promise<string | undefined>, reason: string): Promise<void> =>
    assert.equal(await answer, reason);
  const put = (name: string, mode = 0o644, content = 'x'): string => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    fs.chmodSync(file, mode);
    return file;
  };
  const modeOf = (name: string): string =>
    (fs.statSync(path.join(root, name)).mode & 0o777).toString(8);
  /** Every path and mode below the folder. */
  const modes = (): string[] =>
    (fs.readdirSync(root, { recursive: true }) as string[])
      .map((name) => `${name} ${modeOf(name)}`)
      .sort();
  const skipWithoutModes = (context: Mocha.Context): void => {
    if (process.platform === 'win32') context.skip();
  };
  const skipUnlessRoot = (context: Mocha.Context): void => {
    if (process.getuid?.() === 0) return;
    console.log('      (skipped: only root can give a folder to another user)');
    context.skip();
  };

  it('is created for this user alone', async function () {
    skipWithoutModes(this);
    const deep = path.join(root, 'a', 'b');
    await opens(deep);
    assert.deepEqual([modeOf('a'), modeOf('a/b')], ['700', '700']);
  });

  it('is looked at as it would be, without creating it', async function () {
    const deep = path.join(folder, 'a', 'b');
    const { free, ...found } = await inspectStateFolder(deep);
    assert.deepEqual(found, { reason: undefined, exists: false, isOpen: false });
    assert.ok(free !== undefined && free > 0);
    assert.equal(fs.existsSync(folder), false);
    await opens(deep);
    assert.equal((await inspectStateFolder(deep)).exists, true);
    const file = put('letter');
    assert.equal((await inspectStateFolder(path.join(file, 'below'))).reason, 'ENOTDIR');
    assert.equal((await inspectStateFolder(folder)).reason, FOREIGN);
  });

  it('is open to others until it is used', async function () {
    skipWithoutModes(this);
    fs.mkdirSync(folder);
    fs.chmodSync(folder, 0o775);
    const before = await inspectStateFolder(folder);
    assert.deepEqual([before.reason, before.isOpen, modeOf('state')], [undefined, true, '775']);
    await opens();
    assert.equal((await inspectStateFolder(folder)).isOpen, false);
  });

  it('may be empty, but for what systems and git put there', async () => {
    fs.mkdirSync(folder);
    await opens();
    for (const name of ['lost+found/x', '.DS_Store', '.gitignore', '.gitkeep']) put(name);
    await opens();
    await checks();
  });

  it('may have whatever of it is there', async () => {
    for (const name of [
      ...['history/a', 'jobs/a', 'kept/a', 'locks/a', 'owners/a', 'readings/a', 'sandbox/a'],
      ...['segments/a', 'fingerprint.key', 'fingerprint.key.0a1b2c3d.new'],
    ]) {
      fs.rmSync(folder, { recursive: true, force: true });
      put(name);
      await checks();
      await opens();
    }
  });

  it('may be that of removals alone', async () => {
    for (const name of [
      'removals/R-1.json',
      'receipts/removal-1.md',
      'kept-out.csv',
      'kept-out.csv.0a1b2c3d.part',
    ])
      put(name);
    await checks();
    await opens();
  });

  it('is closed to others, and nothing in it changes, be it ours or other files', async function () {
    skipWithoutModes(this);
    put('fingerprint.key', 0o644, '8 bytes.');
    put('jobs/a/job.json');
    put('kept.csv');
    put('bin/run.sh', 0o755);
    fs.chmodSync(folder, 0o755);
    await opens();
    assert.deepEqual(
      ['', '/fingerprint.key', '/jobs', '/jobs/a/job.json', '/kept.csv', '/bin', '/bin/run.sh'].map(
        (name) => modeOf(`state${name}`),
      ),
      ['700', '644', '755', '644', '644', '755', '755'],
    );
  });

  it('is refused if it is another folder, and nothing in it changes', async () => {
    for (const names of [
      ['run.sh', '.git/config', 'sub/web.html'],
      ['notes.txt', 'jobs/a'],
      ['.bashrc'],
      ['fingerprint.key', 'notes.txt'],
    ]) {
      fs.rmSync(folder, { recursive: true, force: true });
      for (const name of names) put(name, 0o755);
      fs.chmodSync(folder, 0o755);
      const before = modes();
      await refuses(openStateFolder(folder), FOREIGN);
      await refuses(checkStateFolder(folder), FOREIGN);
      assert.deepEqual(modes(), before);
    }
  });

  it('is refused if it can’t be written', async () => {
    fs.writeFileSync(folder, '');
    await refuses(openStateFolder(folder), 'EEXIST');
    await refuses(openStateFolder(path.join(folder, 'below')), 'ENOTDIR');
  });

  it('is refused if it belongs to another user, or is a link to such a one', async function () {
    skipUnlessRoot(this);
    const link = path.join(root, 'link');
    fs.mkdirSync(folder, { mode: 0o777 });
    fs.chownSync(folder, 65_534, 65_534);
    fs.chmodSync(folder, 0o777);
    fs.symlinkSync(folder, link);
    for (const at of [folder, link]) {
      await refuses(openStateFolder(at), CHANGEABLE);
      await refuses(checkStateFolder(at), CHANGEABLE);
    }
    assert.equal(modeOf('state'), '777');
    // Who owns the link can make it lead elsewhere.
    fs.chownSync(folder, 0, 0);
    await opens(link);
    fs.lchownSync(link, 65_534, 65_534);
    await refuses(openStateFolder(link), CHANGEABLE);
  });

  it('is refused if others can write there and that can’t be changed', async function () {
    skipUnlessRoot(this);
    // As on a volume that is mounted for a group: of root, who is trusted.
    fs.mkdirSync(folder);
    fs.chmodSync(folder, 0o775);
    const { getuid, seteuid } = process;
    assert.ok(getuid && seteuid);
    fs.chmodSync(root, 0o755);
    try {
      process.getuid = () => 65_534;
      seteuid.call(process, 65_534);
      await refuses(openStateFolder(folder), CHANGEABLE);
    } finally {
      seteuid.call(process, 0);
      process.getuid = getuid;
    }
    assert.equal(modeOf('state'), '775');
  });

  it('that isn’t there can be read, and isn’t created', async () => {
    await checks();
    await checks(path.join(folder, 'below'));
    fs.writeFileSync(path.join(root, 'file'), '');
    await checks(path.join(root, 'file', 'below'));
    await refuses(checkStateFolder(path.join(root, 'file')), 'EEXIST');
    assert.deepEqual(fs.readdirSync(root), ['file']);
  });
});
