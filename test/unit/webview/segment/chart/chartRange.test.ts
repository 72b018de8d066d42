import assert from 'node:assert/strict';
import type { ChartModel, ChartReading } from '../../../../../src/webview/chartModel';
import {
  defaultRange,
  hasFigure,
  hasLine,
  limitsOf,
} from '../../../../../src/webview/segment/chart/chartRange';
import { timeTicks } from '../../../../../src/webview/segment/chart/chartTicks';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 8, 50);

const model = (readings: ChartReading[], marks: number[] = []): ChartModel => ({
  segments: [
    {
      segmentId: '1',
      name: 'CRM',
      readings,
      marks: marks.map((at) => ({ at, kind: 'added', text: 'Added 1' })),
    },
  ],
});
const at = (...daysAgo: number[]): ChartReading[] =>
  daysAgo.map((days) => ({ at: NOW - days * DAY, identifiers: 1 }));

describe('the range of the chart', () => {
  it('is 30 days at first', () => {
    assert.equal(defaultRange(model(at(400, 3)), NOW), 'month');
    assert.equal(defaultRange(model(at(8, 0)), NOW), 'month');
    assert.equal(defaultRange(model(at(400, 29)), NOW), 'month');
  });

  it('is everything if nothing lies within 30 days', () => {
    assert.equal(defaultRange(model(at(400, 31)), NOW), 'all');
    // A mark does.
    assert.equal(defaultRange(model(at(400, 31), [NOW - DAY]), NOW), 'month');
    // A reading without figures isn't drawn.
    const empty = [...at(400, 31), { at: NOW - DAY }];
    assert.equal(defaultRange(model(empty), NOW), 'all');
  });

  it('is everything if that is less than a week', () => {
    assert.equal(defaultRange(model(at(0.01, 0)), NOW), 'all');
    assert.equal(defaultRange(model(at(6.9, 0)), NOW), 'all');
    assert.equal(defaultRange(model(at(6.9, 0), [NOW - 7.1 * DAY]), NOW), 'month');
  });

  it('ends now, whenever the last reading was', () => {
    const old = model(at(60, 3));
    assert.deepEqual(limitsOf('week', old, NOW), { from: NOW - 7 * DAY, to: NOW });
    assert.deepEqual(limitsOf('month', old, NOW), { from: NOW - 30 * DAY, to: NOW });
  });

  it('ends with a reading that is dated after now', () => {
    const ahead = model(at(60, -0.5));
    assert.deepEqual(limitsOf('week', ahead, NOW), {
      from: NOW - 6.5 * DAY,
      to: NOW + 0.5 * DAY,
    });
  });

  it('is from the first to the last reading or mark, for everything', () => {
    assert.deepEqual(limitsOf('all', model(at(60, 40, 3)), NOW), {
      from: NOW - 60 * DAY,
      to: NOW - 3 * DAY,
    });
    assert.deepEqual(limitsOf('all', model(at(60, 3), [NOW - 70 * DAY, NOW - DAY]), NOW), {
      from: NOW - 70 * DAY,
      to: NOW - DAY,
    });
    const several = { segments: [...model(at(60, 40)).segments, ...model(at(50, 2)).segments] };
    assert.deepEqual(limitsOf('all', several, NOW), { from: NOW - 60 * DAY, to: NOW - 2 * DAY });
  });

  it('is ten minutes at least, around what there is', () => {
    const middle = NOW - 3 * DAY;
    const minute = 60_000;
    const wide = { from: middle - 5 * minute, to: middle + 5 * minute };
    for (const half of [0, 1_000, minute]) {
      const readings = [middle - half, middle + half].map((time) => ({ at: time, identifiers: 1 }));
      assert.deepEqual(limitsOf('all', model(readings), NOW), wide);
      assert.ok(timeTicks(wide, 8).times.length > 1);
    }
  });
});

describe('a line', () => {
  it('needs two readings with a figure in one segment', () => {
    assert.equal(hasLine(model([])), false);
    assert.equal(hasLine(model(at(1))), false);
    assert.equal(hasLine(model([...at(1), { at: NOW }, { at: NOW, matchRate: 0.5 }])), false);
    assert.equal(hasLine(model([...at(1), { at: NOW, matches: 3 }])), true);
    const one = model(at(1)).segments;
    assert.equal(hasLine({ segments: [...one, ...one] }), false);
    assert.equal(hasLine({ segments: [...one, ...model(at(2, 1)).segments] }), true);
    assert.equal(hasLine({ segments: [] }), false);
  });

  it('has a point at zero, but not where there is no figure', () => {
    assert.equal(hasFigure({ at: NOW, identifiers: 0 }), true);
    assert.equal(hasFigure({ at: NOW, matches: 0 }), true);
    assert.equal(hasFigure({ at: NOW, matchRate: 0 }), false);
  });
});
