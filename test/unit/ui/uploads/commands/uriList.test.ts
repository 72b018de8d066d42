import assert from 'node:assert/strict';
import { uriList } from '../../../../../src/ui/uploads/commands/uriList';

describe('files dropped', () => {
  it('are read from a list of addresses', () => {
    assert.deepEqual(uriList('file:///a.csv\r\n# a word\r\nfile:///b%20c.csv\r\n'), [
      'file:///a.csv',
      'file:///b%20c.csv',
    ]);
  });
});
