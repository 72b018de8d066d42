import type { Dialect } from '../../../src/csv/csvTypes';

/** A small seeded generator of random numbers (mulberry32): the same files on every run. */
export class Random {
  constructor(private seed: number) {}

  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let x = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(ratio: number): boolean {
    return this.next() < ratio;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)];
  }
}

export interface GeneratedFile {
  text: string;
  dialect: Pick<Dialect, 'delimiter' | 'recordEnd'>;
  columns: number;
}

const DELIMITERS = [',', ',', ';', '\t', '|'] as const;
const LETTERS = [
  'a',
  'B',
  '7',
  '@',
  '.',
  ' ',
  'é',
  'ß',
  '€',
  '語',
  '😀',
  '👩‍👩‍👧',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u00a0',
  '\ufeff',
  '\u000b',
  '\u000c',
  "'",
  '#',
  '\\',
  '}',
  '\u007f',
];

/**
 * One file: rows as a program writes them, most of them sound; or characters at random, most of
 * them broken.
 */
export function generateFile(random: Random): GeneratedFile {
  const delimiter = random.pick(DELIMITERS);
  const recordEnd = random.chance(0.12) ? 'cr' : 'lf';
  const file = { dialect: { delimiter, recordEnd } as const, columns: 1 + random.below(5) };
  let text = random.chance(0.25)
    ? soup(random, delimiter)
    : rows(random, delimiter, recordEnd, file.columns);
  // A lone CR ends records only where there is no LF.
  if (recordEnd === 'cr') text = text.replaceAll('\n', '');
  return { ...file, text };
}

function soup(random: Random, delimiter: string): string {
  const tokens = ['"', '"', '""', delimiter, delimiter, '\n', '\r\n', '\r', ',', ';', ...LETTERS];
  return Array.from({ length: random.below(24) }, () => random.pick(tokens)).join('');
}

function rows(
  random: Random,
  delimiter: string,
  recordEnd: Dialect['recordEnd'],
  columns: number,
): string {
  const mixedEnds = random.chance(0.2);
  const end = recordEnd === 'cr' ? '\r' : random.pick(['\n', '\r\n']);
  const quoting = random.pick([0, 0.3, 1]);
  const count = random.below(7);
  let text = '';
  let serial = 0;
  for (let row = 0; row < count; row++) {
    const lineEnd = mixedEnds && recordEnd === 'lf' ? random.pick(['\n', '\r\n']) : end;
    if (random.chance(0.06)) {
      text += lineEnd;
      continue;
    }
    const width = random.chance(0.08) ? random.below(8) : columns;
    const fields: string[] = [];
    // A number of its own in each field: a place that is off shows at once.
    for (let i = 0; i < width; i++) fields.push(field(random, delimiter, quoting, serial++));
    text += fields.join(delimiter);
    if (row < count - 1 || random.chance(0.7)) text += lineEnd;
  }
  if (random.chance(0.12)) text = corrupt(random, text);
  return text;
}

function field(random: Random, delimiter: string, quoting: number, serial: number): string {
  let value = random.chance(0.15) ? '' : String(serial);
  for (let i = random.below(4); i > 0; i--) value += random.pick(LETTERS);
  if (!random.chance(quoting))
    return random.chance(0.04) ? `${value}\r${random.pick(LETTERS)}` : value;
  for (let i = random.below(3); i > 0; i--)
    value += random.pick(['"', delimiter, '\n', '\r\n', '\r', 'x', 'ü', '"', '\n\r']);
  return `"${value.replaceAll('"', '""')}"`;
}

/** A quote put in or any character taken away. */
function corrupt(random: Random, text: string): string {
  const chars = [...text];
  const at = random.below(chars.length + 1);
  if (random.chance(0.6)) chars.splice(at, 0, '"');
  else chars.splice(at, 1);
  return chars.join('');
}
