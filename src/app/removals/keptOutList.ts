import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_OUT_IDENTIFIERS } from '../../upload/people/keptOutColumns';
import { KEPT_OUT, type SuppressionList } from '../../upload/suppression/suppressionTypes';

/** The suppression list that this tool owns in a state folder. */
export function keptOutPath(folder: string): string {
  return join(folder, KEPT_OUT);
}

/** The list of a state folder, with its columns; undefined as long as nobody was added. */
export function keptOutList(folder: string): SuppressionList | undefined {
  const path = keptOutPath(folder);
  return existsSync(path)
    ? { path, columns: KEPT_OUT_IDENTIFIERS.map(([name]) => name) }
    : undefined;
}
