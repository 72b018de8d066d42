import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  requireUsable,
  stateFolderOf,
  withStateFolder,
} from '../../../../src/cli/session/stateFolderPath';
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

  it('is named with the reason why it can’t be used', () => {
    requireUsable('/records', undefined);
    assert.throws(() => requireUsable('/records', 'EROFS'), {
      code: 'state-folder',
      message: /: \/records \(EROFS\)\. .*--state-dir/,
    });
  });

  it('is named where its disk is full', () => {
    const full = withStateFolder(new Failure('journal-full', 'The disk is full.'), '/records');
    assert.equal(full.message, 'The disk is full. Upload records are in /records.');
    const other = new Failure('network', 'No connection.');
    assert.equal(withStateFolder(other, '/records'), other);
  });
});
