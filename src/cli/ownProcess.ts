import { closeSync, fstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { EXIT_CODES, SIGNALS, type Signal } from './exitCodes';
import { configureLanguage, configureTexts } from './language';
import { reportUnexpected, run } from './run';
import { proxyAgent } from './session/proxies';
import { Terminal } from './terminal';

/** Milliseconds that the process may take to end once there is a result. */
const LONGEST_END = 3000;

const STDOUT = 1;

/**
 * Runs the command line in a process of its own: everything that is set for the whole process is set
 * here, the exit code too. `packageFolder`: where the bundled files are.
 */
export async function runInOwnProcess(
  args: readonly string[],
  packageFolder: string,
): Promise<void> {
  const { env } = process;
  // Node's own stream for a file says nothing of what a full disk had no room for.
  if (isFile(STDOUT)) Object.defineProperty(process, 'stdout', { value: fileStream(STDOUT) });
  const terminal = new Terminal(env, process.cwd(), process);
  process.once('exit', () => {
    // A process that ends at once must give the cursor back.
    terminal.restore();
    leaveClosedTerminal();
  });
  process.on('uncaughtException', (error) => {
    reportUnexpected(error, args, terminal);
    process.exit(EXIT_CODES.failed);
  });
  if (process.platform === 'win32' || process.pid === 1) endBySignals();
  configureTexts();
  process.exitCode = await run(args, {
    terminal,
    signals: process,
    exit: (code) => process.exit(code),
    agent: proxyAgent,
    packageFolder,
    l10n: configureLanguage(env, join(packageFolder, '..', 'l10n')),
  });
  // Whatever a library left open must not keep a pipeline waiting.
  setTimeout(() => process.exit(), LONGEST_END).unref();
}

/**
 * Signals that nobody listens to end the process. The system does that, but not for the first process of a
 * container, and with codes of its own on Windows.
 */
function endBySignals(): void {
  for (const [signal, code] of Object.entries(SIGNALS))
    process.on(signal as Signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
}

/**
 * Node gives a terminal its settings back at the end, and aborts (134) if that was closed, as it is after
 * SIGHUP. Nor does it try for a descriptor that is closed.
 */
function leaveClosedTerminal(): void {
  for (const [descriptor, { isTTY }] of [process.stdin, process.stdout, process.stderr].entries())
    if (isTTY && !isatty(descriptor)) closeSync(descriptor);
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    // Not every process of Windows has one.
    return false;
  }
}

/** A stream that writes the whole of each piece at once, so that nothing is lost when the process ends. */
function fileStream(descriptor: number): Writable {
  return new Writable({
    write: (piece: Buffer, _, done) => {
      try {
        writeFileSync(descriptor, piece);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
