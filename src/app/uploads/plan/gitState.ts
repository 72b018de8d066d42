import { execFile } from 'node:child_process';
import * as path from 'node:path';

const TIMEOUT = 3000;

/**
 * Whether git tracks the file at an absolute path, or would with the next commit. Undefined if it
 * is ignored, outside a repository, or without git. Don't call it for an untrusted folder: git runs
 * programs that a repository's configuration names.
 */
export async function gitState(file: string): Promise<'tracked' | 'not-ignored' | undefined> {
  const folder = path.dirname(file);
  const name = path.basename(file);
  if ((await git(folder, 'rev-parse', '--is-inside-work-tree')) !== 0) return undefined;
  if ((await git(folder, '--literal-pathspecs', 'ls-files', '--error-unmatch', '--', name)) === 0)
    return 'tracked';
  // `check-ignore` doesn't accept literal pathspecs; with a leading "./", git treats nothing in a
  // name as magic.
  return (await git(folder, 'check-ignore', '-q', '--', `./${name}`)) === 1
    ? 'not-ignored'
    : undefined;
}

/**
 * Whether git tracks a file at an absolute path, for many of them: each folder is looked at once. See
 * `gitState` for untrusted folders.
 */
export function trackedByGit(): (file: string) => Promise<boolean> {
  const folders = new Map<string, Promise<ReadonlySet<string>>>();
  return async (file) => {
    const folder = path.dirname(file);
    const names = folders.get(folder) ?? trackedIn(folder);
    folders.set(folder, names);
    return (await names).has(path.basename(file));
  };
}

/** The names of the files right in a folder that git tracks. */
function trackedIn(folder: string): Promise<ReadonlySet<string>> {
  return new Promise((resolve) => {
    execFile(
      'git',
      ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--', ':(glob)*'],
      { cwd: folder, timeout: TIMEOUT, windowsHide: true, maxBuffer: 1e8 },
      (_, output) => {
        resolve(new Set(output.split('\0')));
      },
    );
  });
}

/** Runs git, and resolves with its exit code, or -1 if it couldn't run. */
function git(cwd: string, ...args: string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile(
      'git',
      ['-c', 'core.fsmonitor=false', ...args],
      { cwd, timeout: TIMEOUT, windowsHide: true },
      (error) => {
        resolve(error === null ? 0 : typeof error.code === 'number' ? error.code : -1);
      },
    );
  });
}
