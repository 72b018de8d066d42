import assert from 'node:assert/strict';
import type { ChartMark, ChartModel } from '../../../../../src/webview/chartModel';
import {
  chartStops,
  jobAt,
  nearestStop,
} from '../../../../../src/webview/segment/chart/chartStops';

const ALL = { from: 0, to: 1000 };
const mark = (at: number, jobId?: string): ChartMark => ({
  at,
  kind: 'added',
  text: `Added at ${at}`,
  ...(jobId !== undefined && { jobId }),
});
const model = (...segments: { readings: number[]; marks?: ChartMark[] }[]): ChartModel => ({
  segments: segments.map(({ readings, marks = [] }, index) => ({
    segmentId: String(index),
    name: `Segment ${index}`,
    readings: readings.map((at) => ({ at, identifiers: at })),
    marks,
  })),
});
/** Such as `10 r0 m12`: its time, the segments that were read, the times of its marks. */
const words = (stops: ReturnType<typeof chartStops>): string[] =>
  stops.map(({ at, readings, marks }) =>
    [
      at,
      ...readings.map(({ segment }) => `r${segment}`),
      ...marks.map((item) => `m${item.mark.at}`),
    ].join(' '),
  );

describe('the stops of the chart', () => {
  it('are the readings between the limits, however close they are', () => {
    const stops = chartStops(model({ readings: [9, 10, 11, 20, 21] }), { from: 10, to: 20 }, 5);
    assert.deepEqual(words(stops), ['10 r0', '11 r0', '20 r0']);
  });

  it('have no reading without a figure', () => {
    const segments = [
      { segmentId: '1', name: 'A', readings: [{ at: 1 }, { at: 2, matches: 0 }], marks: [] },
    ];
    assert.deepEqual(words(chartStops({ segments }, ALL, 5)), ['2 r0']);
  });

  it('have a mark at the reading after it, else at the one before, else alone', () => {
    const marks = [mark(8), mark(12), mark(30), mark(47), mark(200)];
    const stops = chartStops(model({ readings: [10, 14, 26, 50], marks }), ALL, 4);
    assert.deepEqual(words(stops), ['10 r0 m8', '14 r0 m12', '26 r0 m30', '50 r0 m47', '200 m200']);
  });

  it('have marks without a reading together if they are close', () => {
    const stops = chartStops(model({ readings: [], marks: [mark(5), mark(8), mark(20)] }), ALL, 4);
    assert.deepEqual(words(stops), ['5 m5 m8', '20 m20']);
  });

  it('have the readings of different segments together if they are close', () => {
    const several = model({ readings: [10, 50] }, { readings: [11, 60] }, { readings: [12, 53] });
    assert.deepEqual(words(chartStops(several, ALL, 4)), ['10 r0 r1 r2', '50 r0 r2', '60 r1']);
    assert.deepEqual(words(chartStops(several, ALL, 0)).length, 6);
  });

  it('open the latest upload that still has a record', () => {
    const marks = [mark(8, 'a'), mark(9, 'b'), mark(10)];
    const [stop] = chartStops(model({ readings: [10], marks }), ALL, 4);
    assert.equal(jobAt(stop), 'b');
    assert.equal(jobAt(chartStops(model({ readings: [10] }), ALL, 4)[0]), undefined);
    assert.equal(jobAt(undefined), undefined);
  });
});

describe('the nearest stop', () => {
  const stops = chartStops(model({ readings: [10, 20, 30], marks: [mark(24)] }), ALL, 1);

  it('is the one at the least distance', () => {
    assert.deepEqual(
      [-100, 10, 14, 16, 21, 23, 28, 500].map((at) => stops[nearestStop(stops, at)]?.at),
      [10, 10, 10, 20, 20, 24, 30, 30],
    );
    assert.equal(nearestStop([], 5), -1);
  });

  it('is the one with a mark, if that is within reach', () => {
    assert.equal(stops[nearestStop(stops, 20, 3)]?.at, 20);
    assert.equal(stops[nearestStop(stops, 20, 4)]?.at, 24);
    assert.equal(stops[nearestStop(stops, 29, 5)]?.at, 24);
  });
});
