import assert from 'node:assert/strict';
import { chartSegment } from '../../../../src/app/segmentPage/chartSegment';
import { historyNote } from '../../../../src/app/segmentPage/segmentFall';
import { AFTER, BEFORE, fallen, fell } from './fallen';
import { HOUR, reading, upload, view } from './views';

describe('the fall of a segment', () => {
  it('is a mark of the chart, in its place among the others', () => {
    const entries = [...fallen.entries, upload(AFTER + HOUR, 'add', 5)];
    const { marks } = chartSegment({ ...fallen, entries });
    assert.deepEqual(
      marks.map(({ kind }) => kind),
      ['fell', 'added'],
    );
    assert.deepEqual(marks[0], {
      at: AFTER,
      kind: 'fell',
      text: 'Unexplained fall: 48,210 → 31,400 (−35%)',
      fall: { from: BEFORE, identifiers: [48_210, 31_400], label: '−35%, unexplained' },
    });
  });

  it('is what was read then, whatever was read later', () => {
    const entries = [...fallen.entries, reading(AFTER + HOUR, 33_000)];
    const verified = fell({
      read: { identifiers: 33_000, at: new Date(AFTER + HOUR).toISOString() },
    });
    const [mark] = chartSegment({ ...fallen, entries, verified }).marks;
    assert.deepEqual(mark?.fall?.identifiers, [48_210, 31_400]);
    assert.match(historyNote({ entries, verified })?.strong ?? '', /^48,210 → 31,400 /);
  });

  it('is said with the computation, if there was only one between the readings', () => {
    assert.deepEqual(historyNote(fallen), {
      strong: '48,210 → 31,400 at the computation of Nov 24, 2026, 12:00 UTC.',
      text: 'Expected 48,210 to 48,810. Nothing that was removed or cleared from here explains it.',
    });
    const said = (before: number, after = AFTER): string | undefined => {
      const entries = [reading(before, 9000), reading(after, 0)];
      const of = { identifiers: 9000, at: new Date(before).toISOString() };
      const verified = fell({ before: of, since: new Date(after).toISOString() });
      return historyNote(view({ entries, verified }))?.strong;
    };
    // Two, and none.
    assert.equal(
      said(BEFORE - HOUR),
      '9,000 → 0 between Nov 23, 2026, 23:12 UTC and Nov 24, 2026, 12:20 UTC.',
    );
    assert.equal(
      said(BEFORE, BEFORE + HOUR),
      '9,000 → 0 between Nov 24, 2026, 00:12 UTC and Nov 24, 2026, 01:12 UTC.',
    );
  });

  it('ends once a person has explained it', () => {
    const verified = fell({ isExplained: true });
    assert.deepEqual(chartSegment({ ...fallen, verified }).marks, []);
    assert.equal(historyNote({ ...fallen, verified }), undefined);
  });

  it('isn’t needed for a note: other states have their way on in it', () => {
    const note = historyNote({
      entries: [],
      verified: {
        segmentId: '7',
        state: 'did-not-grow',
        read: { identifiers: 800, at: '2026-11-24T18:00:00Z' },
      },
    });
    assert.deepEqual(note, {
      strong: 'Did not grow: 800 after 2 computations.',
      text: '',
      press: { label: 'This Is Explained', action: 'explain' },
    });
    const verified = { segmentId: '7', state: 'as-expected' } as const;
    assert.equal(historyNote({ entries: [], verified }), undefined);
  });
});
