/**
 * A window is taken for dead at a random moment, while it is at work with calls on the wire, in
 * pauses and between tries, and another one takes the segment: with the same job, or with one of
 * its own. Whatever the first one does then must not show.
 *
 *    TAKEOVER_SEEDS=500 npx mocha out/test/unit/upload/engine/takeover.test.js     `TAKEOVER_FROM` begins later
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import { UploadError } from '../../../../src/upload/uploadError';
import { people } from '../../../support/people';
import { seeds } from '../../../support/tenth';
import { turns, waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';
import { Random } from '../support/random';
import type { Arrived, Fault } from '../support/sink';

const { TAKEOVER_SEEDS, TAKEOVER_FROM = '1' } = process.env;
const SEEDS =
  TAKEOVER_SEEDS === undefined
    ? seeds(24)
    : Array.from({ length: Number(TAKEOVER_SEEDS) }, (_, index) => Number(TAKEOVER_FROM) + index);
const FAULTS: Fault[] = [
  { status: 503 },
  { status: 503, after: true },
  { status: 429 },
  { cut: 'before' },
  { cut: 'after' },
];
/** Waits between tries that are long enough for another window to do all its work. */
const PATIENT = { baseDelay: 400, maxDelay: 400, limitDelay: 400, maxLimitDelay: 400, maxTries: 4 };

describe('upload: taken over at a random moment', function () {
  this.timeout(30_000);
  const bench = benchForEach();

  const lockOf = (): { owner: string } | undefined => {
    const folder = join(bench.storage, 'locks');
    const name = fs.existsSync(folder)
      ? fs.readdirSync(folder).find((file) => /\.\d+$/.test(file))
      : undefined;
    return name === undefined
      ? undefined
      : (JSON.parse(fs.readFileSync(join(folder, name), 'utf8')) as { owner: string });
  };

  for (const seed of SEEDS) {
    it(`nothing of the one that is gone shows (seed ${seed})`, async () => {
      const random = new Random(seed);
      const { sink } = bench;
      const [first, second] = [bench.engine({ retryEvery: 30 }), bench.engine({ retryEvery: 30 })];
      const more = { minKept: 0, chunkSize: 20, concurrency: random.int(1, 3) } as const;
      const rows = people(random.int(100, 300));
      const operation = random.pick(['replace', 'replace', 'add'] as const);
      const theirs = await first.plan(
        [bench.file(csv(rows), 'a.csv')],
        bench.target(),
        options({ operation, ...more }),
      );
      const own = random.chance(0.4)
        ? await second.plan(
            [bench.file(csv(people(50, 0, 'other')), 'b.csv')],
            bench.target(),
            options({ operation: 'replace', ...more }),
          )
        : undefined;
      if (operation === 'replace') sink.list(SEGMENT).add('old@example.com');
      sink.latency = 2;

      const faults = random.chance(0.8) ? 0.5 : 0;
      const after = random.int(1, 10);
      let since: Arrived[] | undefined;
      sink.fault = (call) => {
        if (call.agent === 'second') since ??= [];
        since?.push(call);
        return call.agent === 'first' && random.chance(faults) ? random.pick(FAULTS) : undefined;
      };
      const running = first
        .run(theirs.jobId, bench.client(PATIENT, new RateLimiter(), 'first'), {
          autoResume: true,
        })
        .catch(() => undefined);
      let isOver = false;
      void running.then(() => (isOver = true));
      await waitUntil('it sends', () => sink.arrived.length >= after || isOver);
      await turns(random.int(0, 5_000));
      const lock = lockOf();
      if (lock === undefined) return void (await running);
      fs.rmSync(join(bench.storage, 'owners', lock.owner), { force: true });

      const { jobId } = own ?? theirs;
      const { report } = (await second
        .run(jobId, bench.client({}, new RateLimiter(), 'second'))
        .catch((error: unknown) => {
          // It came to its end in that moment.
          if (error instanceof UploadError && error.code === 'not-resumable') return undefined;
          throw error;
        })) ?? { report: undefined };
      await running;
      if (report === undefined) return;
      assert.deepEqual([report.state, report.error], ['finished', undefined]);
      assert.deepEqual(
        [...sink.list(SEGMENT)].sort(),
        (own ? people(50, 0, 'other') : rows).sort(),
      );
      // What was on its way at that moment arrives a little later.
      assert.ok(
        (since ?? []).slice(4).every(({ agent }) => agent === 'second'),
        'sends on',
      );
      const fresh = bench.engine();
      await fresh.refresh();
      assert.deepEqual(fresh.job(jobId)?.report, report);
    });
  }
});
