import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../../src/sandbox/server';
import { root } from '../../host/root';
import { clockVariables } from '../../support/clock/variables';
import { keepThreads } from '../../support/keptThreads';
import { startSandbox } from '../../support/sandboxes';
import { Gate } from './gate';
import { runInside } from './inside';

const CLI = path.join(root, 'out/cli/dist/cli.js');

type Variables = Readonly<Record<string, string>>;

/** How a program ended. */
interface Ended {
  code: number | null;
  output: string;
}

/**
 * The command line as a script that has the process of the tests run it: its folder, its words, what
 * standard input has if it is read, and its variables, each ended by a zero.
 */
const inside = (port: number): string => `exec 3<>/dev/tcp/127.0.0.1/${port}
{ printf '%s\\0' "$PWD" "$#" "$@"; case " $* " in *' - '*) cat;; esac; printf '\\0'; env -0; printf 'END\\0'; } >&3
{ read -r code size; head -c "$size"; cat >&2; } <&3
exit "$code"`;

/** Runs what that script asks for. */
async function serve(socket: Socket): Promise<void> {
  let asked = '';
  await new Promise<void>((resolve) =>
    socket.setEncoding('utf8').on('data', (part: string) => {
      asked += part;
      if (asked.endsWith('\0END\0')) resolve();
    }),
  );
  const [cwd, count, ...words] = asked.split('\0');
  const args = words.splice(0, Number(count));
  const [input, ...pairs] = words.slice(0, -2);
  const env = Object.fromEntries(pairs.map((pair) => pair.split(/=([^]*)/, 2))) as Variables;
  const { code, stdout, log } = await runInside(args, { cwd, env, input });
  socket.end(`${code} ${Buffer.byteLength(stdout)}\n${stdout}${log}`);
}

/** `rows` different addresses, in a column. */
export const csv = (rows: number): string =>
  `email\n${Array.from({ length: rows }, (_, row) => `person${row}@example.com\n`).join('')}`;

/**
 * A home folder where the examples of the documentation run against a sandbox behind a gate, new for
 * each test.
 */
export class Recipes {
  sandbox!: Sandbox;
  gate!: Gate;
  folder = '';
  /** The variables of a new session: neither credentials nor an account. */
  env: Variables = {};
  #running = new Set<ChildProcess>();
  readonly #server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    void serve(socket).catch((error: unknown) => socket.end(`99 0\n${String(error)}`));
  });

  async start(): Promise<void> {
    assert.ok(fs.existsSync(CLI), 'first run: npm run package:cli');
    // All examples in a minute: more requests than one application may send.
    this.sandbox = await startSandbox({
      switches: { computation: 'immediate', rateLimit: 10_000 },
    });
    this.gate = new Gate(this.sandbox.url);
    await this.gate.open();
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.gate.close();
    this.#server.close();
    await this.sandbox.close();
  }

  async moveIn(): Promise<void> {
    await this.sandbox.control.reset();
    this.folder = fs.mkdtempSync(path.join(tmpdir(), 'cli-recipes-'));
    this.program('criteo-audiences', inside((this.#server.address() as AddressInfo).port), 'bash');
    this.program('node', `exec '${process.execPath}' "$@"`);
    // What would need the network.
    this.program('npm', 'echo "npm $*" >>"$HOME/npm.log"');
    this.program('npx', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
    this.write('.criteo-secret', `${this.sandbox.clientSecret}\n`, 0o600);
    // As many as the segment has, so that a replace isn't stopped.
    this.write('crm.csv', csv(5000));
    this.env = {
      ...clockVariables(),
      HOME: this.folder,
      PATH: [this.at('bin'), '/usr/bin', '/bin'].join(path.delimiter),
      LANG: 'en_US.UTF-8',
      XDG_STATE_HOME: this.at('state'),
      CRITEO_API_URL: this.gate.url,
    };
  }

  moveOut(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    this.sandbox.control.clearFaults();
    this.gate.reset();
    this.remove('');
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string, mode = 0o644): string {
    const file = this.at(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
    return file;
  }

  read(name: string): string {
    return fs.readFileSync(this.at(name), 'utf8');
  }

  exists(name: string): boolean {
    return fs.existsSync(this.at(name));
  }

  remove(name: string): void {
    fs.rmSync(this.at(name), { recursive: true, force: true, maxRetries: 10 });
  }

  program(name: string, script: string, shell = 'sh'): void {
    this.write(`bin/${name}`, `#!/bin/${shell}\n${script}\n`, 0o755);
  }

  /** The command line is a process, for a test of what reaches one. */
  ownProcess(): void {
    this.program('criteo-audiences', `exec '${process.execPath}' '${CLI}' "$@"`);
  }

  credentials(): Variables {
    return {
      CRITEO_CLIENT_ID: this.sandbox.clientId,
      CRITEO_CLIENT_SECRET_FILE: this.at('.criteo-secret'),
      CRITEO_ACCOUNT_ID: this.sandbox.accountId,
    };
  }

  /** Starts a program in a folder, that of the test if no other is given. */
  begin(
    [file, ...args]: readonly string[],
    more: Variables = {},
    cwd = this.folder,
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(file, args, { cwd, env: { ...this.env, ...more } });
    this.#running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdin.end();
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject).on('close', (code) => {
        this.#running.delete(child);
        if (output.includes(this.sandbox.clientSecret))
          reject(new Error('the secret is in the output'));
        else resolve({ code, output });
      });
    });
    return { child, ended };
  }

  run(...args: Parameters<Recipes['begin']>): Promise<Ended> {
    return this.begin(...args).ended;
  }

  async runToItsEnd(...args: Parameters<Recipes['begin']>): Promise<string> {
    const { code, output } = await this.run(...args);
    assert.equal(code, 0, output);
    return output;
  }

  /** How many identifiers the segment of the examples has. */
  async sizeOfSegment(): Promise<number> {
    const segments = await this.sandbox.control.segments();
    const found = segments.filter(({ name }) => name === 'CRM Users 2025');
    assert.equal(found.length, 1);
    return (await this.sandbox.control.list(found[0].id)).length;
  }
}

/** Call it in a `describe`. */
export function useRecipes(): Recipes {
  const recipes = new Recipes();
  keepThreads();
  before(() => recipes.start());
  after(() => recipes.stop());
  beforeEach(() => recipes.moveIn());
  afterEach(() => recipes.moveOut());
  return recipes;
}
