import assert from 'node:assert/strict';
import { uploadRows } from '../../../../../src/app/uploads/rows/uploadRows';
import {
  rowDescription,
  rowLabel,
  rowSpoken,
  type UploadRowInput,
} from '../../../../../src/app/uploads/rows/uploadRowText';
import { rowTooltip } from '../../../../../src/app/uploads/rows/uploadRowTooltip';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Report, WaitReason } from '../../../../../src/upload/jobTypes';
import { at, job, NAMES } from '../page/jobs';
import { updateReport } from '../update/updates';

type Changes = Parameters<typeof job>[0];

const NOW = at('10:00:00');

/** The input of the only row of these jobs. */
function input(changes: Changes | Changes[], rest: Partial<UploadRowInput> = {}): UploadRowInput {
  const all = Array.isArray(changes) ? changes : [changes];
  const [row, ...others] = uploadRows(all.map((one) => job(one)));
  assert.deepEqual(others, []);
  return { row, names: row.jobs.map(() => NAMES), now: NOW, ...rest };
}
const text = (changes: Changes | Changes[], rest?: Partial<UploadRowInput>): string =>
  rowDescription(input(changes, rest));

function ended(
  accepted: number,
  sent: number,
  { refused = 0, unknown = 0, end = '09:50:00', ...changes }: Record<string, unknown> = {},
): Changes {
  const finishedAt = `2026-11-25T${String(end)}Z`;
  return {
    state: 'finished',
    finishedAt,
    ...changes,
    report: { accepted, sent, unsent: 0, refused, unknown, finishedAt } as Changes extends {
      report?: infer R;
    }
      ? R
      : never,
  };
}

const four = (changes: Changes): Changes[] =>
  ['a', 'b', 'c', 'd'].map((jobId) => ({ jobId, batch: ['a', 'b', 'c', 'd'], ...changes }));

