import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { fixesFor, namedBy } from '../../../src/identifiers/fixes';
import {
  IDENTIFIER_TYPES,
  type Fix,
  type IdentifierType,
} from '../../../src/identifiers/identifierTypes';
import { ruleOf } from '../../../src/identifiers/rules/allRules';
import { validate } from '../../../src/identifiers/validate';
import { EXAMPLES, HEADER, UUID } from './examples';
import { rawValues } from './random';

const SHA256 = '375320dd9ae7ed408002f3768e16cb5f28c861062fd50dff9a3bff62e9dce4ef';

const junkHash = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Emails and hashes are named in lower case. */
const lower =
  (type: IdentifierType) =>
  (value: string): string =>
    type === 'Email' ? value.toLowerCase() : value;

describe('Fixes', () => {
  const TABLE: readonly (readonly [IdentifierType, string, Fix['kind'], string[]])[] = [
    ['Email', '\ufeff John@example.com', 'clean', ['John@example.com']],
    ['Email', 'john@example.com\u00a0', 'clean', ['john@example.com']],
    ['CustomerId', '\u200b0042', 'clean', ['0042']],
    ['PhoneNumber', '+33 (0)6 12-34.56 78', 'clean', ['+33612345678']],
    ['Email', SHA256.toUpperCase(), 'lowerCase', [SHA256]],
    ['Email', `0x${SHA256.toUpperCase()}`, 'dropPrefix', [SHA256]],
    ['Email', `\\x${SHA256}`, 'dropPrefix', [SHA256]],
    ['Email', 'A@Example.com; b@example.com', 'split', ['a@example.com', 'b@example.com']],
    ['Email', 'a@example.com b@example.com', 'split', ['a@example.com', 'b@example.com']],
    ['Email', 'a@example.com/b@example.com', 'split', ['a@example.com', 'b@example.com']],
    [
      'Email',
      'Ann Lee <a@example.com>, "Bo, B." <b@example.com>',
      'split',
      ['a@example.com', 'b@example.com'],
    ],
    ['Email', 'a@example.com <a@example.com>', 'split', ['a@example.com']],
    ['Email', 'John Doe <John@example.com>', 'unwrap', ['john@example.com']],
    ['Email', '"Doe, John" <john@example.com>', 'unwrap', ['john@example.com']],
    ['Email', 'MAILTO:john@example.com?subject=Hi', 'unwrap', ['john@example.com']],
    ['Email', '<mailto:john@example.com>', 'unwrap', ['john@example.com']],
    ['Email', '“john@example.com”,', 'unwrap', ['john@example.com']],
    ['UserIdentifier', `{${UUID}}`, 'unwrap', [UUID]],
    ['UserIdentifier', UUID.replaceAll('-', ''), 'hyphenate', [UUID]],
    ['Email', 'nobody', 'remove', []],
  ];
  TABLE.forEach(([type, raw, kind, values], index) => {
    it(`${kind} (example ${index + 1})`, () => {
      assert.deepEqual(
        fixesFor(type, raw).find((fix) => fix.kind === kind),
        { kind, values },
      );
      for (const value of values) {
        const verdict = validate(type, value);
        assert.ok(verdict.kind === 'valid' && verdict.warning === undefined);
      }
    });
  });

  it('say whom a field names', () => {
    const named = (type: IdentifierType, raw: string): string[] | undefined =>
      namedBy(type, raw, { header: 'hash' })?.map(({ value }) => value);
    for (const [type, raw, , values] of TABLE)
      assert.deepEqual(
        named(type, raw)?.sort(),
        values.length > 0 ? values.map(lower(type)) : undefined,
      );
    assert.deepEqual(named('Email', '<0x>'), undefined);
    assert.deepEqual(named('Email', '"Ann" <a@example.com.>;'), ['a@example.com']);
    assert.deepEqual(named('Email', 'A@Example.com, <mailto:b@example.com>'), [
      'a@example.com',
      'b@example.com',
    ]);
    for (const raw of ['', ' ', 'NULL', '\\N', junkHash(''), junkHash('null'), junkHash('hash')])
      assert.deepEqual(named('Email', raw), [], raw);
    for (const raw of ['#REF!', '#N/A', 'x', 'a@b', 'p at example.com', SHA256.slice(1)])
      assert.equal(named('Email', raw), undefined, raw);
    assert.deepEqual(named('UserIdentifier', '00000000-0000-0000-0000-000000000000'), []);
  });

  it('are empty for valid and blank values, and never guess an address', () => {
    for (const raw of ['', ' ', 'john@example.com', ' John@Example.com '])
      assert.deepEqual(fixesFor('Email', raw), []);
    for (const raw of [
      'john doe@example.com',
      'john@@example.com',
      'a@example.com, nobody@',
      'a@example.com, B <b@example.com>, C <c@example.com>',
      'Name <nobody>',
    ]) {
      assert.deepEqual(fixesFor('Email', raw), [{ kind: 'remove', values: [] }]);
    }
    assert.deepEqual(fixesFor('UserIdentifier', '0'.repeat(32)), [{ kind: 'remove', values: [] }]);
  });

  for (const type of IDENTIFIER_TYPES) {
    it(`are final for ${type}: a fixed value never needs the same fix again`, () => {
      const next = rawValues(type, 11);
      const raws = EXAMPLES[type].map(([raw]) => raw);
      for (let i = 0; i < 10_000; i++) raws.push(next());
      const seen = new Set<string>();
      raws.forEach((raw, i) => {
        const verdict = validate(type, raw, { header: HEADER });
        const key =
          verdict.kind === 'invalid'
            ? verdict.rule
            : verdict.kind === 'valid'
              ? verdict.warning
              : undefined;
        const fixes = fixesFor(type, raw, { header: HEADER });
        assert.equal(fixes.length > 0, key !== undefined, `value ${i}`);
        for (const { kind, values } of fixes) {
          seen.add(kind);
          // Cleaning also applies to values that break another rule; the other kinds belong to one.
          if (key !== undefined && kind !== 'clean' && kind !== 'remove')
            assert.ok(ruleOf(key).fixes.includes(kind), `${key}: ${kind}`);
          for (const value of values) {
            assert.ok(
              !fixesFor(type, value, { header: HEADER }).some((again) => again.kind === kind),
              `${kind} again for value ${i}`,
            );
            assert.notEqual(value, raw);
          }
        }
      });
      assert.ok(seen.has('clean') && seen.has('remove'));
    });
  }
});
