import * as assert from 'node:assert/strict';
import {
  hyphenate,
  isUuid,
  unwrapUuid,
  validateUserIdentifier,
} from '../../../src/identifiers/userIdentifier';
import { testExamples, UUID } from './examples';

const ZEROS = '00000000-0000-0000-0000-000000000000';

describe('Validating a mobile or cookie ID', () => {
  testExamples('UserIdentifier', validateUserIdentifier);

  it('rejects all zeros in braces too', () =>
    assert.deepEqual(validateUserIdentifier(`{${ZEROS}}`), {
      kind: 'invalid',
      rule: 'uuid-all-zeros',
    }));

  it('rejects hex of the length of any hash', () => {
    for (const length of [40, 56, 64, 96, 128])
      assert.deepEqual(
        validateUserIdentifier('a1'.repeat(length / 2)),
        { kind: 'invalid', rule: 'id-is-hash' },
        `${length}`,
      );
    assert.equal(validateUserIdentifier('a1'.repeat(25)).kind, 'valid');
  });
});

describe('A UUID', () => {
  it('has hyphens, and hex digits in any case', () => {
    assert.ok(isUuid(UUID) && isUuid(UUID.toLowerCase()));
    for (const value of [UUID.replaceAll('-', ''), `{${UUID}}`, UUID.slice(1), `${UUID}0`])
      assert.ok(!isUuid(value), value);
  });

  it('is unwrapped from braces and from a URN', () => {
    assert.equal(unwrapUuid(`{${UUID}}`), UUID);
    assert.equal(unwrapUuid(`URN:UUID:${UUID}`), UUID);
    for (const value of [
      UUID,
      `(${UUID})`,
      `{${UUID.replaceAll('-', '0')}}`,
      `urn:uuid:${'-'.repeat(36)}`,
    ])
      assert.equal(unwrapUuid(value), undefined, value);
  });

  it('gets its hyphens if it has exactly 32 hex digits', () => {
    assert.equal(hyphenate(UUID.replaceAll('-', '')), UUID);
    for (const value of [UUID, 'a'.repeat(31), 'a'.repeat(33), 'g'.repeat(32)])
      assert.equal(hyphenate(value), undefined, value);
  });
});
