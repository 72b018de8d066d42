import assert from 'node:assert/strict';
import { pick } from '../../../../src/common/records';
import { sliceKey } from '../../../../src/upload/journal/chunkSlices';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import { assertHas } from '../../../support/assertHas';
import { chunkOf } from '../support/plans';

const CHUNKS = [chunkOf(100), chunkOf(50)];
const [FIRST, SECOND] = ['0.given.0-100', '1.given.0-50'];
const ERROR = {
  code: 'invalid',
  source: 'tool' as const,
  message: 'Criteo rejected the request.',
  status: 400,
};

const run = (more: Partial<Extract<Entry, { t: 'run' }>> = {}): Entry => ({
  t: 'run',
  at: 10,
  owner: 'me',
  epoch: 0,
  ...more,
});
const sending = (u: string): Entry => ({ t: 'sending', u });
const sent = (u: string, a: number, r = 0, x = 0): Entry => ({ t: 'sent', u, a, r, x, k: 1 });
const end = (state: Extract<Entry, { t: 'end' }>['state']): Entry => ({ t: 'end', at: 20, state });

const ledgerOf = (entries: Entry[], replaces = false): Ledger =>
  new Ledger(CHUNKS, entries, replaces);
const openKeys = (ledger: Ledger): string[] => ledger.openSlices().map(sliceKey);

