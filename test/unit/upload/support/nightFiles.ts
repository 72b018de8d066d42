import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HASHES, type Hash } from '../../../../src/identifiers/identifierTypes';
import type { Operation, SourceFile } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import type { Random } from './random';

/** Whoever may be in an export has two addresses there: a private one, and one at work. */
const EVERYONE = [people(60, 0, 'private'), people(60, 0, 'work')];
export const BOTH_COLUMNS: readonly number[] = [0, 1];

/** Addresses that the segments have from elsewhere; exports have some of them, too. */
export const STRANGERS = [
  ...people(4, 0, 'stranger'),
  ...EVERYONE[0].slice(10, 14),
  ...EVERYONE[1].slice(20, 24),
];

const digest = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');

export const HASHED: Record<Hash, (address: string) => string> = {
  none: (address) => address,
  md5: (address) => digest('md5', address),
  sha256: (address) => digest('sha256', address),
  sha256ofMd5: (address) => digest('sha256', digest('md5', address)),
};

const ADDRESSES = new Map(
  [...EVERYONE.flat(), ...STRANGERS].flatMap((address) =>
    HASHES.map((hash) => [HASHED[hash](address), address]),
  ),
);

/** Whose identifier this is, in whichever hash format. */
export function addressOf(identifier: string): string {
  return ADDRESSES.get(identifier) ?? identifier;
}

const HEADER = 'private,work';

/** An export of some of everyone. */
export function drawText(random: Random, hasHeader: boolean): string {
  const ratio = 0.2 + 0.7 * random.next();
  const rows = EVERYONE[0].flatMap((address, i) =>
    i === 0 || random.chance(ratio) ? [`${address},${EVERYONE[1][i]}`] : [],
  );
  return `${[...(hasHeader ? [HEADER] : []), ...rows].join('\n')}\n`;
}

export function hasHeader(text: string): boolean {
  return text.startsWith(`${HEADER}\n`);
}

/** The addresses in some columns of an export. */
export function addressesIn(text: string, columns = BOTH_COLUMNS): Set<string> {
  const records = text.split('\n').map((line) => line.split(','));
  const fields = records.flatMap((record) => columns.map((column) => record[column] ?? ''));
  return new Set(fields.filter((field) => field.includes('@')));
}

/** What was sent to a segment: what was in the file then, and where that may still be. */
export interface Sent {
  operation: Operation;
  text: string;
  columns: readonly number[];
  people: ReadonlySet<string>;
  places: Set<string>;
  /** Whether an update or a replace sent it, or an update has begun to compare with it. */
  isOfUpdate: boolean;
  /** Whether who sent it keeps it. */
  isKept: boolean;
  /** Where those keep their file who sent this, or have begun to compare with it. */
  keeps: Set<string>;
  /** False if it may have ended before it sent anything: the engine may know of it, or not. */
  isSure: boolean;
}

export function peopleOf(contents: readonly Sent[]): Set<string> {
  return new Set(contents.flatMap((content) => [...content.people]));
}

/** The file that has a content now, if there still is one where it was sent from or kept. */
export function placeOf({ text, places, keeps }: Sent): string | undefined {
  const kept = [...keeps].flatMap((keep) => [keep, ...copiesOf(keep)]);
  return [...places, ...kept].find((path) => textAt(path) === text);
}

/** Who stays because of an earlier upload: whoever is in its file now, if that is still there. */
export function peopleThere(sent: Sent): ReadonlySet<string> {
  if (placeOf(sent) !== undefined) return sent.people;
  const texts = [...sent.places].map((path) => textAt(path) ?? '');
  return addressesIn(sent.operation === 'add' ? texts.join('\n') : '', sent.columns);
}

/**
 * Whether an update that keeps its file at `keep` isn't the next one of those that sent this. Without
 * a kept file, the names of the exports tell, which are the same.
 */
export function isOfOtherList(sent: Sent, keep: string | undefined): boolean {
  if (keep === undefined || !sent.isKept) return false;
  return ![...sent.keeps].some((one) => withoutDigits(one) === withoutDigits(keep));
}

function withoutDigits(path: string): string {
  return basename(path).replace(/\d+/g, '#');
}

/** The copies beside a kept file, or beside all kept files whose name begins like this. */
export function copiesOf(keep: string, isWhole = true): string[] {
  const start = basename(keep, isWhole ? undefined : '.csv');
  return fs
    .readdirSync(dirname(keep))
    .filter((name) => name.startsWith(start) && /\.csv\.(sending|copying)/.test(name))
    .map((name) => join(dirname(keep), name));
}

export function textAt(path: string): string | undefined {
  return fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : undefined;
}

export function remove(paths: readonly string[]): void {
  for (const path of paths) fs.rmSync(path, { force: true });
}

export function sourceAt(path: string): SourceFile {
  return { uri: pathToFileURL(path).href, path };
}
