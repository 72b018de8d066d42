import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { sentFromHere } from '../../../../../src/app/uploads/plan/sentFromHere';
import { openAt } from '../../../../../src/app/verify/expectedRange';
import { verifySegment } from '../../../../../src/app/verify/verifySegment';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import type { SizeChange } from '../../../../../src/upload/segmentSize';
import { seeds } from '../../../../support/tenth';
import { Random } from '../../../upload/support/random';
import { job } from '../../uploads/page/jobs';
import { HOUR, SetHistory } from '../../uploads/plan/sentFromHere/setHistory';

/** A person of the model stands for so many: what is less isn't told. */
const EACH = 700;

/** All numbers of identifiers in what was sent, for so many people more. */
function larger(change: SizeChange): SizeChange {
  const { effect, sent, missing, content, neverThere = 0 } = change;
  const { least, added, removed } = effect;
  return {
    ...change,
    effect: {
      ...effect,
      least: least * EACH,
      added: added * EACH,
      removed: { least: removed.least * EACH, most: removed.most * EACH },
    },
    ...{ sent: sent * EACH, missing: missing * EACH, neverThere: neverThere * EACH },
    content: content && {
      ...content,
      unsent: content.unsent * EACH,
      unanswered: content.unanswered * EACH,
    },
  };
}

function largerReading(entry: HistoryEntry): HistoryEntry {
  const { numberOfIdentifiers: n } = entry;
  return n === undefined ? entry : { ...entry, numberOfIdentifiers: n * EACH };
}

describe('a segment that only uploads from here change', () => {
  for (const isFlawless of [false, true])
    it(`never falls unexplained${isFlawless ? ', also by the history alone' : ''}, and is in the range`, () => {
      const found = new Map<string, number>();
      for (const seed of seeds(500)) {
        const random = new Random(seed);
        const history = new SetHistory(random, isFlawless);
        const check = (jobs: readonly JobSummary[]): void => {
          const entries = history.entries.map(largerReading);
          const changes = sentFromHere(jobs, history.entries, job().target).map(larger);
          const { state, read, expected } = verifySegment({ entries, changes });
          found.set(state, (found.get(state) ?? 0) + 1);
          const what = (): string => `seed ${seed}: ${state} after ${history.trace.join('; ')}`;
          assert.notEqual(state, 'unexplained-fall', what());
          if (!expected || read?.numberOfIdentifiers === undefined) return;
          if (openAt(changes, read.at).length > 0 || state !== 'as-expected') return;
          const { atLeast, atMost } = expected;
          const size = read.numberOfIdentifiers;
          assert.ok(size >= atLeast && size <= atMost, `${size}: ${atLeast}–${atMost}, ${what()}`);
        };
        for (let step = 0; step < 20; step++) {
          if (random.chance(0.6)) history.takeReading();
          history.step();
          if (random.chance(0.7)) history.wait(random.int(1, 20) * HOUR);
          if (random.chance(0.5)) history.takeReading();
          if (isFlawless) check([]);
          check(history.jobs);
        }
      }
      for (const state of ['as-expected', 'not-computed'])
        assert.ok((found.get(state) ?? 0) > 100, JSON.stringify([...found]));
    });
});
