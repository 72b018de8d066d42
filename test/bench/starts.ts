import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { COMMAND_LINE } from '../support/commandLine';

const TIMES = 15;

/** The shortest of several starts in turn, in milliseconds: of an empty Node program, and of `--version`. */
export interface Starts {
  node: number;
  commandLine: number;
}

/** `folder`: where the empty program is written. */
export function measureStarts(folder: string): Starts {
  const empty = path.join(folder, 'empty.js');
  fs.writeFileSync(empty, '');
  const starts: Starts = { node: Number.POSITIVE_INFINITY, commandLine: Number.POSITIVE_INFINITY };
  for (let n = 0; n < TIMES; n++) {
    starts.node = Math.min(starts.node, timeOf([empty]));
    starts.commandLine = Math.min(starts.commandLine, timeOf([COMMAND_LINE, '--version']));
  }
  return starts;
}

function timeOf(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`);
  return performance.now() - started;
}
