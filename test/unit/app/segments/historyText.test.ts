import assert from 'node:assert/strict';
import { historyCsv, historySummary } from '../../../../src/app/segments/historyText';

const at = Date.UTC(2027, 0, 21, 9, 12);

describe('the history of a segment', () => {
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
