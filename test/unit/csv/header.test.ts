import assert from 'node:assert/strict';
import { columnLabel } from '../../../src/csv/findColumn';
import { couldBeNames, headerName, looksLikeHeader, namesToKeep } from '../../../src/csv/header';
import { processorTime } from '../../support/processorTime';
import { share } from '../../support/tenth';
import { Random } from './generate';

const HASH = 'a'.repeat(64);

describe('Distinguishing a header from a row', () => {
  for (const [first, rest, expected] of [
    [['email'], [], true],
    [['e-mail', ''], [['a@b.c', 'x']], true],
    [['', 'email'], [['0', 'a@b.c']], true],
    [['a@b.c'], [['d@e.f']], false],
    [['a@b.c', 'email'], [], false],
    [[HASH], [[HASH]], false],
    [['+4917012345678'], [], false],
    [['XY1234567'], [['XY7654321']], false],
    [['XYabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU'], [], false],
    [['12345'], [['23456']], false],
    [['foo'], [['12345']], true],
    [['foo', 'bar'], [['x', 'a@b.c']], true],
    [['foo', 'bar'], [], true],
    [
      ['Anna', 'Berlin'],
      [
        ['Ben', 'Bonn'],
        ['Anna', 'Ulm'],
      ],
      false,
    ],
    [['key1', 'key2'], [['x', 'a@b.c']], true],
    [['customer_id', 'x'], [['C1', 'y']], true],
    [['', ''], [['a', 'b']], false],
    [['email', '2023', '2024'], [['a@b.c', '1', '2']], true],
    [['C1', '5.00'], [['C2', '6.00']], false],
    [
      ['10023', 'mobile', '2024-01-01'],
      [
        ['10024', 'desktop', '2024-01-02'],
        ['10025', 'tablet', '2024-01-05'],
      ],
      false,
    ],
    [['10023', 'mobile', '2024-01-01'], [], false],
    [
      ['10023', 'email', 'DE'],
      [
        ['10024', 'phone', 'FR'],
        ['10031', 'email', 'DE'],
      ],
      false,
    ],
    [['10023', 'email', 'DE'], [['10024', 'phone', 'FR']], false],
    [
      ['C-1001', 'email'],
      [
        ['C-1002', 'phone'],
        ['D-7', 'post'],
      ],
      false,
    ],
    [
      ['customer_id', 'channel', '2024'],
      [
        ['10023', 'mobile', '17'],
        ['10024', 'desktop', '3'],
      ],
      true,
    ],
    [['email', 'mobile', 'name'], [['Ann', 'Ben', 'Cid']], true],
    // A row is a row by any cell that goes on below.
    [
      ['C-1000', 'Globex'],
      [
        ['C-1001', 'Foo Ltd'],
        ['C-1002', 'Bar & Co'],
      ],
      false,
    ],
    [
      ['C-1000', 'mobile'],
      [
        ['C-1001', 'in store'],
        ['C-1002', 'web shop'],
      ],
      false,
    ],
    [
      ['bdb0ef8b', 'Acme'],
      [
        ['df942317', 'Foo Ltd'],
        ['16cd0e5f', 'Bar & Co'],
      ],
      false,
    ],
    [
      ['anna', 'NULL'],
      [
        ['bob', '12'],
        ['carl', '7'],
      ],
      false,
    ],
    // Words over words may be either.
    [['anna'], [['bob'], ['carl'], ['dora']], false],
    [['anna'], [['bob77'], ['carl_3'], ['dora'], ['emil12']], false],
    [['kunde'], [['anna'], ['bob']], false],
    [
      ['Anna Meier', 'Bonn'],
      [
        ['Bob', 'Ulm'],
        ['Carl', 'Köln'],
      ],
      false,
    ],
    [['name'], [['anna'], ['bob']], true],
    [['Kundennummer'], [['anna'], ['bob']], true],
    // A word over numbers, or over codes that it is not like, names them in any language.
    [['kunde'], [['C-1001'], ['D-20']], true],
    [
      ['Numer klienta', 'Firma'],
      [
        ['K-17', 'Foo'],
        ['K-18', 'Bar Ltd'],
      ],
      true,
    ],
    [
      ['顧客', '会社'],
      [
        ['10023', 'Foo'],
        ['10024', 'Bar'],
      ],
      true,
    ],
    [
      ['müşteri', 'ülke'],
      [
        ['507f1f77bcf86cd799439011', 'TR'],
        ...Array.from({ length: 5 }, (_, i) => [`507f1f77bcf86cd79943902${i}`, 'DE']),
      ],
      true,
    ],
    [
      ['kunde', 'umsatz_2024'],
      [
        ['anna', '12'],
        ['bob', '7'],
      ],
      true,
    ],
    [
      ['Kontakt', 'Firma'],
      [
        ['a@b.c', 'Foo'],
        ['d@e.f', 'Bar'],
      ],
      true,
    ],
  ] as [string[], string[][], boolean][]) {
    it(`${JSON.stringify(first).slice(0, 60)} over ${JSON.stringify(rest).slice(0, 40)} is ${expected ? 'a header' : 'a row'}`, () => {
      assert.equal(looksLikeHeader(first, rest), expected);
    });
  }

  it('loses no first row of many files without a header', () => {
    const random = new Random(7);
    const words = ['Acme', 'Globex', 'Initech', 'Müller', 'Nordwind', 'Stark', 'Wonka'];
    const company = (): string =>
      random.chance(0.4)
        ? random.pick(words)
        : `${random.pick(words)} ${random.pick(['GmbH', 'Ltd', '& Co'])}`;
    const digits = (alphabet: string, length: number): string =>
      Array.from({ length }, () => random.pick([...alphabet])).join('');
    for (const id of [
      (i: number) => `C-${1000 + i}`,
      () => digits('0123456789abcdef', 8),
      () => digits('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 8),
      (i: number) =>
        `${digits('abcdefghijklmnop', 3 + random.below(8))}${i % 2 ? '' : random.below(90)}`,
    ]) {
      let lost = 0;
      for (let file = 0; file < share(500); file++) {
        const rows = Array.from({ length: 51 }, (_, i) => [
          id(i),
          `${company()} ${random.chance(0.1) ? i : ''}`,
        ]);
        if (looksLikeHeader(rows[0], rows.slice(1))) lost++;
      }
      assert.equal(lost, 0);
    }
  });

  it('says whether a row might be a header', () => {
    for (const row of [['anna'], ['kunde', ' ', 'Firma']])
      assert.equal(couldBeNames(row), true, row[0]);
    for (const row of [['C-1000', 'Acme'], ['anna', '12'], ['anna', 'NULL'], ['a@b.c'], ['']])
      assert.equal(couldBeNames(row), false, row[0]);
  });

  it('shows and stores no name that could be an identifier', () => {
    assert.deepEqual(namesToKeep(['email', 'C-1000', 'jane@x.org', ' Firma ', HASH]), [
      'email',
      '',
      '',
      ' Firma ',
      '',
    ]);
    assert.equal(columnLabel(['C-1000', 'Firma'], 0), 'column 0');
    assert.equal(columnLabel(['C-1000', 'Firma'], 1), '“Firma” (column 1)');
  });

  it('needs little time for any value', () => {
    const nasty = `${'1'.repeat(200_000)}${'-'.repeat(200_000)}x1x1`;
    const rows = Array.from({ length: 100 }, () => [nasty]);
    assert.ok(processorTime(() => looksLikeHeader(['kunde'], rows), 2_000) < 2_000);
  });

  it('shows a header only if it cannot be somebody’s identifier', () => {
    assert.equal(headerName('E-mail address', 1).forTree(), 'E-mail address');
    for (const name of [
      'a@b.com',
      'e13743a7f1db7f4246badd6fd6ff54ff',
      '0033612345678',
      undefined,
      ' ',
    ])
      assert.equal(headerName(name, 1).forTree(), '#2');
  });
});
