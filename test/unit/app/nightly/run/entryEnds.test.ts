import assert from 'node:assert/strict';
import type { Segment } from '../../../../../src/api/apiTypes';
import type { NightlyEntry } from '../../../../../src/app/nightly/file/nightlyFile';
import { factsOf } from '../../../../../src/app/nightly/run/entryEnds';
import { OutsideText } from '../../../../../src/common/outsideText';

describe('what an entry has in a report', () => {
  const entry: NightlyEntry = {
    ...{ id: '1', operation: 'add' as const, files: ['/a.csv'], keep: false },
    ...{ choices: {}, defaults: [], at: { offset: 0, length: 1 } },
  };
  const segment: Segment = {
    ...{ id: '1', accountId: '2', retailerId: '3', channels: [], type: 'ContactList' },
    name: OutsideText.name('App Users'),
    json: () => '',
  };

  it('says another name, with nothing that can’t be seen', () => {
    const { notes } = factsOf({ ...entry, name: 'App\u202e Use' }, segment);
    assert.deepEqual(notes, ['Named “App Use” in the nightly file, and “App Users” at Criteo.']);
    assert.equal(factsOf({ ...entry, name: 'App Users' }, segment).notes, undefined);
  });
});
