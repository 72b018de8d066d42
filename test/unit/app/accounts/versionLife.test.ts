import assert from 'node:assert/strict';
import { deprecationText, versionEnd } from '../../../../src/app/accounts/versionLife';

const NOW = Date.UTC(2027, 4, 1);

describe('what is said of a version’s end', () => {
  it('is its month as published, unless the API says the time', () => {
    const sunset = Date.UTC(2027, 6, 20, 9);
    assert.equal(versionEnd('2026-07', undefined, NOW), 'ends in July 2027');
    assert.match(versionEnd('2026-07', sunset, NOW), /^ends on Jul 20, 2027, 0?9:00 UTC$/);
    assert.match(versionEnd('2026-07', sunset, sunset), /^ended on Jul 20, 2027, .*still answers/);
    assert.match(versionEnd('2026-01', undefined, NOW), /^ended in January 2027, .*still answers/);
    assert.equal(versionEnd('2031-01', undefined, NOW), 'its end isn’t known');
  });

  it('is in the warning that it is deprecated, with what to set', () => {
    assert.equal(
      deprecationText('2026-07', undefined, NOW),
      'API version 2026-07 is deprecated (ends in July 2027). Set criteoAudiences.apiVersion to a later version.',
    );
  });

  it('is for who has set “preview” that the default version is used instead', () => {
    assert.equal(
      deprecationText('preview', undefined, NOW),
      'Criteo ends API version “preview” at the end of 2026, so version 2026-07 is used instead. Set criteoAudiences.apiVersion to 2026-07.',
    );
  });
});
