import * as assert from 'node:assert/strict';
import { IDENTIFIER_TYPES } from '../../../src/identifiers/identifierTypes';
import { normalize } from '../../../src/identifiers/normalize';
import { RULES } from '../../../src/identifiers/rules/allRules';
import { validate } from '../../../src/identifiers/validate';
import { EXAMPLES, HEADER } from './examples';
import { rawValues } from './random';

describe('Validating identifiers', () => {
  for (const type of IDENTIFIER_TYPES) {
    describe(type, () => {
      it('applies the rules of its type', () => {
        for (const [raw, expected] of EXAMPLES[type])
          assert.deepEqual(validate(type, raw, { header: HEADER }), expected);
      });

      it('is idempotent, normalizes, and names only known rules of the right level', () => {
        const next = rawValues(type, 1);
        let valid = 0;
        for (let i = 0; i < 20_000; i++) {
          const raw = next();
          const verdict = validate(type, raw, { header: HEADER });
          if (verdict.kind === 'invalid')
            assert.equal(RULES.get(verdict.rule)?.level, 'error', verdict.rule);
          if (verdict.kind !== 'valid') continue;
          valid++;
          if (verdict.warning !== undefined)
            assert.equal(RULES.get(verdict.warning)?.level, 'warning', verdict.warning);
          const again = validate(type, verdict.value, { header: HEADER });
          assert.ok(
            again.kind === 'valid' &&
              again.value === verdict.value &&
              again.format === verdict.format,
            `not idempotent at ${i}`,
          );
          assert.equal(normalize(verdict.value), verdict.value);
        }
        assert.ok(valid > 2000, `only ${valid} valid ones`);
      });
    });
  }
});
