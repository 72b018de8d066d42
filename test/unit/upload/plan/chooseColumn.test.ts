import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Dialect } from '../../../../src/csv/csvTypes';
import { detect } from '../../../../src/csv/detect';
import type { IdentifierType } from '../../../../src/identifiers/identifierTypes';
import {
  chooseColumns,
  columnWarnings,
  supportedTypeOf,
} from '../../../../src/upload/plan/chooseColumn';
import { people } from '../../../support/people';
import { csv } from '../support/bench';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function choose(
  content: string,
  type: IdentifierType = 'Email',
  column?: string | number,
  dialect: Partial<Dialect> = {},
): Promise<number> {
  const detected = await detect({ bytes: Buffer.from(content) }, dialect);
  const columns = chooseColumns(detected, type, column === undefined ? [] : [column], 50_000);
  assert.equal(columns.length, 1);
  return columns[0];
}

async function warningsOf(
  rows: readonly string[],
  header: string,
  column: number,
  type: IdentifierType = 'Email',
): Promise<string[]> {
  const detected = await detect({ bytes: Buffer.from(csv(rows, header)) });
  return columnWarnings(detected, type, column);
}

describe('chooseColumns', () => {
  it('finds the column by its header and content, by name in any case, and by number', async () => {
    const content = csv(
      people(5).map((one, i) => `${i};${one}`),
      'Nr;E-Mail',
    );
    for (const column of [undefined, 'e-mail', 1])
      assert.equal(await choose(content, 'Email', column), 1);
    for (const column of ['mail', 7])
      await assert.rejects(choose(content, 'Email', column), { code: 'no-column' });
  });

  it('takes the only column of a file, whose rows say what is wrong with it', async () => {
    assert.equal(
      await choose('nobody\nno-one\nann@example.com\n', 'Email', undefined, { header: false }),
      0,
    );
  });

  it('rejects a column that holds another type, and names the type', async () => {
    const uuids = Array.from(
      { length: 20 },
      (_, i) => `6d92078a-8246-4ba4-ae5b-7610486${10000 + i}`,
    );
    const ids = people(5).map((_, i) => `C-${100 + i},Berlin`);
    for (const [content, type, column, identifierType] of [
      [csv(uuids, 'id'), 'Email', 0, 'UserIdentifier'],
      [csv(ids, 'customer id,city'), 'Email', undefined, 'CustomerId'],
      [csv(['C-100', 'C-101', 'C-102'], 'user id'), 'Email', undefined, 'CustomerId'],
      [csv(people(5)), 'CustomerId', undefined, 'Email'],
    ] as const)
      await assert.rejects(choose(content, type, column), { code: 'wrong-type', identifierType });
  });

  const questions: [string, string, IdentifierType, string, string][] = [
    [
      'two columns',
      csv(
        people(5).map((one) => `${one},Ann,x${one}`),
        'Home mail,name,Work mail',
      ),
      'Email',
      'ambiguous-column',
      'The identifiers may be in “Home mail” (column 0) or “Work mail” (column 2), but this isn’t certain. Specify the column by name, or by number counted from 0. To send both: columns: [0, 2].',
    ],
    [
      'the only column, by a name of many meanings',
      csv(['C-1', 'C-2'], 'user id'),
      'CustomerId',
      'ambiguous-column',
      'The identifiers may be in “user id” (column 0), but this isn’t certain. Specify the column by name, or by number counted from 0.',
    ],
    [
      'two columns without names',
      'a@example.com,b@example.com\nc@example.com,d@example.com\n',
      'Email',
      'ambiguous-column',
      'The identifiers may be in column 0 or column 1, but this isn’t certain. Specify the column by name, or by number counted from 0. To send both: columns: [0, 1].',
    ],
    [
      'no column',
      csv(['Ann,Berlin', 'Bob,Ulm'], 'name,city'),
      'Email',
      'no-column',
      'No column seems to contain identifiers of type Email. Specify the column by name, or by number counted from 0.',
    ],
    [
      'the only column, of something else',
      csv(['Berlin', 'Ulm'], 'city'),
      'CustomerId',
      'no-column',
      'The only column doesn’t seem to contain identifiers of type Customer ID. If it does, specify its number, which is 0.',
    ],
  ];
  for (const [name, content, type, code, message] of questions)
    it(`says which column to specify: ${name}`, () =>
      assert.rejects(choose(content, type), { code, message }));
});

