import assert from 'node:assert/strict';
import { aroundFall, fallQuestion } from '../../../../src/app/segmentPage/aroundFall';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { AFTER, BEFORE, fallen, fell } from './fallen';
import { HOUR, reading, upload, view } from './views';

describe('what happened around a fall', () => {
  const DAY = 24 * HOUR;
  const uploads: HistoryEntry[] = [
    upload(BEFORE - 30 * DAY, 'add', 1, 'old'),
    upload(BEFORE - 6 * DAY, 'remove', 90),
    upload(BEFORE - HOUR, 'add', 962, 'job'),
  ];
  const readings = [reading(BEFORE, 48_210), reading(AFTER, 31_400)];
  const jobs = [
    { jobId: 'job', files: [{ uri: 'file:///week-47.csv', size: 1 }], entry: 'night#7' },
    { jobId: 'late', files: [{ uri: 'file:///late.csv', size: 1 }] },
  ];
  const rowsOf = (around = aroundFall(fallen)): string[] =>
    (around?.rows ?? []).map(({ when, what, press, from }) =>
      [when, what, press?.label ?? '', from].join('|'),
    );

  it('is in order, with the source of each', () => {
    const entries = [...uploads, ...readings, reading(AFTER + 2 * HOUR, 31_500)];
    const verified = fell({ othersFell: 2 });
    assert.deepEqual(rowsOf(aroundFall(view({ entries, jobs, verified }))), [
      'Nov 18, 00:12|Removed 90||this machine',
      'Nov 23, 23:12|Added 962|week-47.csv|nightly file',
      'Nov 24, 00:12|Read: 48,210||this machine',
      'Nov 24, 12:00|Computed: −16,810||Criteo',
      'Nov 24, 12:20|Read: 31,400||this machine',
      'Nov 24, 12:20|2 other segments of this retailer fell, too.|Show|this machine',
      'Nov 24, 14:20|Read: 31,500||this machine',
    ]);
  });

  it('has the last upload before it, however old, and few of those around it', () => {
    const old = uploads.slice(0, 1);
    const later = Array.from({ length: 9 }, (_, hours) =>
      upload(AFTER + (hours + 1) * HOUR, 'add', 7),
    );
    const entries = [...old, ...readings, ...later];
    assert.deepEqual(rowsOf(aroundFall(view({ entries, verified: fell() }))), [
      'Oct 25, 00:12|Added 1||this machine',
      'Nov 24, 00:12|Read: 48,210||this machine',
      'Nov 24, 12:00|Computed: −16,810||Criteo',
      'Nov 24, 12:20|Read: 31,400||this machine',
      'Nov 24, 13:20|Added 7||this machine',
      'Nov 24, 14:20|Added 7||this machine',
      'Nov 24, 15:20|Added 7||this machine',
    ]);
  });

  it('sends the last file again only while its record is there', () => {
    const entries = [...uploads, ...readings, upload(AFTER + HOUR, 'remove', 3, 'late')];
    const actions = (own: typeof jobs | []): unknown[] =>
      (aroundFall(view({ entries, jobs: own, verified: fell() }))?.presses ?? []).map(
        ({ action, value }) => (value === undefined ? action : [action, value]),
      );
    assert.deepEqual(actions(jobs), ['copyQuestion', ['uploadAgain', 'job'], 'explain']);
    assert.deepEqual(actions([]), ['copyQuestion', 'explain']);
  });

  it('is nothing without a fall, or once that is explained', () => {
    const entries = [...uploads, ...readings];
    for (const verified of [
      undefined,
      fell({ isExplained: true }),
      fell({ state: 'as-expected' }),
    ]) {
      assert.equal(aroundFall(view({ entries, verified })), undefined);
      assert.equal(fallQuestion(view({ entries, verified })), '');
    }
  });

  it('can be copied to ask somebody', () => {
    const entries = [...uploads.slice(2), ...readings];
    assert.equal(
      fallQuestion(view({ entries, jobs, verified: fell() })),
      `# Unexplained fall

- Segment: CRM Users (7)
- Account: Grocer (77)
- Retailer: Maple & Main

**48,210 → 31,400 at the computation of Nov 24, 2026, 12:00 UTC.** Expected 48,210 to 48,810. Nothing that was removed or cleared from here explains it.

| When (UTC) | What | From |
| --- | --- | --- |
| Nov 23, 2026, 23:12 UTC | Added 962 · week-47.csv | nightly file |
| Nov 24, 2026, 00:12 UTC | Read: 48,210 | this machine |
| Nov 24, 2026, 12:00 UTC | Computed: −16,810 | Criteo |
| Nov 24, 2026, 12:20 UTC | Read: 31,400 | this machine |
`,
    );
  });
});
