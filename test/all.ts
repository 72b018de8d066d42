import { spawn } from 'node:child_process';

/**
 * `npm test`: everything, one step after the other (two cores are enough for one editor), and one closing line.
 * A step that is no test runner counts as one test.
 */
interface Step {
  name: string;
  command: string;
  args: string[];
}

const npm = (script: string): Step => ({ name: script, command: 'npm', args: ['run', '--silent', script] });

const STEPS: Step[] = [
  npm('types'),
  npm('lint'),
  npm('unused'),
  // Some unit tests look into the package.
  npm('package'),
  { name: 'unit', command: 'npx', args: ['mocha', 'out/test/unit/**/*.test.js'] },
  { name: 'faults', command: 'npx', args: ['mocha', '--timeout', '120000', 'out/test/faults/**/*.test.js'] },
  { name: 'integration (newest editor)', command: 'node', args: ['out/test/integration/run.js', '--version', '1.139'] },
  { name: 'integration (lowest editor)', command: 'node', args: ['out/test/integration/run.js', '--version', '1.100'] },
  { name: 'workbench', command: 'node', args: ['out/test/workbench/run.js'] },
];

interface Result {
  passed: number;
  failed: number;
  skipped: number;
}

function run({ name, command, args }: Step): Promise<Result> {
  console.log(`\n### ${name}`);
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (piece: Buffer) => {
      process.stdout.write(piece);
      output += piece.toString();
    });
    child.on('close', (code) => {
      const result = counts(output, code === 0);
      console.log(`### ${name}: ${result.passed} passed, ${result.failed} failed in ${Math.round((Date.now() - started) / 1000)} s`);
      resolve(result);
    });
  });
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
  const steps = only.length > 0 ? STEPS.filter(({ name }) => only.some((wanted) => name.startsWith(wanted))) : STEPS;
  const total: Result = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const { passed, failed, skipped } = await run(step);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

void main();
