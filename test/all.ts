import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './host/root';
import { DRAWN, LONG } from './support/tenth';

/**
 * `npm test`: everything except nine tenths of the slow tests (`tenth.ts`); what failed, once more;
 * and a closing line with the totals. A step that isn't a test runner counts as one test.
 */
interface Step {
  name: string;
  command: string;
  args: string[];
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
  args: ['mocha', ...args, `out/test/${files}/**/*.test.js`],
});

/** Run side by side. Two keep two cores busy; with three, tests are late for each other's work. */
const LANES = 2;

/** Every other step reads their output. */
const FIRST: readonly Step[] = [npm('package'), npm('package:cli')];

/**
 * Beside the lanes, with a lower priority: they take what the lanes leave of the processor. Only
 * steps without a limit of time are fit for it.
 */
const BACKGROUND: readonly Step[] = [
  npm('lint'),
  npm('types'),
  npm('format:check'),
  npm('unused'),
  mocha('unit', 'unit', '--ignore', 'out/test/unit/{api,upload}/**', '--timeout', '180000'),
  mocha('faults', 'faults', '--timeout', '120000'),
];

/** Window tests that reload their window, which takes longer than their size tells. */
const RELOADED = ['kill', 'lists', 'restored'];

/** Started in this order as lanes become free; the longest come first. */
const STEPS: readonly Step[] = [
  node('integration (newest editor)', 'out/test/integration/run.js', '--version', '1.139'),
  node('integration (lowest editor)', 'out/test/integration/run.js', '--version', '1.100'),
  // A hook outside of a `describe` is only found in the process that loads its file.
  mocha('unit (api, upload)', 'unit/{api,upload}', 'out/test/unit/product/mirror.test.js'),
  mocha('cli', 'cli'),
  ...windowTests(),
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
    .map((file) =>
      node(`workbench (${file.replace('.test.ts', '')})`, 'out/test/workbench/run.js', file),
    );
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Result extends Counts {
  name: string;
  /** What a failed step printed about its failures. */
  failures: string;
}

/** Prints a step's whole output once it has ended, because other steps run alongside it. */
function run({ name, command, args }: Step, priority?: number): Promise<Result> {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid && priority !== undefined) os.setPriority(child.pid, priority);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (output += piece));
    }
    child.on('close', (code) => {
      const result = counts(output, code === 0);
      console.log(
        `\n### ${name}\n${output}### ${name}: ${result.passed} passed, ${result.failed} failed in ${Math.round((Date.now() - started) / 1000)} s`,
      );
      resolve({ ...result, name, failures: result.failed > 0 ? failuresIn(output) : '' });
    });
  });
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

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const wanted = (steps: readonly Step[]): Step[] =>
    steps.filter(
      ({ name }) => only.length === 0 || only.some((beginning) => name.startsWith(beginning)),
    );
  const results: Result[] = [];
  for (const step of FIRST) results.push(await run(step));
  const lane = async (steps: Step[], priority?: number): Promise<void> => {
    for (let step = steps.shift(); step; step = steps.shift())
      results.push(await run(step, priority));
  };
  const steps = wanted(STEPS);
  await Promise.all([
    ...Array.from({ length: LANES }, () => lane(steps)),
    lane(wanted(BACKGROUND), os.constants.priority.PRIORITY_LOW),
  ]);
  for (const { name, failures } of results)
    if (failures) console.log(`\n### Failed: ${name}\n${failures}`);
  const sum = (key: keyof Counts): number => results.reduce((all, result) => all + result[key], 0);
  console.log(
    LONG
      ? '\nAll slow tests were run.'
      : `\nA tenth of the slow tests was run (${DRAWN}). To run all of them: npm run test:long.`,
  );
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
