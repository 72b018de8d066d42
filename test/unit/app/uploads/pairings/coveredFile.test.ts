import assert from 'node:assert/strict';
import { covers, coversSample } from '../../../../../src/app/uploads/pairings/coveredFile';
import type { Pairing } from '../../../../../src/app/uploads/pairings/pairing';
import { PLAIN_DIALECT } from '../../../../support/plainDialect';

const source = (text: string) => ({ uri: 'file:///crm-1.csv', bytes: Buffer.from(text) });
const NAMED: Pick<Pairing, 'columns' | 'read' | 'delimiter'> = {
  columns: ['mail'],
  read: { delimiter: ',', header: true, columns: 2 },
};
const NUMBERED: typeof NAMED = {
  columns: [1],
  read: { delimiter: ',', header: false, columns: 2 },
};
const rows = (separator = ','): string =>
  `1${separator}ann@example.com\n2${separator}bob@example.com\n`;

describe('a file is covered by a pairing', () => {
  it('if it has its column, wherever that is', async () => {
    for (const text of [
      `id,mail\n${rows()}`,
      `mail,id\nann@example.com,1\nbob@example.com,2\n`,
      `city,id,mail\nUlm,1,ann@example.com\nUlm,2,bob@example.com\n`,
      `id, Mail\n${rows()}`,
    ])
      assert.ok(await covers(NAMED, source(text)), text);
  });

  it('not with another column, delimiter, or header', async () => {
    for (const text of [
      `id,work\n${rows()}`,
      `id;mail\n${rows(';')}`,
      rows(),
      `mail,mail\n1,ann@example.com\n2,bob@example.com\n`,
    ])
      assert.ok(!(await covers(NAMED, source(text))), text);
  });

  it('by the number of columns, where they have no names', async () => {
    assert.ok(await covers(NUMBERED, source(rows())));
    assert.ok(!(await covers(NUMBERED, source('1,Ulm,ann@example.com\n2,Ulm,bob@example.com\n'))));
    assert.ok(!(await covers(NUMBERED, source(`id,mail\n${rows()}`))));
  });

  it('read as it was chosen', async () => {
    const chosen = { ...NAMED, dialect: { delimiter: ',' } as const };
    assert.ok(await covers(chosen, source(`id,mail\n${rows()}`)));
    assert.ok(!(await covers(chosen, source(`id;mail\n${rows(';')}`))));
  });

  it('of one column, whatever its delimiter seems to be', async () => {
    const one = { columns: ['mail'], read: { delimiter: ';', header: true, columns: 1 } } as const;
    assert.ok(await covers(one, source('mail\nann@example.com\nbob@example.com\n')));
  });

  it('by its column alone, if an older version kept it or a team wrote it', async () => {
    assert.ok(await covers({ columns: ['mail'] }, source(`id;mail\n${rows(';')}`)));
    assert.ok(!(await covers({ columns: ['work'] }, source(`id;mail\n${rows(';')}`))));
    assert.ok(await covers({ columns: [1] }, source(rows())));
    assert.ok(!(await covers({ columns: [2] }, source(rows()))));
    assert.ok(await covers({}, source(rows())));
  });

  it('if it can’t be read: then its upload says why', async () => {
    assert.ok(await covers(NAMED, source('')));
    assert.ok(await covers(NAMED, { uri: 'file:///x', path: '/does/not/exist.csv' }));
  });

  it('only with all of its columns, which are read as chosen', () => {
    const sample = {
      dialect: PLAIN_DIALECT,
      header: ['home', 'work'],
      columns: 2,
    } as const;
    const of = (...columns: string[]): boolean =>
      coversSample({ columns }, { ...sample, header: [...sample.header] });
    assert.ok(of('home', 'work'));
    assert.ok(!of('home', 'other'));
  });
});
