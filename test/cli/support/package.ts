import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { defaultTarball, root } from '../../host/root';

/** The tarball that `npm run package:cli` made. */
export function tarball(): string {
  const file = defaultTarball();
  assert.ok(fs.existsSync(file), `${file} doesn't exist: run npm run package:cli`);
  return file;
}

/**
 * The folder that the tarball is installed in, which was empty before. Installed once per tarball,
 * since each test file is a bundle of its own that would do it again.
 */
export function installed(): string {
  const file = tarball();
  const hash = createHash('sha256').update(fs.readFileSync(file)).digest('hex').slice(0, 12);
  const all = path.join(root, 'out', 'installed');
  const folder = path.join(all, hash);
  if (fs.existsSync(folder)) return folder;
  fs.rmSync(all, { recursive: true, force: true });
  const unfinished = path.join(all, `unfinished-${process.pid}`);
  fs.mkdirSync(unfinished, { recursive: true });
  execFileSync(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', '--prefix', unfinished, file],
    {
      env: {
        PATH: process.env.PATH,
        HOME: unfinished,
        // Nothing of what the machine has already may help.
        npm_config_cache: path.join(unfinished, 'cache'),
      },
      stdio: 'pipe',
    },
  );
  fs.renameSync(unfinished, folder);
  return folder;
}

/** The command that the package installs. */
export function command(): string {
  return path.join(installed(), 'node_modules', '.bin', 'criteo-audiences');
}
