/** How many rows are good: over the 500 that the vendor's help centre asks for in a file. */
const VALID_ROWS = 600;

const FIRST = [
  'Ada',
  'Bo',
  'Chloé',
  'Dev',
  'Elif',
  'Femi',
  'Grace',
  'Hugo',
  'Ines',
  'Jun',
  'Kofi',
  'Lena',
  'Mila',
  'Nour',
  'Omar',
  'Pia',
  'Quinn',
  'Rosa',
  'Sven',
  'Tara',
];
const LAST = [
  'Abbott',
  'Berger',
  'Costa',
  'Diallo',
  'Evans',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ito',
  'Jansen',
  'Khan',
  'Lopez',
  'Meyer',
  'Novak',
  'Okafor',
  'Petit',
  'Rossi',
  'Silva',
  'Tran',
  'Weber',
];
const CITIES = ['Lyon', 'Porto', 'Leeds', 'Austin', 'Turin', 'Bremen', 'Osaka'];

/** A row with something wrong, and the row of the file that it stands in (the header is 1). */
interface InvalidRow {
  line: number;
  /** The field as it stands in the file, quotes included. */
  email: string;
}

/** One of each kind that real files have. What is to be found in each is for the check to say. */
const INVALID_ROWS: readonly InvalidRow[] = [
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
  { line: 512, email: '' },
  // In the file already, in other letter case and with blanks around it: a duplicate.
  { line: 600, email: ' BO.BERGER1@EXAMPLE.COM ' },
];

/**
 * A customer list as a shop might export it: everybody in it is invented, and every address is one
 * of example.com. Always the same.
 */
export function sampleCsv(): string {
  const bad = new Map(INVALID_ROWS.map(({ line, email }) => [line, email]));
  const lines = ['customer_id,first_name,last_name,email,city,signed_up'];
  for (let good = 0; good < VALID_ROWS;) {
    const line = lines.length + 1;
    const first = FIRST[good % FIRST.length];
    const last = LAST[(good + Math.floor(good / FIRST.length)) % LAST.length];
    const city = CITIES[good % CITIES.length];
    const day = `2025-${String(1 + (good % 12)).padStart(2, '0')}-${String(1 + (good % 28)).padStart(2, '0')}`;
    const email = bad.get(line) ?? `${plain(first)}.${plain(last)}${good}@example.com`;
    lines.push([1000 + line, first, last, email, city, day].join(','));
    if (!bad.has(line)) good++;
  }
  return `${lines.join('\n')}\n`;
}

/** Letters of a name as addresses have them. */
function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
