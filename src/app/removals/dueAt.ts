import { sentAgain } from './removalTexts';
import type { RemovalRecord } from './removalTypes';

/**
 * When a removal that has ended is sent again to segments that got an Add before, in milliseconds since 1970.
 * Undefined if it isn't, or a person has to resume it.
 */
export function dueAt(record: RemovalRecord): number | undefined {
  const { endedAt, stoppedBy } = record;
  return endedAt === undefined || stoppedBy ? undefined : sentAgain(record)?.after;
}

/** A removal that is sent again `at`, in milliseconds since 1970. `key`: names that try. */
export interface Due {
  readonly record: RemovalRecord;
  readonly at: number;
  readonly key: string;
}

/** What is sent again without a person. What was tried is left to one: nothing is tried all the time. */
export function dueOf(records: readonly RemovalRecord[], tried: ReadonlySet<string>): Due[] {
  return records.flatMap((record) => {
    const at = dueAt(record);
    const key = `${record.id} ${at}`;
    return at === undefined || tried.has(key) ? [] : { record, at, key };
  });
}
