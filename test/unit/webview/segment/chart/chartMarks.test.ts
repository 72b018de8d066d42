import assert from 'node:assert/strict';
import type { ChartMark, ChartModel } from '../../../../../src/webview/chartModel';
import { placeSigns, signAt } from '../../../../../src/webview/segment/chart/chartMarks';

/** A pixel is a millisecond. */
const PLACE = { right: 1000, x: (at: number): number => at };
const ALL = { from: 0, to: 1000 };
const model = (...marks: [at: number, kind: ChartMark['kind'], jobId?: string][]): ChartModel => ({
  segments: [
    {
      segmentId: '1',
      name: 'CRM',
      readings: [],
      marks: marks.map(([at, kind, jobId]) => ({
        at,
        kind,
        text: 'Done',
        ...(jobId !== undefined && { jobId }),
      })),
    },
  ],
});
const middles = (...marks: Parameters<typeof model>): [string, number, number][] =>
  placeSigns(model(...marks), ALL, PLACE).map(({ kind, x, middle }) => [kind, x, middle]);

describe('the signs above the plot', () => {
  it('are at the times of the marks between the limits', () => {
    const signs = placeSigns(
      model([9, 'added'], [10, 'removed'], [500, 'added', 'a'], [901, 'added']),
      { from: 10, to: 900 },
      PLACE,
    );
    assert.deepEqual(signs, [
      { kind: 'removed', x: 10, middle: 10 },
      { kind: 'added', x: 500, middle: 500, jobId: 'a' },
    ]);
  });

  it('are one for marks of a kind that look like one, and open the latest upload', () => {
    const signs = placeSigns(
      model([100, 'added', 'a'], [102, 'added', 'b'], [104, 'added'], [106, 'added', 'c']),
      ALL,
      PLACE,
    );
    assert.deepEqual(
      signs.map(({ x, jobId }) => [x, jobId]),
      [
        [100, 'b'],
        [106, 'c'],
      ],
    );
    const many = model(
      ...Array.from({ length: 5000 }, (_, at): [number, 'added'] => [at / 5, 'added']),
    );
    assert.ok(placeSigns(many, ALL, PLACE).length < 170);
  });

  it('make room for each other, within the plot', () => {
    assert.deepEqual(middles([100, 'cleared'], [100, 'replaced']), [
      ['cleared', 100, 94],
      ['replaced', 100, 106],
    ]);
    assert.deepEqual(middles([100, 'cleared'], [104, 'added'], [108, 'removed']), [
      ['cleared', 100, 92],
      ['added', 104, 104],
      ['removed', 108, 116],
    ]);
    assert.deepEqual(middles([100, 'cleared'], [112, 'added']), [
      ['cleared', 100, 100],
      ['added', 112, 112],
    ]);
    assert.deepEqual(middles([1000, 'cleared'], [1000, 'added']), [
      ['cleared', 1000, 990],
      ['added', 1000, 1002],
    ]);
  });

  it('stay at their times if there are too many', () => {
    const crowd = middles([100, 'cleared'], [106, 'added'], [108, 'removed'], [114, 'added']);
    for (const [, x, middle] of crowd) assert.equal(middle, x);
  });

  it('are found by where they are drawn, if they open an upload', () => {
    const signs = placeSigns(
      model([100, 'cleared', 'a'], [100, 'replaced', 'b'], [300, 'added']),
      ALL,
      PLACE,
    );
    assert.equal(signAt(signs, 93, 10)?.jobId, 'a');
    assert.equal(signAt(signs, 107, 10)?.jobId, 'b');
    assert.equal(signAt(signs, 116, 10)?.jobId, 'b');
    assert.equal(signAt(signs, 117, 10), undefined);
    assert.equal(signAt(signs, 300, 10), undefined);
  });
});
