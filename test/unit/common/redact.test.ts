import assert from 'node:assert/strict';
import { redact } from '../../../src/common/redact';
import { processorTime } from '../../support/processorTime';
import { draw, seeds } from '../../support/tenth';

const EMAIL = 'jane.doe+x@mail.example.co.uk';
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';
const SHA256 = '5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8';
const UUID = '38400000-8CF0-11BD-B23E-10B96E40000D';
const LINK = 'XY1000bXM-kpWvQ_J9tXlzQkH2_3nFQ7Ztb4q0aX';

/** What a long text may be a run of. */
const RUNS: readonly string[] = [
  'a',
  'é',
  '1',
  '“',
  '‘',
  '«',
  "'",
  '"',
  '`',
  '/',
  '@',
  '%40',
  '(',
  '+',
  '=',
  '.',
  ' ',
  '\n',
  '-',
  '•',
  '\u0301',
  '\u{1F600}',
  '\u{20000}',
  'a@',
  'a/',
  '1/',
  'a!',
  '(1',
  '1 ',
  '1(',
  'a1-',
  'a=',
  'x:@',
];

describe('redact', () => {
  for (const value of [
    EMAIL,
    'jane%40example.com',
    'jané@bücher.example',
    MD5,
    SHA256,
    UUID,
    LINK,
    '+33612345678',
    '+33 6 12 34 56 78',
    '(555) 123-4567',
    '1044221',
    'cust-10293',
    'abc12',
    'c0ffee',
    'YWJjZGVmZ2hpamtsbW5vcA1==',
  ]) {
    it(`hides ${value.slice(0, 4)}… wherever it stands`, () => {
      for (const text of [
        value,
        `The identifier ${value} is not valid.`,
        `bad: ${value}, sorry`,
        `[${value}]`,
        `email=${value};`,
        `x=${value}&y=1`,
        `"${value}"`,
        `(${value})`,
        `at ${value}.`,
      ]) {
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
      'must be a string of int64, not int32',
      'segment-must-not-be-used-in-audience',
      'sampleInvalidIdentifiers must not be null',
      '@data/0',
      '',
    ]) {
      assert.equal(redact(text), text);
    }
  });

  it('leaves what is known, whole words only', () => {
    assert.equal(
      redact('Segment 738406688413290496 "CRM Users 2025" with 738406688413290497', [
        '738406688413290496',
        'CRM Users 2025',
      ]),
      'Segment 738406688413290496 "CRM Users 2025" with •••',
    );
    assert.equal(redact('id 123456789.', ['12345678']), 'id •••.');
    assert.equal(redact('name "": 7384066.', ['7384066']), 'name "": 7384066.');
  });

  it('hides a quote that begins or ends within words, and one that holds another', () => {
    for (const [from, to] of [
      ["name 'it's Dupont' is odd", "name '•••' is odd"],
      ['“Jean “Le Grand” Dupont” is odd', '“•••” Dupont” is odd'],
      ['open "Jean\nDupont" is odd', 'open "Jean\nDupont" is odd'],
      ['to=jane@example.com;', 'to=•••;'],
      ['@data/0 jane@example.com', '@data/0 •••'],
      ['@data:jane@example.com', '@data:•••'],
    ] as const) {
      assert.equal(redact(from), to);
    }
  });

  it('hides an identifier whatever stands around it', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      for (const id of [EMAIL, MD5, '+33612345678']) {
        const text = `${oddText(seed, 20)} ${id} ${oddText(seed + 1, 20)}`;
        assert.ok(!redact(text).includes(id), JSON.stringify(text));
      }
    }
  });

  // No absolute times: other tests run beside this one. Plain words take three times as long as a
  // regular expression that looks at each character, and the slowest run takes twice as long as they.
  it('a megabyte takes no time to speak of, whatever it is a run of', () => {
    const words = 'A sentence of plain words. '.repeat(1_000_000 / 27);
    const look = processorTime(() => words.replace(/[\p{L}\p{M}]+|\p{N}+|[^\p{L}\p{N}]/gu, 'x'));
    const plain = processorTime(() => redact(words));
    assert.ok(
      plain < 10 * look,
      `plain words take ${plain} ms, looking at each character ${look} ms`,
    );
    for (const piece of draw(RUNS, 4)) {
      const run = piece.repeat(1_000_000 / piece.length);
      const ms = processorTime(() => redact(run), 5 * plain);
      assert.ok(ms < 5 * plain, `${JSON.stringify(piece)} takes ${ms} ms, plain words ${plain} ms`);
    }
  });

  it('four times as long a text of any pieces takes about four times as long', () => {
    for (const seed of seeds(40)) {
      const pieces = oddText(seed, 6);
      const text = pieces.repeat(Math.ceil(100_000 / pieces.length));
      const short = processorTime(() => redact(text));
      const fourTimes = text.repeat(4);
      const long = processorTime(() => redact(fourTimes), 8 * short);
      assert.ok(long < 8 * short + 20, `${JSON.stringify(pieces)}: ${short} ms, then ${long} ms`);
    }
  });
});

const PIECES = [
  'a',
  'Dupont',
  '1',
  '42',
  '+33',
  'é',
  '“',
  '”',
  '‘',
  '’',
  '«',
  '»',
  "'",
  '"',
  '`',
  '/',
  '@',
  '%40',
  '(',
  ')',
  '=',
  ':',
  '.',
  ',',
  ' ',
  '\n',
  '-',
  '_',
  '~',
  '\u{20000}',
  'abc12',
];

/** Some pieces in a row, the same for the same seed. */
function oddText(seed: number, most: number): string {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: 1 + next(most) }, () => PIECES[next(PIECES.length)]).join('');
}
