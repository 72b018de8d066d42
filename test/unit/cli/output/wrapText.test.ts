import assert from 'node:assert/strict';
import { hanging } from '../../../../src/cli/output/wrapText';

describe('a text of several lines', () => {
  it('goes on below its begin', () => {
    assert.deepEqual(hanging('one two three four', '* ', '  ', 12), ['* one two', '  three four']);
  });

  it('fits where it just fits', () => {
    assert.deepEqual(hanging('one two', '* ', '  ', 9), ['* one two']);
    assert.deepEqual(hanging('one two', '* ', '  ', 8), ['* one', '  two']);
  });

  it('breaks no word, and none at a no-break space', () => {
    assert.deepEqual(hanging('a 0123456789 b', '* ', '  ', 8), ['* a', '  0123456789', '  b']);
    assert.deepEqual(hanging('non\u00a0: oui', '* ', '  ', 8), ['* non\u00a0:', '  oui']);
  });
});
