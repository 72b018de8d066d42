import type { AccountHandle } from '../accounts/account';
import type { Readings } from './readings/readings';
import { sizeToSortBy } from './sizes/knownSize';

/**
 * The sizes that a list is sorted by. A size is looked up once, when its segment is first sorted, and
 * kept, so that rows don't move while readings arrive.
 */
export class SizeSnapshot {
  private readonly sizes = new Map<string, number | undefined>();

  constructor(private readonly readings: Pick<Readings, 'sizeOf'>) {}

  /** The number of identifiers, at most; undefined if none was known at the first call. */
  of(account: AccountHandle, segmentId: string): number | undefined {
    const key = `${account.key}/${segmentId}`;
    if (!this.sizes.has(key))
      this.sizes.set(key, sizeToSortBy(this.readings.sizeOf(account, segmentId)));
    return this.sizes.get(key);
  }
}
