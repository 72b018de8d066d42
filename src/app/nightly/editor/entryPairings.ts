import { basename, dirname } from 'node:path';
import { givenOf } from '../../uploads/choices/choiceTable';
import { normalizePattern } from '../../uploads/pairings/filePattern';
import { PAIRED_CHOICES, pairedOperation, type Pairing } from '../../uploads/pairings/pairing';
import type { NightlyFile } from '../file/nightlyFile';

/** Where the files of a folder go. */
export interface FolderPairing {
  /** An absolute path. */
  readonly folder: string;
  readonly pairing: Pairing;
}

/** What the entries of a nightly file say of where files go, for whoever opens one of them. */
export function entryPairings({ accountId, entries }: NightlyFile): FolderPairing[] {
  // To take people out of a segment is chosen each time; of a Replace, the segment is proposed.
  const proposed = entries.filter(({ operation }) => operation !== 'remove');
  return proposed.flatMap(({ files, id, name, operation, choices }) =>
    files.map((path) => ({
      folder: dirname(path),
      pairing: {
        ...givenOf({ ...choices, accountId, segmentId: id }, PAIRED_CHOICES),
        pattern: normalizePattern(basename(path)),
        accountId,
        segmentId: id,
        ...(name !== undefined && { segment: name }),
        operation: pairedOperation(operation),
      },
    })),
  );
}
