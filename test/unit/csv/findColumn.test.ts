import assert from 'node:assert/strict';
import {
  columnLabel,
  findColumn,
  rankTypes,
  recognizeColumns,
  resolveColumn,
} from '../../../src/csv/findColumn';
import { csvError } from './help';

const email = (value: string): boolean =>
  /^\S+@\S+\.\S+$|^[0-9a-f]{64}$|^[0-9a-f]{32}$/i.test(value);
const anything = (): boolean => true;
const HASH = 'a'.repeat(64);

describe('Finding the identifier column', () => {
  const find = (
    header: string[] | undefined,
    sample: string[][],
    identifierType = 'Email',
    looksLike = email,
  ) => findColumn({ ...(header ? { header } : {}), sample, identifierType, looksLike });

  it('takes the column whose name and values fit', () => {
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

  it('goes by the values if there is no header or no name fits', () => {
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

  it('has no match if several columns qualify', () => {
    const result = find(['email', 'email_sha256', 'note'], [['a@b.c', HASH, 'x']]);
    assert.equal(result.match, undefined);
    assert.deepEqual(
      result.candidates.map(({ column }) => column),
      [0, 1],
    );
    assert.equal(find(['email', 'email'], [['a@b.c', 'd@e.f']]).match, undefined);
    assert.equal(find(['email', 'referred by'], [['a@b.c', 'd@e.f']]).match, undefined);
  });

  it('ignores a column where few values fit', () => {
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

  it('takes a column with some invalid values, but not with mostly invalid ones', () => {
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

  it('goes by the name in a file without rows', () => {
    assert.equal(find(['email', 'name'], []).match, 0);
    assert.equal(find(['foo', 'bar'], []).match, undefined);
  });

  it('never takes a column named user id by its name', () => {
    for (const type of ['CustomerId', 'UserIdentifier', 'IdentityLink']) {
      const result = find(['user id', 'city'], [['123', 'x']], type, anything);
      assert.equal(result.match, undefined, type);
      assert.equal(result.candidates[0].column, 0);
    }
    assert.equal(find(['user id'], [['123']], 'CustomerId', anything).match, undefined);
    assert.equal(find(['user id', 'email'], [['123', 'a@b.c']]).match, 1);
  });

  it('takes plain addresses under an ambiguous name, but not hex digits', () => {
    for (const name of ['user id', 'id', 'uuid']) {
      for (const value of [HASH, HASH.slice(32)]) {
        const result = find([name, 'city'], [[value, 'x']]);
        assert.deepEqual([result.match, result.candidates[0].column], [undefined, 0], name);
      }
      assert.equal(find([name, 'city'], [['a@b.c', 'x']]).match, 0);
    }
  });

  it('needs a name for types that accept any value, or a single column', () => {
    assert.equal(find(['customer_id', 'city'], [['C1', 'x']], 'CustomerId', anything).match, 0);
    assert.equal(find(['city', 'name'], [['x', 'y']], 'CustomerId', anything).match, undefined);
    assert.equal(
      find(['customer id', 'loyalty id'], [['1', '2']], 'CustomerId', anything).match,
      undefined,
    );
    assert.equal(find(undefined, [['C1'], ['C2']], 'CustomerId', anything).match, 0);
    assert.equal(find(['email'], [['a@b.c']], 'CustomerId', anything).match, undefined);
  });

  it('accepts ragged rows and empty samples', () => {
    assert.equal(find(undefined, [[''], ['1', 'a@b.c'], ['2', 'd@e.f', 'x']]).match, 1);
    assert.deepEqual(find(undefined, []).candidates, []);
  });
});

describe('Resolving a column', () => {
  const header = ['Email', 'EMAIL', 'Name', '\ufeffcity '];
  it('goes by the exact name, else in any case, or by number', () => {
    assert.equal(resolveColumn(header, 'EMAIL', 4), 1);
    assert.equal(resolveColumn(header, 'name', 4), 2);
    assert.equal(resolveColumn(header, 'City', 4), 3);
    assert.equal(resolveColumn(header, 3, 4), 3);
    assert.equal(resolveColumn(undefined, 0, 1), 0);
  });

  it('rejects ambiguous and missing columns', () => {
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

  it('names no cell of a header that could be a row', () => {
    for (const cell of ['jane@x.org', HASH, '+491701234567', 'C10293', 'x'.repeat(65)]) {
      assert.throws(
        () => resolveColumn(['city', cell], 'email', 2),
        csvError('no-column', undefined, cell, 'city'),
      );
    }
  });
});

describe('Ranking identifier types', () => {
  it('puts the type first that a column fits, and says whether it clearly does', () => {
    const [first, ...others] = rankTypes({
      header: ['id', 'E-Mail'],
      sample: [
        ['1', 'a@b.c'],
        ['2', 'd@e.f'],
      ],
    });
    assert.deepEqual(first, { type: 'Email', fits: true });
    assert.ok(others.length === 4 && others.every(({ fits }) => !fits));
    assert.ok(rankTypes({ header: ['city'], sample: [] }).every(({ fits }) => !fits));
  });
});

describe('The label of a column', () => {
  it('has its number, and its name unless that could be an identifier', () => {
    const header = ['E-Mail', ' ', 'jane@x.org'];
    assert.equal(columnLabel(header, 0), '“E-Mail” (column 0)');
    assert.equal(columnLabel(header, 1), 'column 1');
    assert.equal(columnLabel(header, 2), 'column 2');
    assert.equal(columnLabel(undefined, 3), 'column 3');
  });
});

describe('Recognizing columns', () => {
  const UUID = '6513270e-269e-4d37-a2a7-4de452e6b438';
  const typesOf = (header: string[] | undefined, ...sample: string[][]): string[][] =>
    recognizeColumns({ header, sample }, sample[0].length).columns.map(({ types }) =>
      types.map(({ type }) => type),
    );

  it('takes opaque values for what their name says, and for nothing under other names', () => {
    assert.deepEqual(typesOf(['customer_id', 'code', 'id'], ['c-1', 'c-1', 'c-1']), [
      ['CustomerId'],
      [],
      [],
    ]);
  });

  it('knows addresses under any name', () => {
    assert.deepEqual(typesOf(['customer_id', 'note'], ['a@b.cd', 'a@b.cd']), [
      ['Email'],
      ['Email'],
    ]);
  });

  it('puts the more distinctive type of an only column first', () => {
    assert.deepEqual(typesOf(undefined, [UUID]), [['UserIdentifier', 'CustomerId']]);
    assert.deepEqual(typesOf(undefined, ['+33612345678']), [['PhoneNumber', 'CustomerId']]);
  });

  it('tells how many records have a value, and how many of those fit', () => {
    const sample = [['a@b.cd', ''], ['nobody', ' '], ['', 'c@d.ef'], ['e@f.gh']];
    const { columns, matches } = recognizeColumns({ header: ['email', 'mail'], sample }, 2);
    assert.deepEqual(columns, [
      { filled: 0.75, types: [{ type: 'Email', fits: 2 / 3 }] },
      { filled: 0.25, types: [{ type: 'Email', fits: 1 }] },
    ]);
    assert.equal(matches.size, 0, 'either may be meant');
    assert.deepEqual(recognizeColumns({ header: ['email'], sample: [] }, 1).columns[0].filled, 0);
  });
});
