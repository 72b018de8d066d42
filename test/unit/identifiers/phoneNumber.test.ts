import * as assert from 'node:assert/strict';
import { digest } from '../../../src/identifiers/hash';
import { validatePhoneNumber, withoutPunctuation } from '../../../src/identifiers/phoneNumber';
import { SHA256, testExamples } from './examples';

describe('Validating a phone number', () => {
  testExamples('PhoneNumber', validatePhoneNumber);

  for (const [name, raw, rule] of [
    ['SHA-1', 'd0be2dc421be4fcd0172e5afceea3970e2f3d940', 'hash-sha1'],
    ['SHA-512', 'a1'.repeat(64), 'hash-sha512'],
    ['a hash with a prefix', `0x${SHA256}`, 'hash-prefix'],
    ['20 digits, which are also hex', '1'.repeat(20), 'phone-not-e164'],
    ['six digits', '+123456', 'phone-not-e164'],
    ['a placeholder', 'N/A', 'placeholder'],
  ]) {
    it(`rejects ${name}`, () =>
      assert.deepEqual(validatePhoneNumber(raw), { kind: 'invalid', rule }));
  }

  it('rejects the hash of the header', () => {
    const hash = digest('sha256', 'phone');
    assert.equal(validatePhoneNumber(hash).kind, 'valid');
    assert.deepEqual(validatePhoneNumber(hash, { header: 'phone' }), {
      kind: 'invalid',
      rule: 'hash-of-header',
    });
  });
});

describe('Removing the punctuation of a phone number', () => {
  it('leaves + and digits', () => {
    for (const [written, number] of [
      ['+33 6 12 34 56 78', '+33612345678'],
      ['+44 (0)20 7946-0000', '+442079460000'],
      ['+1 (555) 123.4567', '+15551234567'],
      ['+49\u00a0170/1234567', '+491701234567'],
      ['+49 170\u20131234567', '+491701234567'],
    ])
      assert.equal(withoutPunctuation(written), number);
  });

  it('gives nothing for what is not E.164 then', () => {
    for (const written of ['0612345678', '+33 x', '+0 12 34 56 78', '+1 2', ''])
      assert.equal(withoutPunctuation(written), undefined, written);
  });
});
