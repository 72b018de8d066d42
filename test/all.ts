import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './host/root';
import { DRAWN, LONG } from './support/tenth';
import { slowIn, type Slow } from './support/timedSpec';
import { ENDED } from './workbench/ended';

/**
 * `npm test`: everything except nine tenths of the slow tests (`tenth.ts`); the time of each step and
 * the slowest tests; what failed, once more; and a closing line with the totals. A step that isn't a
 * test runner counts as one test.
 */
interface Step {
  name: string;
  command: string;
  args: string[];
  /** A file of window tests, for the runner of its lane. */
  file?: string;
}

const npm = (script: string): Step => ({
  name: script,
  command: 'npm',
  args: ['run', '--silent', script],
});
const node = (name: string, ...args: string[]): Step => ({ name, command: process.execPath, args });
const mocha = (name: string, files: string, ...args: string[]): Step => ({
  name,
  command: 'npx',
  args: [
    ...['mocha', '--reporter', 'out/test/support/timedSpec.js', ...args],
    `out/test/${files}/**/*.test.js`,
  ],
});

/** Seconds that everything takes on idle cores, at most. */
const LONGEST = 11 * 60;

/** Every other step reads their output. */
const FIRST: readonly Step[] = [npm('package'), npm('package:cli')];

/**
 * Beside the others, with a lower priority: they take what is left of the processor. Only steps
 * without a limit of time are fit for it.
 */
const BACKGROUND: readonly Step[] = [npm('lint'), npm('format:check'), npm('types'), npm('unused')];

/** What keeps a core busy, and has limits of time: one for each core. */
const BUSY: readonly Step[] = [
  // A hook outside of a `describe` is only found in the process that loads its file.
  mocha('unit (api, upload)', 'unit/{api,upload}', 'out/test/unit/product/mirror.test.js'),
  mocha('unit', 'unit', '--ignore', 'out/test/unit/{api,upload}/**'),
  // Otherwise each lane of windows would install them.
  node('editors', 'out/test/host/install-main.js'),
  mocha('package', 'package'),
  mocha('faults', 'faults'),
  mocha('cli', 'cli'),
];

/** Window tests that reload their window, which takes longer than their size tells. */
const RELOADED = ['kill', 'restored'];

const WINDOWS = ['out/test/workbench/run.js', '--files-from-stdin'];
const HOST = ['out/test/integration/run.js', '--version'];

/** What runs in one extension host: names, and the paths of files. They mostly wait for answers. */
const INTEGRATION: readonly (readonly [name: string, files: string])[] = [
  ['uploads, first half', '^uploads/[a-l]'],
  ['uploads, second half', '^uploads/[m-z]'],
  ['all else', '^(?!uploads/)'],
];

/** What waits for answers now and then. The longest come first. */
const WAITING: readonly Step[] = [
  ...INTEGRATION.map(([name, files]) =>
    node(`integration (${name})`, ...HOST, '1.139', '--files', files),
  ),
  ...windowTests(),
  node('integration (lowest editor)', ...HOST, '1.100'),
  node('demo', 'out/test/host/demo.js'),
];

/** Each file gets its own window; larger files roughly take longer. */
function windowTests(): Step[] {
  const folder = path.join(root, 'test', 'workbench');
  const size = (file: string): number =>
    fs.statSync(path.join(folder, file)).size +
    (RELOADED.includes(file.replace('.test.ts', '')) ? 20_000 : 0);
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  return files
    .sort((a, b) => size(b) - size(a))
    .map((file) => ({
      ...node(`workbench (${file.replace('.test.ts', '')})`, ...WINDOWS),
      file,
    }));
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Result extends Counts {
  name: string;
  seconds: number;
  slow: readonly Slow[];
  /** What a failed step printed about its failures. */
  failures: string;
}

/** Prints a step's whole output once it has ended, because other steps run alongside it. */
async function run(step: Step, windows: Windows, priority?: number): Promise<Result> {
  const { name, file } = step;
  const started = performance.now();
  const { output, code } = await (file === undefined
    ? runProcess(step, priority)
    : windows.run(step, file));
  const result = counts(output, code === 0);
  const seconds = secondsSince(started);
  console.log(
    `\n### ${name}\n${output}### ${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`,
  );
  const failures = result.failed > 0 ? failuresIn(output) : '';
  return { ...result, name, seconds, slow: slowIn(output), failures };
}

interface Ended {
  output: string;
  code: number | null;
}

function runProcess({ command, args }: Step, priority?: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid && priority !== undefined) os.setPriority(child.pid, priority);
    let output = '';
    read(child, (piece) => (output += piece));
    child.on('close', (code) => resolve({ output, code }));
  });
}

