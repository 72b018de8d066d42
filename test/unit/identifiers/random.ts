import type { IdentifierType } from '../../../src/identifiers/identifierTypes';

/** A seeded generator (mulberry32): failures can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

const NASTY = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\0',
  '"',
  '\\',
  "'",
  '@',
  '.',
  '..',
  ',',
  ';',
  '<',
  '>',
  '-',
  '+',
  '/',
  '|',
  '0x',
  '\\x',
  '#',
  '{',
  '}',
  '0',
  '00',
  'E+11',
  '.0',
  'null',
  'NaN',
  'mailto:',
  'Name <',
  '\ufeff',
  '\u200b',
  '\u00a0',
  '\u202f',
  '\ufffd',
  'é',
  'ß',
  'İ',
  'Σ',
  '漢',
  '😀',
  '\u2028',
  'A',
  'Z',
  'g',
  '=',
  '==',
  '(0)',
  '\u007f',
  '\u0001',
];
const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Raw fields near the good ones of a type: some good, most with a mutation or several. */
export function rawValues(type: IdentifierType, seed: number): () => string {
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = (text: string | readonly string[]) => text[below(text.length)];
  const many = (alphabet: string, n: number) =>
    Array.from({ length: n }, () => pick(alphabet)).join('');
  const hex = (n: number) =>
    random() < 0.1 ? many(HEX, n).toUpperCase() : random() < 0.03 ? '0'.repeat(n) : many(HEX, n);
  const lengths = [31, 32, 32, 32, 33, 40, 56, 64, 64, 64, 65, 96, 128];

  const good: Record<IdentifierType, () => string> = {
    Email: () => {
      if (random() < 0.3) return hex(lengths[below(lengths.length)]);
      const local = many(`${LETTERS}0123456789.+_-'`, 1 + below(random() < 0.05 ? 70 : 12));
      const labels = Array.from({ length: 1 + below(3) }, () =>
        many(`${LETTERS}0123456789-`, 1 + below(random() < 0.05 ? 66 : 8)),
      );
      return `${local}@${labels.join('.')}.${many(LETTERS, 2 + below(3))}`;
    },
    UserIdentifier: () => {
      if (random() < 0.3) return hex(lengths[below(lengths.length)]);
      if (random() < 0.2) return many(`${LETTERS}0123456789-_`, 1 + below(40));
      return `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
    },
    IdentityLink: () => {
      const [prefix, length] = [
        ['XY', 49],
        ['hY', 49],
        ['Xi', 70],
        ['Xy', 49],
      ][below(4)] as [string, number];
      return (
        prefix +
        many('1000', 4) +
        many(`${LETTERS}0123456789-_`, length - 6 - (random() < 0.1 ? 1 : 0))
      );
    },
    CustomerId: () =>
      random() < 0.6
        ? many('0123456789', 1 + below(20))
        : many(`${LETTERS}0123456789-_./ `, 1 + below(24)),
    PhoneNumber: () => {
      if (random() < 0.3) return hex(lengths[below(lengths.length)]);
      return (random() < 0.9 ? '+' : '') + many('0123456789', 5 + below(13));
    },
  };

  return () => {
    let value = good[type]();
    while (random() < 0.35) {
      const at = random() < 0.3 ? 0 : random() < 0.5 ? value.length : below(value.length + 1);
      const drop = random() < 0.3 ? 1 : 0;
      value = value.slice(0, at) + pick(NASTY) + value.slice(at + drop);
    }
    return random() < 0.02 ? `${value}, ${good[type]()}` : value;
  };
}
