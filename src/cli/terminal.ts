import pc from 'picocolors';
import { plainText } from '../common/outsideText';

type Colors = ReturnType<typeof pc.createColors>;

/** What the command line writes to and reads from. */
export class Terminal {
  /** For what is written to stderr. */
  readonly colors: Colors;

  constructor(
    readonly env: NodeJS.ProcessEnv,
    readonly stdin: NodeJS.ReadStream,
    private readonly stdout: NodeJS.WriteStream,
    readonly stderr: NodeJS.WriteStream,
  ) {
    this.colors = pc.createColors(this.isLively);
    // A reader such as `head` that goes away is no reason to crash, nor to stop an upload.
    for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  }

  /** Whether stderr shows colors and moving bars. */
  get isLively(): boolean {
    return isTerminal(this.stderr) && !this.env.NO_COLOR && this.env.TERM !== 'dumb';
  }

  /** Whether there is someone to ask. */
  get isInteractive(): boolean {
    return isTerminal(this.stdin) && isTerminal(this.stderr);
  }

  /** Writes to stdout as it is: a result. */
  write(text: string): void {
    this.stdout.write(text);
  }

  /** Writes a line to stderr: everything but the result. Without control characters. */
  note(text: string, style: (text: string) => string = (plain) => plain): void {
    this.stderr.write(`${style(plainText(text))}\n`);
  }
}

/** `isTTY` is undefined for anything else, which `createColors` would take for "decide yourself". */
function isTerminal(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}
