import * as assert from 'node:assert/strict';
import { digest } from '../../../src/identifiers/hash';
import { junkHashes } from '../../../src/identifiers/junkHashes';

const hashesOf = (text: string): string[] => [
  digest('md5', text),
  digest('sha256', text),
  digest('sha256', digest('md5', text)),
];

describe('Junk hashes', () => {
  it('are those of an empty field and of placeholders, in every hash format', () => {
    for (const text of ['', ' ', '\r\n', '""'])
      for (const hash of hashesOf(text))
        assert.equal(junkHashes().get(hash), 'hash-of-empty', JSON.stringify(text));
    for (const text of ['null', 'NULL', 'Null', 'NaN', 'nan', '#N/A', '\\N'])
      for (const hash of hashesOf(text))
        assert.equal(junkHashes().get(hash), 'hash-of-placeholder', text);
    for (const hash of hashesOf('john@example.com')) assert.ok(!junkHashes().has(hash));
  });

  it('include those of the header as written, trimmed and in each case', () => {
    const hashes = junkHashes(' e-Mail');
    for (const text of [' e-Mail', 'e-Mail', 'e-mail', 'E-MAIL', 'E-mail'])
      for (const hash of hashesOf(text)) assert.equal(hashes.get(hash), 'hash-of-header', text);
    assert.equal(hashes.get(digest('md5', '')), 'hash-of-empty');
  });

  it('are those of the current header only', () => {
    const first = junkHashes('first');
    assert.equal(junkHashes('first'), first, 'computed once for a column');
    assert.ok(!junkHashes('second').has(digest('md5', 'first')));
    assert.ok(!junkHashes().has(digest('md5', 'second')));
  });

  it('keep the more exact rule for a header that is a placeholder', () =>
    assert.equal(junkHashes('null').get(digest('md5', 'null')), 'hash-of-placeholder'));
});
