import assert from 'node:assert/strict';
import {
  filterText,
  nothingMatchesText,
  unknownSizesNote,
  useNotes,
} from '../../../../src/app/segments/listTexts';
import { audience, leaf, UNCLEAR } from '../audiences/audiences';

describe('what the view says about a filter', () => {
  it('says what it is, as it was typed', () => {
    assert.equal(filterText(' crm empty '), 'Filter: “crm empty”.');
    assert.ok(filterText('x'.repeat(5_000)).length < 300);
  });

  it('says where a filter looked that finds nothing', () => {
    assert.equal(
      nothingMatchesText(' zzz unused ', 2_000),
      'No segment matches “zzz unused”. Looked in name, retailer, type, channel, ID and description of 2,000 segments.',
    );
    assert.equal(nothingMatchesText('unused', 2_000), 'None of 2,000 segments matches “unused”.');
    assert.equal(nothingMatchesText('empty', 1), 'None of 1 segment matches “empty”.');
    assert.ok(nothingMatchesText('x'.repeat(5_000), 1).length < 300);
    assert.match(nothingMatchesText('a\u202eb', 1), /“ab”/);
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
