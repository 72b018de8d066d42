import assert from 'node:assert/strict';
import { NO_FILTER } from '../../../../src/app/segments/filter';
import { listText, nothingMatchesText, unusedNotes } from '../../../../src/app/segments/listTexts';
import { configureFormat } from '../../../../src/common/format';
import { audience, leaf, UNCLEAR } from '../audiences/audiences';

describe('what the view says about a list', () => {
  before(() => configureFormat('en', 'UTC'));
  after(() => configureFormat('en'));

  it('is one number', () => {
    assert.equal(listText({ loaded: 0 }), '');
    assert.equal(listText({ loaded: 0, failed: 'more' }), '');
    assert.equal(listText({ loaded: 11, total: 11 }), '11');
    assert.equal(listText({ loaded: 500, total: 2_000 }), '2,000', 'while the rest loads');
    assert.equal(listText({ loaded: 500 }), '500', 'the API gives no total');
    assert.equal(listText({ loaded: 500, total: 2_000, matches: 3 }), '3 found');
    assert.equal(listText({ loaded: 500, total: 2_000, matches: 0 }), '0 found');
  });

  it('says that the list is old, or not whole', () => {
    const loadedAt = Date.UTC(2026, 10, 25, 10, 8);
    assert.equal(
      listText({ loaded: 214, total: 214, failed: 'refresh', loadedAt }),
      'as of 10:08, refresh failed',
    );
    assert.equal(
      listText({ loaded: 214, total: 214, matches: 3, failed: 'refresh', loadedAt }),
      'as of 10:08, refresh failed',
    );
    assert.equal(
      listText({ loaded: 500, total: 2_000, failed: 'more', loadedAt }),
      '500 loaded, rest failed',
    );
  });

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
