import assert from 'node:assert/strict';
import type { ChartReading, ChartSegment } from '../../../../../src/webview/chartModel';
import { chartLines, highestBetween } from '../../../../../src/webview/segment/chart/chartLines';

const segment = (name: string, readings: ChartReading[]): ChartSegment => ({
  segmentId: name,
  name,
  readings,
  marks: [],
});

describe('the lines of the chart', () => {
  it('are identifiers and matches of one segment, told apart by color and dashes', () => {
    const { times, lines } = chartLines({
      segments: [
        segment('CRM', [
          { at: 1, identifiers: 10, matches: 5 },
          { at: 2, identifiers: 12, matches: 6 },
        ]),
      ],
    });
    assert.deepEqual(times, [1, 2]);
    assert.deepEqual(lines, [
      { segment: 0, figure: 'identifiers', color: 'blue', dash: [], values: [10, 12] },
      { segment: 0, figure: 'matches', color: 'green', dash: [5, 3], values: [5, 6] },
    ]);
  });

  it('have no point where there is no figure, and never a zero instead', () => {
    const { times, lines } = chartLines({
      segments: [
        segment('CRM', [
          { at: 1, identifiers: 10 },
          { at: 2 },
          { at: 3, matches: 0 },
          { at: 4, identifiers: 0, matches: 6, matchRate: 0.5 },
        ]),
      ],
    });
    assert.deepEqual(times, [1, 3, 4]);
    assert.deepEqual(
      lines.map(({ values }) => values),
      [
        [10, null, 0],
        [null, 0, 6],
      ],
    );
  });

  it('are the identifiers of each of several segments, at the times of all', () => {
    const { times, lines } = chartLines({
      segments: [
        segment('A', [
          { at: 1, identifiers: 10, matches: 1 },
          { at: 3, identifiers: 12 },
        ]),
        segment('B', [
          { at: 2, identifiers: 7 },
          { at: 3, identifiers: 8 },
        ]),
      ],
    });
    assert.deepEqual(times, [1, 2, 3]);
    assert.deepEqual(
      lines.map(({ name, figure, values }) => ({ name, figure, values })),
      [
        { name: 'A', figure: 'identifiers', values: [10, null, 12] },
        { name: 'B', figure: 'identifiers', values: [null, 7, 8] },
      ],
    );
  });

  it('differ by dashes from those with the same color, and by color from those with the same dashes', () => {
    const { lines } = chartLines({
      segments: Array.from({ length: 30 }, (_, index) =>
        segment(String(index), [{ at: 1, identifiers: 1 }]),
      ),
    });
    assert.equal(new Set(lines.map(({ color, dash }) => `${color} ${dash.join()}`)).size, 30);
    for (const [index, line] of lines.slice(1).entries()) {
      assert.notEqual(line.color, lines[index]?.color);
      assert.notDeepEqual(line.dash, lines[index]?.dash);
    }
  });

  it('are only those with a point, each with the color that it would have beside others', () => {
    const { lines } = chartLines({
      segments: [segment('A', []), segment('B', [{ at: 1, identifiers: 1 }])],
    });
    assert.deepEqual(
      lines.map(({ name, segment: index, color }) => [name, index, color]),
      [['B', 1, 'green']],
    );
    const alone = chartLines({ segments: [segment('A', [{ at: 1, matches: 1 }])] });
    assert.deepEqual(
      alone.lines.map(({ figure }) => figure),
      ['matches'],
    );
  });

  it('have one point for two readings at the same time: the later one', () => {
    const { times, lines } = chartLines({
      segments: [
        segment('CRM', [
          { at: 1, identifiers: 10 },
          { at: 1, identifiers: 11 },
        ]),
      ],
    });
    assert.deepEqual(times, [1]);
    assert.deepEqual(lines[0]?.values, [11]);
  });
});

describe('the highest value between two times', () => {
  const lines = chartLines({
    segments: [
      segment('CRM', [
        { at: 0, identifiers: 1000, matches: 1 },
        { at: 5, matches: 2 },
        { at: 10, identifiers: 500, matches: 3 },
        { at: 20, identifiers: 400, matches: 4 },
        { at: 30, identifiers: 900 },
      ]),
    ],
  });

  it('is that of any line', () => {
    assert.equal(highestBetween(lines, { from: 0, to: 30 }), 1000);
    assert.equal(highestBetween(lines, { from: 10, to: 20 }), 500);
  });

  it('counts what enters from the left at the edge', () => {
    assert.equal(highestBetween(lines, { from: 5, to: 20 }), 750);
    assert.equal(highestBetween(lines, { from: 25, to: 30 }), 900);
  });

  it('is zero without values', () => {
    assert.equal(highestBetween({ times: [], lines: [] }, { from: 0, to: 1 }), 0);
    assert.equal(highestBetween(lines, { from: 40, to: 50 }), 0);
  });
});
