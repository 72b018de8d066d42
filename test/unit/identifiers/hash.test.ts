import * as assert from 'node:assert/strict';
import {
  digest,
  digestWithObjects,
  hashEmail,
  hashEmailBytes,
  mayHash,
} from '../../../src/identifiers/hash';
import { MD5, PLAIN, SHA256, SHA256_OF_MD5 } from './examples';

describe('hashing before sending', () => {
  it('gives the test vector', () => {
    assert.equal(hashEmail(PLAIN, 'none'), PLAIN);
    assert.equal(hashEmail(PLAIN, 'md5'), MD5);
    assert.equal(hashEmail(PLAIN, 'sha256'), SHA256);
    assert.equal(hashEmail(PLAIN, 'sha256ofMd5'), SHA256_OF_MD5);
    assert.equal(hashEmail(Buffer.from(PLAIN), 'sha256ofMd5'), SHA256_OF_MD5);
  });

  it('hashes the same without crypto.hash, and text as UTF-8', () => {
    for (const text of ['', PLAIN, 'jörg@bücher.example', '漢@example.com']) {
      for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
        assert.equal(digest(algorithm, text), digestWithObjects(algorithm, text));
        assert.equal(
          digest(algorithm, Buffer.from(text, 'utf8')),
          digestWithObjects(algorithm, text),
        );
      }
    }
  });

  it('writes hex into bytes, also over its own input', () => {
    const bytes = Buffer.alloc(200);
    bytes.set(Buffer.from(PLAIN), 7);
    assert.equal(hashEmailBytes(bytes, 7, 7 + PLAIN.length, 'sha256', bytes, 7), 64);
    assert.equal(Buffer.from(bytes.subarray(7, 71)).toString(), SHA256);
  });

  it('is for emails only', () => {
    assert.ok(mayHash('Email', 'md5') && mayHash('CustomerId', 'none'));
    for (const type of ['UserIdentifier', 'IdentityLink', 'CustomerId', 'PhoneNumber'] as const)
      assert.ok(!mayHash(type, 'sha256'));
  });
});
