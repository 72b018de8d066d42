/**
 * Random histories of the upload engine, each checked against a model of sets: plans, starts,
 * cancels, crashes, clears from elsewhere, and a server that fails in every way that is known. What
 * is checked is in `support/model.ts` and `support/history.ts`.
 *
 *    npx mocha out/test/unit/upload/engine/model.test.js                      a tenth of the usual ones (TEST_LONG=1: all)
 *    MODEL_SEEDS=5000 npx mocha out/test/unit/upload/engine/model.test.js     seeds 1 to 5,000; `MODEL_FROM` begins later
 *    MODEL_SEED=17 MODEL_TRACE=1 npx mocha out/…/model.test.js         one of them, told step by step
 *
 * The same seed makes the same history, but for what runs side by side and comes in another order.
 */
import { keepThreads } from '../../../support/keptThreads';
import { seeds } from '../../../support/tenth';
import { History } from '../support/history';

const USUAL = 60;
/** Histories at a time: most of one is waiting. */
const AT_ONCE = 4;
/** Milliseconds after which a history hangs: on a busy machine they are slow. */
const HANGS = 120_000;

const { MODEL_SEED, MODEL_SEEDS, MODEL_FROM = '1' } = process.env;

function chosenSeeds(): number[] {
  if (MODEL_SEED !== undefined) return [Number(MODEL_SEED)];
  if (MODEL_SEEDS === undefined) return seeds(USUAL);
  const from = Number(MODEL_FROM);
  return Array.from({ length: Number(MODEL_SEEDS) }, (_, i) => from + i);
}

async function failureOf(seed: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>(
    (_, reject) => (timer = setTimeout(() => reject(new Error('never ends')), HANGS)),
  );
  try {
    await Promise.race([new History(seed).run(), late]);
    return undefined;
  } catch (error) {
    return `MODEL_SEED=${seed}: ${error instanceof Error ? (process.env.MODEL_TRACE ? error.stack : error.message) : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

describe('upload: random histories against a model of sets', function () {
  this.timeout(0);
  keepThreads();

  it('lists, reports, journals and plans agree', async () => {
    const left = chosenSeeds();
    const failures: string[] = [];
    const work = async (): Promise<void> => {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const failure = await failureOf(seed);
        if (failure === undefined) continue;
        failures.push(failure);
        if (MODEL_SEEDS !== undefined) console.log(failure);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failures.length > 0) throw new Error(failures.join('\n'));
  });
});
