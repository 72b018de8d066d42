import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { budgetedSeconds, keepSeconds, overSeconds } from './budget/budget';
import { root } from './host/root';
import { ProcessorSeconds } from './support/processorSeconds';
import { DRAWN, LONG } from './support/tenth';
import { slowIn, type Slow } from './support/timedSpec';

/**
 * `npm test`: everything except nine tenths of the slow tests (`tenth.ts`); the time of each step and
 * the slowest tests; what failed, once more; and a closing line with the totals. A step that isn't a
 * test runner counts as one test.
 *
 *   node out/test/all.js [BEGINNING OF A STEP’S NAME…]
 */
interface Step {
  name: string;
  command: string;
  args: string[];
  /** The steps that have to end first. */
  needs?: readonly string[];
  /** Whether its temporary files may be in memory: what is flushed to a disk takes longer. */
  inMemory?: true;
  /** Without limits of time: beside all others, with a lower priority. */
  background?: true;
}

type More = Omit<Step, 'name' | 'command' | 'args'>;

const npm = (script: string, more: More = {}): Step => ({
  name: script,
  command: 'npm',
  args: ['run', '--silent', script],
  ...more,
});
const node = (name: string, args: string[], more: More = {}): Step => ({
  name,
  command: process.execPath,
  args: args.map((arg) => arg.replace(/^test\/.*/, 'out/$&.js')),
  ...more,
});
const mocha = (name: string, files: string[], more: More = {}): Step => ({
  name,
  command: 'npx',
  args: [
    ...['mocha', '--reporter', 'out/test/support/timedSpec.js'],
    ...files.map((file) => `out/test/${file}.test.js`),
  ],
  ...more,
});

const PACKAGES = ['package', 'package:cli'];
const WINDOWS = { needs: [...PACKAGES, 'editors'] };
const CLI = { needs: PACKAGES, inMemory: true } as const;
const [galleries, windows] = windowFiles();

const STEPS: readonly Step[] = [
  npm('package'),
  npm('package:cli'),
  // Otherwise each step that has windows would install them.
  node('editors', ['test/host/install-main']),
  ...['lint', 'format:check', 'types', 'unused'].map((name) => npm(name, { background: true })),
  // A hook outside of a `describe` is only found in the process that loads its file.
  mocha('unit (api, upload)', ['unit/{api,upload}/**/*', 'unit/product/mirror'], {
    inMemory: true,
  }),
  mocha('unit', ['unit/!(api|upload)/**/*'], { inMemory: true }),
  mocha('faults', ['faults/**/*'], { needs: PACKAGES }),
  mocha('packages', ['package/**/*'], CLI),
  mocha('tapes', ['tapes/**/*'], CLI),
  mocha('cli (a–e)', ['cli/[a-e]*'], CLI),
  mocha('cli (f–m, s–z)', ['cli/[f-ms-z]*'], CLI),
  mocha('cli (n–r)', ['cli/[n-r]*'], CLI),
  node('galleries', ['test/workbench/run', ...galleries], WINDOWS),
  node('windows', ['test/workbench/run', ...windows], WINDOWS),
  node('integration', ['test/integration/run', '--version', '1.139'], WINDOWS),
  node('integration (lowest editor)', ['test/integration/run', '--version', '1.100'], WINDOWS),
  node('demo', ['test/host/demo'], WINDOWS),
];

/** How many run at once, besides those in the background. */
const LANES = 2;

/** Bytes that a file system in memory must have free, and where it is. */
const ROOM = 2 ** 31;
const MEMORY = '/dev/shm';

