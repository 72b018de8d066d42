import assert from 'node:assert/strict';
import { matchName } from '../../../src/csv/columnNames';
import { findColumn, resolveColumn } from '../../../src/csv/findColumn';
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
      ).match,
      1,
    );
    assert.equal(find(['name', 'sha256'], [['x', HASH]]).match, 1);
  });

  it('decides by the values where there is no header or no name that fits', () => {
    assert.equal(
      find(undefined, [
        ['1', 'a@b.c'],
        ['2', 'd@e.f'],
      ]).match,
      1,
    );
    assert.equal(
      find(
        ['foo', 'bar'],
        [
          ['1', 'a@b.c'],
          ['2', 'd@e.f'],
        ],
      ).match,
      1,
    );
  });

  it('asks where there is more than one', () => {
    const found = find(['email', 'email_sha256', 'note'], [['a@b.c', HASH, 'x']]);
    assert.equal(found.match, undefined);
    assert.deepEqual(
      found.candidates.map(({ column }) => column),
      [0, 1],
    );
    assert.equal(find(['email', 'email'], [['a@b.c', 'd@e.f']]).match, undefined);
    assert.equal(find(['email', 'referred by'], [['a@b.c', 'd@e.f']]).match, undefined);
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
      ).match,
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
      ).match,
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
    assert.deepEqual([bad.match, bad.candidates[0].column], [undefined, 0]);
    assert.equal(
      find(
        ['email', 'contact'],
        [
          ['bad', 'a@b.c'],
          ['worse', 'd@e.f'],
        ],
      ).match,
      1,
    );
  });

  it('decides for a header without rows by its name', () => {
    assert.equal(find(['email', 'name'], []).match, 0);
    assert.equal(find(['foo', 'bar'], []).match, undefined);
  });

  it('always asks for user id', () => {
    for (const type of ['CustomerId', 'UserIdentifier', 'IdentityLink']) {
      const found = find(['user id', 'city'], [['123', 'x']], type, anything);
      assert.equal(found.match, undefined, type);
      assert.equal(found.candidates[0].column, 0);
    }
    assert.equal(find(['user id'], [['123']], 'CustomerId', anything).match, undefined);
    assert.equal(find(['user id', 'email'], [['123', 'a@b.c']]).match, 1);
  });

  it('asks for hex digits under a name that could mean anything, and takes plain addresses there', () => {
    for (const name of ['user id', 'id', 'uuid']) {
      for (const value of [HASH, HASH.slice(32)]) {
        const found = find([name, 'city'], [[value, 'x']]);
        assert.deepEqual([found.match, found.candidates[0].column], [undefined, 0], name);
      }
      assert.equal(find([name, 'city'], [['a@b.c', 'x']]).match, 0);
    }
  });

  it('needs a name for types whose values can be anything, or a single column', () => {
    assert.equal(find(['customer_id', 'city'], [['C1', 'x']], 'CustomerId', anything).match, 0);
    assert.equal(find(['city', 'name'], [['x', 'y']], 'CustomerId', anything).match, undefined);
    assert.equal(
      find(['customer id', 'loyalty id'], [['1', '2']], 'CustomerId', anything).match,
      undefined,
    );
    assert.equal(find(undefined, [['C1'], ['C2']], 'CustomerId', anything).match, 0);
    assert.equal(find(['email'], [['a@b.c']], 'CustomerId', anything).match, undefined);
  });

  it('takes ragged rows and empty samples', () => {
    assert.equal(find(undefined, [[''], ['1', 'a@b.c'], ['2', 'd@e.f', 'x']]).match, 1);
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
