import * as assert from 'node:assert/strict';
import { ColumnStatistics } from '../../../src/identifiers/columnStatistics';
import {
  VALUE_FORMATS,
  type IdentifierType,
  type ValueFormat,
} from '../../../src/identifiers/identifierTypes';
import { COLUMN_RULES } from '../../../src/identifiers/rules/columnRules';
import { RAMP_XI, RAMP_XY } from './examples';
import { seeded } from './random';

/** Adds values of a format, with more memory behind them. */
function add(
  statistics: ColumnStatistics,
  values: string | readonly string[],
  format: ValueFormat,
): void {
  const all = [values].flat();
  let end = 0;
  statistics.addAll({
    count: all.length,
    values: Buffer.from(`${all.join('')}0,`),
    ends: new Uint32Array([...all.map((value) => (end += value.length)), 0]),
    formats: new Uint8Array(all.length + 1).fill(VALUE_FORMATS.indexOf(format)),
  });
}

function warnings(
  type: IdentifierType,
  values: readonly string[],
  format: ValueFormat = 'opaque',
): string[] {
  const statistics = new ColumnStatistics(type);
  add(statistics, values, format);
  const keys = statistics.warnings();
  for (const key of keys)
    assert.ok(COLUMN_RULES.find((rule) => rule.key === key)?.types.includes(type), key);
  return keys;
}

const random = seeded(5);
const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
const thousand = (make: (i: number) => string) => Array.from({ length: 1000 }, (_, i) => make(i));

describe('The statistics of a column', () => {
  it('warn of plain values mixed with hashes, and of mixed hash formats', () => {
    const statistics = new ColumnStatistics('Email');
    add(statistics, 'a@example.com', 'plain');
    assert.deepEqual(statistics.warnings(), []);
    add(statistics, '0'.repeat(64), 'sha256');
    assert.deepEqual(statistics.warnings(), ['mixed-plain-and-hashed']);
    add(statistics, '0'.repeat(32), 'md5');
    assert.deepEqual(statistics.warnings(), ['mixed-plain-and-hashed', 'mixed-hashes']);
    assert.deepEqual(statistics.byForm, { plain: 1, sha256: 1, md5: 1 });
  });

  it('warn of RampIDs for more than one partner, whatever their prefix', () => {
    assert.deepEqual(warnings('IdentityLink', [RAMP_XY, RAMP_XI]), []);
    assert.deepEqual(warnings('IdentityLink', [RAMP_XY, RAMP_XI.replace('1005', '1006')]), [
      'identity-link-mixed-partners',
    ]);
  });

  it('warn of fixed-width customer ids that lost their leading zeros', () => {
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

  it('do not warn of sequential ids, mixed widths, or too few ids', () => {
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

  it('warn of long ids that were all rounded', () => {
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

  it('warn that the format of phone numbers is not documented', () => {
    assert.deepEqual(warnings('PhoneNumber', ['+33612345678'], 'plain'), ['phone-undocumented']);
    assert.deepEqual(warnings('PhoneNumber', []), []);
  });
});
