import assert from 'node:assert/strict';
import type { Hash, IdentifierType, ValueFormat } from '../../../src/identifiers/identifierTypes';
import { validate } from '../../../src/identifiers/validate';
import {
  applyHash,
  hasFormatChanged,
  hashingTo,
  otherFormats,
  sentFormat,
} from '../../../src/upload/hashFormats';
import type { UploadOptions } from '../../../src/upload/uploadTypes';
import { MD5, PLAIN, SHA256, SHA256_OF_MD5 } from '../identifiers/examples';

/** What a removal sends for a raw value: the form as given, then the others. */
function sent(
  type: IdentifierType,
  raw: string,
  hash: Hash,
  forms: UploadOptions['forms'] = 'all',
): { form: ValueFormat; value: string }[] {
  const verdict = validate(type, raw);
  assert.ok(verdict.kind === 'valid');
  const { value, format: form } = verdict;
  const formats = [sentFormat(form, hash, type), ...otherFormats(form, { hash, forms }, type)];
  return formats.map((sent) => ({ form: sent, value: applyHash(value, hashingTo(sent, form)) }));
}

describe('hash forms', () => {
  it('send the form as given, hashing plain addresses only', () => {
    assert.deepEqual(sent('Email', ' John.Doe@Gmail.com', 'sha256')[0], {
      form: 'sha256',
      value: SHA256,
    });
    assert.deepEqual(sent('Email', MD5, 'sha256')[0], { form: 'md5', value: MD5 });
    assert.deepEqual(sent('CustomerId', '42', 'none'), [{ form: 'opaque', value: '42' }]);
  });

  it('are removed as far as the input allows, the form as given first', () => {
    const four = [
      { form: 'plain', value: PLAIN },
      { form: 'md5', value: MD5 },
      { form: 'sha256', value: SHA256 },
      { form: 'sha256ofMd5', value: SHA256_OF_MD5 },
    ];
    assert.deepEqual(sent('Email', PLAIN, 'none'), four);
    assert.deepEqual(sent('Email', PLAIN, 'sha256'), [four[2], four[0], four[1], four[3]]);
    assert.deepEqual(sent('Email', MD5, 'none'), [four[1], four[3]]);
    assert.deepEqual(sent('Email', SHA256, 'none'), [four[2]]);
  });

  it('are removed as plain text only unhashed, or if that was chosen', () => {
    const forms = (raw: string, hash: Hash): ValueFormat[] =>
      sent('Email', raw, hash, 'hashed').map(({ form }) => form);
    assert.deepEqual(forms(PLAIN, 'none'), ['plain', 'md5', 'sha256', 'sha256ofMd5']);
    assert.deepEqual(forms(PLAIN, 'sha256'), ['sha256', 'md5', 'sha256ofMd5']);
    assert.deepEqual(forms(PLAIN, 'sha256ofMd5'), ['sha256ofMd5', 'md5', 'sha256']);
    assert.deepEqual(forms(MD5, 'sha256'), ['md5', 'sha256ofMd5']);
    const given = sent('Email', PLAIN, 'md5', 'given').map(({ form }) => form);
    assert.deepEqual(given, ['md5']);
  });

  it('a change of form against the last upload', () => {
    assert.equal(hasFormatChanged({ sha256: 900, plain: 2 }, { plain: 800 }), true);
    assert.equal(hasFormatChanged({ sha256: 900, plain: 2 }, { sha256: 5 }), false);
    assert.equal(hasFormatChanged({}, { plain: 1 }), false);
  });
});
