import assert from 'node:assert/strict';
import { NO_FILTER } from '../../../../src/app/segments/filter';
import {
  nothingMatchesText,
  unknownSizesNote,
  useNotes,
} from '../../../../src/app/segments/listTexts';
import { audience, leaf, UNCLEAR } from '../audiences/audiences';

describe('what the view says about a filter', () => {
  it('says where a filter looked that finds nothing', () => {
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, text: ' zzz ' }, 2_000),
      'No segment matches “zzz”. Looked in name, retailer, type, channel, ID and description of 2,000 segments.',
    );
    assert.match(
      nothingMatchesText({ ...NO_FILTER, text: 'zzz', types: ['Events'] }, 1),
      /of 1 segment\. The view is also filtered by type, retailer or identifier type\.$/,
    );
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, types: ['Events'] }, 2_000),
      'None of 2,000 segments is of the types and retailers chosen.',
    );
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, unused: true }, 2_000),
      'Audiences use each of 2,000 segments.',
    );
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, unused: true, retailerIds: ['1'] }, 2_000),
      'None of 2,000 segments matches the filter.',
    );
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, unused: true, empty: true }, 2_000),
      'None of 2,000 segments matches the filter.',
    );
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, empty: true }, 1),
      'None of 1 segment is known to be empty.',
    );
    assert.equal(
      nothingMatchesText({ ...NO_FILTER, keepsOut: true }, 3),
      'None of 3 segments is known to keep people out of audiences.',
    );
    assert.match(
      nothingMatchesText({ ...NO_FILTER, text: 'zzz', unused: true }, 1),
      /of 1 segment\. Only segments that no audience uses\.$/,
    );
    assert.match(
      nothingMatchesText({ ...NO_FILTER, text: 'zzz', empty: true, keepsOut: true }, 1),
      /\. Only segments that are empty by .* sent since\. Only segments that keep people out of audiences\.$/,
    );
    assert.ok(nothingMatchesText({ ...NO_FILTER, text: 'x'.repeat(5_000) }, 1).length < 300);
    assert.match(nothingMatchesText({ ...NO_FILTER, text: 'a\u202eb' }, 1), /“ab”/);
  });

  it('says of how many segments the size isn’t known', () => {
    assert.deepEqual(unknownSizesNote(0), []);
    assert.deepEqual(unknownSizesNote(1), ['The size of 1 segment isn’t known.']);
    assert.deepEqual(unknownSizesNote(1_200), ['The sizes of 1,200 segments aren’t known.']);
  });

  it('says what isn’t proven of segments that no audience uses', () => {
    const others =
      'Audiences of other accounts that use a shared segment aren’t visible from here.';
    const untold = (name: string) => audience(name, UNCLEAR, { name });
    assert.deepEqual(useNotes([[audience('1', leaf('7'))]]), [others]);
    assert.deepEqual(useNotes([[untold('[A](b)')], 'loading', [untold('B')]]), [
      'Criteo doesn’t say which segments these audiences use: “[A](b)”, “B”.',
      others,
    ]);
    assert.deepEqual(useNotes([[], 'failed']), [
      'Couldn’t look up which audiences use them.',
      others,
    ]);
  });
});
