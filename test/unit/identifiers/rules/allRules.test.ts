import * as assert from 'node:assert/strict';
import { digest } from '../../../../src/identifiers/hash';
import { IDENTIFIER_TYPES } from '../../../../src/identifiers/identifierTypes';
import { codeOf, keyOf, ruleOf, RULES } from '../../../../src/identifiers/rules/allRules';
import { EMAIL_RULES } from '../../../../src/identifiers/rules/emailRules';
import { HASH_RULES } from '../../../../src/identifiers/rules/hashRules';
import { ID_RULES } from '../../../../src/identifiers/rules/idRules';
import { validate } from '../../../../src/identifiers/validate';
import { EXAMPLES, HEADER } from '../examples';

describe('The rules', () => {
  it('have kebab-case keys, texts that say what to do, and sources', () => {
    for (const [key, rule] of RULES) {
      assert.match(key, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.equal(rule.key, key);
      assert.ok(rule.title().length > 5 && rule.title().length <= 45, `${key}: title`);
      assert.ok(rule.message().split(/[.;:] /).length >= 2, `${key}: says only what is wrong`);
      assert.ok(!/\{\d\}/.test(rule.title() + rule.message()), `${key}: texts take no value`);
      assert.ok(rule.source().length > 5 && rule.types.length > 0, key);
      assert.doesNotMatch(
        rule.source(),
        /\bissue\b|\.md\b/i,
        `${key}: a source that no user can look up`,
      );
    }
  });

  it('have messages that fit a row of the Problems panel', () => {
    for (const [key, rule] of RULES) {
      const message = rule.message();
      assert.ok(message.length <= 120, `${key}: ${message.length} characters`);
      assert.ok(message.split(/[.?!] /).length <= 2, `${key}: more than two sentences`);
    }
  });

  it('each have a short code of their own, without the identifier type', () => {
    assert.equal(codeOf('email-no-at'), 'no-at');
    assert.equal(codeOf('customer-id-rounded'), 'rounded');
    // The same code would be another rule's, of emails.
    assert.equal(codeOf('id-whitespace-inside'), 'id-whitespace-inside');
    assert.equal(codeOf('uuid-wrapped'), 'uuid-wrapped');
    for (const key of RULES.keys()) assert.equal(keyOf(codeOf(key)), key);
    assert.equal(keyOf('email-no-at'), undefined);
  });

  it('about a value each have an example', () => {
    const seen = new Set<string>();
    for (const type of IDENTIFIER_TYPES) {
      for (const [raw] of EXAMPLES[type]) {
        const verdict = validate(type, raw, { header: HEADER });
        const key =
          verdict.kind === 'invalid'
            ? verdict.rule
            : verdict.kind === 'valid'
              ? verdict.warning
              : undefined;
        if (key === undefined) continue;
        assert.ok(ruleOf(key).types.includes(type), `${key} doesn't name ${type}`);
        seen.add(key);
      }
    }
    assert.equal(validate('Email', digest('md5', HEADER), { header: HEADER }).kind, 'invalid');
    seen.add('hash-of-header');
    assert.deepEqual(
      [...EMAIL_RULES, ...HASH_RULES, ...ID_RULES]
        .filter((rule) => !seen.has(rule.key))
        .map((rule) => rule.key),
      [],
    );
  });

  it('include those used when reading and sending', () => {
    for (const key of [
      'row-ragged',
      'field-missing',
      'duplicate',
      'refused-by-api',
      'hash-unverified',
    ])
      assert.ok(RULES.has(key), key);
    assert.throws(() => ruleOf('no-such-rule'));
  });
});
