import assert from 'node:assert/strict';
import { fold, hasAllWords, wordsIn } from '../../../../src/app/lists/searchWords';

describe('words to search for', () => {
  it('are compared without case and accents', () => {
    assert.equal(fold('Vélo NORD Ærø'), 'velo nord ærø');
    assert.equal(fold('ÉCLAIR'), fold('éclair'));
    assert.equal(fold('スーパー'), fold('スーパー'.normalize('NFD')));
    assert.deepEqual(wordsIn('  Two\tWörds '), ['two', 'words']);
    assert.deepEqual(wordsIn('   '), []);
  });

  it('are looked for in IDs where they can only be part of one', () => {
    for (const text of ['17', '89017', 'sale 89017', ''])
      assert.ok(hasAllWords(wordsIn(text), 'sale', '7384066890178'), text);
    assert.ok(!hasAllWords(wordsIn('sale 17'), 'sale', '7384066890178'));
  });
});
