import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { sizeTrend, trendSvg } from '../../../../src/app/segments/sizeTrend';

const DAY = 24 * 3600_000;
const NOW = Date.UTC(2026, 10, 25, 9, 50);
const reading = (daysAgo: number, size?: number): HistoryEntry => ({
  at: NOW - daysAgo * DAY,
  kind: 'reading',
  numberOfIdentifiers: size,
});

describe('the trend of a size', () => {
  it('goes over 30 days, from what was last read before', () => {
    const trend = sizeTrend(
      [reading(80, 1), reading(40, 41_800), reading(20, 44_000), reading(0, 48_210)],
      NOW,
    );
    assert.ok(trend);
    assert.deepEqual([trend.from, trend.to, trend.days], [41_800, 48_210, 30]);
    assert.deepEqual(
      trend.points.map(({ at, size }) => [(NOW - at) / DAY, size]),
      [
        [30, 41_800],
        [20, 44_000],
        [0, 48_210],
      ],
    );
  });

  it('goes since the first reading, if that is later', () => {
    const trend = sizeTrend([reading(12, 5), reading(3, 7)], NOW);
    assert.deepEqual([trend?.from, trend?.to, trend?.days], [5, 7, 12]);
  });

  it('is none with a single reading, or within a day, or without figures', () => {
    assert.equal(sizeTrend([], NOW), undefined);
    assert.equal(sizeTrend([reading(12, 5)], NOW), undefined);
    assert.equal(sizeTrend([reading(0.2, 5), reading(0.1, 7)], NOW), undefined);
    assert.equal(sizeTrend([reading(12), reading(3)], NOW), undefined);
    assert.equal(sizeTrend([{ ...reading(12, 5), kind: 'upload' }, reading(3, 7)], NOW), undefined);
    assert.equal(sizeTrend([reading(12, 5), reading(-3, 7)], NOW), undefined, 'from the future');
  });

  it('is drawn in steps that stay within the image', () => {
    const trend = sizeTrend([reading(10, 100), reading(5, 200), reading(0, 150)], NOW);
    assert.ok(trend);
    const svg = trendSvg(trend, NOW, '#59a4f9');
    assert.match(svg, /d="M0 25\.0H138\.0V3\.0H276\.0V14\.0H276"/);
    assert.match(svg, /stroke="#59a4f9"/);
    const flat = sizeTrend([reading(10, 7), reading(5, 7)], NOW);
    assert.ok(flat);
    assert.match(trendSvg(flat, NOW, 'red'), /d="M0 14\.0H138\.0V14\.0H276"/);
  });
});
