import assert from 'node:assert/strict';
import { comparedWith, figuresSection } from '../../../../src/app/segmentPage/figuresSection';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { HOUR, NOW, reading, upload, view } from './views';

// NOW is 09:50 UTC: the last computation was at 00:00.

describe('the figures of a segment', () => {
  const texts = (entries: HistoryEntry[], isReading = false): string[] =>
    figuresSection(view({ entries, isReading })).items.map(({ value, change }) =>
      [value, change?.direction && { up: '▲', down: '▼' }[change.direction], change?.text]
        .filter(Boolean)
        .join(' '),
    );
  const notes = (entries: HistoryEntry[]): string[] =>
    figuresSection(view({ entries })).notes.map(({ text }) => text);

  it('have their change since the last reading before the computation that they show', () => {
    assert.deepEqual(
      texts([
        reading(NOW - 49 * HOUR, 40_000, 20_000, 0.5),
        reading(NOW - 25 * HOUR, 47_612, 24_758, 0.52),
        // After the computation at 00:00, as the newest one is.
        reading(NOW - 2 * HOUR, 48_000, 25_000, 0.52),
        reading(NOW, 48_210, 24_069, 0.525),
      ]),
      ['48,210 ▲ 598 since Nov 24', '24,069 ▼ 689 since Nov 24', '52.5% ▲ 0.5 points since Nov 24'],
    );
  });

  it('are compared with the one before if all readings show the same computation', () => {
    assert.deepEqual(
      texts([
        reading(NOW - 3 * HOUR, 10, 5, 0.5),
        reading(NOW - 2 * HOUR, 10, 4, 0.49),
        reading(NOW, 11, 4, 0.5),
      ]),
      ['11 ▲ 1 since 07:50', '4 no change', '50% ▲ 1 point since 07:50'],
    );
  });

  it('belong to the computation before the newest reading, however long ago that was', () => {
    const week = 7 * 24 * HOUR;
    const old = reading(NOW - week - 12 * HOUR, 1, 1, 1);
    const newest = reading(NOW - week, 2, 1, 1);
    assert.equal(comparedWith([old, newest], 'numberOfIdentifiers'), old);
    assert.equal(comparedWith([newest], 'numberOfIdentifiers'), undefined);
    assert.equal(comparedWith([], 'numberOfIdentifiers'), undefined);
  });

  it('compare each figure with a reading that has it', () => {
    assert.deepEqual(
      texts([
        reading(NOW - 49 * HOUR, 5, 3, 0.6),
        reading(NOW - 25 * HOUR, 6),
        reading(NOW, 7, 3, 0.6),
      ]),
      ['7 ▲ 1 since Nov 24', '3 no change', '60% no change'],
    );
    assert.deepEqual(texts([reading(NOW - 25 * HOUR, 6), reading(NOW, 7)]), [
      '7 ▲ 1 since Nov 24',
      'not available',
      'not available',
    ]);
  });

  it('say so if there is nothing to compare with, or nothing at all', () => {
    assert.deepEqual(texts([reading(NOW, 7, 3, 0.6)]), [
      '7 first reading',
      '3 first reading',
      '60% first reading',
    ]);
    assert.deepEqual(texts([upload(NOW, 'add', 1)]), Array(3).fill('– not read yet'));
    assert.deepEqual(texts([], true), Array(3).fill('– reading…'));
  });

  it('show a rate that is no ratio as sent, without points', () => {
    const rate = (before: number, now: number): string | undefined =>
      texts([reading(NOW - 25 * HOUR, 1, 1, before), reading(NOW, 1, 1, now)])[2];
    assert.equal(rate(0.5, 2.5), '2.5 (as sent by Criteo)');
    assert.equal(rate(2.5, 2.5), '2.5 (as sent by Criteo) no change');
    // The same text twice is no change.
    assert.equal(rate(0.50001, 0.50002), '50% no change');
  });

  it('say when they were read, with the day unless it is today', () => {
    const [note] = figuresSection(view({ entries: [reading(NOW - HOUR, 1)] })).notes;
    assert.deepEqual(note, { text: 'Read at 08:50.', tooltip: 'Nov 25, 2026, 08:50 UTC' });
    assert.match(notes([reading(NOW - 25 * HOUR, 1)])[0] ?? '', /^Read on Nov 24, 2026, 08:50/);
    assert.deepEqual(notes([]), []);
  });

  it('don’t have what was sent after the last computation, and say so apart', () => {
    assert.deepEqual(notes([upload(NOW - HOUR, 'add', 600), reading(NOW, 1)]), [
      'Read at 09:50.',
      'Sent since, not computed: +600. Now 600 to 601.',
    ]);
    assert.deepEqual(notes([upload(NOW - 10 * HOUR, 'add', 600), reading(NOW - 8 * HOUR, 1000)]), [
      'Read at 01:50.',
      'Sent before 00:00, maybe not in it: +600. Now 1,000 to 1,600.',
    ]);
    const pending = (...entries: HistoryEntry[]): string | undefined =>
      notes(entries).find((text) => text.startsWith('Sent'));
    const clear: HistoryEntry = { at: NOW - HOUR, kind: 'clear' };
    assert.equal(pending(upload(NOW - 10 * HOUR, 'add', 600), reading(NOW, 1)), undefined);
    assert.equal(
      pending(upload(NOW - 2 * HOUR, 'add', 600), upload(NOW, 'add', 400)),
      'Sent since, not computed: +1,000. Now at least 600.',
    );
    assert.equal(
      pending(upload(NOW - 2 * HOUR, 'add', 600), upload(NOW, 'remove', 90)),
      'Sent since, not computed: +600 −90. Now at least 510.',
    );
    assert.equal(
      pending(upload(NOW - 2 * HOUR, 'add', 600), clear, upload(NOW, 'add', 90)),
      'Sent since, not computed: cleared, +90. Now 90.',
    );
    assert.equal(
      pending(clear, upload(NOW, 'replace', 44_903)),
      'Sent since, not computed: replaced with 44,903. Now 44,903.',
    );
    const update: HistoryEntry = {
      ...upload(NOW - HOUR, 'update', 4500),
      ...{ added: 1200, removed: 340 },
    };
    assert.equal(
      pending(upload(NOW - 2 * HOUR, 'add', 600), update),
      'Sent since, not computed: +1,800 −340. Now at least 4,500.',
    );
    assert.equal(
      pending(reading(NOW - 4 * HOUR, 1000), upload(NOW - 2 * HOUR, 'add', 600), reading(NOW)),
      'Sent since, not computed: +600. Now 1,000 to 1,600.',
      'a reading without figures is no size',
    );
    // It was resumed.
    const run = (hours: number, accepted: number) =>
      upload(NOW - hours * HOUR, 'add', accepted, 'job');
    assert.equal(
      pending(run(2, 500), run(1, 900)),
      'Sent since, not computed: +900. Now at least 900.',
    );
    // Entries of the first version have no operation.
    assert.equal(
      pending(upload(NOW, undefined, 5)),
      'Sent since, not computed: +5. Now at least 5.',
    );
    assert.equal(pending(upload(NOW, 'add', 0)), undefined);
  });
});
