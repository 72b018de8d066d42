import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { clockVariables } from '../../support/clock/variables';
import { command } from './package';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Ended {
  /** As a shell has it: 128 and its number for a signal that ended the process. */
  code: number;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** Without the times that its lines begin with. */
  stderr: string;
  /** Standard error as it was written. */
  log: string;
}

export interface RunOptions {
  env?: Environment;
  cwd?: string;
  /** What standard input holds; without it, it is `/dev/null`. `open`: the test writes to it. */
  input?: string | { open: true };
  /** Another program, which is given the command and its arguments. */
  through?: readonly string[];
}

/** Nothing of the environment of the tests but where programs are. */
export const PLAIN: Environment = {
  PATH: [path.dirname(process.execPath), '/usr/bin', '/bin'].join(path.delimiter),
  LANG: 'en_US.UTF-8',
};

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /;

/** Lines of a log without their times. */
export function withoutTimes(log: string): string {
  return log.replace(new RegExp(TIME, 'gm'), '');
}

/**
 * The log of a run without a terminal, without the times. Fails if one of its lines has none, unless it
 * is JSON or a command to a runner, which never have one.
 */
export function readLog(log: string): string {
  for (const line of log.split('\n').slice(0, -1))
    assert.equal(TIME.test(line), !/^(\{"version":|::)/.test(line), `time of: ${line}`);
  return withoutTimes(log);
}

const running = new Set<ChildProcess>();

/** Ends every process that a test left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A process of the installed command line. */
export class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  /** As it was written. */
  log = '';
  #listeners = new Set<() => void>();

  constructor(args: readonly string[], { env = {}, cwd, input, through = [] }: RunOptions = {}) {
    const [program, ...words] = [...through, command(), ...args];
    const child = spawn(program, words, {
      cwd,
      env: { ...PLAIN, ...clockVariables(), ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(child);
    child.stdin?.on('error', () => undefined);
    if (typeof input === 'string') child.stdin?.end(input);
    for (const [name, to] of [
      ['stdout', 'stdout'],
      ['stderr', 'log'],
    ] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[to] += text;
        for (const listener of this.#listeners) listener();
      });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        running.delete(child);
        for (const listener of this.#listeners) listener();
        try {
          resolve({
            code: code ?? 128 + constants.signals[signal ?? assert.fail()],
            signal,
            stdout: this.stdout,
            // Another program writes lines of its own.
            stderr: through.length > 0 ? this.stderr : readLog(this.log),
            log: this.log,
          });
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  /** Without the times that its lines begin with. */
  get stderr(): string {
    return withoutTimes(this.log);
  }

  get pid(): number {
    assert.ok(this.child.pid);
    return this.child.pid;
  }

  /** Resolves once what it wrote matches; rejects if it ends without. */
  async writes(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stderr'): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const isOver = !running.has(this.child);
        if (!pattern.test(this[stream]) && !isOver) return;
        this.#listeners.delete(look);
        if (pattern.test(this[stream])) resolve();
        else
          reject(
            new Error(
              `ended without ${String(pattern)} on ${stream}:\n${this.stdout}${this.stderr}`,
            ),
          );
      };
      this.#listeners.add(look);
      look();
    });
  }
}

/** The one JSON document on stdout, without its version, which must be 1. */
export function documentOf<T extends object = Record<string, unknown>>({
  stdout,
  stderr,
}: Ended): T {
  assert.match(stdout, /^\{.*\}\n$/, `not one document: ${stdout}\n${stderr}`);
  const { version, ...rest } = JSON.parse(stdout) as { version: number };
  assert.equal(version, 1);
  return rest as T;
}

/** Fails with everything that was written if the exit code is another one. */
export function endsWith(code: number, ended: Ended): Ended {
  const { signal, stdout, stderr } = ended;
  assert.equal(ended.code, code, `${signal ?? ''}\nstdout: ${stdout}\nstderr: ${stderr}`);
  return ended;
}
