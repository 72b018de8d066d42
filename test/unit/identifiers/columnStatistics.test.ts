import * as assert from 'node:assert/strict';
import { ColumnStatistics } from '../../../src/identifiers/columnStatistics';
import type { IdentifierType, ValueFormat } from '../../../src/identifiers/identifierTypes';
import { RULES } from '../../../src/identifiers/rules/allRules';
import { RAMP_XI, RAMP_XY } from './examples';
import { seeded } from './random';

function warnings(
  type: IdentifierType,
  values: readonly string[],
  form: ValueFormat = 'opaque',
): string[] {
  const statistics = new ColumnStatistics(type);
  for (const value of values) statistics.add(value, form);
  const found = statistics.warnings();
  for (const key of found)
    assert.ok(RULES.get(key)?.scope === 'column' && RULES.get(key)?.types.includes(type), key);
  return found;
}

const random = seeded(5);
const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
const thousand = (make: (i: number) => string) => Array.from({ length: 1000 }, (_, i) => make(i));

describe('warnings of a column', () => {
  it('mixes of plain and hashed, and of hashes', () => {
    const statistics = new ColumnStatistics('Email');
    statistics.add('a@example.com', 'plain');
    assert.deepEqual(statistics.warnings(), []);
    statistics.add('0'.repeat(64), 'sha256');
    assert.deepEqual(statistics.warnings(), ['mixed-plain-and-hashed']);
    statistics.add('0'.repeat(32), 'md5');
    assert.deepEqual(statistics.warnings(), ['mixed-plain-and-hashed', 'mixed-hashes']);
    assert.deepEqual(statistics.byForm, { plain: 1, sha256: 1, md5: 1 });
  });

  it('RampIDs of more than one partner, whatever their prefix', () => {
    assert.deepEqual(warnings('IdentityLink', [RAMP_XY, RAMP_XI]), []);
    assert.deepEqual(warnings('IdentityLink', [RAMP_XY, RAMP_XI.replace('1005', '1006')]), [
      'identity-link-mixed-partners',
    ]);
  });

  it('customer ids of one width that lost their zeros', () => {
    const fixed = thousand(() => digits(8));
    assert.deepEqual(warnings('CustomerId', fixed), []);
    assert.deepEqual(
      warnings(
        'CustomerId',
        fixed.map((id) => String(Number(id))),
      ),
      ['customer-id-lost-zeros'],
    );
  });

  it('but not ids that are counted up, of mixed widths, or too few to tell', () => {
    assert.deepEqual(
      warnings(
        'CustomerId',
        Array.from({ length: 50_000 }, (_, i) => String(i + 1)),
      ),
      [],
    );
    assert.deepEqual(
      warnings(
        'CustomerId',
        thousand((i) => String(10_000 + i)),
      ),
      [],
    );
    assert.deepEqual(
      warnings(
        'CustomerId',
        thousand((i) => digits(8 + (i % 3)).replace(/^0/, '1')),
      ),
      [],
    );
    assert.deepEqual(warnings('CustomerId', ['12345678', '1234567']), []);
    assert.deepEqual(
      warnings(
        'CustomerId',
        thousand((i) => `C${i}`),
      ),
      [],
    );
  });

  it('long ids that were all rounded', () => {
    const long = thousand((i) => `9${digits(14)}${1 + (i % 9)}`);
    assert.deepEqual(warnings('CustomerId', long), []);
    assert.deepEqual(
      warnings(
        'CustomerId',
        long.map((id) => `${id.slice(0, 15)}0`),
      ),
      ['customer-id-all-rounded'],
    );
  });

  it('phone numbers: no documented format', () => {
    assert.deepEqual(warnings('PhoneNumber', ['+33612345678'], 'plain'), ['phone-undocumented']);
    assert.deepEqual(warnings('PhoneNumber', []), []);
  });
});