function read(child: ChildProcess, use: (piece: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', use);
}

/** The process that runs the window tests of a lane: its windows share an editor. */
class Windows {
  #child: ChildProcess | undefined;
  #use: (piece: string) => void = () => undefined;
  #ended: (code: number | null) => void = () => undefined;

  run({ command, args }: Step, file: string): Promise<Ended> {
    const child = (this.#child ??= this.#start(command, args));
    return new Promise((resolve) => {
      let output = '';
      this.#ended = (code) => resolve({ output, code });
      this.#use = (piece) => {
        output += piece;
        const ended = ENDED_LINE.exec(output);
        if (!ended) return;
        output = output.replace(ENDED_LINE, '');
        this.#ended(Number(ended[1]));
      };
      child.stdin?.write(`${file}\n`);
    });
  }

  #start(command: string, args: string[]): ChildProcess {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    read(child, (piece) => this.#use(piece));
    // The next file gets another one.
    child.on('close', (code) => {
      this.#child = undefined;
      this.#ended(code ?? 1);
    });
    return child;
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    await closed;
  }
}

const ENDED_LINE = new RegExp(`^${ENDED}(\\d+)\n`, 'm');

/** From mocha's list of failures on; of another program, the last lines. */
function failuresIn(output: string): string {
  const list = /^ *\d+ failing$/m.exec(output);
  return list ? output.slice(list.index) : output.split('\n').slice(-60).join('\n');
}

/**
 * The totals that mocha printed. A runner without totals is one test that passes or fails by its
 * exit code.
 */
function counts(output: string, ended: boolean): Counts {
  const sum = (word: string): number =>
    [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].reduce(
      (all, match) => all + Number(match[1]),
      0,
    );
  const result = { passed: sum('passing'), failed: sum('failing'), skipped: sum('pending') };
  if (result.passed + result.failed + result.skipped === 0)
    return { passed: ended ? 1 : 0, failed: ended ? 0 : 1, skipped: 0 };
  // A runner that crashes after printing its totals has failed, whatever it counted.
  return !ended && result.failed === 0 ? { ...result, failed: 1 } : result;
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}

/** Whether nothing else uses the processor, in a second in which no step runs. */
async function areCoresIdle(): Promise<boolean> {
  const times = (): { idle: number; all: number } =>
    os.cpus().reduce(
      (sum, { times: { idle, ...busy } }) => ({
        idle: sum.idle + idle,
        all: sum.all + idle + Object.values(busy).reduce((a, b) => a + b),
      }),
      { idle: 0, all: 0 },
    );
  const before = times();
  await sleep(1000);
  const after = times();
  return (after.idle - before.idle) / (after.all - before.all) > 0.9;
}

/** The time of each step, longest first, and the slowest tests of all. */
function printTimes(results: readonly Result[]): void {
  const steps = [...results].sort((a, b) => b.seconds - a.seconds);
  console.log('\n### Seconds of each step');
  for (const { name, seconds } of steps) console.log(`${String(seconds).padStart(5)}  ${name}`);
  const slow = results.flatMap((result) =>
    result.slow.map((test) => ({ ...test, step: result.name })),
  );
  slow.sort((a, b) => b.ms - a.ms);
  console.log('\n### Slowest tests');
  for (const { ms, step, title } of slow.slice(0, 10))
    console.log(`${(ms / 1000).toFixed(1).padStart(5)} s  ${step}: ${title}`);
}

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const wanted = (steps: readonly Step[]): Step[] =>
    steps.filter(
      ({ name }) => only.length === 0 || only.some((beginning) => name.startsWith(beginning)),
    );
  const results: Result[] = [];
  const isIdle = await areCoresIdle();
  const started = performance.now();
  const lane = async (steps: Step[], priority?: number): Promise<void> => {
    const windows = new Windows();
    for (let step = steps.shift(); step; step = steps.shift())
      results.push(await run(step, windows, priority));
    await windows.end();
  };
  await lane([...FIRST]);
  const [busy, waiting] = [wanted(BUSY), wanted(WAITING)];
  const background = lane(wanted(BACKGROUND), os.constants.priority.PRIORITY_LOW);
  // Whoever has nothing left goes on with those that wait.
  await Promise.all(
    [background, lane(busy), lane(busy)].map((ended) => ended.then(() => lane(waiting))),
  );
  const seconds = secondsSince(started);
  printTimes(results);
  for (const { name, failures } of results)
    if (failures) console.log(`\n### Failed: ${name}\n${failures}`);
  const sum = (key: keyof Counts): number => results.reduce((all, result) => all + result[key], 0);
  console.log(
    LONG
      ? '\nAll slow tests were run.'
      : `\nA tenth of the slow tests was run (${DRAWN}). To run all of them: npm run test:long.`,
  );
  if (!LONG && only.length === 0 && seconds > LONGEST && isIdle && (await areCoresIdle()))
    console.log(`\nThis took ${seconds} s; on idle cores it should take at most ${LONGEST} s.`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
