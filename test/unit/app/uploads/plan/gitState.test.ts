import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gitState } from '../../../../../src/app/uploads/plan/gitState';

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
});
