import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { writeCrmExport, type Written } from '../host/crmExport';

export type Shape = 'column' | 'crm';

export interface BenchFile extends Written {
  shape: Shape;
  path: string;
  /** The header of the email column. */
  column: string;
  size: number;
  /** Of a CRM export: the one before it, which has as many rows, and 5% of them aren't in this one. */
  previous?: string;
  /** A suppression list of a tenth as many people, who aren't in the file. */
  suppression: string;
}

const SEED = 2026;
/** The ratio of the previous export's rows that aren't in the export. */
const LEFT = 0.05;

/** A file of that shape and length, generated from a seed once and kept in `folder`. */
export async function benchFile(folder: string, shape: Shape, rows: number): Promise<BenchFile> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${shape}-${rows}.csv`);
  const notes = `${file}.json`;
  if (!existsSync(notes)) {
    const written = await (shape === 'crm'
      ? writeCrmExport(`${file}.new`, { rows, seed: SEED })
      : writeColumn(`${file}.new`, rows));
    renameSync(`${file}.new`, file);
    writeFileSync(notes, JSON.stringify(written));
  }
  const written = JSON.parse(readFileSync(notes, 'utf8')) as Written;
  const suppression = path.join(folder, `suppression-${Math.ceil(rows / 10)}.csv`);
  if (!existsSync(suppression)) {
    await writeColumn(`${suppression}.new`, Math.ceil(rows / 10), 'opted.out');
    renameSync(`${suppression}.new`, suppression);
  }
  const previous = path.join(folder, `${shape}-${rows}-previous.csv`);
  if (shape === 'crm' && !existsSync(previous)) {
    const skip = Math.ceil(rows * LEFT);
    await writeCrmExport(`${previous}.new`, { rows: rows + skip, seed: SEED, skip });
    renameSync(`${previous}.new`, previous);
  }
  return {
    ...written,
    shape,
    path: file,
    column: shape === 'crm' ? 'E-mail' : 'email',
    size: statSync(file).size,
    suppression,
    ...(shape === 'crm' && { previous }),
  };
}

/** One column of unique addresses without quotes: the simplest file there is. */
async function writeColumn(file: string, rows: number, name = 'customer'): Promise<Written> {
  const out = createWriteStream(file);
  let text = 'email\n';
  for (let n = 1; n <= rows; n++) {
    text += `${name}.${(n * 7919) % 1_000_003}.${n}@example.com\n`;
    if (text.length > 1_000_000) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'close');
  return { rows, blank: 0, invalid: 0, duplicates: 0, good: rows };
}
