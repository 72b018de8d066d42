import * as assert from 'node:assert/strict';
import type { Verdict } from '../../../src/identifiers/identifierTypes';
import {
  isPlaceholder,
  MAX_LENGTH,
  needsNormalizing,
  normalize,
  validateNormalized,
} from '../../../src/identifiers/normalize';

describe('Normalizing a field', () => {
  for (const [raw, value, visible] of [
    ['a b', 'a b', true],
    [' \ta\r\n', 'a', true],
    ['\u00a0a\u202f', 'a', false],
    ['a\u00a0b', 'a\u00a0b', true],
    ['a\u200bb', 'ab', false],
    ['\ufeff a', 'a', false],
    ['a\0', 'a', false],
    ['a\u00adb', 'ab', false],
    [' \u00a0 a', 'a', false],
    ['', '', true],
  ] as const) {
    it(`${JSON.stringify(raw)} gives ${JSON.stringify(value)}`, () => {
      assert.equal(normalize(raw), value);
      assert.equal(normalize(value), value, 'idempotent');
      assert.equal(needsNormalizing(raw), !visible, 'invisible characters');
    });
  }
});

describe('A placeholder', () => {
  it('is a known text in any case, and nothing longer', () => {
    for (const text of ['NULL', 'NaN', '#N/A', '\\N', '(null)', 'Undefined', '#DIV/0!'])
      assert.ok(isPlaceholder(text), text);
    for (const text of ['', 'nul', 'nullable', 'null@example.com', 'none', '0', '-'])
      assert.ok(!isPlaceholder(text), text);
  });
});

describe('Validating a normalized field', () => {
  const accept = (value: string): Verdict => ({ kind: 'valid', value, format: 'opaque' });
  const unreachable = (): Verdict => assert.fail('the rules of the type were applied');

  it('passes the normalized value to the rules of the type', () => {
    assert.deepEqual(
      validateNormalized(' a1 ', (value) => ({ kind: 'invalid', rule: `seen:${value}` })),
      { kind: 'invalid', rule: 'seen:a1' },
    );
    assert.deepEqual(validateNormalized(' a1 ', accept), accept('a1'));
  });

  for (const [name, raw, expected] of [
    ['white space', ' \u200b\t', { kind: 'blank' }],
    ['a placeholder', ' null ', { kind: 'invalid', rule: 'placeholder' }],
    ['a replacement character', 'a\ufffdb', { kind: 'invalid', rule: 'undecodable-character' }],
    ['a line separator', 'a\u2028b', { kind: 'invalid', rule: 'control-character' }],
    ['a tab inside', 'a\tb', { kind: 'invalid', rule: 'control-character' }],
    ['a long text', 'a'.repeat(MAX_LENGTH + 1), { kind: 'invalid', rule: 'value-too-long' }],
  ] as const) {
    it(`handles ${name} without them`, () =>
      assert.deepEqual(validateNormalized(raw, unreachable), expected));
  }

  it('accepts the longest value', () =>
    assert.equal(validateNormalized('a'.repeat(MAX_LENGTH), accept).kind, 'valid'));

  it('warns of invisible characters unless the value has another warning', () => {
    assert.deepEqual(validateNormalized('\ufeffa', accept), {
      ...accept('a'),
      warning: 'invisible-characters',
    });
    const suspicious: Verdict = { kind: 'valid', value: 'a', format: 'opaque', warning: 'other' };
    assert.deepEqual(
      validateNormalized('\ufeffa', () => suspicious),
      suspicious,
    );
  });
});
