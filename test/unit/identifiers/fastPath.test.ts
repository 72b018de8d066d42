import * as assert from 'node:assert/strict';
import { FastPath } from '../../../src/identifiers/fastPath';
import { IDENTIFIER_TYPES } from '../../../src/identifiers/identifierTypes';
import { validate } from '../../../src/identifiers/validate';
import { share } from '../../support/tenth';
import { EXAMPLES, HEADER } from './examples';
import { rawValues } from './random';

const PER_TYPE = share(60_000);
const out = Buffer.alloc(5000);

/** Checks an accepted raw field against `validate`. Returns whether the fast path accepted it. */
function acceptsLikeValidate(
  fast: FastPath,
  type: (typeof IDENTIFIER_TYPES)[number],
  raw: string,
  where: string,
): boolean {
  const bytes = Buffer.from(`,${raw},`);
  const written = fast.validate(bytes, 1, bytes.length - 1, out, 9);
  if (written === -1) return false;
  const value = out.toString('latin1', 9, 9 + written);
  assert.deepEqual(
    validate(type, raw, { header: HEADER }),
    { kind: 'valid', value, format: fast.format },
    where,
  );
  assert.equal(JSON.stringify(value), `"${value}"`, where);
  return true;
}

describe('The fast path', () => {
  for (const type of IDENTIFIER_TYPES) {
    it(`agrees with validate on every ${type} it accepts, and accepts most ordinary ones`, () => {
      const fast = new FastPath(type, { header: HEADER });
      const next = rawValues(type, 7);
      let accepted = 0;
      let ordinary = 0;
      for (let i = 0; i < PER_TYPE; i++) {
        const raw = next();
        if (acceptsLikeValidate(fast, type, raw, `value ${i}`)) accepted++;
        const verdict = validate(type, raw, { header: HEADER });
        if (verdict.kind === 'valid' && verdict.warning === undefined && !/[^ -~]/.test(raw))
          ordinary++;
      }
      assert.ok(accepted > share(5000) && accepted > ordinary * 0.5, `${accepted} of ${ordinary}`);
    });

    it(`agrees with validate on the examples of ${type}`, () => {
      const fast = new FastPath(type, { header: HEADER });
      EXAMPLES[type].forEach(([raw], index) =>
        acceptsLikeValidate(fast, type, raw, `example ${index + 1}`),
      );
    });
  }

  it('accepts every ordinary address, and all but a few hashes', () => {
    const fast = new FastPath('Email');
    const next = rawValues('Email', 8);
    let hashes = 0;
    let leftOut = 0;
    for (let i = 0; i < share(30_000); i++) {
      const raw = next();
      const verdict = validate('Email', raw);
      if (verdict.kind !== 'valid' || verdict.warning !== undefined || /[^\t -~]/.test(raw))
        continue;
      const accepted = acceptsLikeValidate(fast, 'Email', raw, `value ${i}`);
      if (verdict.format === 'plain') assert.ok(accepted, `value ${i} was left to the slow path`);
      else {
        hashes++;
        if (!accepted) leftOut++;
      }
    }
    // Those that begin with the same four digits as a junk hash.
    assert.ok(hashes > share(1000) && leftOut < hashes * 0.01, `${leftOut} of ${hashes}`);
  });

  it('reads nothing outside its field', () => {
    const fast = new FastPath('Email');
    const bytes = Buffer.from('x@a.b  c@d.ef  ');
    assert.equal(fast.validate(bytes, 6, 14, out, 0), 6);
    assert.equal(out.toString('latin1', 0, 6), 'c@d.ef');
    assert.equal(fast.validate(bytes, 2, 4, out, 0), -1);
    assert.equal(fast.validate(bytes, 5, 5, out, 0), -1);
    for (const type of IDENTIFIER_TYPES)
      assert.equal(new FastPath(type).validate(bytes, 5, 6, out, 0), -1);
  });
});
