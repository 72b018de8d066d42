import assert from 'node:assert/strict';
import { redact } from '../../../src/common/redact';

const EMAIL = 'jane.doe+x@mail.example.co.uk';
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';
const SHA256 = '5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8';
const UUID = '38400000-8CF0-11BD-B23E-10B96E40000D';
const LINK = 'XY1000bXM-kpWvQ_J9tXlzQkH2_3nFQ7Ztb4q0aX';

describe('redact', () => {
  for (const value of [EMAIL, 'jane%40example.com', 'jané@bücher.example', MD5, SHA256, UUID, LINK, '+33612345678', '+33 6 12 34 56 78', '(555) 123-4567', '1044221', 'cust-10293', 'abc12', 'c0ffee', 'YWJjZGVmZ2hpamtsbW5vcA1==']) {
    it(`hides ${value.slice(0, 4)}… wherever it stands`, () => {
      for (const text of [value, `The identifier ${value} is not valid.`, `bad: ${value}, sorry`, `[${value}]`, `email=${value};`, `x=${value}&y=1`, `"${value}"`, `(${value})`, `at ${value}.`]) {
        assert.ok(!redact(text).includes(value), text);
        assert.ok(redact(text).includes('•••'), text);
      }
    });
  }

  it('hides quoted values of any kind', () => {
    for (const [from, to] of [
      ['value "Jane Doe" is odd', 'value "•••" is odd'],
      ["value 'Jane Doe' is odd", "value '•••' is odd"],
      ['value `Jane Doe` is odd', 'value `•••` is odd'],
      ['value “Jane Doe” is odd', 'value “•••” is odd'],
      ['value «Jane Doe» is odd', 'value «•••» is odd'],
      ['{"identifiers":["jane","doe"]}', '{"•••":["•••","•••"]}'],
    ] as const) {
      assert.equal(redact(from), to);
    }
  });

  it('leaves words, figures of a sentence and apostrophes', () => {
    for (const text of [
      'The segment must be removed from all audiences to be able to delete it',
      "The segment can't be deleted, it's used in an audience; that's why",
      'At most 50,000 identifiers (50000) a call, version 2026-07',
      'SHA-256 or MD5 in UTF-8',
      'segment-must-not-be-used-in-audience',
      'sampleInvalidIdentifiers must not be null',
      '@data/0',
      '',
    ]) {
      assert.equal(redact(text), text);
    }
  });

  it('leaves what is known, whole words only', () => {
    assert.equal(redact('Segment 738406688413290496 "CRM Users 2025" with 738406688413290497', ['738406688413290496', 'CRM Users 2025']), 'Segment 738406688413290496 "CRM Users 2025" with •••');
    assert.equal(redact('id 123456789.', ['12345678']), 'id •••.');
    assert.equal(redact('name "": 7384066.', ['7384066']), 'name "": 7384066.');
  });

  it('takes no long time for a long text', () => {
    const started = performance.now();
    for (const piece of ['a', '"', "'", '1 ', '@', 'a@', '(1', 'a1-']) redact(piece.repeat(20_000));
    assert.ok(performance.now() - started < 1_000);
  });
});
