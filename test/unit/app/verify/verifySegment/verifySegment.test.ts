import assert from 'node:assert/strict';
import { changesInHistory } from '../../../../../src/app/segments/changesInHistory';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import {
  verifySegment,
  type Explanation,
  type Verdict,
} from '../../../../../src/app/verify/verifySegment';
import { processorTime } from '../../../../support/processorTime';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-20T00:00:00Z');

type Sent = 'add' | 'remove' | 'update' | 'replace' | 'clear';

/** A segment's history, in hours since `START`. */
class Told {
  readonly entries: HistoryEntry[] = [];
  readonly explanations: Explanation[] = [];
  #jobs = 0;

  read(hour: number, numberOfIdentifiers?: number, matchRate = 0.5): this {
    this.entries.push({ kind: 'reading', at: START + hour * HOUR, numberOfIdentifiers, matchRate });
    return this;
  }

  /** With the reading that an upload takes before it. */
  sent(hour: number, operation: Sent, accepted = 0, before?: number): this {
    const at = START + hour * HOUR;
    const jobId = `j${++this.#jobs}`;
    if (operation === 'clear') this.entries.push({ kind: 'clear', at });
    else {
      this.entries.push({ kind: 'reading', at: at - 1000, numberOfIdentifiers: before, jobId });
      this.entries.push({ kind: 'upload', at, operation, accepted, jobId });
    }
    return this;
  }

  explained(hour: number, state: Explanation['state']): this {
    this.explanations.push({ state, at: START + hour * HOUR });
    return this;
  }

  get verdict(): Verdict {
    const { entries, explanations } = this;
    return verifySegment({ entries, changes: changesInHistory(entries), explanations });
  }

  get state(): string {
    const { state, isExplained } = this.verdict;
    return isExplained ? `${state}, explained` : state;
  }
}

/** A segment of 10,000, read twice a day at 05:10 and 17:10. */
function ten(): Told {
  return new Told().read(5.2, 10_000).read(17.2, 10_000);
}

