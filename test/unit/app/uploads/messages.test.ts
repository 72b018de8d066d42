import assert from 'node:assert/strict';
import {
  actionLabel,
  computationText,
  jobText,
  progressText,
  resultText,
} from '../../../../src/app/uploads/messages';
import { configureFormat, duration, size } from '../../../../src/common/format';
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

describe('texts of an upload', () => {
  before(() => configureFormat('en', 'UTC'));

  it('give the next computation in UTC and in local time', () => {
    configureFormat('en', 'America/New_York');
    assert.match(
      computationText(at('2026-01-04T09:00:00Z')),
      /12:00 UTC \(07:00 local time\)\. Changes go live around 12:00/,
    );
    configureFormat('en', 'UTC');
  });

  it('say what a button does', () => {
    assert.equal(actionLabel('add', 49002, false), 'Add 49,002');
    assert.equal(actionLabel('replace', 49002, false), 'Replace with 49,002');
    assert.equal(actionLabel('remove', 41000, true), 'Remove the Other 41,000 Anyway');
  });

  it('word "accepted" as what it is, by operation', () => {
    const now = at(report.finishedAt);
    assert.match(
      resultText(report, 'a.csv', 'A · R · S', now),
      /6 sent to add, 5 accepted \(well-formed; Criteo doesn’t say whether they match\).*1 rejected by Criteo, 2 invalid, 1 duplicate, 1 blank/,
    );
    assert.match(
      resultText({ ...report, operation: 'remove' }, 'a.csv', 'S', now),
      /whether they were in the segment/,
    );
    const forms = [
      { form: 'md5' as const, sent: 6, accepted: 6, refused: 0, unknown: 0 },
      { form: 'sha256' as const, sent: 6, accepted: 1, refused: 3, unknown: 2 },
    ];
    const removed: Report = { ...report, operation: 'remove', accepted: 6, refused: 0, forms };
    assert.match(
      resultText(removed, 'a.csv', 'S', now),
      /6 accepted .*5 not accepted in other hash formats/,
    );
    assert.equal(
      jobText({ state: 'finished', progress: {}, report: removed } as JobSummary, now),
      'finished: 6 accepted, 5 not accepted in other hash formats',
    );
    assert.doesNotMatch(
      resultText({ ...removed, forms: forms.slice(0, 1) }, 'a.csv', 'S', now),
      /other hash formats/,
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
    assert.match(cut, /Not finished.*The line broke\. 2 sent, 4 not sent\..*cleared at 09:00/);
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
      /^Paused because you signed out: a\.csv → A · R · S\. Sign in again, then resume the upload in the Uploads view\. 2 sent, 4 not sent\./,
    );
    assert.doesNotMatch(signedOut, /Not finished|The session ended|computes audiences/);
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
      /No identifier was sent\..*may have been cleared at 09:41: the response to that request was lost/,
    );
    assert.equal(
      /computes audiences/.test(
        resultText({ ...report, state: 'cancelled', sent: 0 }, 'a.csv', 'S', now),
      ),
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
    assert.equal(progressText(progress, 0), '50,000 sent, 1 of 4 requests');
    assert.equal(
      progressText({ ...progress, wait: 'limit', waitUntil: 14_000 }, 0),
      'Paused: API rate limit reached, resuming in 14 s',
    );
    assert.equal(
      progressText({ ...progress, wait: 'serverError', waitUntil: 3_600_000 }, 0),
      'Paused: Criteo had a server error, retrying in 60 min',
    );
    assert.equal(
      progressText({ ...progress, wait: 'noResponse', waitUntil: 40_000 }, 0),
      'Paused: no response from Criteo, retrying in 40 s',
    );
    assert.equal(
      progressText({ ...progress, wait: 'network', waitUntil: 40_000 }, 0),
      'Paused: no connection, retrying in 40 s',
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
    assert.equal(progressText(stopping, 0), 'Cancelling, waiting for 3 responses');
    assert.equal(
      progressText({ ...stopping, inFlight: 1 }, 0),
      'Cancelling, waiting for 1 response',
    );
    assert.equal(progressText({ ...stopping, inFlight: 0 }, 0), 'Cancelling…');
    assert.equal(
      progressText({ ...stopping, stopping: 'signedOut' }, 0),
      'Stopping, waiting for 3 responses',
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
