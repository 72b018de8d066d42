import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../../common/failure';
import { argumentText } from '../../common/messageText';
import { makePrivateFolder, replacePrivateFile } from '../../common/privateFiles';
import {
  OtherVersion,
  otherVersionText,
  parseRecord,
  recordText,
} from '../../common/recordVersion';
import { removalFailure } from './removalFailure';
import type { RemovalRecord } from './removalTypes';

const NAME = /^R-\d{8}-\d{6}-[0-9a-f]{4}$/;

/** An ID that says when a removal began. `at`: milliseconds since 1970. */
export function newRemovalId(at: number): string {
  const [day, time] = new Date(at).toISOString().split('T');
  const digits = (text: string): string => text.replace(/\D/g, '');
  return `R-${digits(day)}-${digits(time.slice(0, 8))}-${randomBytes(2).toString('hex')}`;
}

/** Whether a text has the form of a removal's ID, so that no upload can have it. */
export function isRemovalId(text: string): boolean {
  return NAME.test(text);
}

/** The folder of the records in a state folder. */
export function removalsFolder(stateFolder: string): string {
  return join(stateFolder, 'removals');
}

/** The records of removals on disk, in a folder of the state folder. Readable by the user only. */
export class RemovalRecords {
  /** `open`: creates the state folder, or rejects if it can't be used. */
  constructor(
    readonly folder: string,
    private readonly open: () => Promise<unknown> = async () => undefined,
  ) {}

  /** Newest first, without those that can't be read or are of another version. */
  async all(): Promise<RemovalRecord[]> {
    const names = await readdir(this.folder).catch(() => [] as string[]);
    const ids = names.flatMap((name) => {
      const id = name.replace(/\.json$/, '');
      return id !== name && isRemovalId(id) ? id : [];
    });
    const records = await Promise.all(
      ids
        .sort()
        .reverse()
        .map((id) => this.#read(id)),
    );
    return records.flatMap((record) => (record instanceof OtherVersion ? [] : (record ?? [])));
  }

  /** Rejects with `Failure` 'unknown-job'. */
  async find(id: string): Promise<RemovalRecord> {
    const record = isRemovalId(id) ? await this.#read(id) : undefined;
    if (record instanceof OtherVersion)
      throw removalFailure('unknown-job', otherVersionText(record.path));
    if (record) return record;
    throw removalFailure(
      'unknown-job',
      t('There is no removal {0}, or its record can’t be read.', argumentText(id)),
    );
  }

  /** Whether all people of a removal were added to the suppression list of this tool, by it or by another. */
  async isKeptOut(id: string): Promise<boolean> {
    const records = await this.all();
    // Others may have been removed with it later, without being kept out.
    const peopleIn = ({ parts: [{ readings }, ...others] }: RemovalRecord): string | undefined =>
      others.length === 0 && readings.length === 1 ? readings[0].fingerprint : undefined;
    const people = records.filter((record) => record.id === id).map(peopleIn)[0];
    return (
      people !== undefined &&
      records.some((record) => record.keptOut !== undefined && peopleIn(record) === people)
    );
  }

  async #read(id: string): Promise<RemovalRecord | OtherVersion | undefined> {
    const path = this.#pathOf(id);
    try {
      const record = parseRecord(await readFile(path, 'utf8'), path);
      const isWhole =
        record.id === id && Array.isArray(record.segments) && Array.isArray(record.parts);
      return isWhole ? (record as unknown as RemovalRecord) : undefined;
    } catch (error) {
      return error instanceof OtherVersion ? error : undefined;
    }
  }

  /** Rejects with `Failure` 'not-written'. */
  async write(record: RemovalRecord): Promise<void> {
    try {
      await this.open();
      await makePrivateFolder(this.folder);
      await replacePrivateFile(this.#pathOf(record.id), recordText(record));
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw removalFailure(
        'not-written',
        t(
          'The record of the removal can’t be written to {0}. Free some space, or check its permissions.',
          this.folder,
        ),
      );
    }
  }

  #pathOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}
