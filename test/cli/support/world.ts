import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NewSegment, SandboxControl } from '../../../src/sandbox/control';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Switches } from '../../../src/sandbox/switches';
import { keepThreads } from '../../support/keptThreads';
import { startSandbox } from '../../support/sandboxes';
import { lastLines, sandboxLog, tell } from '../../support/story';
import { killAll, Run, type Ended, type Environment, type RunOptions } from './cli';
import { Gate } from './gate';
import { runInside } from './inside';
import { installed } from './package';

/** A sandbox behind a gate, and folders for files and records: what a test of the CLI needs. */
export interface World {
  readonly sandbox: Sandbox;
  readonly control: SandboxControl;
  readonly gate: Gate;
  /** The folder of each test: the working folder of its processes. */
  readonly folder: string;
  readonly stateFolder: string;
  /** The variables that the command line needs. */
  readonly env: Environment;
  /**
   * Runs the command line in the folder of the test and the process of the tests, which keeps its
   * threads for the next run.
   */
  run(args: readonly string[], options?: Parameters<typeof runInside>[1]): Promise<Ended>;
  /** Starts the installed command line as a process. */
  start(args: readonly string[], options?: RunOptions): Run;
  /** Runs the installed command line, as a process, to its end. */
  runInstalled(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Writes a file in the folder of the test. Returns its path. */
  write(name: string, text: string): string;
  /** A CSV of one column. */
  writeCsv(name: string, rows: readonly string[], header?: string): string;
  /** The ID of a new segment of emails. */
  newSegment(segment?: NewSegment): Promise<string>;
}

let segments = 0;

/** The last command, and what it wrote so far. */
interface Last {
  args: readonly string[];
  run: Pick<Ended, 'stdout' | 'stderr'> & { code?: number | null };
}

function told(last: Last | undefined): string {
  if (!last) return '';
  const { stdout, stderr, code } = last.run;
  const end = code === undefined ? '' : ` ended with ${code}`;
  return [`${last.args.join(' ')}${end}`, lastLines(stdout), lastLines(stderr)]
    .filter(Boolean)
    .join('\n');
}

/**
 * Call it in a `describe`: the sandbox is one for all tests in it, the folders are new for each, or with
 * `oneFolder` the same for all.
 */
export function useWorld(switches: Partial<Switches> = {}, oneFolder = false): World {
  let sandbox: Sandbox;
  let gate: Gate;
  let folder: string;
  let last: Last | undefined;

  keepThreads();
  before(async function () {
    // Installing may be the first thing that the run does.
    this.timeout(60_000);
    installed();
    sandbox = await startSandbox({
      switches: { rateLimit: 1_000_000, computation: 'immediate', ...switches },
    });
    gate = new Gate(sandbox.url);
    await gate.open();
  });
  after(async () => {
    gate.close();
    await sandbox.close();
  });
  (oneFolder ? before : beforeEach)(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'cli-test-'));
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed')
      tell(this.currentTest.err, {
        'Last command': told(last),
        'Requests to the sandbox': sandboxLog(sandbox.control.counts().log),
      });
    last = undefined;
    killAll();
    sandbox.control.clearFaults();
    sandbox.control.resetCounts();
    gate.reset();
  });
  (oneFolder ? after : afterEach)(async () => {
    // A sandbox that lost its parent may still be saving.
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const write = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const inFolder = <Options extends RunOptions>({ env, ...options }: Options) => ({
    cwd: folder,
    env: { ...world.env, ...env },
    ...options,
  });
  const start = (args: readonly string[], options: RunOptions = {}): Run => {
    const run = new Run(args, inFolder(options));
    last = { args, run };
    return run;
  };
  const world: World = {
    get sandbox() {
      return sandbox;
    },
    get control() {
      return sandbox.control;
    },
    get gate() {
      return gate;
    },
    get folder() {
      return folder;
    },
    get stateFolder() {
      return path.join(folder, 'state', 'criteo-audiences');
    },
    get env() {
      return {
        HOME: folder,
        XDG_STATE_HOME: path.join(folder, 'state'),
        CRITEO_API_URL: gate.url,
        CRITEO_CLIENT_ID: sandbox.clientId,
        CRITEO_CLIENT_SECRET: sandbox.clientSecret,
        CRITEO_ACCOUNT_ID: sandbox.accountId,
      };
    },
    run: async (args, options = {}) => {
      const run = await runInside(args, inFolder(options));
      last = { args, run };
      return run;
    },
    start,
    runInstalled: (args, options) => start(args, options).ended,
    write,
    writeCsv: (name, rows, header = 'email') => write(name, `${[header, ...rows].join('\n')}\n`),
    newSegment: async (segment = {}) =>
      (await sandbox.control.putSegment({ name: `Segment ${++segments}`, ...segment })).id,
  };
  return world;
}
