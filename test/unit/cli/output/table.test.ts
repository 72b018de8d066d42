import assert from 'node:assert/strict';
import { columns } from '../../../../src/cli/output/table';

describe('rows in columns', () => {
  it('are as wide as their widest cell, figures to the right, nothing at the end', () => {
    assert.deepEqual(
      columns(
        [
          ['Name', 'Size', 'Note'],
          ['A long name', '7', ''],
        ],
        [1],
      ),
      ['Name         Size  Note', 'A long name     7'],
    );
    assert.deepEqual(columns([]), []);
  });

  it('are one line each, whatever a name holds', () => {
    const [row] = columns([['a\nb\u001b[31m', 'c']]);
    assert.doesNotMatch(row, /[\n\u001b]/);
  });
});
