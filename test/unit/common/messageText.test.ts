import assert from 'node:assert/strict';
import { argumentText, fileNameOf, fileNamesOf } from '../../../src/common/messageText';
import { processorTime } from '../../support/processorTime';

describe('what messages tell of the user’s own', () => {
  it('file names without folders, in one line, cut', () => {
    assert.equal(fileNameOf('file:///home/ann/crm%20export.csv'), 'crm export.csv');
    assert.equal(fileNameOf('memfs:/crm.csv?version=1'), 'crm.csv');
    assert.equal(fileNameOf('file:///broken%zz.csv'), 'broken%zz.csv');
    assert.equal(fileNameOf('file:///a%0Ab%1B%5B31m%E2%80%AEc.csv'), 'a bc.csv');
    assert.equal(fileNameOf(`file:///${'x'.repeat(300)}.csv`), `${'x'.repeat(100)}…`);
    assert.equal(
      fileNamesOf(['a', 'b', 'c', 'd'].map((name) => ({ uri: `file:///${name}.csv` }))),
      'a.csv, b.csv, c.csv, …',
    );
  });

  it('values of arguments, cut, and never somebody’s identifier', () => {
    const told: [unknown, string][] = [
      ['E-mail', '“E-mail”'],
      ['two\nlines', '“two lines”'],
      ['x '.repeat(50), `“${'x '.repeat(30)}…”`],
      [12, '12'],
      [null, 'null'],
      [true, 'true'],
      [['ann@example.com'], '[…]'],
      [{ ann: 'ann@example.com' }, '{…}'],
      ['ann@example.com', '“•••”'],
      [' +33612345678', '“•••”'],
      ['0cc175b9c0f1b6a831c399e269772661', '“•••”'],
      ['0cc175b9-c0f1-b6a8-31c3-99e269772661', '“•••”'],
    ];
    for (const [value, words] of told) assert.equal(argumentText(value), words);
  });

  it('quickly, however long they are', () => {
    const ms = processorTime(() => {
      for (const character of ['a', '@', '+', '%', '/', '\u202e', ' ']) {
        const long = character.repeat(1_000_000);
        argumentText(long);
        fileNameOf(`file:///${long}`);
      }
    }, 1_000);
    assert.ok(ms < 1_000, `${ms} ms`);
  });
});
