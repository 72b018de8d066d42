import { relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pc from 'picocolors';
import { plainLine, plainText } from '../common/outsideText';
import { logTime } from './output/logTime';
import { jsonLine, withoutCommands } from './output/safeText';

type Colors = ReturnType<typeof pc.createColors>;

/** Characters in a line where there is no terminal. */
const DEFAULT_WIDTH = 80;

interface Streams {
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

/** What the command line writes to and reads from, and where it was started. */
export class Terminal {
  /** For what is written to stderr. */
  readonly colors: Colors;
  readonly stdin: Streams['stdin'];
  readonly stderr: Streams['stderr'];
  private readonly stdout: Streams['stdout'];
  #restore: (() => void) | undefined;
  /** Why not all of stdout could be written: the code of the error. */
  #problem: string | undefined;

  /** `cwd`: the working folder, as an absolute path. */
  constructor(
    readonly env: NodeJS.ProcessEnv,
    private readonly cwd: string,
    { stdin, stdout, stderr }: Streams,
  ) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.colors = pc.createColors(this.isLively);
    // Nothing that can't be written is a reason to crash, nor to stop an upload.
    stderr.on('error', () => undefined);
    stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      // A reader such as `head` that goes away has read what it wanted.
      if (code !== 'EPIPE') this.#problem ??= code ?? message;
    });
  }

  /** Whether stderr shows colors and moving bars. */
  get isLively(): boolean {
    return isTerminal(this.stderr) && !this.env.NO_COLOR && this.env.TERM !== 'dumb';
  }

  /** Whether there is someone to ask. */
  get isInteractive(): boolean {
    return isTerminal(this.stdin) && isTerminal(this.stderr);
  }

  /** Whether stderr is a log, which somebody reads later. */
  get isLog(): boolean {
    return !isTerminal(this.stderr);
  }

  /** Characters in a line of stdout. */
  get width(): number {
    return (isTerminal(this.stdout) && this.stdout.columns) || DEFAULT_WIDTH;
  }

  /** Writes a line of a result to stdout. Without control characters, and no command to a runner. */
  write(line: string): void {
    this.stdout.write(`${shownOn(this.stdout, plainLine(line))}\n`);
  }

  /** Writes a line to stderr, as `write` does, after the time in a log: everything but the result. */
  note(text: string, style: (text: string) => string = (plain) => plain): void {
    const time = this.isLog ? logTime() : '';
    this.stderr.write(`${time}${style(shownOn(this.stderr, plainText(text)))}\n`);
  }

  /** Writes a JSON document on one line. */
  document(value: object, stream: 'stdout' | 'stderr' = 'stdout'): void {
    this[stream].write(`${jsonLine(value)}\n`);
  }

  /**
   * Writes the content of a file to stdout: as it is for a program, as lines for a person at a
   * terminal, which would obey its control characters.
   */
  content(text: string): void {
    this.stdout.write(isTerminal(this.stdout) ? text.split('\n').map(plainLine).join('\n') : text);
  }

  /** Waits until stdout is written. Resolves with the code of the error that prevented it, if any. */
  async problemOfStdout(): Promise<string | undefined> {
    await new Promise<void>((resolve) => this.stdout.write('', () => resolve()));
    // A stream emits its error after the callbacks of what it couldn't write.
    await setImmediate();
    return this.#problem;
  }

  /** The absolute path of a file that an argument names. */
  resolve(path: string): string {
    return resolve(this.cwd, path);
  }

  /** The URI of a file that an argument names. */
  uriOf(path: string): string {
    return pathToFileURL(this.resolve(path)).href;
  }

  /** The path of a file from the working folder. */
  relative(uri: string): string {
    return relative(this.cwd, fileURLToPath(uri));
  }

  /** Sets what `restore` does, such as showing the cursor again. */
  onRestore(restore: () => void): void {
    this.#restore = restore;
  }

  /** Leaves the screen as it was before. Call it when everything ends at once. */
  restore(): void {
    this.#restore?.();
  }
}

/** Only people read a terminal; anything else may be the log of a runner. */
function shownOn(stream: { isTTY?: boolean }, line: string): string {
  return isTerminal(stream) ? line : withoutCommands(line);
}

/** `isTTY` is undefined for anything else, which `createColors` would take for "decide yourself". */
function isTerminal(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}
