import assert from 'node:assert/strict';
import {
  actionLabel,
  computationText,
  jobText,
  progressText,
  resultText,
} from '../../../../src/app/uploads/messages';
import { filePattern } from '../../../../src/app/uploads/pairings';
import { requestFrom } from '../../../../src/app/uploads/request';
import {
  computationRisk,
  estimatedTime,
  liveAround,
  nextComputation,
} from '../../../../src/app/uploads/schedule';
import { configureFormat, duration, size } from '../../../../src/common/format';
import { OutsideText } from '../../../../src/common/outsideText';
import type { JobSummary, Progress, Report } from '../../../../src/upload/uploadTypes';

const at = (text: string): number => Date.parse(text);

const report: Report = {
  state: 'finished',
  jobId: 'j',
  accountId: '1',
  segmentId: '2',
  operation: 'add',
  startedAt: '2026-03-04T09:00:00Z',
  finishedAt: '2026-03-04T09:01:00Z',
  rows: 10,
  blank: 1,
  invalid: 2,
  duplicates: 1,
  sent: 6,
  unsent: 0,
  accepted: 5,
  refused: 1,
  unknown: 0,
  calls: 1,
  warnings: [],
};

describe('the next computation', () => {
  it('is at 00:00 or 12:00 UTC, strictly later', () => {
    for (const [now, next] of [
      ['2026-03-04T00:00:00Z', '2026-03-04T12:00:00Z'],
      ['2026-03-04T11:59:59.999Z', '2026-03-04T12:00:00Z'],
      ['2026-03-04T12:00:00Z', '2026-03-05T00:00:00Z'],
      ['2026-12-31T23:00:00Z', '2027-01-01T00:00:00Z'],
    ])
      assert.equal(nextComputation(at(now)), at(next), now);
    assert.equal(liveAround(at('2026-03-04T12:00:00Z')), at('2026-03-04T17:00:00Z'));
  });

  it('is missed by what runs across it, and may be by what ends less than 30 minutes before', () => {
    const minutes = 60_000;
    assert.equal(computationRisk(at('2026-03-04T11:00:00Z'), 29 * minutes), 'none');
    assert.equal(computationRisk(at('2026-03-04T11:00:00Z'), 31 * minutes), 'close');
    assert.equal(computationRisk(at('2026-03-04T11:00:00Z'), 60 * minutes), 'across');
    assert.equal(computationRisk(at('2026-03-04T12:00:00Z'), 0), 'none');
  });

  it('is told in UTC and in local time', () => {
    configureFormat('en', 'America/New_York');
    assert.match(
      computationText(at('2026-01-04T09:00:00Z')),
      /12:00 UTC \(07:00 here\); live around 12:00/,
    );
    configureFormat('en', 'UTC');
  });
});

describe('the time of an upload', () => {
  it('is bound by 250 calls a minute beyond the first', () => {
    assert.equal(estimatedTime(1, 4, 250), 250);
    assert.equal(estimatedTime(250, 4, 250), 62_500);
    assert.equal(estimatedTime(251, 16, 250), 60_000);
    assert.equal(estimatedTime(1000, 100, 250), 3 * 60_000);
  });
});