describe('whether an upload worked', () => {
  it('is as expected where the size is in the range of what was sent', () => {
    const told = ten().sent(20, 'add', 2000, 10_000).read(29.2, 11_200);
    assert.equal(told.state, 'as-expected');
    const { expected, before, change } = told.verdict;
    assert.deepEqual(expected, { atLeast: 10_000, atMost: 12_000 });
    assert.equal(before?.identifiers, 10_000);
    assert.equal(change?.operation, 'add');
  });

  it('isn’t computed yet before the computation, and for the five hours until it shows', () => {
    const at = (hour: number): string =>
      ten().sent(20, 'add', 2000, 10_000).read(hour, 10_000).state;
    assert.deepEqual([21, 24.1, 28.9, 29.1].map(at), [
      'not-computed',
      'not-computed',
      'not-computed',
      'as-expected',
    ]);
  });

  it('has no figure where Criteo gave none, unless that is still to come', () => {
    assert.equal(new Told().read(5, undefined).state, 'no-figure');
    assert.equal(ten().read(29.2).state, 'no-figure');
    assert.equal(new Told().sent(4, 'add', 900).read(5).state, 'not-computed');
    assert.equal(new Told().state, 'no-figure');
  });

  describe('did not grow', () => {
    const grown = (accepted: number, after: readonly number[]): Told =>
      after.reduce(
        (told, size, index) => told.read(29.2 + 12 * index, size),
        ten().sent(20, 'add', accepted, 10_000),
      );

    it('after two computations, if at least 500 and 10% were sent', () => {
      assert.equal(grown(2000, [10_000]).state, 'as-expected');
      assert.equal(grown(2000, [10_000, 10_000]).state, 'did-not-grow');
      assert.equal(grown(2000, [10_000, 9_990]).state, 'did-not-grow');
      assert.equal(grown(2000, [10_000, 10_001]).state, 'as-expected');
      assert.equal(grown(1000, [10_000, 10_000]).state, 'did-not-grow');
      assert.equal(grown(999, [10_000, 10_000]).state, 'as-expected');
      const small = (accepted: number): string =>
        new Told().read(5.2, 1000).sent(20, 'add', accepted, 1000).read(29.2, 1000).read(41.2, 1000)
          .state;
      assert.deepEqual([small(499), small(500)], ['as-expected', 'did-not-grow']);
    });

    it('says since when, by which upload, and what was expected', () => {
      const { expected, before, change } = grown(2000, [10_000, 10_000]).verdict;
      assert.deepEqual(expected, { atLeast: 10_000, atMost: 12_000 });
      assert.equal(before?.identifiers, 10_000);
      assert.equal(change?.jobId, 'j1');
    });

    it('is over once it grew, and told of the next upload that didn’t', () => {
      assert.equal(grown(2000, [10_000, 10_000, 11_500]).state, 'as-expected');
      const next = grown(2000, [10_000, 11_500]).sent(44, 'add', 3000, 11_500);
      assert.equal(next.read(53.2, 11_500).state, 'as-expected');
      assert.equal(next.read(65.2, 11_500).state, 'did-not-grow');
      assert.equal(next.verdict.change?.jobId, 'j2');
    });

    it('though something is sent every night', () => {
      const told = ten();
      const states: string[] = [];
      for (let night = 0; night < 4; night++)
        states.push(
          told.sent(20 + 24 * night, 'add', 2000, 10_000).read(29.2 + 24 * night, 10_000).state,
        );
      assert.deepEqual(states, ['as-expected', 'did-not-grow', 'did-not-grow', 'did-not-grow']);
      told.explained(24 * 4, 'did-not-grow');
      assert.equal(
        told.sent(20 + 24 * 4, 'add', 2000, 10_000).read(29.2 + 24 * 4, 10_000).state,
        'did-not-grow, explained',
      );
    });

    it('is explained by what was removed since', () => {
      const told = ten().sent(20, 'add', 2000, 10_000).sent(21, 'remove', 1800, 10_000);
      assert.equal(told.read(29.2, 10_000).read(41.2, 10_000).state, 'as-expected');
    });

    it('of a segment that had none, and of a replace, by what has to be in', () => {
      const first = new Told().sent(20, 'add', 2000).read(29.2, 0);
      assert.equal(first.state, 'not-computed');
      assert.equal(first.read(41.2, 0).state, 'did-not-grow');
      assert.deepEqual(first.verdict.expected, { atLeast: 2000, atMost: Infinity });
      const replaced = ten().sent(20, 'replace', 20_000, 10_000).read(29.2, 10_000);
      assert.equal(replaced.state, 'not-computed');
      assert.equal(replaced.read(41.2, 10_000).state, 'did-not-grow');
      const same = ten().sent(20, 'replace', 10_000, 10_000).read(29.2, 10_000);
      assert.equal(same.read(41.2, 10_000).state, 'as-expected');
    });

    it('is not told of what was sent before, and of what was cleared since', () => {
      const cleared = ten().sent(20, 'add', 2000, 10_000).sent(22, 'clear');
      assert.equal(cleared.read(29.2, 0).read(41.2, 0).state, 'as-expected');
    });
  });

  describe('matches almost nobody', () => {
    const rated = (size: number, rate: number): Told => ten().read(29.2, size, rate);

    it('below 0.1%, from 500 identifiers on', () => {
      assert.equal(rated(10_000, 0.0009).state, 'matches-almost-nobody');
      assert.equal(rated(10_000, 0.001).state, 'as-expected');
      assert.equal(new Told().read(5.2, 500, 0).state, 'matches-almost-nobody');
      assert.equal(new Told().read(5.2, 499, 0).state, 'as-expected');
    });

    it('since the first such reading, until it is over or explained', () => {
      const told = rated(10_000, 0).read(41.2, 10_000, 0.0001);
      assert.equal(told.verdict.since, START + 29.2 * HOUR);
      assert.equal(
        told.explained(42, 'matches-almost-nobody').state,
        'matches-almost-nobody, explained',
      );
      assert.equal(told.read(53.2, 10_000, 0).state, 'matches-almost-nobody, explained');
      assert.equal(told.read(65.2, 10_000, 0.4).state, 'as-expected');
      assert.equal(told.read(77.2, 10_000, 0).state, 'matches-almost-nobody');
    });

    it('waits for a replace that was sent since, and not for an add', () => {
      assert.equal(
        rated(10_000, 0).sent(30, 'add', 10, 10_000).read(31, 10_000, 0).state,
        'matches-almost-nobody',
      );
      assert.equal(
        rated(10_000, 0).sent(30, 'replace', 9000, 10_000).read(31, 10_000, 0).state,
        'not-computed',
      );
    });
  });

  describe('an unexplained fall', () => {
    it('is at least 500 and 10%, or to 0', () => {
      const to = (size: number, from = 10_000): string =>
        new Told().read(5.2, from).read(17.2, size).state;
      assert.deepEqual(
        [to(9001), to(9000), to(0), to(0, 3), to(501, 1000), to(500, 1000), to(2, 3)],
        [
          'as-expected',
          ...['unexplained-fall', 'unexplained-fall', 'unexplained-fall'],
          ...['as-expected', 'unexplained-fall', 'as-expected'],
        ],
      );
    });

    it('says since when, from what, and what was expected', () => {
      const told = ten().sent(20, 'add', 962, 10_000).read(29.2, 6_000).read(41.2, 6_000);
      const { since, before, expected } = told.verdict;
      assert.equal(since, START + 29.2 * HOUR);
      assert.equal(before?.identifiers, 10_000);
      assert.deepEqual(expected, { atLeast: 10_000, atMost: 10_962 });
    });

    for (const [operation, size] of [
      ['remove', 6_000],
      ['clear', 0],
      ['replace', 4_000],
    ] as const)
      it(`is explained by an own ${operation}`, () => {
        const told = ten().sent(20, operation, 4000, 10_000);
        assert.equal(told.read(21, size).state, 'not-computed');
        assert.equal(told.read(29.2, size).state, 'as-expected');
        assert.equal(told.read(41.2, size).state, 'as-expected');
        // What is more than that isn’t.
        if (size > 0) assert.equal(told.read(53.2, size - 2000).state, 'unexplained-fall');
      });

    it('is over once the size is back, or the segment was cleared or replaced from here', () => {
      const fallen = (): Told => ten().read(29.2, 6_000);
      assert.equal(fallen().read(41.2, 9_500).state, 'as-expected');
      assert.equal(fallen().read(41.2, 7_000).state, 'unexplained-fall');
      const added = fallen().sent(42, 'add', 4_000, 6_000).read(43, 6_000);
      assert.equal(added.state, 'unexplained-fall');
      assert.equal(added.read(53.2, 10_000).state, 'as-expected');
      const replaced = fallen().sent(42, 'replace', 8_000, 6_000).read(43, 6_000);
      assert.equal(replaced.state, 'not-computed');
      assert.equal(replaced.read(53.2, 8_000).state, 'as-expected');
    });

    it('ends once a person has explained it, and the next one is compared with what was left', () => {
      const told = ten().read(29.2, 6_000).explained(30, 'unexplained-fall');
      assert.equal(told.state, 'as-expected');
      assert.equal(told.read(41.2, 6_000).state, 'as-expected');
      assert.equal(told.read(53.2, 4_000).state, 'unexplained-fall');
      assert.equal(told.verdict.before?.identifiers, 6_000);
      // An explanation of another state is none.
      assert.equal(told.explained(54, 'did-not-grow').state, 'unexplained-fall');
    });
  });

  it('tells the worst first', () => {
    const told = ten().sent(20, 'add', 2000, 10_000).read(29.2, 10_000).read(41.2, 10_000, 0);
    assert.equal(told.state, 'matches-almost-nobody');
    assert.equal(told.read(53.2, 5_000, 0).state, 'unexplained-fall');
  });

  it('finds the falls of 3 years of readings at once', () => {
    const told = new Told();
    for (let day = 0; day < 1100; day++) {
      const [before, after] = [day - 1, day].map((one) => (one > 1000 ? 5000 : 10_000));
      told.sent(24 * day + 20, 'add', 50, before).read(24 * day + 29.2, after);
    }
    const { entries } = told;
    const changes = changesInHistory(entries);
    const { state, since } = verifySegment({ entries, changes });
    const took = processorTime(() => verifySegment({ entries, changes }), 1000);
    assert.ok(took < 1000, `${took} ms`);
    assert.deepEqual([state, since], ['unexplained-fall', START + 1001 * DAY + 29.2 * HOUR]);
  });
});
