import * as assert from 'node:assert/strict';
import {
  digest,
  digestWithObjects,
  formsOf,
  hashEmail,
  hashEmailBytes,
  mayHash,
} from '../../../src/identifiers/hash';
import { judge } from '../../../src/identifiers/validate';

// README: Identifiers.
const PLAIN = 'john.doe@gmail.com';
const MD5 = 'e13743a7f1db7f4246badd6fd6ff54ff';
const SHA256 = '375320dd9ae7ed408002f3768e16cb5f28c861062fd50dff9a3bff62e9dce4ef';
const SHA256_OF_MD5 = '000e3171a5110c35c69d060112bd0ba55d9631c7c2ec93f1840e4570095b263a';

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

  it('sends the form as given, hashing plain addresses only', () => {
    const wanted = { hash: 'sha256', forms: 'given' } as const;
    assert.deepEqual(formsOf('Email', judge('Email', ' John.Doe@Gmail.com'), wanted), [
      { form: 'sha256', value: SHA256 },
    ]);
    assert.deepEqual(formsOf('Email', judge('Email', MD5), wanted), [{ form: 'md5', value: MD5 }]);
    assert.deepEqual(formsOf('Email', judge('Email', ''), wanted), []);
    assert.deepEqual(formsOf('Email', judge('Email', 'nobody'), wanted), []);
    assert.deepEqual(
      formsOf('CustomerId', judge('CustomerId', '42'), { hash: 'none', forms: 'all' }),
      [{ form: 'opaque', value: '42' }],
    );
  });

  it('removes every form that the input allows, the form as given first', () => {
    const all = (raw: string, hash: 'none' | 'sha256' = 'none') =>
      formsOf('Email', judge('Email', raw), { hash, forms: 'all' });
    const four = [
      { form: 'plain', value: PLAIN },
      { form: 'md5', value: MD5 },
      { form: 'sha256', value: SHA256 },
      { form: 'sha256ofMd5', value: SHA256_OF_MD5 },
    ];
    assert.deepEqual(all(PLAIN), four);
    assert.deepEqual(all(PLAIN, 'sha256'), [four[2], four[0], four[1], four[3]]);
    assert.deepEqual(all(MD5), [four[1], four[3]]);
    assert.deepEqual(all(SHA256), [four[2]]);
  });
});
