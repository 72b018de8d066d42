/** The identifiers that a file of `makeCsv` must add, found without the code under test. */
export function expectedEmails(csv: string): Set<string> {
  const set = new Set<string>();
  for (const line of csv.split('\r\n').slice(1)) {
    const field = line.split(';')[1]?.replaceAll('"', '').trim().toLowerCase() ?? '';
    if (/^[^@\s]+@[^@\s]+\.[a-z]+$/.test(field)) set.add(field);
  }
  return set;
}

/** Rows with quotes, invalid and blank ones and duplicates, generated from a seed. */
export function makeCsv(rows: number, seed: number): string {
  let state = seed;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const lines = ['nr;"E-Mail";name'];
  for (let i = 0; i < rows; i++) {
    const roll = random();
    const address = `Person${seed}.${roll < 0.03 ? Math.floor(random() * i) : i}@Example.com`;
    const field =
      roll > 0.99
        ? 'not an address'
        : roll > 0.985
          ? ''
          : roll > 0.6
            ? `"${address}"`
            : ` ${address} `;
    lines.push(`${i};${field};"Name, ${i}"`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
