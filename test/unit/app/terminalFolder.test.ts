import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { stateFolderOf } from '../../../src/app/terminalFolder';

describe('the terminal’s folder of upload records', () => {
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
});
