import type { OutsideText } from '../../common/outsideText';
import type { Dialect } from '../../csv/types';
import { HASHES } from '../../identifiers/types';
import { OPERATIONS, type Operation, type UploadOptions } from '../../upload/types';
import type { KeyValueStore } from '../state';
import { filePattern } from './filePattern';

const KEY = 'criteoAudiences.remembered';
const MOST = 200;

/** What was chosen for files of one name pattern. No identifier: names, ids and numbers. */
export interface Remembered {
  pattern: string;
  accountKey: string;
  accountId: string;
  segmentId: string;
  operation: Operation;
  hash: UploadOptions['hash'];
  forms: UploadOptions['forms'];
  column?: string | number;
  dialect?: Partial<Dialect>;
}

/**
 * What was last chosen, per file name pattern: `customers-2026-03-04.csv` and the next month's are
 * one.
 */
export class Memory {
  constructor(private readonly memory: KeyValueStore) {}

  of(fileName: OutsideText): Remembered | undefined {
    const pattern = filePattern(fileName);
    return this.all().find((one) => one.pattern === pattern);
  }

  async remember(fileName: OutsideText, chosen: Omit<Remembered, 'pattern'>): Promise<void> {
    const pattern = filePattern(fileName);
    await this.memory.update(
      KEY,
      [{ pattern, ...chosen }, ...this.all().filter((one) => one.pattern !== pattern)].slice(
        0,
        MOST,
      ),
    );
  }

  /** For a hand-over. */
  async forget(accountKey: string): Promise<void> {
    await this.memory.update(
      KEY,
      this.all().filter((one) => one.accountKey !== accountKey),
    );
  }

  private all(): Remembered[] {
    const value = this.memory.get<unknown>(KEY);
    return Array.isArray(value) ? value.filter(isRemembered) : [];
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== 'object' || value === null) return false;
  const { pattern, accountKey, accountId, segmentId, operation, hash } = value as Record<
    string,
    unknown
  >;
  return (
    [pattern, accountKey, accountId, segmentId].every((one) => typeof one === 'string') &&
    OPERATIONS.some((one) => one === operation) &&
    HASHES.some((one) => one === hash)
  );
}
