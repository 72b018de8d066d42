import type { OutsideText } from '../../../common/outsideText';
import { resolveColumn } from '../../../csv/findColumn';
import { preview, type Preview } from '../../../csv/preview';
import type { SourceFile } from '../../../upload/uploadTypes';
import { fileChoice, type Reading } from '../choices/fileChoice';
import { literalLength, patternFits } from './filePattern';
import type { Pairing } from './pairing';

/** What a pairing says about how its files are read. */
type HowRead = Reading & Pick<Pairing, 'read'>;

/** The pairings that a file's name fits, in the order in which they apply: the most exact first. */
export function fittingPairings(pairings: readonly Pairing[], name: OutsideText): Pairing[] {
  return pairings
    .filter(({ pattern }) => patternFits(pattern, name))
    .sort((a, b) => literalLength(b.pattern) - literalLength(a.pattern));
}

/** The pairing that applies to a file: the first of those that fit its name that covers it. */
export async function applyingPairing<P extends HowRead>(
  fitting: readonly P[],
  source: SourceFile,
): Promise<P | undefined> {
  for (const pairing of fitting) if (await covers(pairing, source)) return pairing;
  return undefined;
}

/**
 * Whether a file is what the pairing was kept for: it has the columns, the delimiter and a header,
 * or none, as that one had. A file that can't be read, or is empty, isn't told apart: its upload says why.
 */
export async function covers(pairing: HowRead, source: SourceFile): Promise<boolean> {
  const sample = await preview(source, fileChoice(source.uri, pairing).dialect).catch(
    () => undefined,
  );
  return !sample || sample.columns === 0 || coversSample(pairing, sample);
}

/** As `covers`, for a file whose first rows are known. */
export function coversSample(
  { columns = [], read }: HowRead,
  { dialect, header, columns: count }: Pick<Preview, 'dialect' | 'header' | 'columns'>,
): boolean {
  // In a file of one column, there is nothing to delimit.
  if (read && count > 1 && read.delimiter !== dialect.delimiter) return false;
  if (read && read.header !== dialect.header) return false;
  return columns.every((column) => {
    if (typeof column === 'number' && read && read.columns !== count) return false;
    try {
      resolveColumn(header, column, count);
      return true;
    } catch {
      return false;
    }
  });
}
