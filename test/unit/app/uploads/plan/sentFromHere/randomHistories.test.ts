import assert from 'node:assert/strict';
import { openChanges } from '../../../../../../src/app/segments/sizes/sizeTexts';
import { sentFromHere } from '../../../../../../src/app/uploads/plan/sentFromHere';
import type { JobSummary } from '../../../../../../src/upload/jobTypes';
import {
  segmentSize,
  type SegmentSize,
  type SizeReading,
} from '../../../../../../src/upload/segmentSize';
import { seeds } from '../../../../../support/tenth';
import { Random } from '../../../../upload/support/random';
import { job } from '../../page/jobs';
import { HOUR, SetHistory } from './setHistory';

/** Whether the size is known exactly. */
function check(history: SetHistory, seed: number, jobs: readonly JobSummary[]): boolean {
  const { people, now, read, entries, trace } = history;
  const changes = sentFromHere(jobs, entries, job().target);
  const size = segmentSize({ earlier: read, now }, changes);
  const { atLeast, atMost } = size;
  // What was sent for sure may be more than an old reading allows: the parts don't say that.
  const isPlausible = changes.every(({ effect }) => effect.least <= (read?.identifiers ?? 0));
  if (read && isPlausible) checkSum(read, size, `seed ${seed}: ${trace.join('; ')}`);
  assert.ok(
    atLeast <= people.size && people.size <= atMost,
    `seed ${seed}: ${people.size} is not in ${atLeast} to ${atMost} after ${trace.join('; ')}`,
  );
  return atLeast === atMost;
}

/** Whoever adds up the parts that are shown gets the range, or more than that. */
function checkSum(read: SizeReading, size: SegmentSize, what: string): void {
  const { unsettled, pending, atLeast, atMost } = size;
  const { added, removed } = openChanges(size);
  const begins = [pending.from ?? { atLeast: read.identifiers, atMost: read.identifiers }];
  if (unsettled?.from) begins.push(unsettled.from);
  // A reading may have the clear of a replace, and not yet all that was sent after it.
  const most = begins.reduce((sum, one) => sum + one.atMost, added);
  const least = Math.min(...begins.map((one) => one.atLeast)) - removed;
  assert.ok(atLeast >= least, `${atLeast} is less than ${least}, ${what}`);
  assert.ok(atMost <= most, `${atMost} is more than ${most}, ${what}`);
  if (begins.length === 1 && removed === 0) assert.equal(atMost, most, what);
}

describe('the range of a segment’s size', () => {
  for (const isFlawless of [false, true])
    it(`always has its size${isFlawless ? ', also by the history alone' : ''}`, () => {
      let [all, exact] = [0, 0];
      for (const seed of seeds(1000)) {
        const random = new Random(seed);
        const history = new SetHistory(random, isFlawless);
        for (let step = 0; step < 20; step++) {
          if (random.chance(0.5)) history.takeReading();
          history.step();
          if (random.chance(0.5)) history.wait(random.int(1, 20) * HOUR);
          if (random.chance(0.3)) history.takeReading();
          if (isFlawless) check(history, seed, []);
          if (check(history, seed, history.jobs)) exact++;
          all++;
        }
      }
      // A range of everything would be true, too.
      assert.ok(exact > all / 4, `${exact} of ${all}`);
    });
});
