import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** Options of a generated export; the same options and seed give the same bytes. */
export interface CrmExport {
  rows: number;
  seed: number;
  /** Ratios, 0–1, of rows with an invalid email, and of rows that repeat an earlier email. */
  invalid?: number;
  duplicates?: number;
  blank?: number;
  /** Leaves out this many rows at the start: two exports of a seed have the others in common. */
  skip?: number;
}

const FIRST = [
  'Ana',
  'Bjørn',
  'Chloé',
  'Dmitri',
  'Elif',
  'François',
  'Grace',
  'Hanna',
  'Ivo',
  'Jürgen',
  'Keiko',
  'Liam',
];
const LAST = [
  'Álvarez',
  'Brown',
  'Çelik',
  'Dubois',
  "O'Neill",
  'Fischer',
  'García',
  'Hansen',
  'Ito',
  'Jansen',
  'Kowalski',
  'Lund',
];
const DOMAINS = [
  'example.com',
  'mail.example.org',
  'example.net',
  'post.example.co.uk',
  'free.example.com',
];
const NOTES = [
  '',
  'Prefers ""morning"" calls',
  'Big spender, loyal',
  'Moved in May,\r\nnew address to come',
  'VIP 🎁',
  'Said: ""no, thanks"";\r\nask again',
];

/**
 * Expected contents of a written export. `good` rows have a valid address that no earlier row has.
 */
export interface Written {
  rows: number;
  blank: number;
  invalid: number;
  duplicates: number;
  good: number;
}

/** A small seeded generator (mulberry32): 0 ≤ value < 1. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Writes a CSV like a CRM export: BOM, CRLF, eight quoted columns with quotes, commas and line
 * breaks inside, and some invalid emails. About 2 s per million rows.
 */
export async function writeCrmExport(
  file: string,
  { rows, seed, invalid = 0.01, duplicates = 0.03, blank = 0.005, skip = 0 }: CrmExport,
): Promise<Written> {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)];
  const email = (n: number): string =>
    `${pick(FIRST)}.${n}@${pick(DOMAINS)}`
      .normalize('NFD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace('ø', 'o');
  const broken = (n: number): string =>
    pick([
      `customer ${n}@example.com`,
      `customer.${n}`,
      `a${n}@@example.com`,
      `c${n}@example..com`,
      `x${n}@example.com; y${n}@example.com`,
      `<Ana> ana${n}@example.com`,
    ]);

  const out = createWriteStream(file);
  out.write(
    '\uFEFF"Customer No","First name","Last name","E-mail","Street","City","Joined","Note"\r\n',
  );
  const written: Written = { rows: rows - skip, blank: 0, invalid: 0, duplicates: 0, good: 0 };
  const returned = new Set<string>();
  let text = '';
  for (let n = 1; n <= rows; n += 1) {
    const draw = next();
    let value: string;
    let kind: 'blank' | 'invalid' | 'duplicates' | 'good' = 'good';
    if (draw < invalid) {
      value = broken(n);
      kind = 'invalid';
    } else if (draw < invalid + blank) {
      value = '';
      kind = 'blank';
    } else if (draw < invalid + blank + duplicates && n > 10) {
      value = repeated(seed, n);
      if (returned.has(value)) kind = 'duplicates';
      returned.add(value);
    } else value = n % 7 === 0 ? ` ${email(n).toUpperCase()} ` : `u${n}.${email(n)}`;
    const line = `"${100000 + n}","${pick(FIRST)}","${pick(LAST)}","${value}","${1 + Math.floor(next() * 200)} High Street, Flat ${n % 9}","Łódź","2024-0${1 + (n % 9)}-1${n % 10}","${pick(NOTES)}"\r\n`;
    if (n <= skip) continue;
    written[kind]++;
    text += line;
    if (text.length > 1_000_000) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'close');
  return written;
}

/** An address from a small pool: its second occurrence is a duplicate. */
function repeated(seed: number, n: number): string {
  return `Returning.${seed}.${n % 500}@example.com`;
}
