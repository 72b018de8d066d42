import * as assert from 'node:assert/strict';
import { digest } from '../../../src/identifiers/hash';
import { IDENTIFIER_TYPES } from '../../../src/identifiers/identifierTypes';
import { normalize } from '../../../src/identifiers/normalize';
import { RULES } from '../../../src/identifiers/rules/allRules';
import { validate } from '../../../src/identifiers/validate';
import { EXAMPLES, HEADER } from './examples';
import { rawValues } from './random';

describe('judging identifiers', () => {
  for (const type of IDENTIFIER_TYPES) {
    describe(type, () => {
      EXAMPLES[type].forEach(([raw, expected], index) => {
        const says =
          expected.kind === 'invalid'
            ? expected.rule
            : expected.kind === 'valid'
              ? (expected.warning ?? `good, ${expected.form}`)
              : 'blank';
        it(`example ${index + 1}: ${says}`, () =>
          assert.deepEqual(validate(type, raw, { header: HEADER }), expected));
      });

      it('is idempotent, cleans what it accepts, and names only rules of the table and the right level', () => {
        const next = rawValues(type, 1);
        let good = 0;
        for (let i = 0; i < 20_000; i++) {
          const raw = next();
          const verdict = validate(type, raw, { header: HEADER });
          if (verdict.kind === 'invalid')
            assert.equal(RULES.get(verdict.rule)?.level, 'error', verdict.rule);
          if (verdict.kind !== 'valid') continue;
          good++;
          if (verdict.warning !== undefined)
            assert.equal(RULES.get(verdict.warning)?.level, 'warning', verdict.warning);
          const again = validate(type, verdict.value, { header: HEADER });
          assert.ok(
            again.kind === 'valid' && again.value === verdict.value && again.form === verdict.form,
            `not idempotent at ${i}`,
          );
          assert.equal(normalize(verdict.value), verdict.value);
        }
        assert.ok(good > 2000, `only ${good} good ones`);
      });
    });
  }

  it('refuses the hash of the header in each form and spelling', () => {
    for (const text of [HEADER, HEADER.toUpperCase(), 'Email_address']) {
      for (const hash of [
        digest('md5', text),
        digest('sha256', text),
        digest('sha256', digest('md5', text)),
      ]) {
        assert.deepEqual(validate('Email', hash, { header: HEADER }), {
          kind: 'invalid',
          rule: 'hash-of-header',
        });
        assert.equal(validate('Email', hash, { header: 'other' }).kind, 'valid');
      }
    }
  });
});