describe('words of an upload', () => {
  before(() => configureFormat('en', 'UTC'));

  it('say what a button does', () => {
    assert.equal(actionLabel('add', 49002, false), 'Add 49,002');
    assert.equal(actionLabel('replace', 49002, false), 'Replace with 49,002');
    assert.equal(actionLabel('remove', 41000, true), 'Remove the Other 41,000 Anyway');
  });

  it('word "accepted" as what it is, by operation', () => {
    const now = at(report.finishedAt);
    assert.match(
      resultText(report, 'a.csv', 'A · R · S', now),
      /6 sent to add, 5 accepted \(well-formed; the API does not say whether they matched\).*1 refused by the API, 2 invalid, 1 duplicate, 1 blank/,
    );
    assert.match(
      resultText({ ...report, operation: 'remove' }, 'a.csv', 'S', now),
      /whether they were in the list/,
    );
    const forms = [
      { form: 'md5' as const, sent: 6, accepted: 6, refused: 0, unknown: 0 },
      { form: 'sha256' as const, sent: 6, accepted: 1, refused: 3, unknown: 2 },
    ];
    const removed: Report = { ...report, operation: 'remove', accepted: 6, refused: 0, forms };
    assert.match(
      resultText(removed, 'a.csv', 'S', now),
      /6 accepted .*5 not accepted in other forms/,
    );
    assert.equal(
      jobText({ state: 'finished', progress: {}, report: removed } as JobSummary, now),
      'finished: 6 accepted, 5 not accepted in other forms',
    );
    assert.doesNotMatch(
      resultText({ ...removed, forms: forms.slice(0, 1) }, 'a.csv', 'S', now),
      /other forms/,
    );
    const cut = resultText(
      {
        ...report,
        state: 'failed',
        operation: 'replace',
        cleared: '2026-03-04T09:00:30Z',
        sent: 2,
        unsent: 4,
        error: { code: 'x', message: 'The line broke.' },
      },
      'a.csv',
      'S',
      now,
    );
    assert.match(cut, /Not finished.*The line broke\. 2 were sent, 4 not.*emptied at 09:00/);
    const signedOut = resultText(
      {
        ...report,
        state: 'failed',
        sent: 2,
        unsent: 4,
        error: { code: 'signed-out', message: 'The session ended.' },
      },
      'a.csv',
      'A · R · S',
      now,
    );
    assert.match(
      signedOut,
      /^Paused: a\.csv → A · R · S, because you signed out\. Sign in again and resume it in Uploads\. 2 were sent, 4 not\./,
    );
    assert.doesNotMatch(signedOut, /Not finished|The session ended|computed/);
    assert.match(
      resultText({ ...report, state: 'cancelled', sent: 0 }, 'a.csv', 'S', now),
      /Nothing was sent/,
    );
    const maybe = resultText(
      {
        ...report,
        state: 'cancelled',
        operation: 'replace',
        maybeCleared: '2026-03-04T09:41:00Z',
        sent: 0,
      },
      'a.csv',
      'S',
      now,
    );
    assert.match(
      maybe,
      /No identifier was sent\..*may have been emptied at 09:41: the answer to that call was lost/,
    );
    assert.equal(
      /computed/.test(resultText({ ...report, state: 'cancelled', sent: 0 }, 'a.csv', 'S', now)),
      false,
    );
  });

  it('say why it waits and for how long', () => {
    const progress: Progress = {
      phase: 'sending',
      bytesRead: 1,
      bytesTotal: 1,
      rowsRead: 1,
      sent: 50000,
      accepted: 0,
      refused: 0,
      unknown: 0,
      inFlight: 1,
      callsDone: 1,
      callsTotal: 4,
    };
    assert.equal(progressText(progress, 0), '50,000 sent, 1 of 4 calls');
    assert.equal(
      progressText({ ...progress, wait: 'limit', waitUntil: 14_000 }, 0),
      'Paused: API rate limit reached, goes on in 14 s',
    );
    assert.equal(
      progressText({ ...progress, wait: 'serverError', waitUntil: 3_600_000 }, 0),
      'Paused: Criteo had a server error, tries again in 60 min',
    );
    assert.equal(
      progressText({ ...progress, wait: 'noResponse', waitUntil: 40_000 }, 0),
      'Paused: no response from Criteo, tries again in 40 s',
    );
    assert.equal(
      progressText({ ...progress, wait: 'network', waitUntil: 40_000 }, 0),
      'Paused: no connection, tries again in 40 s',
    );
  });

  it('say that it is being cancelled, and how many answers it waits for', () => {
    const stopping: Progress = {
      phase: 'sending',
      bytesRead: 1,
      bytesTotal: 1,
      rowsRead: 1,
      sent: 50000,
      accepted: 0,
      refused: 0,
      unknown: 0,
      inFlight: 3,
      callsDone: 1,
      callsTotal: 4,
      stopping: 'cancelled',
    };
    assert.equal(progressText(stopping, 0), 'Cancelling, waiting for 3 answers');
    assert.equal(progressText({ ...stopping, inFlight: 1 }, 0), 'Cancelling, waiting for 1 answer');
    assert.equal(progressText({ ...stopping, inFlight: 0 }, 0), 'Cancelling…');
    assert.equal(
      progressText({ ...stopping, stopping: 'signedOut' }, 0),
      'Stopping, waiting for 3 answers',
    );
  });

  it('give sizes and times a person reads', () => {
    assert.deepEqual(
      [size(0), size(999), size(3_200_000), size(5_000_000_000)],
      ['0 bytes', '999 bytes', '3.2 MB', '5 GB'],
    );
    assert.deepEqual([duration(0), duration(14_200), duration(600_000)], ['1 s', '14 s', '10 min']);
  });
});

describe('files of one kind', () => {
  it('share a pattern whatever day they are of', () => {
    const pattern = filePattern(OutsideText.name('Customers-2026-03-04.csv'));
    for (const name of [
      'customers-2026-04-01.csv',
      'customers-20260401.csv',
      'customers-2026-04-01 (1).csv',
      'customers-2026-04-01_12-30-00.csv',
      'Customers-1.csv',
    ])
      assert.equal(filePattern(OutsideText.name(name)), pattern, name);
    for (const name of ['customers-2026-04-01.tsv', 'optout-2026-04-01.csv', 'customers.csv'])
      assert.notEqual(filePattern(OutsideText.name(name)), pattern, name);
  });
});

describe('arguments of uploadCsv', () => {
  it('are taken when they are right', () => {
    const request = requestFrom({
      segmentId: '738406688413290497',
      operation: 'remove',
      column: 0,
      header: false,
      forms: 'all',
      confirm: false,
      maxRefused: 0,
      minKept: 1,
    });
    assert.deepEqual(
      [request.segmentId, request.column, request.header, request.forms, request.confirm],
      ['738406688413290497', 0, false, 'all', false],
    );
  });

  for (const wrong of [
    { segmentId: 738 },
    { operation: 'clear' },
    { column: -1 },
    { column: '' },
    { header: 'no' },
    { header: 0 },
    { header: null },
    { hash: 'sha1' },
    { confirm: true },
    { confirm: 'yes' },
    { maxRefused: 1.1 },
    { minKept: Number.NaN },
    { segmentID: '1' },
    { operation: 'add', forms: 'all' },
  ]) {
    it(`are refused otherwise: ${JSON.stringify(wrong)}`, () =>
      assert.throws(() => requestFrom(wrong), { code: 'bad-argument' }));
  }
});
