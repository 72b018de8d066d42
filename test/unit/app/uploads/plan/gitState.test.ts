import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gitState, trackedByGit } from '../../../../../src/app/uploads/plan/gitState';

describe('what git does with a file', () => {
  let folder: string;
  const file = (name: string): string => {
    const full = path.join(folder, name);
    fs.writeFileSync(full, 'email\n');
    return full;
  };
  const git = (...args: string[]): void => {
    execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  };
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'git-state-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is nothing outside a repository', async () => {
    assert.equal(await gitState(file('a.csv')), undefined);
  });

  it('is tracked, not ignored, or ignored, whatever its name means to git', async () => {
    git('init');
    fs.writeFileSync(path.join(folder, '.gitignore'), 'ignored.csv\n');
    for (const name of ['tracked.csv', ':(top)x.csv', '[ab].csv', '-n.csv']) {
      const full = file(name);
      assert.equal(await gitState(full), 'not-ignored', name);
      git('--literal-pathspecs', 'add', '--', name);
      assert.equal(await gitState(full), 'tracked', name);
    }
    assert.equal(await gitState(file('ignored.csv')), undefined);
    assert.equal(await gitState(file('a.csv')), 'not-ignored', 'not what [ab].csv matches');
  });

  it('is known of many files, whatever their names are', async () => {
    git('init');
    const names = ['tracked.csv', ':(top)x.csv', '[ab].csv', '-n.csv', 'été\n.csv'];
    for (const name of names) file(name);
    git('add', '--all');
    file('a.csv');
    const isTracked = trackedByGit();
    for (const name of names) assert.equal(await isTracked(path.join(folder, name)), true, name);
    for (const name of ['a.csv', 'none.csv', 'gone/a.csv'])
      assert.equal(await isTracked(path.join(folder, name)), false, name);
    // One answer for a folder.
    git('add', 'a.csv');
    assert.equal(await isTracked(path.join(folder, 'a.csv')), false);
    assert.equal(await trackedByGit()(path.join(folder, 'a.csv')), true);
  });
});
