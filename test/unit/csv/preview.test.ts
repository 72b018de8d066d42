import assert from 'node:assert/strict';
import { preview } from '../../../src/csv/preview';
import { csvError } from './help';

const file = (text: string) => ({ uri: 'file:///tmp/people.csv', bytes: Buffer.from(text) });

describe('The preview of a file', () => {
  it('has the dialect, the header and the rows', async () => {
    const { dialect, header, sample, columns } = await preview(file('id;E-Mail\n1;a@b.c\n'));
    assert.equal(dialect.delimiter, ';');
    assert.equal(dialect.header, true);
    assert.deepEqual(header, ['id', 'E-Mail']);
    assert.deepEqual(sample, [['1', 'a@b.c']]);
    assert.equal(columns, 2);
  });

  it('takes the header for a row if told so', async () => {
    const { header, sample } = await preview(file('email\na@b.c\n'), { header: false });
    assert.equal(header, undefined);
    assert.deepEqual(sample, [['email'], ['a@b.c']]);
  });

  it('tolerates malformed quotes, which the check rejects', async () => {
    const { sample } = await preview(file('email,note\na@b.c,6" x\nd@e.f,"y" z\n'));
    assert.deepEqual(sample, [
      ['a@b.c', '6" x'],
      ['d@e.f', 'y'],
    ]);
  });

  it('has up to 1,000 rows, and none for an empty file', async () => {
    assert.equal((await preview(file(`email\n${'a@b.c\n'.repeat(1500)}`))).sample.length, 1000);
    const empty = await preview(file(''));
    assert.deepEqual({ sample: empty.sample, columns: empty.columns }, { sample: [], columns: 0 });
  });

  it('tells the line of each record, as the editor counts them', async () => {
    const { lines } = await preview(file('sep=;\n\r\nid;note\r\n1;"a\rb\nc"\r\n2;x\n\n3;y'));
    assert.deepEqual(lines, [3, 6, 7, 8]);
    assert.deepEqual((await preview(file('a@b.c\nd@e.f\n'))).lines, [0, 1]);
  });

  it('names the file that cannot be read', () =>
    assert.rejects(
      preview({ uri: 'file:///tmp/people.csv', path: '/no/such/folder/people.csv' }),
      (error: Error) => csvError('not-found')(error) && error.message.startsWith('people.csv'),
    ));
});
