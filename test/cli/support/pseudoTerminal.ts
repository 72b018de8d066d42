import { spawnSync } from 'node:child_process';
import type { Environment, Run } from './cli';
import type { World } from './world';

/** Whether `script` of util-linux can give a process a terminal. */
export function hasPseudoTerminals(): boolean {
  return spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
}

/**
 * Starts the command line on a pseudo-terminal, whose output is all on stdout; a run that is killed
 * closes it. `before` and `after`: what a shell has before the command and behind it.
 */
export function onTerminal(
  world: World,
  args: readonly string[],
  env: Environment = {},
  { before = '', after = '' } = {},
): Run {
  return world.start(args, {
    env: { TERM: 'xterm', SHELL: '/bin/sh', BEFORE: before, AFTER: after, ...env },
    input: { open: true },
    through: [
      ...['sh', '-c'],
      'exec script -qec "$BEFORE $(printf "\'%s\' " "$0" "$@") $AFTER" /dev/null',
    ],
  });
}
