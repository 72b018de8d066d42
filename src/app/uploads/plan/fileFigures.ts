import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import { valuesIn } from '../../../upload/fieldsRead';
import type { Counts, Plan } from '../../../upload/uploadTypes';

/** What of one file of a plan is sent, and what is left out and why. */
export function fileFigures(
  { files, chunks, suppression }: Pick<Plan, 'files' | 'chunks' | 'suppression'>,
  file: number,
): Counts {
  const { rows, fields, blank, invalid, suppressed = 0 } = files[file];
  const good = chunks.reduce(
    (sum, chunk) => sum + (chunk.file === file ? chunk.identifiers : 0),
    0,
  );
  const duplicates = valuesIn(files[file]) - blank - invalid - suppressed - good;
  return {
    rows,
    ...(fields !== undefined && { fields }),
    blank,
    invalid,
    ...(suppression && { suppressed }),
    duplicates,
    good,
  };
}

/** Whether a plan has no row to send, and no suppressed person to remove. */
export function sendsNothing({ good, suppression }: Pick<Plan, 'good' | 'suppression'>): boolean {
  return good === 0 && !suppression?.removed;
}

/** Of a removal: who isn't removed because their rows are invalid; undefined if there are none. */
export function stayInText(invalid: number): string | undefined {
  if (invalid === 0) return undefined;
  return plural(invalid, {
    one: t('{0} row can’t be read: this person stays in the segment.', count(invalid)),
    other: t('{0} rows can’t be read: these people stay in the segment.', count(invalid)),
  });
}
