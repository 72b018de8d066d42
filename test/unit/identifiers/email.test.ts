import * as assert from 'node:assert/strict';
import { splitAddresses, unwrapAddress, validateEmail } from '../../../src/identifiers/email';
import { HEADER, testExamples } from './examples';

describe('Validating an email', () => {
  testExamples('Email', (raw) => validateEmail(raw, { header: HEADER }));

  it('calls an address wrapped only if removing the characters leaves an address', () => {
    assert.deepEqual(validateEmail("'john@example.com"), {
      kind: 'valid',
      value: "'john@example.com",
      format: 'plain',
    });
    assert.deepEqual(validateEmail('(john@example.com)'), {
      kind: 'invalid',
      rule: 'email-wrapped',
    });
    assert.deepEqual(validateEmail('(john@example)'), { kind: 'invalid', rule: 'email-character' });
  });
});

describe('Splitting a field with several addresses', () => {
  const PAIR = ['a@example.com', 'b@example.com'];
  for (const [field, expected] of [
    ['a@example.com;b@example.com', PAIR],
    ['A@Example.com , b@example.com', PAIR],
    ['a@example.com|b@example.com', PAIR],
    ['a@example.com\tb@example.com', PAIR],
    ['a@example.com/b@example.com', PAIR],
    ['a/c@example.com;b@example.com', ['a/c@example.com', 'b@example.com']],
    ['Ann <a@example.com>; Bob <b@example.com>', PAIR],
    ['a@example.com; A@example.com', ['a@example.com']],
    ['a@example.com; nobody@', undefined],
    ['a@example.com; Bob <b@example.com>, Carl <c@example.com>', undefined],
    ['a@example.com', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(field)} gives ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(splitAddresses(field), expected));
  }
});

describe('Unwrapping an address', () => {
  for (const [field, expected] of [
    ['John Doe <John@example.com>', 'john@example.com'],
    ['"john@example.com",', 'john@example.com'],
    ['MAILTO:john@example.com?subject=Hi@you', 'john@example.com'],
    ['<mailto:john@example.com>', 'john@example.com'],
    ['«john@example.com»', 'john@example.com'],
    ['john@example.com', undefined],
    ['John@Example.com', undefined],
    ['Ann <a@example.com> Bob <b@example.com>', undefined],
    ['John <john@localhost>', undefined],
  ] as const) {
    it(`${JSON.stringify(field)} gives ${JSON.stringify(expected)}`, () =>
      assert.equal(unwrapAddress(field), expected));
  }
});
