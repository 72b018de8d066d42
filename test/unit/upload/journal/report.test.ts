import assert from 'node:assert/strict';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import { clearTimes, iso, isOwnNote, makeReport } from '../../../../src/upload/journal/report';
import type { StoredJob } from '../../../../src/upload/journal/store';
import { assertHas } from '../../../support/assertHas';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { options } from '../support/bench';
import { chunkOf, storedJob, suppressionOf, updateOf } from '../support/plans';

const JOB: Partial<StoredJob> = { rows: 170, blank: 5, invalid: 10, duplicates: 5 };

function reportOf(entries: Entry[], more: Partial<StoredJob> = {}, until = 99_000) {
  const job = storedJob(150, { ...JOB, ...more });
  const replaces = job.options.operation === 'replace';
  const report = makeReport(job, new Ledger([chunkOf(100), chunkOf(50)], entries, replaces), until);
  reportAddsUp(report);
  return report;
}

const RUN: Entry = { t: 'run', at: 10_000, owner: 'me' };
const END: Entry = { t: 'end', at: 20_000, state: 'finished' };

describe('makeReport', () => {
  it('has the figures of plan and ledger', () => {
    const report = reportOf([
      RUN,
      { t: 'sending', u: '0.given.0-100' },
      { t: 'sent', u: '0.given.0-100', a: 90, r: 10, x: 0, k: 1 },
      END,
    ]);
    assertHas(report, {
      state: 'finished',
      jobId: 'abc-01234567',
      accountId: '1',
      segmentId: '2',
      operation: 'add',
      startedAt: '1970-01-01T00:00:10.000Z',
      finishedAt: '1970-01-01T00:00:20.000Z',
      rows: 170,
      sent: 100,
      accepted: 90,
      refused: 10,
      unsent: 50,
      calls: 1,
      warnings: [],
    });
    for (const absent of ['cleared', 'maybeCleared', 'forms', 'error'])
      assert.ok(!(absent in report), absent);
  });

  it('adds up at every line of the journal, and counts what is in flight as unsent', () => {
    const ledger = new Ledger([chunkOf(100), chunkOf(50)]);
    for (const entry of [
      RUN,
      { t: 'sending', u: '0.given.0-100' },
      { t: 'unknown', u: '0.given.0-100', k: 2 },
      { t: 'split', u: '0.given.0-100', into: ['0.given.0-50', '0.given.50-100'] },
      { t: 'sending', u: '0.given.50-100' },
      { t: 'sent', u: '0.given.50-100', a: 1, r: 49, x: 0, k: 1 },
      { t: 'end', at: 20_000, state: 'cancelled' },
    ] satisfies Entry[]) {
      ledger.apply(entry);
      reportAddsUp(makeReport(storedJob(150, JOB), ledger, 99_000), JSON.stringify(entry));
    }
  });

  it('of a run without an end is failed until now, and of a cancelled one cancelled', () => {
    assertHas(reportOf([RUN]), { state: 'failed', finishedAt: iso(99_000) });
    assertHas(reportOf([]), { state: 'failed', startedAt: iso(99_000) });
    const error = { code: 'network', source: 'tool' as const, message: 'No network.' };
    assertHas(reportOf([RUN, { ...END, state: 'failed', error }]), { state: 'failed', error });
    assert.equal(reportOf([RUN, { ...END, state: 'cancelled' }]).state, 'cancelled');
  });

  it('tells suppressed people who are removed from those who left', () => {
    const { counts } = updateOf();
    const job = storedJob(10, {
      rows: 13,
      suppressed: 3,
      options: options({ operation: 'update' }),
      update: updateOf({
        identifiers: 4,
        counts: { ...counts, rows: 4, removed: 4 },
      }),
      suppression: suppressionOf(
        [
          { path: '/opt-outs.csv', people: 9, suppressed: 3, contentHash: 'h', modifiedAt: 5_000 },
          { path: '/gone.csv', failure: 'missing' },
        ],
        { people: 9, inFiles: 3, removed: 3, identifiers: 6, allowed: ['suppression-missing'] },
      ),
    });
    const ledger = new Ledger([
      chunkOf(10),
      chunkOf(4, { file: 1, removes: true }),
      chunkOf(6, { file: 2, removes: true, suppressed: true }),
    ]);
    const report = (): ReturnType<typeof makeReport> => makeReport(job, ledger, 99_000);
    assert.deepEqual([report().suppressed, report().removed?.unsent], [3, 4]);
    for (const [u, a, r] of [
      ['0.given.0-10', 10, 0],
      ['1.every.0-4', 4, 0],
      ['2.every.0-6', 5, 1],
    ] as const) {
      ledger.apply({ t: 'sending', u });
      ledger.apply({ t: 'sent', u, a, r, x: 0, k: 1 });
      reportAddsUp(report());
    }
    const { removed, suppression } = report();
    const none = { refused: 0, unknown: 0, unsent: 0 };
    assert.deepEqual(removed, { rows: 4, sent: 4, accepted: 4, ...none });
    assert.deepEqual(suppression, {
      people: 9,
      inFiles: 3,
      compared: [],
      allowed: ['suppression-missing'],
      lists: [
        {
          ...{ path: '/opt-outs.csv', people: 9, invalid: 0, notComparable: 0, compared: [] },
          ...{ suppressed: 3, writtenAt: '1970-01-01T00:00:05.000Z' },
        },
        {
          ...{ path: '/gone.csv', people: 0, invalid: 0, notComparable: 0, compared: [] },
          ...{ suppressed: 0, failure: 'missing' },
        },
      ],
      removed: { ...none, rows: 3, sent: 6, accepted: 5, refused: 1 },
    });
  });

  it('notes requests that were sent again, and a clear without an answer', () => {
    const report = reportOf(
      [RUN, { t: 'clearing', at: 11_000 }, { t: 'uncleared', at: 12_000, k: 1, lost: true }, END],
      { options: options({ operation: 'replace' }) },
    );
    assertHas(report, { maybeCleared: iso(11_000) });
    assert.deepEqual(
      report.warnings.map(({ code }) => code),
      ['clear-unknown'],
    );
    const again = reportOf([
      RUN,
      { t: 'sending', u: '0.given.0-100' },
      { t: 'unknown', u: '0.given.0-100', k: 1 },
      { t: 'sending', u: '0.given.0-100' },
      { t: 'sent', u: '0.given.0-100', a: 100, r: 0, x: 0, k: 1 },
    ]);
    assertHas(again.warnings[0], { code: 'sent-again' });
    assert.match(again.warnings[0].title ?? '', /: 1\./);
    for (const warning of [...report.warnings, ...again.warnings]) assert.ok(isOwnNote(warning));
    assert.equal(isOwnNote({ code: 'deprecated-field' }), false);
    assert.equal(isOwnNote({}), false);
  });

  it('lists the other formats only for a removal in every format', () => {
    assert.deepEqual(
      reportOf([RUN], { options: options({ operation: 'remove', forms: 'all' }) }).forms,
      [],
    );
  });

  it('says when the list was cleared', () => {
    const ledger = new Ledger([], [RUN, { t: 'cleared', at: 12_000, k: 1 }], true);
    assert.deepEqual(clearTimes(ledger), { cleared: iso(12_000) });
    assert.deepEqual(clearTimes(new Ledger([])), {});
  });
});
