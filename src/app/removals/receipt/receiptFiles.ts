import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import { fileNameOf } from '../../../common/messageText';
import { makePrivateFolder, replacePrivateFile } from '../../../common/privateFiles';
import type { RemovalRecord } from '../removalTypes';
import { removalDocument } from './removalDocument';
import { removalReceipt } from './removalReceipt';

/** Absolute paths of a receipt: for people, and as JSON. */
export interface ReceiptPaths {
  text: string;
  json: string;
}

export function receiptPaths({ folder, id }: Pick<RemovalRecord, 'folder' | 'id'>): ReceiptPaths {
  const path = join(folder, `removal-${id}`);
  return { text: `${path}.md`, json: `${path}.json` };
}

/**
 * Writes the receipt of a removal, each file completely or not at all, readable by this user only. Throws `Failure`
 * 'not-written'.
 */
export async function writeReceipt(record: RemovalRecord): Promise<ReceiptPaths> {
  const paths = receiptPaths(record);
  try {
    await makePrivateFolder(record.folder);
    await replacePrivateFile(
      paths.json,
      `${JSON.stringify(removalDocument(record), undefined, 2)}\n`,
    );
    await replacePrivateFile(paths.text, removalReceipt(record));
    return paths;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof Failure || typeof code !== 'string') throw error;
    throw new Failure(
      'not-written',
      t(
        'Couldn’t write the receipt to “{0}” ({1}). Check this folder and the free disk space, or choose another folder, then try again.',
        fileNameOf(record.folder),
        code,
      ),
      'receipt',
    );
  }
}
