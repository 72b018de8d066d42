import assert from 'node:assert/strict';
import { accountPath, checkedId, listPath, segmentsPath } from '../../../src/api/paths';

describe('request paths', () => {
  it('contain the IDs', () => {
    assert.equal(accountPath('retailers', '5'), '/accounts/5');
    assert.equal(segmentsPath('search', '5'), '/accounts/5/audience-segments');
    assert.equal(listPath('clear', '7'), '/audience-segments/7/contact-list');
  });

  it('are never built with an invalid ID, which isn’t quoted', () => {
    for (const build of [
      () => checkedId('clear', 'segmentId', '../1x'),
      () => segmentsPath('search', '../1x'),
      () => listPath('clear', '../1x'),
    ])
      assert.throws(build, (error: Error & { code?: string }) => {
        assert.equal(error.code, 'bad-argument');
        assert.ok(!error.message.includes('1x'));
        return true;
      });
  });
});
