import assert from 'node:assert/strict';
import { fingerprintText, haveSamePeople } from '../../../src/upload/planFingerprint';

describe('the fingerprint of a plan', () => {
  it('has what was compared, how many, and both halves of the sum, the high one first', () => {
    const text = fingerprintText('Email:sha256:given:normal:set', 12, [0x1, 0xfedcba98]);
    assert.equal(text, 'Email:sha256:given:normal:set:12:fedcba9800000001');
  });

  it('is of the same people whatever was sent of them, and of others otherwise', () => {
    const one = fingerprintText('Email:sha256:given:normal:set', 2, [1, 2]);
    for (const [other, isSame] of [
      [fingerprintText('Email:none:hashed:normal:rows', 2, [1, 2]), true],
      [fingerprintText('PhoneNumber:sha256:given:normal:set', 2, [1, 2]), false],
      [fingerprintText('Email:sha256:given:sent:set', 2, [1, 2]), false],
      [fingerprintText('Email:sha256:given:normal:set', 3, [1, 2]), false],
      [fingerprintText('Email:sha256:given:normal:set', 2, [2, 1]), false],
    ] as const)
      assert.equal(haveSamePeople(one, other), isSame, other);
  });
});
