/**
 * Random nights of two segments whose exports are sent night after night, by an update that compares
 * with the night before: cut off, resumed, with files that are lost, replaced or renamed in between.
 * What is checked is in `support/nights.ts` (the segment after a night, and what may stop one) and
 * `support/nightRun.ts` (each request).
 *
 *    npx mocha out/test/unit/upload/engine/nights.test.js                       three of the usual ones (TEST_LONG=1: all)
 *    NIGHTS_SEEDS=1000 npx mocha out/test/unit/upload/engine/nights.test.js     seeds 1 to 1,000; `NIGHTS_FROM` begins later
 *    NIGHTS_SEED=17 npx mocha out/test/unit/upload/engine/nights.test.js        one of them
 */
import { keepThreads } from '../../../support/keptThreads';
import { draw, seeds } from '../../../support/tenth';
import { Bench } from '../support/bench';
import { NightJob } from '../support/nights';
import { Random } from '../support/random';

const USUAL = 60;
const STEPS = 16;
/** Histories at a time: most of one is waiting. */
const AT_ONCE = 3;
/** Milliseconds after which a history hangs. */
const HANGS = 120_000;

const { NIGHTS_SEED, NIGHTS_SEEDS, NIGHTS_FROM = '1' } = process.env;

function chosenSeeds(): number[] {
  if (NIGHTS_SEED !== undefined) return [Number(NIGHTS_SEED)];
  if (NIGHTS_SEEDS === undefined) return draw(seeds(USUAL), AT_ONCE);
  return Array.from({ length: Number(NIGHTS_SEEDS) }, (_, i) => Number(NIGHTS_FROM) + i);
}

async function runHistory(seed: number, tell: (what: string) => void): Promise<void> {
  const random = new Random(seed);
  const bench = new Bench();
  await bench.start();
  try {
    const [a, b] = ['a', 'b'].map(
      (name, i) => new NightJob(bench, `22570293372117145${i}`, name, seed * 2 + i + 1000, tell),
    );
    for (let step = 0; step < STEPS; step++) await (random.chance(0.6) ? a.step(b) : b.step(a));
    await a.end();
    await b.end();
  } finally {
    await bench.stop();
  }
}

/** What went wrong, and everything that happened before. */
async function failureOf(seed: number): Promise<string | undefined> {
  const told: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>(
    (_, reject) => (timer = setTimeout(() => reject(new Error('never ends')), HANGS)),
  );
  try {
    await Promise.race([runHistory(seed, (what) => told.push(what)), late]);
    return undefined;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return [`NIGHTS_SEED=${seed}: ${what}`, ...told].join('\n  ');
  } finally {
    clearTimeout(timer);
  }
}

describe('upload: random nights of updates', function () {
  this.timeout(0);
  keepThreads();

  it('leave each segment with its file, and remove nobody else', async () => {
    const left = chosenSeeds();
    const failures: string[] = [];
    const work = async (): Promise<void> => {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const failure = await failureOf(seed);
        if (failure !== undefined) failures.push(failure);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failures.length > 0) throw new Error(failures.join('\n'));
  });
});
