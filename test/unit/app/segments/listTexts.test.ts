import assert from 'node:assert/strict';
import { NO_FILTER } from '../../../../src/app/segments/filter';
import { nothingMatchesText, unusedNotes } from '../../../../src/app/segments/listTexts';
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
      'None of 2,000 segments is of the types and retailers chosen and used by no audience.',
    );
    assert.match(
      nothingMatchesText({ ...NO_FILTER, text: 'zzz', unused: true }, 1),
      /of 1 segment\. The view also shows only segments that no audience uses\.$/,
    );
    assert.ok(nothingMatchesText({ ...NO_FILTER, text: 'x'.repeat(5_000) }, 1).length < 300);
    assert.match(nothingMatchesText({ ...NO_FILTER, text: 'a\u202eb' }, 1), /“ab”/);
  });

  it('says what isn’t proven of segments that no audience uses', () => {
    const others =
      'Audiences of other accounts that use a shared segment aren’t visible from here.';
    const untold = (name: string) => audience(name, UNCLEAR, { name });
    assert.deepEqual(unusedNotes([[audience('1', leaf('7'))]]), [others]);
    assert.deepEqual(unusedNotes([[untold('[A](b)')], 'loading', [untold('B')]]), [
      'Criteo doesn’t say which segments these audiences use: “[A](b)”, “B”.',
      others,
    ]);
    assert.deepEqual(unusedNotes([[], 'failed']), [
      'Couldn’t look up which audiences use them.',
      others,
    ]);
  });
});
