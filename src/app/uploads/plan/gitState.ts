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
