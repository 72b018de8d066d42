import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StateFolder } from '../../../src/app/stateFolderSetting';

describe('the folder for upload records', () => {
  let root: string;
  const own = path.resolve('own');

  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'state-'))));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  it('is the window’s own, which is opened by others, without the setting', async () => {
    const folder = new StateFolder('', own);
    assert.deepEqual([folder.path, folder.isChosen], [own, false]);
    await folder.open();
    assert.equal(fs.existsSync(own), false);
  });

  it('is the chosen one, readable by this user only', async () => {
    const chosen = path.join(root, 'a', 'state');
    const folder = new StateFolder(chosen, own);
    await folder.open();
    assert.equal(folder.path, chosen);
    if (process.platform !== 'win32') assert.equal(fs.statSync(chosen).mode & 0o777, 0o700);
  });

  it('may be below the home folder', () => {
    assert.equal(new StateFolder('~/state', own, root).path, path.join(root, 'state'));
    assert.equal(new StateFolder('~', own, root).path, path.join(root));
    assert.equal(new StateFolder(path.join(root, '~'), own, root).path, path.join(root, '~'));
  });

  it('is refused, and none is used instead, if the setting names no folder that can be written', async () => {
    const file = path.join(root, 'file');
    fs.writeFileSync(file, '');
    for (const [chosen, text] of [
      ['state', /criteoAudiences\.stateFolder” can’t be used: state \(it must be an absolute path/],
      ['~other/state', /~other\/state \(it must be an absolute path/],
      [file, /criteoAudiences\.stateFolder” can’t be used: .*\(EEXIST\)/],
      [path.join(file, 'below'), /can’t be used: .*\(ENOTDIR\)/],
      [root, /can’t be used: .*\(it contains other files\)\. Choose an empty or new one/],
    ] as const)
      await assert.rejects(new StateFolder(chosen, own).open(), {
        code: 'state-folder',
        message: text,
      });
    assert.equal(fs.existsSync('state'), false);
  });

  it('differs from another value of the setting', () => {
    const folder = new StateFolder(root, own);
    assert.equal(folder.differsFrom(root), false);
    assert.equal(folder.differsFrom(''), true);
  });
});
