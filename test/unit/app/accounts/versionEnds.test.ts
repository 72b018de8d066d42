import assert from 'node:assert/strict';
import { endWarning, versionEnd } from '../../../../src/app/accounts/versionEnds';

const END = Date.UTC(2027, 6);
const DAY = 86_400_000;

describe('what is said of a version’s end', () => {
  it('is its month, as far as that is published', () => {
    assert.equal(versionEnd('2026-07', END - 1), 'ends in July 2027');
    assert.equal(versionEnd('2026-07', END), 'ended in July 2027');
    assert.equal(versionEnd('2031-01', END), 'its end isn’t known');
  });

  it('is a warning with what to set, from 60 days before', () => {
    assert.equal(endWarning('2026-07', END - 60 * DAY - 1), undefined);
    assert.equal(
      endWarning('2026-07', END - 60 * DAY),
      'API version 2026-07 ends in July 2027. Set criteoAudiences.apiVersion to a later version.',
    );
    assert.match(endWarning('2026-07', END) ?? '', /^API version 2026-07 ended in July 2027\. /);
    assert.equal(endWarning('2031-01', END), undefined);
    assert.equal(endWarning('experimental', END), undefined);
  });
});
