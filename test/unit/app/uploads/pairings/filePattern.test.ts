import assert from 'node:assert/strict';
import {
  canRemember,
  filePattern,
  literalLength,
  normalizePattern,
  patternFits,
  patternProblem,
  widestPattern,
} from '../../../../../src/app/uploads/pairings/filePattern';
import { OutsideText } from '../../../../../src/common/outsideText';
import { Random } from '../../../upload/support/random';

const name = (text: string): OutsideText => OutsideText.name(text);
const fits = (pattern: string, file: string): boolean => patternFits(pattern, name(file));

describe('a file name’s pattern', () => {
  it('has a star for each date and run of digits, and nothing else is another', () => {
    for (const [file, pattern] of [
      ['week-45-crm.csv', 'week-*-crm.csv'],
      ['CRM-2026-11-05.csv', 'crm-*.csv'],
      ['crm-2026_11_05T10-30-00Z.csv', 'crm-*.csv'],
      ['crm 2026.11.05 10.30 v2.csv', 'crm * v*.csv'],
      ['store-12-2026-11-05.csv', 'store-*-*.csv'],
      ['crm-2026-11-05a.csv', 'crm-*-*-*a.csv'],
      ['crm-12026-11-05.csv', 'crm-*-*-*.csv'],
      ['20261105.csv', '*.csv'],
      ['customers.csv', 'customers.csv'],
      ['customers (1).csv', 'customers.csv'],
      ['customers-7 copy.csv', 'customers-*.csv'],
      ['e\u0301te\u0301-1.csv', 'été-*.csv'],
      ['part-1.csv.gz', 'part-*.csv.gz'],
    ])
      assert.equal(filePattern(name(file)), pattern, file);
  });

  it('fits the file itself, whatever its name is', () => {
    const random = new Random(7);
    const signs = ['a', 'Z', '1', '22', '-', '_', '.', ' ', '(3)', '#', '[', '+', '$', 'é', '😀'];
    for (let n = 0; n < 500; n++) {
      const file = Array.from({ length: 1 + random.int(0, 11) }, () => random.pick(signs)).join('');
      assert.ok(fits(filePattern(name(file)), file), file);
    }
  });

  it('is the widest one that fits among several, else its own', () => {
    const patterns = ['crm-*-*.csv', 'crm-*.csv', 'vip.csv', 'crm-*-*-*.csv'];
    for (const [file, pattern] of [
      ['crm-2026-11.csv', 'crm-*.csv'],
      ['crm-1.csv', 'crm-*.csv'],
      ['VIP.csv', 'vip.csv'],
      ['week-1.csv', 'week-*.csv'],
      ['x-*.csv', 'x-*.csv'],
    ])
      assert.equal(widestPattern(name(file), patterns), pattern, file);
  });

  it('fits other numbers, and dates where it has one star', () => {
    for (const file of [
      'crm-1.csv',
      'CRM-2026-11-05.csv',
      'crm-2026_11_05.csv',
      'crm-2026.11.05.csv',
      'crm-20261105T1030.csv',
      'crm-2026-11-05T10:30:59Z.csv',
      'crm-2026-11-05 10.30.csv',
      'crm-5 (2).csv',
    ])
      assert.ok(fits('crm-*.csv', file), file);
    for (const file of [
      'crm-.csv',
      'crm.csv',
      'crm-1a.csv',
      'crm-1-.csv',
      'crm--1.csv',
      'crm-1z.csv',
      'crm-1.csv.gz',
      'crm-1.tsv',
      'crm-old-1.csv',
      'xcrm-1.csv',
      'crm-1+2.csv',
    ])
      assert.ok(!fits('crm-*.csv', file), file);
    assert.ok(fits('week-*-crm.csv', 'week-46-crm.csv'));
    assert.ok(!fits('week-*-crm.csv', 'week-46-loyalty.csv'));
    assert.ok(!fits('crm-*-*-*.csv', 'crm-7.csv'));
  });

  it('takes everything but the star literally', () => {
    assert.ok(!fits('crm.csv', 'crmxcsv'));
    assert.ok(!fits('crm-?.csv', 'crm-1.csv'));
    assert.ok(!fits('crm-[0-9].csv', 'crm-1.csv'));
    assert.ok(!fits('../*.csv', '1.csv'));
    assert.ok(!fits('', 'a.csv'));
  });

  it('takes no time for hostile patterns', () => {
    assert.ok(!fits(`${'*-'.repeat(100)}x`, `${'1-1'.repeat(80)}y`));
    assert.ok(!fits('*'.repeat(10_000), '1'.repeat(250)));
  });

  it('is not remembered for people who left, nor for a name with an address', () => {
    for (const file of [
      'optout.csv',
      'Opt-Out-2026.csv',
      'opt_outs.csv',
      'OPT OUT (3).csv',
      'unsubscribed-1.csv',
      'newsletter.unsubscribe.csv',
      'suppression-list.csv',
      'suppressed.csv',
      'to-delete.csv',
      'deletions.csv',
      'ann@example.com.csv',
      'crm-*.csv',
      `${'a'.repeat(300)}.csv`,
    ])
      assert.ok(!canRemember(name(file)), file);
    for (const file of ['crm.csv', 'options-1.csv', 'out.csv', 'supplies.csv', 'subscribers.csv'])
      assert.ok(canRemember(name(file)), file);
  });

  it('is more exact with more literal characters', () => {
    assert.ok(literalLength('crm-2026-*.csv') > literalLength('crm-*.csv'));
    assert.equal(literalLength('**a*'), 1);
  });

  it('is normalized when written by hand, and checked', () => {
    assert.equal(normalizePattern('  CRM-**.csv '), 'crm-*.csv');
    const problem = (text: string, ...files: string[]): string | undefined =>
      patternProblem(text, files.map(name));
    assert.equal(problem('CRM-*.csv', 'crm-2026-11-05.csv'), undefined);
    assert.match(problem('loyalty-*.csv', 'crm-1.csv') ?? '', /^crm-1\.csv doesn’t fit\./);
    for (const text of ['', ' ', '*', '*.*']) assert.match(problem(text) ?? '', /^Enter the name/);
    assert.match(problem('opt-out-*.csv') ?? '', /aren’t remembered/);
    assert.match(problem('a'.repeat(256)) ?? '', /as long as this/);
  });
});
