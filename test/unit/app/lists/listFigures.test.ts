import assert from 'node:assert/strict';
import { listText, staleText, sumOfFigures } from '../../../../src/app/lists/listFigures';
import { configureFormat } from '../../../../src/common/format';

describe('what a view says about a list', () => {
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
    const stale = { loaded: 214, total: 214, failed: 'refresh', loadedAt } as const;
    assert.equal(staleText(stale), 'as of 10:08, refresh failed');
    assert.equal(listText(stale), '214', 'the figure stays');
    assert.equal(listText({ ...stale, matches: 3 }), '3 found');
    assert.equal(staleText({ ...stale, loaded: 0 }), '');
    assert.equal(staleText({ loaded: 500, total: 2_000, failed: 'more', loadedAt }), '');
    assert.equal(
      listText({ loaded: 500, total: 2_000, failed: 'more', loadedAt }),
      '500 loaded, rest failed',
    );
  });

  it('is the sum of several lists, and nothing about one of them', () => {
    const loadedAt = Date.UTC(2026, 10, 25, 10, 8);
    const failed = { loaded: 2, total: 4, failed: 'refresh', loadedAt } as const;
    assert.equal(listText(sumOfFigures([failed, { loaded: 3, total: 3 }])), '7');
    assert.equal(listText(sumOfFigures([failed, { loaded: 3, matches: 1 }])), '1 found');
    assert.equal(listText(sumOfFigures([])), '');
  });
});