describe('the text of an upload’s row', () => {
  before(() => configureFormat('en', 'UTC'));
  after(() => configureFormat('en'));

  it('is named by its segment, or by how many there are', () => {
    assert.equal(rowLabel(input({})), 'CRM Users 2025');
    assert.equal(rowLabel(input(four(ended(600, 600)))), '4 segments');
    const nameless = { names: [{ segment: OutsideText.name('') }] };
    assert.match(rowLabel(input({}, nameless)), /^Upload from Nov 25, 2026, 09:50/);
  });

  it('says how far it is, and how long it takes at its pace', () => {
    const progress = { callsDone: 124, callsTotal: 200 };
    const pace = { at: at('09:58:00'), answered: 44 };
    assert.equal(text({ progress }, { pace }), '62% · 2 min left');
    assert.equal(text({ progress }, { pace: { at: NOW, answered: 124 } }), '62%', 'not known yet');
    const fast = { pace: { at: at('09:59:59'), answered: 24 } };
    assert.equal(text({ progress }, fast), '62%', 'below ten seconds');
    assert.equal(text({ progress: { callsTotal: 3 } }), '0%');
  });

  it('says what it does instead of sending', () => {
    assert.equal(text({ progress: { stopping: 'cancelled' } }), 'cancelling…');
    assert.equal(text({ progress: { stopping: 'disposed' } }), 'stopping…');
    assert.equal(text({ progress: { phase: 'clearing' } }), 'clearing…');
  });

  it('says why it is paused', () => {
    const paused = (wait: WaitReason): string => text({ state: 'paused', progress: { wait } });
    assert.equal(paused('limit'), 'paused, rate limit');
    assert.equal(paused('network'), 'paused, no connection');
    assert.equal(paused('noResponse'), 'paused, Criteo doesn’t answer');
    assert.equal(paused('serverError'), 'paused, server error at Criteo');
    assert.equal(paused('cutOff'), 'paused, connection broken off');
    const halfUnknown = { callsDone: 4, callsTotal: 8, callsUnknown: 4 };
    assert.equal(
      text({ state: 'paused', progress: { wait: 'serverError', ...halfUnknown } }),
      'paused, server error at Criteo · 50%',
    );
    assert.equal(
      text({ state: 'paused', resumable: true, progress: { wait: 'signedOut' } }),
      'paused, signed out',
    );
  });

  it('says what is left of one that was cut off', () => {
    const interrupted = { state: 'interrupted', resumable: true } as const;
    assert.equal(text(interrupted, { left: 4500 }), 'incomplete, 4,500 left');
    assert.equal(text(interrupted), 'incomplete');
    assert.equal(
      text({ ...interrupted, startedAt: undefined }, { left: 3120 }),
      'not started, 3,120 left',
    );
    const cleared = { operation: 'replace', cleared: '2026-11-25T09:52:00Z' } as const;
    assert.equal(
      text({ state: 'cancelled', resumable: true, ...cleared }, { left: 8000 }),
      'incomplete, 8,000 left',
    );
  });

  it('says how many one has that waits', () => {
    assert.equal(text({ state: 'queued', report: { unsent: 3120 } }), 'waiting · 3,120');
  });

  it('says what it did, and when', () => {
    assert.equal(text(ended(600, 600)), '+600 · 10 min ago');
    assert.equal(text(ended(600, 600, { operation: 'remove' })), '−600 · 10 min ago');
    assert.equal(
      text(ended(1013, 1013, { operation: 'replace', end: '09:00:00' })),
      '1,013 · 1 h ago',
    );
    assert.equal(text(ended(600, 600), { undoneAt: NOW }), '+600, undone · 10 min ago');
  });

  it('has a sign for who an Update added, and one for who it removed', () => {
    const finishedAt = '2026-11-25T09:50:00Z';
    const update = (changes: Partial<Report> = {}): Changes => ({
      state: 'finished',
      operation: 'update',
      finishedAt,
      report: { ...updateReport(changes), finishedAt },
    });
    assert.equal(text(update()), '+1,200 −340 · 10 min ago');
    const rejected = update({ accepted: 49_188, refused: 12 });
    assert.equal(text(rejected), '+1,188 −340, 12 rejected · 10 min ago');
    assert.match(rowSpoken(input(update())), /, Update, \+1,200 −340, /);
  });

  it('says what wasn’t accepted', () => {
    assert.equal(text(ended(580, 600, { refused: 20 })), '+580 of 600 · 10 min ago');
    assert.equal(
      text(ended(580, 600, { unknown: 20, operation: 'remove' })),
      '−580 of 600 · 10 min ago',
    );
    assert.equal(text(ended(0, 20, { refused: 20 })), '20 rejected · 10 min ago');
    assert.equal(text(ended(0, 20, { unknown: 20 })), '20 unknown · 10 min ago');
  });

  it('says what is left of one that was cancelled or failed, and when', () => {
    const over = (state: 'cancelled' | 'failed'): Changes => ({
      state,
      resumable: true,
      finishedAt: '2026-11-24T09:00:00Z',
    });
    assert.equal(text(over('cancelled'), { left: 8000 }), 'cancelled, 8,000 left · Nov 24');
    assert.equal(text(over('failed'), { left: 8000 }), 'failed, 8,000 left · Nov 24');
    assert.equal(text(over('failed')), 'failed · Nov 24');
  });

  it('says that one is to be started over which a later one superseded', () => {
    const error = {
      code: 'superseded',
      source: 'tool' as const,
      message: 'Another one finished. Start over.',
    };
    const over = (state: 'cancelled' | 'failed'): Changes => ({
      state,
      error,
      finishedAt: '2026-11-24T09:00:00Z',
    });
    assert.equal(text(over('failed')), 'failed, start over · Nov 24');
    assert.equal(text(over('cancelled')), 'cancelled, start over · Nov 24');
    assert.ok(
      rowTooltip(input(over('cancelled')), '')
        .split('\n')
        .includes(error.message),
    );
    assert.equal(
      text([...four(over('failed')).slice(1), { ...four(over('failed'))[0], error: undefined }]),
      'failed · Nov 24',
    );
  });

  it('says that it is in another window or terminal', () => {
    const progress = { callsDone: 62, callsTotal: 100 };
    assert.equal(text({ elsewhere: true, progress }), '62% · in another window or terminal');
    assert.equal(
      text({ elsewhere: true, state: 'queued', report: { unsent: 7 } }),
      'waiting · 7 · in another window or terminal',
    );
  });

  it('has one figure for one file in several segments, and else their sum', () => {
    assert.equal(text(four(ended(600, 600, { operation: 'remove' }))), '−600 · 10 min ago');
    const [a, ...others] = four(ended(600, 600));
    assert.equal(
      text([{ ...a, ...ended(580, 600, { refused: 20 }) }, ...others]),
      '+2,380 of 2,400 · 10 min ago',
    );
    const progress = { callsDone: 1, callsTotal: 4 };
    const [running, ...waiting] = four({ state: 'planned', progress: { callsTotal: 4 } });
    assert.equal(
      text([{ ...running, state: 'running', progress }, ...waiting], {
        pace: { at: at('09:59:00'), answered: 0 },
      }),
      '6% · 15 min left',
      'of all requests',
    );
  });

  it('is in words for screen readers', () => {
    assert.equal(
      rowSpoken(input(ended(600, 600, { operation: 'remove' }))),
      'CRM Users 2025, Remove, 600 accepted, 10 min ago, big-1m.csv, Northwind EU · Maple & Main · CRM Users 2025',
    );
    assert.equal(
      rowSpoken(input(four(ended(580, 600, { refused: 20 })))),
      '4 segments, Add, 2,320 of 2,400 accepted, 10 min ago, big-1m.csv, Northwind EU',
    );
    assert.match(
      rowSpoken(input({ state: 'paused', progress: { wait: 'network' } })),
      /^CRM Users 2025, Add, paused, no connection, big-1m\.csv/,
    );
  });

  it('is short in French, too', () => {
    configureFormat('fr', 'UTC');
    try {
      assert.match(text(ended(1013, 1013, { end: '09:00:00' })), /^\+1\s013 · 1 h ago$/);
      assert.match(text({ progress: { callsDone: 62, callsTotal: 100 } }), /^62\s%/);
    } finally {
      configureFormat('en', 'UTC');
    }
  });
});

