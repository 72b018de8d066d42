import Mocha from 'mocha';

/** How many of the slowest tests are named. */
const MOST = 10;

/** A line of `TimedSpec` about a slow test. */
export interface Slow {
  ms: number;
  title: string;
}

const LINE = /^### slow: (\d+) ms {2}(.*)$/gm;

/** The slow tests that a runner with this reporter printed, slowest first. */
export function slowIn(output: string): Slow[] {
  return [...output.matchAll(LINE)].map(([, ms, title]) => ({ ms: Number(ms), title }));
}

/** Mocha's `spec`, and at the end the slowest tests, in a form that `test/all.ts` reads. */
export default class TimedSpec extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const tests: Slow[] = [];
    runner.on('test end', (test) =>
      tests.push({ ms: test.duration ?? 0, title: test.titlePath().join(' › ') }),
    );
    runner.on('end', () => {
      tests.sort((a, b) => b.ms - a.ms);
      for (const { ms, title } of tests.slice(0, MOST)) console.log(`### slow: ${ms} ms  ${title}`);
    });
  }
}
