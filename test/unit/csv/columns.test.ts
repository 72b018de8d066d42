import assert from 'node:assert/strict';
import { matchName } from '../../../src/csv/columnNames';
import {
  columnWords,
  couldBeNames,
  findColumn,
  looksLikeHeader,
  namesToKeep,
  resolveColumn,
} from '../../../src/csv/columns';
import { Random } from './generate';
import { csvError } from './help';

const email = (value: string): boolean =>
  /^\S+@\S+\.\S+$|^[0-9a-f]{64}$|^[0-9a-f]{32}$/i.test(value);
const anything = (): boolean => true;
const HASH = 'a'.repeat(64);

describe('CSV columns: names', () => {
  for (const [kind, names] of [
    [
      'Email',
      [
        'email',
        'E-Mail',
        'EMAIL_ADDRESS',
        'emailAddress',
        'mail',
        '\ufeffemail',
        ' Email ',
        'hem',
        'SHA256',
        'sha-256',
        'md5',
        'E-Mail-Adresse',
        'adresse électronique',
        'Courriel',
        'Correo electrónico',
        'billing_email',
        'crm.email.sha256',
      ],
    ],
    ['UserIdentifier', ['maid', 'IDFA', 'AAID', 'gaid', 'device_id', 'Mobile Ad ID', 'crm_idfa']],
    ['IdentityLink', ['RampID', 'ramp_id', 'IdentityLink', 'idl_env']],
    [
      'CustomerId',
      [
        'customer_id',
        'CustomerID',
        'customerId',
        'Kundennummer',
        'Kunden-Nr.',
        'Numéro client',
        'código cliente',
        'loyalty card number',
        'crm customer id',
      ],
    ],
    [
      'PhoneNumber',
      ['phone', 'Phone Number', 'Telefon', 'Téléphone', 'Número de teléfono', 'msisdn'],
    ],
  ] as const) {
    for (const name of names)
      it(`${name} is ${kind}`, () =>
        assert.equal((matchName(name) as { kind?: string }).kind, kind));
  }
  for (const name of ['user id', 'userId', 'USER_ID', 'id', 'uid'])
    it(`${name} could be anything`, () => assert.equal(matchName(name).match, 'ambiguous'));
  for (const name of ['xyz', 'hemisphere', 'mailing list size', 'midfat', ''])
    it(`${name || 'no name'} says nothing`, () => assert.equal(matchName(name).match, 'none'));
});

describe('CSV columns: finding', () => {
  const find = (
    header: string[] | undefined,
    sample: string[][],
    identifierType = 'Email',
    looksLike = email,
  ) => findColumn({ ...(header ? { header } : {}), sample, identifierType, looksLike });

  it('decides where name and values fit', () => {
    assert.equal(
      find(
        ['id', 'E-Mail', 'city'],
        [
          ['1', 'a@b.c', 'x'],
          ['2', 'd@e.f', 'y'],
        ],
      ).decided,
      1,
    );
    assert.equal(find(['name', 'sha256'], [['x', HASH]]).decided, 1);
  });

  it('decides by the values where there is no header or no name that fits', () => {
    assert.equal(
      find(undefined, [
        ['1', 'a@b.c'],
        ['2', 'd@e.f'],
      ]).decided,
      1,
    );
    assert.equal(
      find(
        ['foo', 'bar'],
        [
          ['1', 'a@b.c'],
          ['2', 'd@e.f'],
        ],
      ).decided,
      1,
    );
  });

  it('asks where there is more than one', () => {
    const found = find(['email', 'email_sha256', 'note'], [['a@b.c', HASH, 'x']]);
    assert.equal(found.decided, undefined);
    assert.deepEqual(
      found.candidates.map(({ column }) => column),
      [0, 1],
    );
    assert.equal(find(['email', 'email'], [['a@b.c', 'd@e.f']]).decided, undefined);
    assert.equal(find(['email', 'referred by'], [['a@b.c', 'd@e.f']]).decided, undefined);
  });

  it('is not misled by a column where few values fit', () => {
    assert.equal(
      find(
        ['email', 'notes'],
        [
          ['a@b.c', 'x'],
          ['d@e.f', 'write to a@b.c'],
          ['g@h.i', 'j@k.l'],
        ],
      ).decided,
      0,
    );
  });

  it('decides for a name that fits with some bad values, asks with mostly bad ones', () => {
    assert.equal(
      find(
        ['email', 'x'],
        [
          ['a@b.c', ''],
          ['bad', ''],
          ['d@e.f', ''],
        ],
      ).decided,
      0,
    );
    const bad = find(
      ['email', 'x'],
      [
        ['bad', ''],
        ['worse', ''],
        ['d@e.f', ''],
      ],
    );
    assert.deepEqual([bad.decided, bad.candidates[0].column], [undefined, 0]);
    assert.equal(
      find(
        ['email', 'contact'],
        [
          ['bad', 'a@b.c'],
          ['worse', 'd@e.f'],
        ],
      ).decided,
      1,
    );
  });

  it('decides for a header without rows by its name', () => {
    assert.equal(find(['email', 'name'], []).decided, 0);
    assert.equal(find(['foo', 'bar'], []).decided, undefined);
  });

  it('always asks for user id', () => {
    for (const type of ['CustomerId', 'UserIdentifier', 'IdentityLink']) {
      const found = find(['user id', 'city'], [['123', 'x']], type, anything);
      assert.equal(found.decided, undefined, type);
      assert.equal(found.candidates[0].column, 0);
    }
    assert.equal(find(['user id'], [['123']], 'CustomerId', anything).decided, undefined);
    assert.equal(find(['user id', 'email'], [['123', 'a@b.c']]).decided, 1);
  });

  it('asks for hex digits under a name that could mean anything, and takes plain addresses there', () => {
    for (const name of ['user id', 'id', 'uuid']) {
      for (const value of [HASH, HASH.slice(32)]) {
        const found = find([name, 'city'], [[value, 'x']]);
        assert.deepEqual([found.decided, found.candidates[0].column], [undefined, 0], name);
      }
      assert.equal(find([name, 'city'], [['a@b.c', 'x']]).decided, 0);
    }
  });

  it('needs a name for types whose values can be anything, or a single column', () => {
    assert.equal(find(['customer_id', 'city'], [['C1', 'x']], 'CustomerId', anything).decided, 0);
    assert.equal(find(['city', 'name'], [['x', 'y']], 'CustomerId', anything).decided, undefined);
    assert.equal(
      find(['customer id', 'loyalty id'], [['1', '2']], 'CustomerId', anything).decided,
      undefined,
    );
    assert.equal(find(undefined, [['C1'], ['C2']], 'CustomerId', anything).decided, 0);
    assert.equal(find(['email'], [['a@b.c']], 'CustomerId', anything).decided, undefined);
  });

  it('takes ragged rows and empty samples', () => {
    assert.equal(find(undefined, [[''], ['1', 'a@b.c'], ['2', 'd@e.f', 'x']]).decided, 1);
    assert.deepEqual(find(undefined, []).candidates, []);
  });
});