describe('Ledger', () => {
  it('of no journal has all to send, and nothing sent', () => {
    const ledger = ledgerOf([]);
    assertHas(ledger, {
      state: 'planned',
      requests: 0,
      mayHaveChangedList: false,
      incomplete: true,
    });
    assert.deepEqual(openKeys(ledger), [FIRST, SECOND]);
    assert.deepEqual(ledger.totals(), { sent: 0, accepted: 0, refused: 0, unknown: 0 });
  });

  it('adds up what was answered', () => {
    const ledger = ledgerOf([
      run(),
      sending(FIRST),
      sending(SECOND),
      sent(SECOND, 40, 10),
      sent(FIRST, 0, 0, 100),
      end('finished'),
    ]);
    assert.deepEqual(ledger.totals(), { sent: 150, accepted: 40, refused: 10, unknown: 100 });
    assertHas(ledger, {
      state: 'finished',
      requests: 2,
      resent: 0,
      startedAt: 10,
      finishedAt: 20,
      incomplete: true,
      hasAcceptedRows: true,
    });
    assert.deepEqual(openKeys(ledger), [FIRST], 'nobody is known to be in');
  });

  it('is the same live and after a restart', () => {
    const entries = [
      run(),
      sending(FIRST),
      sent(FIRST, 90, 10),
      sending(SECOND),
      { t: 'rejected', u: SECOND, error: ERROR, k: 1 },
      { t: 'warning', warning: { code: 'old-field', type: 'validation' } },
      end('finished'),
    ] satisfies Entry[];
    const live = ledgerOf([]);
    for (const entry of entries) live.apply(entry);
    const read = ledgerOf(entries);
    assert.deepEqual([...live.slices.values()], [...read.slices.values()]);
    const figures = [
      'state',
      'requests',
      'startedAt',
      'finishedAt',
      'rejection',
      'warnings',
    ] as const;
    assert.deepEqual(pick(live, figures), pick(read, figures));
  });

  it('takes a request without an answer for unknown, and sends it again', () => {
    const ledger = ledgerOf([run(), sending(FIRST)]);
    assert.deepEqual(ledger.totals(), { sent: 100, accepted: 0, refused: 0, unknown: 100 });
    assertHas(ledger, { requests: 1, mayHaveChangedList: true });
    assert.deepEqual(openKeys(ledger), [FIRST, SECOND]);
    ledger.apply(run({ at: 30 }));
    ledger.apply(sending(FIRST));
    ledger.apply(sent(FIRST, 100));
    assert.deepEqual(ledger.totals(), { sent: 100, accepted: 100, refused: 0, unknown: 0 });
    assertHas(ledger, { requests: 2, resent: 1 });
  });

  it('keeps what it was before a try that was surely not processed', () => {
    for (const [before, totals] of [
      [[], { sent: 0, accepted: 0, refused: 0, unknown: 0 }],
      [
        [{ t: 'rejected', u: FIRST, error: ERROR, k: 1 }],
        { sent: 100, accepted: 0, refused: 100, unknown: 0 },
      ],
      [[{ t: 'unknown', u: FIRST, k: 1 }], { sent: 100, accepted: 0, refused: 0, unknown: 100 }],
    ] as [Entry[], object][]) {
      const ledger = ledgerOf([
        run(),
        ...(before.length > 0 ? [sending(FIRST), ...before] : []),
        sending(FIRST),
        { t: 'unsent', u: FIRST, k: 0 },
      ]);
      assert.deepEqual(ledger.totals(), totals);
      assert.equal(ledger.resent, 0, 'what never left was not sent again');
    }
  });

  it('tries a rejected request again in the next run, and not in this one', () => {
    const ledger = ledgerOf([
      run(),
      sending(FIRST),
      { t: 'rejected', u: FIRST, error: ERROR, k: 1 },
    ]);
    assert.deepEqual(openKeys(ledger), [SECOND]);
    ledger.apply(run({ after: 'pause' }));
    assert.deepEqual(openKeys(ledger), [SECOND], 'a pause is the same run');
    ledger.apply(run());
    assert.deepEqual(openKeys(ledger), [FIRST, SECOND]);
    assert.equal(ledger.rejection, undefined);
  });

  it('ends failed where a request was rejected as a whole', () => {
    const rejected: Entry = { t: 'rejected', u: FIRST, error: ERROR, k: 1 };
    assert.deepEqual(ledgerOf([run(), sending(FIRST), rejected]).endState(), {
      state: 'failed',
      error: ERROR,
    });
    assert.deepEqual(
      ledgerOf([run(), sending(FIRST), rejected, sending(SECOND), sent(SECOND, 1, 49)]).endState(),
      { state: 'failed', error: ERROR },
    );
    assert.deepEqual(
      ledgerOf([run(), sending(FIRST), sent(FIRST, 0, 100)]).endState(),
      { state: 'finished' },
      'every row rejected, the request was not',
    );
  });

  it('sends the halves of what was split, in the order of the file', () => {
    const into = ['0.given.0-50', '0.given.50-100'];
    const ledger = ledgerOf([
      run(),
      sending(FIRST),
      { t: 'unknown', u: FIRST, k: 2 },
      { t: 'split', u: FIRST, into },
    ]);
    assert.deepEqual(openKeys(ledger), [...into, SECOND]);
    assert.equal(ledger.totals().unknown, 100, 'the whole may be in until the halves are answered');
    ledger.apply(sending(into[0]));
    ledger.apply(sent(into[0], 50));
    assert.deepEqual(ledger.totals(), { sent: 100, accepted: 50, refused: 0, unknown: 50 });
  });

  it('ignores a split that is not of the whole, and entries of slices that it lacks', () => {
    const ledger = ledgerOf([
      run(),
      { t: 'split', u: FIRST, into: ['0.given.0-50'] },
      { t: 'split', u: FIRST, into: ['0.given.0-50', 'torn'] },
      sent('7.given.0-9', 9),
    ]);
    assert.deepEqual(openKeys(ledger), [FIRST, SECOND]);
    assert.equal(ledger.totals().sent, 0);
  });

  it('counts nothing that a process writes after another one took its job', () => {
    const ledger = ledgerOf([
      run({ owner: 'first' }),
      { ...sending(FIRST), by: 'first' },
      run({ owner: 'second' }),
      { ...sent(FIRST, 100), by: 'first' },
      { ...end('failed'), by: 'first' },
      { ...run({ owner: 'first', after: 'pause' }) },
    ]);
    assertHas(ledger, { state: 'running', owner: 'second' });
    assert.equal(ledger.totals().accepted, 0);
    ledger.apply(run({ owner: 'first' }));
    ledger.apply({ ...sent(FIRST, 100), by: 'first' });
    assert.equal(ledger.totals().accepted, 100, 'with a run of its own it counts again');
  });

  describe('of a replace', () => {
    it('knows when the list was cleared', () => {
      const ledger = ledgerOf(
        [run(), { t: 'clearing', at: 11 }, { t: 'cleared', at: 12, k: 1 }],
        true,
      );
      assertHas(ledger, {
        clearedAt: 12,
        clearingAt: undefined,
        maybeClearedAt: undefined,
        requests: 1,
        mayHaveChangedList: true,
      });
    });

    it('may have cleared the list where the answer is missing, until a clear is answered', () => {
      for (const lost of [
        [{ t: 'clearing', at: 11 }],
        [
          { t: 'clearing', at: 11 },
          { t: 'uncleared', at: 12, k: 1, lost: true },
        ],
      ] as Entry[][]) {
        const ledger = ledgerOf([run(), ...lost], true);
        assertHas(ledger, {
          clearedAt: undefined,
          maybeClearedAt: 11,
          requests: 1,
          mayHaveChangedList: true,
        });
        ledger.apply({ t: 'clearing', at: 30 });
        ledger.apply({ t: 'cleared', at: 31, k: 1 });
        assertHas(ledger, { clearedAt: 31, maybeClearedAt: undefined, requests: 2 });
      }
    });

    it('changed nothing where the clear surely was not done', () => {
      const ledger = ledgerOf(
        [run(), { t: 'clearing', at: 11 }, { t: 'uncleared', at: 12, k: 3 }],
        true,
      );
      assertHas(ledger, { maybeClearedAt: undefined, requests: 3, mayHaveChangedList: false });
    });

    it('was cleared where rows were sent, whatever line the journal lacks', () => {
      assertHas(ledgerOf([run(), { t: 'clearing', at: 11 }, sending(FIRST)], true), {
        clearedAt: 11,
        requests: 2,
      });
      assert.equal(ledgerOf([run(), { ...sending(FIRST), at: 15 }], true).clearedAt, 15);
    });

    it('counts its clear among the requests to come', () => {
      assertHas(ledgerOf([run(), { t: 'clearing', at: 11 }], true).progress(), {
        callsTotal: 3,
        callsDone: 0,
        callsUnknown: 1,
      });
      const lost = [run(), { t: 'clearing', at: 11 }, { t: 'uncleared', at: 12, k: 1, lost: true }];
      assertHas(ledgerOf(lost as Entry[], true).progress(), { callsDone: 0, callsUnknown: 1 });
      const cleared = ledgerOf(
        [
          run(),
          { t: 'clearing', at: 11 },
          { t: 'cleared', at: 12, k: 1 },
          sending(FIRST),
          sent(FIRST, 100),
        ],
        true,
      );
      assertHas(cleared.progress(), { callsTotal: 3, callsDone: 2, sent: 100, accepted: 100 });
    });
  });

  it('shows as progress what is answered, and what is in flight apart', () => {
    const ledger = ledgerOf([run(), sending(FIRST), sent(FIRST, 100)]);
    ledger.apply(sending(SECOND));
    assert.deepEqual(ledger.progress(), {
      sent: 100,
      accepted: 100,
      refused: 0,
      unknown: 0,
      inFlight: 1,
      callsDone: 1,
      callsTotal: 2,
      callsUnknown: 0,
    });
    ledger.apply({ t: 'unknown', u: SECOND, k: 1 });
    assertHas(ledger.progress(), { inFlight: 0, callsDone: 1, callsTotal: 2, callsUnknown: 1 });
  });

  it('counts the other formats of a removal apart', () => {
    const ledger = new Ledger(
      [chunkOf(10, { others: { md5: 8 } })],
      [
        run(),
        sending('0.given.0-10'),
        sent('0.given.0-10', 10),
        sending('0.md5.0-8'),
        sent('0.md5.0-8', 7, 1),
      ],
    );
    assert.deepEqual(ledger.totals(), { sent: 10, accepted: 10, refused: 0, unknown: 0 });
    assert.deepEqual(ledger.formatTotals(), [
      { form: 'md5', sent: 8, accepted: 7, refused: 1, unknown: 0 },
    ]);
  });

  it('counts the same warning once, and keeps at most a hundred', () => {
    const ledger = ledgerOf([run()]);
    for (let i = 0; i < 300; i++)
      ledger.apply({
        t: 'warning',
        warning: { code: `code-${i % 150}`, type: 'validation', ...(i < 150 && { count: 2 }) },
      });
    assert.equal(ledger.warnings.length, 100);
    assert.equal(ledger.warnings[0].count, 3);
  });

  it('knows the epoch of its first identifiers, and that something else changed the list between', () => {
    const ledger = ledgerOf([run({ epoch: 4 }), sending(FIRST), sent(FIRST, 100)]);
    ledger.apply(run({ epoch: 9, mixed: true }));
    assertHas(ledger, { epoch: 4, mixed: true });
    assert.equal(ledgerOf([run({ epoch: 4 }), run({ epoch: 9 })]).epoch, 9);
  });
});
