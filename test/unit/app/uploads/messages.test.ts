import assert from 'node:assert/strict';
import {
  computationText,
  jobText,
  progressText,
  resultText,
  rowsEquation,
  tooManyInvalidText,
} from '../../../../src/app/uploads/messages';
import { configureFormat, duration, size } from '../../../../src/common/format';
import type { JobSummary, Progress, Report } from '../../../../src/upload/jobTypes';
import { withSides } from '../../../support/withSides';
import { report as reportOf } from './page/jobs';

const at = (text: string): number => Date.parse(text);

const report = reportOf({
  ...{ state: 'finished', startedAt: '2026-03-04T09:00:00Z', finishedAt: '2026-03-04T09:01:00Z' },
  ...{ rows: 10, blank: 1, invalid: 2, duplicates: 1, sent: 6, accepted: 5, refused: 1, calls: 1 },
  unsent: 0,
});

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

  it('are about fields where several columns are read', () => {
    const fields = { ...report, fields: 20, blank: 11 };
    assert.equal(
      rowsEquation(fields),
      'Fields: 20 = 11 blank + 2 invalid + 1 duplicate + 6 sent + 0 not sent, in 10 rows',
    );
    assert.equal(
      rowsEquation(report),
      'Rows: 10 = 1 blank + 2 invalid + 1 duplicate + 6 sent + 0 not sent',
    );
    assert.match(tooManyInvalidText(fields, 0.1), /^Too many fields were .*: 3 of 9; at most 10%/);
    assert.match(tooManyInvalidText(report, 0.1), /^Too many rows were .*: 3 of 9; at most 10%/);
    assert.match(
      resultText(fields, 'a.csv', 'CRM', at('2026-03-04T09:01:00Z')),
      /, 2 invalid fields\./,
    );
  });

  describe('of its result', () => {
    const now = at(report.finishedAt);
    const result = (changes: Partial<Report>): string =>
      resultText(withSides({ ...report, ...changes, sides: changes.sides }), 'a.csv', 'S', now);
    const forms = [
      { form: 'md5' as const, sent: 6, accepted: 6, refused: 0, unknown: 0 },
      { form: 'sha256' as const, sent: 6, accepted: 1, refused: 3, unknown: 2 },
    ];

    it('are two sentences: what was accepted, rejected and invalid, and when campaigns have it', () => {
      assert.equal(
        result({}),
        '5 added to S, 1 rejected, 2 invalid rows. In campaigns from about 17:00.',
      );
      assert.equal(
        result({ accepted: 600, sent: 600, refused: 0, invalid: 11, duplicates: 0 }),
        '600 added to S, 11 invalid rows. In campaigns from about 17:00.',
      );
      assert.equal(
        result({ accepted: 3, refused: 1, unknown: 2, invalid: 1, duplicates: 0, blank: 0 }),
        '3 added to S, 1 rejected, 2 unknown, 1 invalid row. In campaigns from about 17:00.',
      );
      assert.equal(
        result({
          operation: 'replace',
          accepted: 6,
          refused: 0,
          invalid: 0,
          duplicates: 0,
          blank: 0,
        }),
        'S replaced with 6. In campaigns from about 17:00.',
      );
      assert.equal(
        result({ accepted: 2, sent: 2, refused: 0, invalid: 0, duplicates: 2, blank: 3 }),
        '2 added to S. In campaigns from about 17:00.',
        'nobody is left out',
      );
      assert.equal(
        result({ accepted: 0, refused: 6 }),
        'Criteo accepted none of 6 for S, 6 rejected, 2 invalid rows.',
      );
    });

    it('call a removal accepted, not done, and only that of people who were in all formats', () => {
      const removed = reportOf({
        ...{ ...report, sides: undefined, operation: 'remove' },
        ...{ accepted: 6, refused: 0, forms },
      });
      assert.equal(
        result(removed),
        'Removal of 1 from S accepted, 3 rejected, 2 unknown, 2 invalid rows. In campaigns from about 17:00.',
      );
      assert.equal(
        jobText({ state: 'finished', progress: {}, report: removed } as JobSummary, now),
        'finished: 1 of 6 accepted',
      );
    });

    it('say of a superseded upload how it ended, and that it is started over', () => {
      const error = { code: 'superseded', source: 'tool' as const, message: 'Changed since.' };
      const one = { progress: {}, report, error } as JobSummary;
      assert.equal(
        jobText(
          {
            ...one,
            state: 'finished',
            report: reportOf({ state: 'finished', sent: 6, accepted: 6, unsent: 0 }),
          },
          now,
        ),
        `finished: 6 accepted; can’t be resumed, start over`,
      );
      assert.match(
        jobText(
          { ...one, state: 'cancelled', progress: { callsDone: 1, callsTotal: 3 } } as JobSummary,
          now,
        ),
        /^cancelled: 1 of 3 requests answered; can’t be resumed, start over$/,
      );
    });

    it('say how far an upload got that didn’t finish, and its error’s own message', () => {
      const cut = { sent: 3, unsent: 3, accepted: 2, refused: 0, unknown: 1 };
      const error = { code: 'x', source: 'tool' as const, message: 'The line broke.' };
      assert.equal(
        result({ ...cut, state: 'cancelled' }),
        'Cancelled: a.csv → S, 2 of 6 accepted, 1 unknown.',
      );
      assert.equal(
        result({ state: 'cancelled', sent: 0, unsent: 6, accepted: 0, refused: 0 }),
        'Cancelled: a.csv → S, nothing was sent.',
      );
      assert.equal(
        result({ ...cut, state: 'failed', error }),
        'Not finished: a.csv → S, 2 of 6 accepted, 1 unknown. The line broke.',
      );
      assert.equal(
        result({ state: 'failed', sent: 0, unsent: 6, accepted: 0, refused: 0, error }),
        'Not finished: a.csv → S, nothing was sent. The line broke.',
      );
      // An error may say so itself.
      const blocked = {
        code: 'min-kept',
        source: 'tool' as const,
        message: 'Nothing was sent: too few would stay.',
      };
      assert.equal(
        result({ state: 'failed', sent: 0, unsent: 6, accepted: 0, refused: 0, error: blocked }),
        'Not finished: a.csv → S. Nothing was sent: too few would stay.',
      );
      // By its code, in whatever language it was recorded; of Criteo's errors, the same code says nothing.
      const recorded = {
        code: 'min-kept',
        source: 'tool' as const,
        message: 'Rien n’a été envoyé : il en resterait trop peu.',
      };
      const none = { state: 'failed', sent: 0, unsent: 6, accepted: 0, refused: 0 } as const;
      assert.equal(
        result({ ...none, error: recorded }),
        `Not finished: a.csv → S. ${recorded.message}`,
      );
      assert.equal(
        result({ ...none, error: { ...recorded, source: 'api' } }),
        `Not finished: a.csv → S, nothing was sent. ${recorded.message}`,
      );
      const full = {
        code: 'journal-full',
        source: 'tool' as const,
        message: 'The disk is full. Nothing was sent.',
      };
      assert.equal(result({ ...none, error: full }), `Not finished: a.csv → S. ${full.message}`);
      // What was sent before is counted, whatever the error says of this run.
      assert.equal(
        result({ ...cut, state: 'failed', error: blocked }),
        'Not finished: a.csv → S, 2 of 6 accepted, 1 unknown. Nothing was sent: too few would stay.',
      );
      assert.equal(
        result({
          ...cut,
          state: 'failed',
          error: { code: 'signed-out', source: 'tool', message: 'It ended.' },
        }),
        'Paused because you signed out: a.csv → S, 2 of 6 accepted, 1 unknown. Sign in again, then resume the upload.',
      );
    });

    it('say that a Replace left the list incomplete', () => {
      const cut: Partial<Report> = {
        operation: 'replace',
        cleared: '2026-03-04T09:00:30Z',
        sent: 2,
        unsent: 4,
        accepted: 2,
        refused: 0,
      };
      const incomplete =
        'The segment is incomplete: a.csv → S, 2 of 6 accepted since it was cleared at 09:00.';
      assert.equal(
        result({ ...cut, state: 'cancelled' }),
        `${incomplete} Resume the upload to fill it.`,
      );
      assert.equal(
        result({
          ...cut,
          state: 'failed',
          error: { code: 'x', source: 'tool', message: 'The line broke.' },
        }),
        `${incomplete} The line broke.`,
      );
      assert.equal(
        result({
          ...cut,
          state: 'failed',
          error: { code: 'signed-out', source: 'tool', message: 'It ended.' },
        }),
        `${incomplete} Sign in again, then resume the upload.`,
      );
      assert.equal(
        result({
          ...cut,
          state: 'failed',
          error: { code: 'list-emptied', source: 'tool', message: 'Gone.' },
        }),
        'Not finished: a.csv → S, 2 of 6 accepted. Gone.',
        'what it sent is no longer in the list',
      );
      assert.equal(
        result({
          operation: 'replace',
          state: 'cancelled',
          maybeCleared: '2026-03-04T09:41:00Z',
          sent: 0,
          unsent: 6,
          accepted: 0,
          refused: 0,
        }),
        'Cancelled: a.csv → S, nothing was sent. The segment may have been cleared at 09:41: the response to that request was lost.',
      );
    });
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
      callsUnknown: 0,
    };
    assert.equal(progressText(progress, 0), '50,000 sent, 1 of 4 requests answered');
    assert.equal(
      progressText({ ...progress, wait: 'limit', waitUntil: 14_000 }, 0),
      'Paused: API rate limit reached, retrying in 14 s',
    );
    assert.equal(
      progressText({ ...progress, wait: 'serverError', waitUntil: 3_600_000 }, 0),
      'Paused: Criteo answered with a server error, retrying in 60 min',
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
      callsUnknown: 0,
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
