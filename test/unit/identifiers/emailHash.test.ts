import * as assert from 'node:assert/strict';
import { validateHash, withoutHexPrefix } from '../../../src/identifiers/emailHash';
import { digest } from '../../../src/identifiers/hash';
import { HEADER, MD5, SHA256 } from './examples';

describe('Validating a hash', () => {
  it('lowercases hex and warns about it', () => {
    assert.deepEqual(validateHash(MD5, {}), { kind: 'valid', value: MD5, format: 'md5' });
    assert.deepEqual(validateHash(SHA256.toUpperCase(), {}), {
      kind: 'valid',
      value: SHA256,
      format: 'sha256',
      warning: 'hash-upper-case',
    });
  });

  for (const [name, value, rule] of [
    ['SHA-1', digest('sha1', 'x'), 'hash-sha1'],
    ['SHA-224', 'a1'.repeat(28), 'hash-length'],
    ['SHA-384', 'a1'.repeat(48), 'hash-sha384'],
    ['SHA-512', 'a1'.repeat(64), 'hash-sha512'],
    ['a hash that was cut off', SHA256.slice(0, 20), 'hash-length'],
    ['a hash with a prefix', `0X${SHA256}`, 'hash-prefix'],
    ['SHA-1 with a prefix', `\\x${digest('sha1', 'x')}`, 'hash-sha1'],
    ['Base64', Buffer.from(SHA256, 'hex').toString('base64'), 'hash-base64'],
    ['unpadded base64url', Buffer.from(SHA256, 'hex').toString('base64url'), 'hash-base64'],
    ['the hash of an empty field', digest('md5', ''), 'hash-of-empty'],
  ]) {
    it(`rejects ${name}`, () =>
      assert.deepEqual(validateHash(value, {}), { kind: 'invalid', rule }));
  }

  it('takes short hex, words and addresses for something else', () => {
    for (const value of ['abc123', SHA256.slice(0, 19), 'x'.repeat(64), 'john@example.com', ''])
      assert.equal(validateHash(value, {}), undefined, value);
  });

  it('rejects the hash of the header in every hash format and spelling', () => {
    for (const text of [HEADER, HEADER.toUpperCase(), 'Email_address']) {
      for (const hash of [
        digest('md5', text),
        digest('sha256', text),
        digest('sha256', digest('md5', text)),
      ]) {
        assert.deepEqual(validateHash(hash, { header: HEADER }), {
          kind: 'invalid',
          rule: 'hash-of-header',
        });
        assert.equal(validateHash(hash, { header: 'other' })?.kind, 'valid');
      }
    }
  });
});

describe('The prefix of a hash', () => {
  it('is removed only from hex of at least 32 digits', () => {
    assert.equal(withoutHexPrefix(`0x${MD5}`), MD5);
    assert.equal(withoutHexPrefix(`\\x${SHA256.toUpperCase()}`), SHA256.toUpperCase());
    for (const value of [MD5, `0x${MD5.slice(1)}`, `0x${MD5}g`, `x${MD5}`])
      assert.equal(withoutHexPrefix(value), undefined, value);
  });
});