describe('supportedTypeOf', () => {
  it('gives the type of a segment by its own spelling, and rejects one that cannot be checked', () => {
    assert.equal(supportedTypeOf('Email'), 'Email');
    assert.throws(() => supportedTypeOf('Household'), { code: 'wrong-type' });
  });
});

describe('columnWarnings', () => {
  /** A column of hashes beside one of addresses. */
  const pairs = (addresses: string[], hashed: (address: string, index: number) => string) =>
    addresses.map((one, i) => `${one},${md5(hashed(one, i))}`);

  for (const [what, rows, header, column, warnings] of [
    [
      'hashes of addresses that were not lower-cased',
      pairs(people(50, 0, 'User'), (one) => one),
      'email,md5',
      1,
      ['hashed-not-lower-cased'],
    ],
    [
      'the same where most addresses can’t show it',
      pairs(
        people(50).map((one, i) => (i % 10 === 0 ? one.toUpperCase() : one)),
        (one) => one,
      ),
      'email,md5',
      1,
      ['hashed-not-lower-cased'],
    ],
    [
      'correct hashes',
      pairs(people(50, 0, 'User'), (one) => one.toLowerCase()),
      'email,md5',
      1,
      [],
    ],
    [
      'hashes of another of two address columns',
      people(50).map((one) => `friend.${one},${md5(one)},${one}`),
      'friend,md5,email',
      1,
      [],
    ],
    [
      'salted hashes',
      pairs(people(50), (one) => `salt${one}`),
      'email,md5',
      1,
      ['hashed-otherwise'],
    ],
    [
      'hashes without an address beside them',
      people(50).map((one) => `Ann,${md5(one)}`),
      'name,md5',
      1,
      ['hash-unverified'],
    ],
    [
      'hashes of which two in five are salted',
      pairs(people(50), (one, i) => (i < 20 ? `salt${one}` : one)),
      'email,md5',
      1,
      ['hashed-partly'],
    ],
    ['two strays', pairs(people(50), (one, i) => (i < 2 ? `salt${one}` : one)), 'email,md5', 1, []],
    [
      'hardly any address to compare with',
      people(50).map((one, i) => `${i < 5 ? one : ''},${md5(one)}`),
      'email,md5',
      1,
      ['hash-unverified'],
    ],
    ['no hashes', people(5), 'email', 0, []],
  ] as [string, string[], string, number, string[]][]) {
    it(`of ${what}: ${warnings.join() || 'none'}`, async () => {
      assert.deepEqual(await warningsOf(rows, header, column), warnings);
    });
  }

  it('warn of a column with the name of another type, unless its values are plainly of this one', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `C${n}`);
    const mobileIds = Array.from(
      { length: 20 },
      (_, n) => `aebe52e7-03ee-455a-b3c4-e572839662${10 + n}`,
    );
    for (const [header, values, type, warnings] of [
      ['hem', people(20).map(sha256), 'CustomerId', ['named-otherwise']],
      ['customer_id', ids, 'UserIdentifier', ['named-otherwise']],
      ['customer_id', ids, 'CustomerId', []],
      ['mobile', mobileIds, 'UserIdentifier', []],
      ['foo', people(20).map(sha256), 'CustomerId', []],
    ] as [string, string[], IdentifierType, string[]][])
      assert.deepEqual(await warningsOf(values, header, 0, type), warnings, `${header}, ${type}`);
  });

  it('say that a header may be a row, and that encodings are mixed', async () => {
    const detected = await detect({ bytes: Buffer.from('anna\nbob\ncarl\ndora\n') });
    assert.deepEqual(columnWarnings(detected, 'CustomerId', 0), ['header-doubtful']);
    assert.deepEqual(columnWarnings({ ...detected, mixedEncodings: true }, 'CustomerId', 0), [
      'mixed-encodings',
      'header-doubtful',
    ]);
  });
});
