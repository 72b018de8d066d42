import { PassThrough } from 'node:stream';
import { Terminal } from '../../../src/cli/terminal';

/** A terminal without a screen, whose working folder is the root. */
export function silentTerminal(): Terminal {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  return new Terminal({}, '/', { stdin, stdout: stdout.resume(), stderr: stderr.resume() });
}
