import assert from 'node:assert/strict';
import { chartSegment } from '../../../../src/app/segmentPage/chartSegment';
import { HOUR, NOW, reading, upload, view } from './views';

describe('a segment in the chart', () => {
  it('has its readings with the figures that the API sent', () => {
    const { segmentId, name, readings } = chartSegment(
      view({ entries: [reading(NOW - HOUR, 0, undefined, 2.5), reading(NOW)] }),
    );
    assert.deepEqual([segmentId, name], ['7', 'CRM Users']);
    assert.deepEqual(readings, [{ at: NOW - HOUR, identifiers: 0, matchRate: 2.5 }, { at: NOW }]);
  });

  it('has a mark for each change, in a sentence, with its upload while there is a record', () => {
    const { marks } = chartSegment(
      view({
        entries: [
          upload(1, 'replace', 5, 'a'),
          reading(2, 43_580),
          upload(3, 'replace', 44_903, 'b'),
          upload(4, 'add', 600, 'gone'),
          upload(5, 'remove', 90),
          { at: 6, kind: 'clear' },
          upload(7, undefined, 1),
          { ...upload(8, 'update', 600), added: 20, removed: 3 },
          upload(9, 'update', 600),
          { ...upload(10, 'add', 600), added: 600, suppressed: 37 },
        ],
        jobs: [
          {
            jobId: 'a',
            files: [
              { uri: 'file:///x/one.csv', size: 1 },
              { uri: 'file:///x/two%20b.csv', size: 1 },
            ],
          },
          { jobId: 'b', files: [{ uri: 'file:///x/full.csv', size: 1 }] },
        ],
      }),
    );
    assert.deepEqual(marks, [
      { at: 1, kind: 'replaced', text: 'Replaced with 5', file: 'one.csv, two b.csv', jobId: 'a' },
      {
        at: 3,
        kind: 'replaced',
        text: 'Replaced 43,580 with 44,903',
        file: 'full.csv',
        jobId: 'b',
      },
      { at: 4, kind: 'added', text: 'Added 600' },
      { at: 5, kind: 'removed', text: 'Removed 90' },
      { at: 6, kind: 'cleared', text: 'Cleared' },
      { at: 7, kind: 'added', text: 'Added 1' },
      { at: 8, kind: 'updated', text: 'Updated: +20 −3' },
      { at: 9, kind: 'updated', text: 'Updated: +600' },
      { at: 10, kind: 'added', text: 'Added 600, removed 37' },
    ]);
  });
});
