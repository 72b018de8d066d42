import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { BUILD, VERSION } from '../../../src/app/version';
import { root } from '../../host/root';
import { manifest } from './sources';

describe('the name of a build', () => {
  const { commitOf } = createRequire(path.join(root, 'esbuild.js'))('./.ci/commit') as {
    commitOf(folder: string): string | undefined;
  };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-commit-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: os.devNull },
      stdio: 'pipe',
    }).trim();
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('begins with the version', () => {
    assert.equal(VERSION, manifest().version);
    assert.match(BUILD, /^\d+\.\d+\.\d+( \([0-9a-f]{7,}(-dirty)?\))?$/);
  });

  it('has the commit, says if a file differs from it, and does without git', () => {
    assert.equal(commitOf(folder), undefined, 'an archive of the sources');
    fs.writeFileSync(path.join(folder, 'a'), '1');
    git('init', '--quiet');
    git('add', 'a');
    git('commit', '--quiet', '--message', 'a');
    const hash = git('rev-parse', 'HEAD');
    git('tag', '--annotate', 'v1.0.0', '--message', 'A tag has no part in it');
    const commit = commitOf(folder);
    assert.ok(commit && commit.length >= 7 && hash.startsWith(commit), commit);
    fs.writeFileSync(path.join(folder, 'a'), '2');
    assert.equal(commitOf(folder), `${commit}-dirty`);
    fs.mkdirSync(path.join(folder, 'archive'));
    assert.equal(commitOf(path.join(folder, 'archive')), undefined, 'within another checkout');
  });
});
