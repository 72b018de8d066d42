import { spawn } from 'node:child_process';

/**
 * `npm test`: everything, and one closing line. A step that is no test runner counts as one test.
 *
 * Steps of one lane run one after the other, and so do the stages; the lanes of a stage run side by side, since two
 * cores are enough for two of them.
 */
interface Step {
  name: string;
  command: string;
  args: string[];
}

const npm = (script: string): Step => ({ name: script, command: 'npm', args: ['run', '--silent', script] });

type Lane = Step[];

const STAGES: Lane[][] = [
  [
    [npm('types'), npm('lint'), npm('unused')],
    [
      // Some unit tests look into the package.
      npm('package'),
      { name: 'unit', command: 'npx', args: ['mocha', 'out/test/unit/**/*.test.js'] },
      { name: 'faults', command: 'npx', args: ['mocha', '--timeout', '120000', 'out/test/faults/**/*.test.js'] },
    ],
  ],
  [
    [{ name: 'integration (newest editor)', command: 'node', args: ['out/test/integration/run.js', '--version', '1.139'] }],
    [{ name: 'integration (lowest editor)', command: 'node', args: ['out/test/integration/run.js', '--version', '1.100'] }],
  ],
  [
    [{ name: 'workbench (first half)', command: 'node', args: ['out/test/workbench/run.js', '--part', '1/2'] }],
    [{ name: 'workbench (second half)', command: 'node', args: ['out/test/workbench/run.js', '--part', '2/2'] }],
  ],
];

interface Result {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a step and prints all it said in one piece, once it has ended: beside it another one runs. */
function run({ name, command, args }: Step): Promise<Result> {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (output += piece));
    }
    child.on('close', (code) => {
      const result = counts(output, code === 0);
      console.log(`\n### ${name}\n${output}### ${name}: ${result.passed} passed, ${result.failed} failed in ${Math.round((Date.now() - started) / 1000)} s`);
      resolve(result);
    });
  });
}

async function runLane(lane: Lane): Promise<Result[]> {
  const results: Result[] = [];
  for (const step of lane) results.push(await run(step));
  return results;
}

/** What mocha counted; a runner that counted nothing is one test, passed or failed by its exit code. */
function counts(output: string, ended: boolean): Result {
  const sum = (word: string): number => [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].reduce((all, match) => all + Number(match[1]), 0);
  const result = { passed: sum('passing'), failed: sum('failing'), skipped: sum('pending') };
  if (result.passed + result.failed + result.skipped === 0) return { passed: ended ? 1 : 0, failed: ended ? 0 : 1, skipped: 0 };
  // A runner that dies after counting has failed, whatever it counted.
  return !ended && result.failed === 0 ? { ...result, failed: 1 } : result;
}

async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const wanted = ({ name }: Step): boolean => only.length === 0 || only.some((beginning) => name.startsWith(beginning));
  const results: Result[] = [];
  for (const stage of STAGES) results.push(...(await Promise.all(stage.map((lane) => runLane(lane.filter(wanted))))).flat());
  const sum = (key: keyof Result): number => results.reduce((all, result) => all + result[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
