/** What the check finds in the sample file. Blank rows and duplicates aren't invalid. */
interface SampleCounts {
  /** Number of records, without the header. */
  rows: number;
  invalid: number;
}

/** Number of valid rows: above the 500 that Criteo's help center asks for per file. */
const VALID_ROWS = 600;

const FIRST = words(
  'Ada Bo Chloé Dev Elif Femi Grace Hugo Ines Jun Kofi Lena Mila Nour Omar Pia Quinn Rosa Sven Tara',
);
const LAST = words(
  'Abbott Berger Costa Diallo Evans Fischer Garcia Hansen Ito Jansen',
  'Khan Lopez Meyer Novak Okafor Petit Rossi Silva Tran Weber',
);
const CITIES = words('Lyon Porto Leeds Austin Turin Bremen Osaka');

/** A row that is not made up, and its 1-based line in the file (the header is line 1). */
interface GivenRow {
  line: number;
  /** The field as written in the file, including quotes. */
  email: string;
}

/** One of each kind of problem found in real files. The check says what is wrong with each. */
const INVALID_ROWS: readonly GivenRow[] = [
  { line: 5, email: 'ada.abbott' },
  { line: 23, email: 'grace@@example.com' },
  { line: 60, email: '@example.com' },
  { line: 61, email: 'hugo.hansen@' },
  { line: 118, email: 'ines.ito@example' },
  { line: 199, email: 'jun jansen@example.com' },
  { line: 240, email: 'kofi..khan@example.com' },
  { line: 301, email: '"lena@example.com; lea@example.com"' },
  { line: 377, email: '"Meyer, Mila <mila.meyer@example.com>"' },
  { line: 450, email: 'mailto:nour.novak@example.com' },
];

/** Left out too, but not invalid. */
const OTHER_ROWS: readonly GivenRow[] = [
  { line: 512, email: '' },
  // A duplicate of an earlier address, in other letter case and padded with blanks.
  { line: 600, email: ' BO.BERGER1@EXAMPLE.COM ' },
];

export const SAMPLE_COUNTS: SampleCounts = {
  rows: VALID_ROWS + INVALID_ROWS.length + OTHER_ROWS.length,
  invalid: INVALID_ROWS.length,
};

/**
 * A customer list as a shop might export it, always the same. All people are invented, and all
 * addresses are at example.com.
 */
export function sampleCsv(): string {
  const given = new Map([...INVALID_ROWS, ...OTHER_ROWS].map(({ line, email }) => [line, email]));
  const lines = ['customer_id,first_name,last_name,email,city,signed_up'];
  for (let valid = 0; valid < VALID_ROWS;) {
    const line = lines.length + 1;
    const first = FIRST[valid % FIRST.length];
    const last = LAST[(valid + Math.floor(valid / FIRST.length)) % LAST.length];
    const city = CITIES[valid % CITIES.length];
    const day = `2025-${String(1 + (valid % 12)).padStart(2, '0')}-${String(1 + (valid % 28)).padStart(2, '0')}`;
    const email = given.get(line) ?? `${toAscii(first)}.${toAscii(last)}${valid}@example.com`;
    lines.push([1000 + line, first, last, email, city, day].join(','));
    if (!given.has(line)) valid++;
  }
  return `${lines.join('\n')}\n`;
}

/** A name's letters as an address has them. */
function toAscii(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
