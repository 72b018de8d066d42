import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Progress } from '../../../../src/upload/jobTypes';
import type { PeopleTask, ReadPeople } from '../../../../src/upload/people/peopleTypes';
import { rowsIn } from '../../../../src/upload/people/rowBits';
import type { SourceFile } from '../../../../src/upload/uploadTypes';
import { processorTimeOf } from '../../../support/processorTime';
import { benchForEach } from '../support/bench';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const DEVICE = '6d92078a-8246-4ba4-ae5b-76104861e7dc';
const OTHER_DEVICE = '9aa40b8f-13a6-4da0-b4ab-a4b6ae03e8e1';

describe('reading people', () => {
  const bench = benchForEach();
  const read = (
    contents: (string | Uint8Array | SourceFile)[],
    columns?: PeopleTask['columns'],
    control?: { before?: string; signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<ReadPeople> =>
    bench.engine().readPeople(
      contents.map((one, i) =>
        typeof one === 'string' || one instanceof Uint8Array ? bench.file(one, `${i}.csv`) : one,
      ),
      columns,
      control,
    );
  const figures = ({ rows, people, unreadable }: ReadPeople): number[] => [
    rows,
    people,
    unreadable,
  ];
  const rowsOf = ({ readable }: ReadPeople, count: number): number[] => {
    const bits = rowsIn(readable);
    return Array.from({ length: count }, (_, row) => row).filter((row) => bits.get(row));
  };

  it('counts people of all types once, and says what it has read', async () => {
    const people = await read([
      [
        'email,phone,device_id,note',
        `ann@example.com,+33612345678,${DEVICE},x`,
        ' ANN@example.com ,,,again',
        `,+33612345678,${OTHER_DEVICE},the same phone number`,
        'bob@example.com,0612,,a phone number that cannot be read',
        'nobody,,,nothing can be read',
        ',,,',
        '',
        `,,${DEVICE.toUpperCase()},her device in capitals`,
        '',
      ].join('\n'),
    ]);
    assert.deepEqual(figures(people), [6, 2, 1]);
    assert.deepEqual(people.fields, { identifiers: 5, duplicates: 3, unreadable: 2 });
    assert.deepEqual(people.types, [
      { type: 'Email', people: 2, unreadable: 0 },
      { type: 'UserIdentifier', people: 2, unreadable: 0 },
      { type: 'PhoneNumber', people: 1, unreadable: 1 },
    ]);
    assert.deepEqual(people.columns, [
      { file: 0, column: 0, name: 'email', type: 'Email' },
      { file: 0, column: 1, name: 'phone', type: 'PhoneNumber' },
      { file: 0, column: 2, name: 'device_id', type: 'UserIdentifier' },
    ]);
    assert.deepEqual(people.notRead, []);
    assert.deepEqual(rowsOf(people, 8), [0, 1, 2, 3, 7]);
    assert.doesNotMatch(JSON.stringify(people), /example|6123|6d92078a/);
  });

  it('knows a person by an address and its hashes, whichever comes first', async () => {
    const ann = 'ann@example.com';
    for (const rows of [
      [ann, md5(ann), sha256(ann), sha256(md5(ann))],
      [sha256(md5(ann)), sha256(ann), md5(ann), ann],
      [md5(ann), ann],
    ]) {
      const people = await read([`email\n${rows.join('\n')}\n`]);
      // A row that comes later can't join two people who were counted.
      assert.equal(people.people, rows[0] === sha256(md5(ann)) ? 2 : 1, rows.join());
    }
    // Nothing says that these are the same person.
    assert.equal((await read([`email\n${md5(ann)}\n${sha256(ann)}\n`])).people, 2);
  });

  it('does not take two columns of one person for two people', async () => {
    const people = await read([
      'email,work email\nann@example.com,ann@work.example\nann@work.example,\nbob@example.com,no address\n',
    ]);
    assert.deepEqual(figures(people), [3, 2, 0]);
    assert.deepEqual(people.fields, { identifiers: 3, duplicates: 1, unreadable: 1 });
    assert.deepEqual(people.types, [{ type: 'Email', people: 2, unreadable: 1 }]);
  });

  it('reads customer IDs and RampIDs only from columns that are named', async () => {
    const csv = `customer_id,loyalty,email\nC-1,77,ann@example.com\nC-2,78,\n`;
    const recognized = await read([csv]);
    assert.deepEqual(figures(recognized), [2, 1, 1]);
    assert.deepEqual(recognized.notRead, [
      { file: 0, column: 0, name: 'customer_id', type: 'CustomerId' },
    ]);
    const named = await read([csv], ['customer_id', 1]);
    assert.deepEqual(figures(named), [2, 2, 0]);
    assert.deepEqual(named.columns, [
      { file: 0, column: 0, name: 'customer_id', type: 'CustomerId', isNamed: true },
      { file: 0, column: 1, name: 'loyalty', type: 'CustomerId', isNamed: true },
    ]);
    assert.deepEqual(named.notRead, [{ file: 0, column: 2, name: 'email', type: 'Email' }]);
    const all = await read([csv], ['*', 'customer_id']);
    assert.deepEqual(
      all.columns.map(({ name }) => name),
      ['customer_id', 'email'],
    );
    // What is clearly of another type is read as that.
    const phones = await read(['customer_id\n+33612345678\n+33612345679\n'], ['customer_id']);
    assert.deepEqual(phones.types, [{ type: 'PhoneNumber', people: 2, unreadable: 0 }]);
    await assert.rejects(read([csv], ['nowhere']), { code: 'no-column', file: 0 });
  });

  it('keeps a column name to itself that may be personal data', async () => {
    const people = await read([
      { ...bench.file('+33612345678,x\n+33612345679,y\n'), dialect: { header: true } },
    ]);
    assert.equal(people.columns[0].name, '');
  });

  it('reads several files, of any encoding, compressed, and from memory', async () => {
    const phones = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('téléphone;nom\r\n+33612345678;"A\r\nB"\r\n', 'utf16le'),
    ]);
    const people = await read([
      '\ufeffemail\nann@example.com\n',
      gzipSync('email,phone\nbob@example.com,+33612345678\nann@example.com,\n'),
      phones,
      { uri: 'typed:/people.csv', bytes: Buffer.from('email\neve@example.com\n"x"\n') },
    ]);
    assert.deepEqual(figures(people), [6, 3, 1]);
    assert.deepEqual(rowsOf(people, 6), [0, 1, 2, 3, 4]);
    assert.deepEqual(
      people.columns.map(({ file, type }) => `${file} ${type}`),
      ['0 Email', '1 Email', '1 PhoneNumber', '2 PhoneNumber', '3 Email'],
    );
  });

  it('says nothing of the rows of a file without anyone', async () => {
    const header = await read(['email,phone\n']);
    assert.deepEqual(figures(header), [0, 0, 0]);
    assert.deepEqual(header.types, []);
    const none = await read(['name,city\nAnn,Paris\nBob,Lyon\n']);
    assert.deepEqual(figures(none), [2, 0, 2]);
    assert.deepEqual(none.columns, []);
    await assert.rejects(read(['email\nann@example.com\n', '\n\n']), {
      code: 'empty',
      file: 1,
    });
    await assert.rejects(
      read([{ uri: 'file:///gone.csv', path: join(bench.folder, 'gone.csv') }]),
      (error: Error) => /gone\.csv/.test(error.message),
    );
  });

  it('counts a row with too many fields as one that cannot be read', async () => {
    const people = await read(['email,phone\nann@example.com,+33612345678,x\nbob@example.com,\n']);
    assert.deepEqual(figures(people), [2, 1, 1]);
    assert.deepEqual(rowsOf(people, 2), [1]);
  });

  it('recognizes the same identifiers, whatever their order, and the rows of before', async () => {
    const [a, b, c] = ['ann@example.com,+33612345678', 'bob@example.com,', 'eve@example.com,'];
    const of = (rows: string[], before?: string): Promise<ReadPeople> =>
      read([`email,phone\n${rows.join('\n')}\n`], undefined, { before });
    const first = await of([a, 'eve example.com,', b]);
    assert.equal(first.fingerprint, (await of([b, a, b])).fingerprint);
    assert.notEqual(first.fingerprint, (await of([a, b, c])).fingerprint);
    assert.equal(first.fingerprintBefore, undefined);
    const fixed = await of([a, c, b], first.readable);
    assert.equal(fixed.fingerprintBefore, first.fingerprint);
    assert.notEqual(fixed.fingerprint, first.fingerprint);
    assert.notEqual((await of([c, a, b], first.readable)).fingerprintBefore, first.fingerprint);
    // A person who is in a row of before counts there, also if one that was added has come first.
    const later = await of([a, b, b], first.readable);
    assert.equal(later.fingerprintBefore, first.fingerprint);
    const shorter = await of([a, c], first.readable);
    assert.equal(shorter.fingerprintBefore, undefined);
    // A device isn't a customer with an ID of the same text.
    const asIds = await read([`customer_id\n${DEVICE}\n`], ['customer_id']);
    const asDevices = await read([`device_id\n${DEVICE}\n`], ['device_id']);
    assert.deepEqual(
      [asIds.types[0].type, asDevices.types[0].type],
      ['CustomerId', 'UserIdentifier'],
    );
    assert.notEqual(asIds.fingerprint, asDevices.fingerprint);
  });

  it('believes the name of a column whose values can’t be read, and says what isn’t read', async () => {
    const read0 = await read([
      'email,phone,customer_id\nann@example.com,06 12,C-1\nbob@example.com,x,C-2\n',
    ]);
    assert.deepEqual(read0.types, [
      { type: 'Email', people: 2, unreadable: 0 },
      { type: 'PhoneNumber', people: 0, unreadable: 2 },
    ]);
    assert.deepEqual(
      read0.notRead.map(({ name, type }) => [name, type]),
      [['customer_id', 'CustomerId']],
    );
    // What has no shape is never sent unless it is named.
    const cards = await read(['email,phone\nann@example.com,C-12\nbob@example.com,C-13\n']);
    assert.deepEqual(
      [cards.types.map(({ type }) => type), cards.notRead.map(({ name }) => name)],
      [['Email'], ['phone']],
    );
  });

  it('leaves nothing behind but the key of fingerprints', async () => {
    await read(['email\nann@example.com\n']);
    assert.deepEqual(fs.readdirSync(bench.storage), ['fingerprint.key']);
  });

  it('can be cancelled', async () => {
    await assert.rejects(
      read(['email\nann@example.com\n'], undefined, { signal: AbortSignal.abort() }),
      { code: 'cancelled' },
    );
  });
});

describe('reading many people', () => {
  const bench = benchForEach();

  it('takes no time, and says how far it is', async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, i) => `person${i % 90_000}@example.com,+336${String(10_000_000 + i)}`,
    );
    const seen: Progress[] = [];
    const file = bench.file(`email,phone\n${rows.join('\n')}\n`);
    let readable = '';
    const took = await processorTimeOf(async () => {
      const people = await bench
        .engine()
        .readPeople([file], undefined, { onProgress: (progress) => seen.push(progress) });
      ({ readable } = people);
      assert.deepEqual([people.rows, people.people, people.unreadable], [100_000, 90_000, 0]);
    });
    assert.ok(took < 5_000, `${took} ms`);
    assert.ok(seen.length > 0);
    assert.equal(seen[0].phase, 'reading');
    assert.ok(seen.every(({ bytesRead, bytesTotal }) => bytesRead > 0 && bytesRead <= bytesTotal));
    assert.ok(readable.length < 1_000, 'almost nothing is kept of many readable rows');
  });
});
