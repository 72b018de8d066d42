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
