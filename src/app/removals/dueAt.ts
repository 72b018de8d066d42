import { t } from '@vscode/l10n';
import { count, plural } from '../../common/format';
import { sentAgain } from './removalTexts';
import type { RemovalRecord } from './removalTypes';

/**
 * When a removal is sent again to segments that got an Add before, in milliseconds since 1970, also if that was
 * cut off. Undefined if it isn't: what its first run hasn't sent is left to a person, who may have stopped it.
 */
export function dueAt(record: RemovalRecord): number | undefined {
  const isPromised = record.segments
    .flatMap(({ sendings }) => sendings)
    .every(({ state, againAfter }) => state !== 'open' || againAfter !== undefined);
  return isPromised ? sentAgain(record)?.after : undefined;
}

/** A removal that is sent again `at`, in milliseconds since 1970. `key`: names that try. */
export interface Due {
  readonly record: RemovalRecord;
  readonly at: number;
  readonly key: string;
}

/** Which removals are sent again, and when. */
export function dueOf(records: readonly RemovalRecord[]): Due[] {
  return records.flatMap((record) => {
    const at = dueAt(record);
    return at === undefined ? [] : { record, at, key: `${record.id} ${at}` };
  });
}

/** `1 removal due` */
export function dueText(due: number): string {
  return plural(due, {
    one: t('{0} removal due', count(due)),
    other: t('{0} removals due', count(due)),
  });
}
