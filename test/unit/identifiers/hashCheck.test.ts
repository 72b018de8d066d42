import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { checkHash } from '../../../src/identifiers/hashCheck';
import { RULES } from '../../../src/identifiers/rules/allRules';

const RAW = [
  'John.Doe@Gmail.com',
  ' Mary@Example.com ',
  'j.smith+news@Gmail.com',
  'plain@example.com',
  'X@Y.org ',
];
const hash = (text: string | Uint8Array, algorithm = 'sha256') =>
  createHash(algorithm).update(text).digest('hex');
const normal = (raw: string) => raw.trim().toLowerCase();
const check = (make: (raw: string) => string) =>
  checkHash(RAW.map((plain) => ({ plain, hash: make(plain) })));

describe('Hashes beside their plain column', () => {
  it('are correct in every accepted hash format, in any case', () => {
    for (const make of [
      (raw: string) => hash(normal(raw)),
      (raw: string) => hash(normal(raw)).toUpperCase(),
      (raw: string) => hash(normal(raw), 'md5'),
      (raw: string) => hash(hash(normal(raw), 'md5')),
      (raw: string) => `0x${hash(normal(raw))}`,
    ]) {
      assert.deepEqual(check(make), { compared: 5, wrong: 0 });
    }
  });

  const MISTAKES: readonly (readonly [
    rule: string,
    wrong: number,
    make: (raw: string) => string,
  ])[] = [
    ['hashed-not-lower-cased', 4, (raw) => hash(raw.trim())],
    ['hashed-not-trimmed', 2, (raw) => hash(raw.toLowerCase())],
    ['hashed-with-line-end', 5, (raw) => hash(`${normal(raw)}\n`)],
    ['hashed-with-line-end', 5, (raw) => hash(`${raw}\r\n`, 'md5')],
    ['hashed-upper-cased', 5, (raw) => hash(normal(raw).toUpperCase())],
    ['hashed-quoted', 5, (raw) => hash(`"${normal(raw)}"`)],
    ['hashed-twice', 5, (raw) => hash(hash(normal(raw)))],
    ['hashed-twice', 5, (raw) => hash(hash(normal(raw), 'md5').toUpperCase())],
    ['hashed-twice', 5, (raw) => hash(Buffer.from(hash(normal(raw), 'md5'), 'hex'))],
    [
      'hashed-with-gmail-rule',
      2,
      (raw) =>
        hash(
          normal(raw)
            .replace(/\+[^@]*/, '')
            .replace(/\.(?=[^@]*@gmail)/g, ''),
        ),
    ],
    ['hashed-utf16', 5, (raw) => hash(Buffer.from(normal(raw), 'utf16le'))],
    ['hash-base64', 5, (raw) => createHash('sha256').update(normal(raw)).digest('base64')],
    ['hash-sha1', 5, (raw) => hash(normal(raw), 'sha1')],
    ['hashed-otherwise', 5, (raw) => hash(`salt${normal(raw)}`)],
  ];
  MISTAKES.forEach(([rule, wrong, make], index) => {
    it(`reveal mistake ${index + 1}: ${rule}`, () => {
      assert.deepEqual(check(make), { compared: 5, wrong, rule });
      assert.ok(RULES.has(rule));
    });
  });

  it('give no rule if no rows can be compared', () => {
    assert.deepEqual(
      checkHash([
        { plain: 'no address', hash: hash('x') },
        { plain: '', hash: '' },
        { plain: 'a@example.com', hash: '' },
      ]),
      { compared: 0, wrong: 0 },
    );
  });
});
