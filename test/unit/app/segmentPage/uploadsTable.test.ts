import assert from 'node:assert/strict';
import { uploadsTable } from '../../../../src/app/segmentPage/uploadsTable';
import { HOUR, NOW, reading, upload, view } from './views';

describe('the last uploads of a segment', () => {
  it('are the newest first, with a link while their record exists', () => {
    const { rows, more, empty } = uploadsTable(
      view({
        entries: [
          upload(NOW - 400 * 24 * HOUR, 'replace', 44_903, 'a'),
          upload(NOW - 48 * HOUR, 'remove', 90, 'deleted'),
          { at: NOW - 2 * HOUR, kind: 'clear' },
          { ...upload(NOW - HOUR, 'add', 600, 'b'), suppressed: 37 },
          { ...upload(NOW - HOUR / 2, 'update', 600, 'b'), added: 20, removed: 3 },
          { ...upload(NOW - HOUR / 4, 'remove', 12, 'c'), removal: 'R-20261125-093500-3f9c' },
          reading(NOW, 1),
        ],
        jobs: [
          { jobId: 'a', files: [{ uri: 'file:///x/full.csv', size: 1 }] },
          { jobId: 'b', files: [{ uri: 'file:///x/delta.csv', size: 1 }] },
        ],
      }),
    );
    assert.deepEqual(
      rows.map(({ file, press, kind, what, identifiers, when }) => [
        file,
        press?.value,
        kind,
        what,
        identifiers,
        when,
      ]),
      [
        [
          'Removal everywhere: R-20261125-093500-3f9c',
          undefined,
          'removed',
          'removed',
          '−12',
          '09:35',
        ],
        ['delta.csv', 'b', 'updated', 'updated', '+20 −3', '09:20'],
        ['delta.csv', 'b', 'added', 'added', '+600 −37', '08:50'],
        ['Record deleted', undefined, 'removed', 'removed', '−90', 'Nov 23, 09:50'],
        ['full.csv', 'a', 'replaced', 'replaced', '44,903', 'Oct 21, 2025, 09:50'],
      ],
    );
    assert.equal(rows[2]?.tooltip, 'Nov 25, 2026, 08:50 UTC');
    assert.equal(new Set(rows.map(({ id }) => id)).size, 5);
    assert.deepEqual([more, empty], [undefined, undefined]);
  });

  it('are all there, though five are shown at first', () => {
    const table = (count: number) =>
      uploadsTable(
        view({ entries: Array.from({ length: count }, (_, at) => upload(at, 'add', 1)) }),
      );
    assert.equal(table(5).more, undefined);
    assert.equal(table(14).more, 'Show All 14');
    assert.equal(table(14).rows.length, 14);
    assert.equal(table(0).empty, 'Nothing was uploaded from here.');
  });
});
