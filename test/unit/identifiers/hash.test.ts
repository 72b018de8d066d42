import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { digest, hashEmail, hashEmailBytes, mayHash } from '../../../src/identifiers/hash';
import { MD5, PLAIN, SHA256, SHA256_OF_MD5 } from './examples';

describe('Hashing before sending', () => {
  it('matches the test vectors of the README', () => {
    assert.equal(hashEmail(PLAIN, 'none'), PLAIN);
    assert.equal(hashEmail(PLAIN, 'md5'), MD5);
    assert.equal(hashEmail(PLAIN, 'sha256'), SHA256);
    assert.equal(hashEmail(PLAIN, 'sha256ofMd5'), SHA256_OF_MD5);
    assert.equal(hashEmail(Buffer.from(PLAIN), 'sha256ofMd5'), SHA256_OF_MD5);
  });

  it('hashes as createHash does, and text as UTF-8', () => {
    for (const text of ['', PLAIN, 'jörg@bücher.example', '漢@example.com']) {
      for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
        const expected = createHash(algorithm).update(text, 'utf8').digest('hex');
        assert.equal(digest(algorithm, text), expected);
        assert.equal(digest(algorithm, Buffer.from(text, 'utf8')), expected);
      }
    }
  });

  it('writes hex into a buffer, also over its own input', () => {
    const bytes = Buffer.alloc(200);
    bytes.set(Buffer.from(PLAIN), 7);
    assert.equal(hashEmailBytes(bytes, 7, 7 + PLAIN.length, 'sha256', bytes, 7), 64);
    assert.equal(Buffer.from(bytes.subarray(7, 71)).toString(), SHA256);
  });

  it('hashes input of any length, longer than the cached views too', () => {
    const out = Buffer.alloc(64);
    for (const length of [0, 1, 255, 256, 1000]) {
      const bytes = Buffer.from(`<${'a'.repeat(length)}>`);
      assert.equal(hashEmailBytes(bytes, 1, 1 + length, 'md5', out, 0), 32);
      assert.equal(out.toString('latin1', 0, 32), digest('md5', 'a'.repeat(length)), `${length}`);
    }
  });

  it('is for emails only', () => {
    assert.ok(mayHash('Email', 'md5') && mayHash('CustomerId', 'none'));
    for (const type of ['UserIdentifier', 'IdentityLink', 'CustomerId', 'PhoneNumber'] as const)
      assert.ok(!mayHash(type, 'sha256'));
  });
});
