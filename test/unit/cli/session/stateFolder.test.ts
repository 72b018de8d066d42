import assert from 'node:assert/strict';
import fs from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import {
  openStateFolder,
  stateFolderOf,
  withStateFolder,
} from '../../../../src/cli/session/stateFolder';
import { Failure } from '../../../../src/common/failure';

describe('the folder of upload records', () => {
  it('is where each system keeps such things', () => {
    const home = homedir();
    const of = (platform: NodeJS.Platform, env = {}): string => stateFolderOf(env, platform);
    assert.equal(of('linux'), path.join(home, '.local/state/criteo-audiences'));
    assert.equal(of('darwin'), path.join(home, 'Library/Application Support/criteo-audiences'));
    assert.equal(of('win32', { LOCALAPPDATA: '/local' }), path.join('/local/criteo-audiences'));
    assert.equal(of('win32'), path.join(home, 'AppData/Local/criteo-audiences'));
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      assert.equal(of(platform, { XDG_STATE_HOME: '/x' }), path.join('/x/criteo-audiences'));
    const env = { HOME: '/home/of/a/test' };
    assert.ok(of('linux', env).startsWith(path.join(env.HOME, '.local')));
  });

  it('is created for its user alone, also if it was there for others', async () => {
    const parent = fs.mkdtempSync(path.join(tmpdir(), 'state-'));
    const folder = path.join(parent, 'a', 'b');
    await openStateFolder(folder);
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
    fs.chmodSync(folder, 0o755);
    await openStateFolder(folder);
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
    fs.rmSync(parent, { recursive: true });
  });

  it('is named, with the system’s code, if something is in its way', async () => {
    const parent = fs.mkdtempSync(path.join(tmpdir(), 'state-'));
    const file = path.join(parent, 'file');
    fs.writeFileSync(file, '');
    for (const [folder, code] of [
      [file, 'EEXIST'],
      [path.join(file, 'below'), 'ENOTDIR'],
    ])
      await assert.rejects(openStateFolder(folder), (failure: Failure) => {
        assert.equal(failure.code, 'state-folder');
        assert.ok(failure.message.includes(`${folder} (${code})`), failure.message);
        return true;
      });
    fs.rmSync(parent, { recursive: true });
  });

  it('is named where its disk is full', () => {
    const full = withStateFolder(new Failure('journal-full', 'The disk is full.'), '/records');
    assert.equal(full.message, 'The disk is full. Upload records are in /records.');
    const other = new Failure('network', 'No connection.');
    assert.equal(withStateFolder(other, '/records'), other);
  });
});
