import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import { historyCsv, historySummary, markOf } from '../../../../src/app/segments/historyText';

const at = Date.UTC(2027, 0, 21, 9, 12);

describe('the history of a segment', () => {
  it('is marks for uploads and clears, not for readings', () => {
    const labelOf = (entry: Partial<HistoryEntry>): string | undefined =>
      markOf({ at, kind: 'upload', accepted: 49_002, ...entry })?.label;
    assert.equal(labelOf({ operation: 'add' }), 'Add: 49,002 accepted');
    assert.equal(labelOf({ operation: 'remove' }), 'Remove: 49,002 accepted');
    assert.equal(labelOf({ operation: 'replace' }), 'Replace: 49,002 accepted');
    assert.equal(labelOf({ kind: 'clear' }), 'Segment cleared');
    assert.equal(labelOf({ kind: 'reading' }), undefined);
  });

  it('is a text to paste, where a figure that is absent is said to be', () => {
    assert.equal(
      historySummary([
        {
          title: 'VIP',
          segmentId: '7',
          latest: { at, numberOfIdentifiers: 48_210, matchRate: 0.5 },
        },
        { title: 'New', segmentId: '8' },
      ]),
      [
        'VIP (7)',
        'Identifiers: 48,210',
        'Matches: not available',
        'Match rate: 50%',
        'Read at: 2027-01-21T09:12:00.000Z',
        '',
        'New (8)',
        'Identifiers: not available',
        'Matches: not available',
        'Match rate: not available',
        'Read at: –',
      ].join('\n'),
    );
  });

  it('is a CSV with an empty cell for what is absent', () => {
    assert.equal(
      historyCsv([
        { at, kind: 'reading', numberOfIdentifiers: 0, matchRate: 0.25 },
        { at, kind: 'upload', operation: 'add', accepted: 3 },
      ]),
      'time,kind,operation,accepted,identifiers,matches,matchRate\n' +
        '2027-01-21T09:12:00.000Z,reading,,,0,,0.25\n' +
        '2027-01-21T09:12:00.000Z,upload,add,3,,,\n',
    );
  });
});