describe('CSV columns: the one that was named', () => {
  const header = ['Email', 'EMAIL', 'Name', '\ufeffcity '];
  it('takes it exactly, else in any case, or by number', () => {
    assert.equal(resolveColumn(header, 'EMAIL', 4), 1);
    assert.equal(resolveColumn(header, 'name', 4), 2);
    assert.equal(resolveColumn(header, 'City', 4), 3);
    assert.equal(resolveColumn(header, 3, 4), 3);
    assert.equal(resolveColumn(undefined, 0, 1), 0);
  });

  it('refuses two alike and what is not there', () => {
    assert.throws(() => resolveColumn(header, 'email', 4), csvError('ambiguous-column'));
    assert.throws(() => resolveColumn(['a', 'a'], 'a', 2), csvError('ambiguous-column'));
    assert.throws(
      () => resolveColumn(['email', 'name'], 'mail', 2),
      (error) =>
        csvError('no-column')(error) &&
        error instanceof Error &&
        error.message.includes('email, name'),
    );
    for (const number of [-1, 2, 0.5, Number.NaN])
      assert.throws(() => resolveColumn(['a', 'b'], number, 2), csvError('no-column'));
    assert.throws(() => resolveColumn(undefined, 'email', 2), csvError('no-column'));
  });

  it('tells no cell of a header that could be a row', () => {
    for (const cell of ['jane@x.org', HASH, '+491701234567', 'C10293', 'x'.repeat(65)]) {
      assert.throws(
        () => resolveColumn(['city', cell], 'email', 2),
        csvError('no-column', undefined, cell, 'city'),
      );
    }
  });
});

describe('CSV columns: header or row', () => {
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

  it('loses no first row of 2,000 files without a header', () => {
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
      for (let file = 0; file < 500; file++) {
        const rows = Array.from({ length: 51 }, (_, i) => [
          id(i),
          `${company()} ${random.chance(0.1) ? i : ''}`,
        ]);
        if (looksLikeHeader(rows[0], rows.slice(1))) lost++;
      }
      assert.equal(lost, 0);
    }
  });

  it('says of a row whether it may name the columns', () => {
    for (const row of [['anna'], ['kunde', ' ', 'Firma']])
      assert.equal(couldBeNames(row), true, row[0]);
    for (const row of [['C-1000', 'Acme'], ['anna', '12'], ['anna', 'NULL'], ['a@b.c'], ['']])
      assert.equal(couldBeNames(row), false, row[0]);
  });

  it('tells and keeps no name that may be a value', () => {
    assert.deepEqual(namesToKeep(['email', 'C-1000', 'jane@x.org', ' Firma ', HASH]), [
      'email',
      '',
      '',
      ' Firma ',
      '',
    ]);
    assert.equal(columnWords(['C-1000', 'Firma'], 0), 'column 0');
    assert.equal(columnWords(['C-1000', 'Firma'], 1), '“Firma” (column 1)');
  });

  it('takes its time for no value', () => {
    const nasty = `${'1'.repeat(200_000)}${'-'.repeat(200_000)}x1x1`;
    const before = performance.now();
    looksLikeHeader(
      ['kunde'],
      Array.from({ length: 100 }, () => [nasty]),
    );
    assert.ok(performance.now() - before < 2_000);
  });
});
