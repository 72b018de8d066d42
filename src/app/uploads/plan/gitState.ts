import { execFile } from 'node:child_process';
import * as path from 'node:path';

const TIMEOUT = 3000;

/**
 * Whether git keeps the file at an absolute path, or would with the next commit. Undefined outside
 * of a repository, and without git. Not for a folder that nobody trusts: git runs what a
 * repository's configuration names.
 */
export async function gitState(file: string): Promise<'tracked' | 'not-ignored' | undefined> {
  const folder = path.dirname(file);
  const name = path.basename(file);
  if ((await git(folder, 'rev-parse', '--is-inside-work-tree')) !== 0) return undefined;
  if ((await git(folder, '--literal-pathspecs', 'ls-files', '--error-unmatch', '--', name)) === 0)
    return 'tracked';
  // This one refuses literal pathspecs; after "./" nothing in a name is taken for magic.
  return (await git(folder, 'check-ignore', '-q', '--', `./${name}`)) === 1
    ? 'not-ignored'
    : undefined;
}

/** The exit code; -1 where git could not run. */
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
