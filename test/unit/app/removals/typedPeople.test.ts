import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { typedPeople, unreadLines } from '../../../../src/app/removals/typedPeople';
import type { PeopleTask, ReadPeople } from '../../../../src/upload/people/peopleTypes';
import { readPeople } from '../../../../src/upload/people/readPeople';
import { rowsIn } from '../../../../src/upload/people/rowBits';
import { processorTimeOf } from '../../../support/processorTime';
import { share } from '../../../support/tenth';

const DEVICE = '6d92078a-8246-4ba4-ae5b-76104861e7dc';
const HASH = createHash('md5').update('ann@example.com').digest('hex');
const SHA = createHash('sha256').update('bob@example.com').digest('hex');

const textOf = (text: string): string => Buffer.from(typedPeople(text).bytes ?? []).toString();
const read = (text: string, columns?: PeopleTask['columns']): Promise<ReadPeople> =>
  readPeople(
    { files: [typedPeople(text)], columns, key: new Uint8Array(8) },
    new AbortController().signal,
    () => undefined,
  );
/** Which lines were read, of so many. */
const linesOf = ({ readable }: ReadPeople, count: number): string => {
  const rows = rowsIn(readable);
  return Array.from({ length: count }, (_, row) => (rows.get(row) ? 'x' : '-')).join('');
};

describe('typed people', () => {
  it('are a line each, whatever identifier it has', async () => {
    const people = await read(`ann@example.com\n+33612345678\n${DEVICE}\n${HASH}\n${SHA}\n`);
    assert.deepEqual([people.rows, people.people, people.unreadable], [5, 4, 0]);
    assert.deepEqual(
      people.types.map(({ type, people: count }) => [type, count]),
      [
        ['Email', 2],
        ['UserIdentifier', 1],
        ['PhoneNumber', 1],
      ],
    );
  });

  it('are an identifier each, whatever separates them', async () => {
    const text = `ann@example.com; +33612345678;bobx.example,ann@work.example\nbob@example.com\t${DEVICE}\n,"eve@example.com",Ann <ann@example.com>`;
    assert.equal(
      textOf(text),
      [
        'email,phone,mobile_id,value,line',
        'ann@example.com,,,,1',
        ',+33612345678,,,1',
        ',,,bobx.example,1',
        'ann@work.example,,,,1',
        'bob@example.com,,,,2',
        `,,${DEVICE},,2`,
        'eve@example.com,,,,3',
        'Ann <ann@example.com>,,,,3',
        '',
      ].join('\n'),
    );
    const people = await read(text);
    assert.deepEqual([people.rows, people.people, people.unreadable], [8, 6, 2]);
    assert.deepEqual(people.fields, { identifiers: 6, duplicates: 0, unreadable: 2 });
    assert.deepEqual(unreadLines(typedPeople(text), people.readable), [1, 3]);
    const twice = await read('ann@example.com,ann@work.example\nann@work.example\n');
    assert.equal(twice.people, 2);
    assert.deepEqual(twice.fields, { identifiers: 2, duplicates: 1, unreadable: 0 });
  });

  it('keep the numbers of their lines, and blank ones are nobody', async () => {
    const people = await read(
      '\n\r\nann@example.com\r\n  \r\nann at example.com\r\n"bob@example.com"\r\nC-1001\r\n+33 6 12 34 56 78\r\nEve, eve@example.com\r\n',
    );
    assert.equal(linesOf(people, 7), 'x-x---x');
    assert.deepEqual([people.rows, people.people, people.unreadable], [7, 3, 4]);
  });

  it('cannot be read, however many there are of them, without a doubt about the others', async () => {
    const people = await read(
      ['C-1001', 'C-1002', 'C-1003', 'Ann Smith', 'ann@example.com', '+33612345678'].join('\n'),
    );
    assert.deepEqual([people.rows, people.people, people.unreadable], [6, 2, 4]);
    for (const text of ['Ann Smith', 'annexample.com', '738406688413290496', '=1+1']) {
      const one = await read(text);
      assert.deepEqual([one.rows, one.people, one.unreadable], [1, 0, 1], text);
    }
    const name = await read('Smith, Ann\nann@example.com, +33612345678\n');
    assert.deepEqual([name.rows, name.people, name.unreadable], [4, 2, 2]);
  });

  it('are a CSV if the first line has names of columns', async () => {
    const csv = '\ufeffEmail;customer_id\r\n"ann@example.com";C-1\r\n;C-2\r\n';
    assert.equal(textOf(csv), csv);
    const people = await read(csv, ['*', 'customer_id']);
    assert.deepEqual([people.rows, people.people, people.unreadable], [2, 2, 0]);
    const ids = await read('customer_id\n1001\n1002\n', ['customer_id']);
    assert.deepEqual([ids.rows, ids.people], [2, 2]);
    const named = await read('name,contact\nAnn,ann@example.com\nBob,bob@example.com\n');
    assert.deepEqual([named.rows, named.people], [2, 2]);
    const only = await read('email\n');
    assert.deepEqual([only.rows, only.people], [0, 0]);
  });

  it('are nobody without any text', async () => {
    for (const text of ['', '\n', ' \r\n\t\n']) {
      const none = await read(text);
      assert.deepEqual([none.rows, none.people, none.unreadable], [0, 0, 0]);
    }
  });

  it('are in no message', async () => {
    const broken = 'email,phone\n"ann@example.com,+33612345678\n';
    await assert.rejects(
      read(broken),
      (error: Error) => /people\.csv/.test(error.message) && !/ann|336/.test(error.message),
    );
  });

  it('are many in no time', async () => {
    const many = share(100_000);
    const lines = Array.from({ length: many }, (_, i) => `person${i}@example.com`);
    for (const separator of ['\n', ', ']) {
      const took = await processorTimeOf(async () => {
        assert.equal((await read(lines.join(separator))).people, many);
      });
      assert.ok(took < share(5_000), `${took} ms`);
    }
  });
});
