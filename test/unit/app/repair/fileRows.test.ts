import assert from 'node:assert/strict';
import { fileRows, RowsOnLines, type Piece } from '../../../../src/app/repair/fileRows';
import { valueOf } from '../../../../src/csv/textRows';
import { onLine, readAs, source } from './files';

async function piecesOf(content: string, as?: 'utf8' | 'latin1'): Promise<Piece[]> {
  const { dialect, layout } = readAs();
  const pieces: Piece[] = [];
  for await (const piece of fileRows(source(Buffer.from(content)), dialect, layout, undefined, as))
    pieces.push(piece);
  return pieces;
}

describe('the rows of a file', () => {
  // Larger than a block, with a line break in each row, and a character that a block can cut.
  const count = 40_000;
  const long = `name,mail\n${Array.from({ length: count }, (_, index) => `"ä\n${index}",a${index}@x.example\n`).join('')}`;

  it('come in whole rows, numbered on, and make up the whole text', async () => {
    const pieces = await piecesOf(long);
    assert.ok(pieces.length > 1);
    assert.equal(pieces.map(({ text }) => text).join(''), long);
    let next = 0;
    for (const { text, rows, firstRow } of pieces) {
      assert.equal(firstRow, next);
      for (const row of rows) assert.equal(valueOf(text, row), `a${next++}@x.example`);
    }
    assert.equal(next, count);
  });

  it('keep malformed bytes as Latin-1', async () => {
    const { dialect, layout } = readAs();
    const bytes = Buffer.from([
      ...Buffer.from('n,mail\n'),
      0xc3,
      0x28,
      ...Buffer.from(',a@b.co\n'),
    ]);
    let text = '';
    for await (const piece of fileRows(source(bytes), dialect, layout, undefined, 'latin1'))
      text += piece.text;
    assert.ok(Buffer.from(text, 'latin1').equals(bytes));
  });

  it('are found by their lines across pieces', async () => {
    const lines = new RowsOnLines([onLine(2), onLine(2 * count), onLine(3)], readAs());
    const found: string[] = [];
    for (const piece of await piecesOf(long))
      for (const row of lines.of(piece).keys()) found.push(valueOf(piece.text, row));
    assert.deepEqual(found, ['a0@x.example', `a${count - 1}@x.example`]);
  });

  it('are none in a file that has only a header', async () => {
    assert.deepEqual(
      (await piecesOf('name,mail\n')).flatMap(({ rows }) => rows),
      [],
    );
  });
});