/** The files of tests that need no editor, and the others. */
function windowFiles(): [string[], string[]] {
  const names = fs
    .readdirSync(path.join(root, 'test', 'workbench'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.replace('.test.ts', ''));
  const isGallery = (name: string): boolean => name.endsWith('Gallery');
  return [names.filter(isGallery), names.filter((name) => !isGallery(name))];
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Result extends Counts {
  name: string;
  seconds: number;
  /** Of the processor, as `ProcessorSeconds` counts them. */
  processor: number;
  slow: readonly Slow[];
  /** What a failed step printed about its failures. */
  failures: string;
}

/** Runs steps, each as soon as what it needs has ended and there is a lane for it. */
class Run {
  readonly #results: Result[] = [];
  readonly #waiting: Step[];
  readonly #running = new Set<Step>();
  readonly #processors = new ProcessorSeconds();
  readonly #memory = folderInMemory();
  readonly #events = new EventEmitter();

  constructor(steps: readonly Step[]) {
    this.#waiting = [...steps];
  }

  async all(): Promise<readonly Result[]> {
    const isBackground = ({ background }: Step): boolean => background === true;
    const lanes = Array.from({ length: LANES }, () => this.#lane(() => true));
    await Promise.all([...lanes, this.#lane(isBackground, os.constants.priority.PRIORITY_LOW)]);
    this.#processors.stop();
    if (this.#memory) fs.rmSync(this.#memory, { recursive: true, force: true });
    return this.#results;
  }

  async #lane(fits: (step: Step) => boolean, priority?: number): Promise<void> {
    while (this.#waiting.some(fits)) {
      const step = this.#next(fits);
      if (step) await this.#run(step, priority);
      else if (this.#running.size > 0) await once(this.#events, 'ended');
      else throw new Error('Each step that is left needs another one that is left.');
    }
  }

  /** What others wait for comes first, then what takes longest, and last what may stay in the background. */
  #next(fits: (step: Step) => boolean): Step | undefined {
    const left = [...this.#waiting, ...this.#running];
    const isNeeded = ({ name }: Step): boolean => left.some(({ needs }) => needs?.includes(name));
    const rank = (step: Step): number => (isNeeded(step) ? 2 : step.background ? 0 : 1);
    const [first] = this.#waiting
      .filter((step) => fits(step) && !left.some(({ name }) => step.needs?.includes(name)))
      .sort(
        (one, other) =>
          rank(other) - rank(one) || budgetedSeconds(other.name) - budgetedSeconds(one.name),
      );
    return first;
  }

  async #run(step: Step, priority?: number): Promise<void> {
    this.#waiting.splice(this.#waiting.indexOf(step), 1);
    this.#running.add(step);
    this.#results.push(await this.#result(step, priority));
    this.#running.delete(step);
    this.#events.emit('ended');
  }

  /** Prints a step’s whole output once it has ended, because other steps run alongside it. */
  async #result(step: Step, priority?: number): Promise<Result> {
    const { name } = step;
    const started = performance.now();
    const { output, code, processor } = await this.#process(step, priority);
    const result = counts(output, code === 0);
    const seconds = secondsSince(started);
    console.log(
      `\n### ${name}\n${output}### ${name}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`,
    );
    const failures = result.failed > 0 ? failuresIn(output) : '';
    return { ...result, name, seconds, processor, slow: slowIn(output), failures };
  }

  #process(
    { command, args, inMemory }: Step,
    priority?: number,
  ): Promise<{ output: string; code: number | null; processor: number }> {
    return new Promise((resolve) => {
      const child = spawn(command, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...(inMemory && this.#memory && { TMPDIR: this.#memory }) },
      });
      const { pid } = child;
      if (pid) this.#processors.begin(pid);
      if (pid && priority !== undefined) os.setPriority(pid, priority);
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (piece: string) => (output += piece));
      child.on('close', (code) =>
        resolve({ output, code, processor: pid ? this.#processors.end(pid) : 0 }),
      );
    });
  }
}

/** A folder for temporary files; undefined if there is no room for it in memory. */
function folderInMemory(): string | undefined {
  try {
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    if (bavail * bsize < ROOM) return undefined;
    const folder = fs.mkdtempSync(path.join(MEMORY, 't-'));
    // As the usual one is: for every user, too.
    fs.chmodSync(folder, 0o1777);
    return folder;
  } catch {
    return undefined;
  }
}

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

/** The time of each step, longest first, and the slowest tests of all. */
function printTimes(results: readonly Result[]): void {
  const steps = [...results].sort((a, b) => b.seconds - a.seconds);
  console.log('\n### Seconds of each step, and of the processor');
  for (const { name, seconds, processor } of steps)
    console.log(`${String(seconds).padStart(5)} ${processor.toFixed(0).padStart(5)}  ${name}`);
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
  const steps = STEPS.filter(
    ({ name }) =>
      only.length === 0 ||
      PACKAGES.includes(name) ||
      only.some((beginning) => name.startsWith(beginning)),
  );
  const started = performance.now();
  const results = await new Run(steps).all();
  printTimes(results);
  for (const { name, failures } of results)
    if (failures) console.log(`\n### Failed: ${name}\n${failures}`);
  // With nothing else on the machine. `test:long` has no budget, nor has what is installed only once.
  const limited = LONG ? [] : results.filter(({ name }) => name !== 'editors');
  const over = overSeconds(limited);
  for (const problem of over) console.log(`\n### Failed: budget\n${problem}`);
  keepSeconds(limited);
  const sum = (key: keyof Counts): number => results.reduce((all, result) => all + result[key], 0);
  console.log(
    LONG
      ? '\nAll slow tests were run.'
      : `\nA tenth of the slow tests was run (${DRAWN}). To run all of them: npm run test:long.`,
  );
  const failed = sum('failed') + over.length;
  console.log(`\nThis took ${secondsSince(started)} s.`);
  console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
  process.exitCode = failed > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
