import type { ChartMark, ChartModel, ChartReading } from '../../../src/webview/chartModel';
import { NOW } from './chartPage';

// Models of the chart, with the figures of the mock.

const DAY = 86_400_000;
/** Some days before now: a day of the mock is one of 30. */
export const day = (number: number): number => NOW - (30 - number) * DAY;

export const READINGS: ChartReading[] = (
  [
    [0, 41_800, 21_700],
    [1, 41_800, 21_710],
    [2, 41_800, 21_705],
    [3, 41_800, 21_720],
    [4, 43_890, 22_780],
    [5, 43_890, 22_790],
    [7, 43_890, 22_800],
    [9, 43_580, 22_610],
    [11, 43_580, 22_615],
    [13, 43_580, 22_600],
    [14, 44_903, 23_260],
    [16, 44_903, 23_300],
    [18, 44_903, 23_310],
    [21, 46_752, 24_260],
    [23, 46_752, 24_290],
    [25, 46_752, 24_300],
    [27, 46_662, 24_250],
    [28, 47_612, 24_758],
    [29, 47_612, 24_758],
    [30, 48_210, 25_069],
  ] as const
).map(([number, identifiers, matches]) => ({
  at: day(number),
  identifiers,
  matches,
  matchRate: 0.52,
}));

export const mark = (
  number: number,
  kind: ChartMark['kind'],
  text: string,
  file: string,
): ChartMark => ({
  at: day(number),
  kind,
  text,
  file,
  jobId: `job-${number}`,
});

const MARKS: ChartMark[] = [
  mark(4, 'added', 'Added 2,090', 'week-44-crm.csv'),
  mark(9, 'removed', 'Removed 310', 'optout-44.csv'),
  mark(14, 'replaced', 'Replaced 43,580 with 44,903', 'crm-full.csv'),
  mark(21, 'updated', 'Updated: +1,850 −120', 'week-46-crm.csv'),
  mark(27, 'removed', 'Removed 90', 'optout.csv'),
  mark(28, 'added', 'Added 962', 'week-47-crm.csv'),
  mark(30, 'added', 'Added 600', 'crm-delta.csv'),
];

const SEGMENT = {
  segmentId: '738406689035866259',
  name: 'CRM Users 2025',
  readings: READINGS,
  marks: MARKS,
};

/** With other readings and marks. */
export const oneSegment = (
  readings: ChartReading[] = READINGS,
  marks: ChartMark[] = MARKS,
): ChartModel => ({ segments: [{ ...SEGMENT, readings, marks }] });

export const PAGE = oneSegment();

export const FIRST = oneSegment(READINGS.slice(-1), []);

const NAMES = [
  'CRM Users 2025',
  'Loyalty Card Holders',
  'Newsletter Subscribers',
  'Lapsed Customers, 12 Months',
  'Autumn Catalogue',
  'Store Visitors',
  'App Users with a Name That Is Longer Than There Is Room For on a Narrow Page',
];

/** Several segments, each a little smaller than the one before. */
export const COMPARED: ChartModel = {
  segments: NAMES.map((name, index) => ({
    segmentId: `7384066890358662${index}`,
    name,
    readings: READINGS.filter(({ at }) => index < 2 || at > day(8)).map(({ at, identifiers }) => ({
      at: at + index * 400,
      identifiers: Math.round((identifiers ?? 0) * (1 - index / 9)),
    })),
    marks: index === 0 ? MARKS.slice(2, 4) : [],
  })),
};
