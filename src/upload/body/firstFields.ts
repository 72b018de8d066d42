import { columnsRead } from '../fieldsRead';
import type { PlannedFile } from '../uploadTypes';

/**
 * The number of the first bit of each file that a job reads, as `filesRead` gives them: of its first
 * field. `again`: see `PlannedSuppression.files`; those come last, and their bits after those of all
 * others, from the next whole byte on.
 */
export function firstFieldsOf(
  files: readonly Pick<PlannedFile, 'rows' | 'column' | 'byColumn'>[],
  again: readonly number[],
): number[] {
  const firsts: number[] = [];
  let next = 0;
  for (const file of files.slice(0, files.length - again.length)) {
    firsts.push(next);
    next += file.rows * columnsRead(file).length;
  }
  const bytes = Math.ceil(next / 8);
  return [...firsts, ...again.map((index) => bytes * 8 + firsts[index])];
}