describe('the tooltip of an upload’s row', () => {
  before(() => configureFormat('en', 'UTC'));
  after(() => configureFormat('en'));

  it('says everything in words', () => {
    const error = {
      code: 'network',
      source: 'tool' as const,
      message: 'No connection.',
      operation: 'upload',
    };
    const failed = input(
      {
        state: 'failed',
        resumable: true,
        error,
        finishedAt: '2026-11-25T09:53:00Z',
        progress: { callsDone: 2, callsTotal: 20 },
        report: { sent: 100, accepted: 90, refused: 10, unsent: 900, invalid: 3 },
      },
      { left: 900 },
    );
    assert.deepEqual(rowTooltip(failed, '').split('\n'), [
      'Add: big-1m.csv → Northwind EU · Maple & Main · CRM Users 2025',
      'failed: 2 of 20 requests answered, 10 rejected, 3 invalid rows',
      'No connection.',
      'Left to send: 900',
      'Started Nov 25, 2026, 09:52 (09:52 UTC)',
      'Ended Nov 25, 2026, 09:53 (09:53 UTC)',
    ]);
  });

  it('says what it undoes, and when it was undone', () => {
    const lines = rowTooltip(
      input(ended(600, 600), { undoneAt: NOW }),
      'Undoes an earlier upload.',
    );
    assert.match(lines, /^Undoes an earlier upload\.$/m);
    assert.match(lines, /^Undone Nov 25, 2026, 10:00 \(10:00 UTC\)$/m);
    assert.match(lines, /^finished: 600 accepted$/m);
  });

  it('has no end while it is in progress', () => {
    const lines = rowTooltip(input({ progress: { callsDone: 1, callsTotal: 3 } }), '');
    assert.match(lines, /^0 sent, 1 of 3 requests answered$/m);
    assert.doesNotMatch(lines, /Ended/);
  });

  it('has a line for each of several segments, and the first failure', () => {
    const all = input(four(ended(600, 600)));
    assert.deepEqual(rowTooltip(all, '').split('\n').slice(0, 3), [
      'Add: big-1m.csv → Northwind EU · 4 segments',
      'CRM Users 2025: finished: 600 accepted',
      'CRM Users 2025: finished: 600 accepted',
    ]);
    const ids = Array.from({ length: 12 }, (_, n) => `j${n}`);
    const many = ids.map((jobId) => ({ jobId, batch: ids, ...ended(1, 1) }));
    const lines = rowTooltip(input(many), '').split('\n');
    assert.equal(lines.filter((line) => line.startsWith('CRM Users 2025: ')).length, 10);
    assert.ok(lines.includes('… and 2 more'));
  });
});
