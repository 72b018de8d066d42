import type { Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../accounts/account';
import type { SegmentList } from '../segments/segmentList';

/** IDs of one search. */
const MOST_SEARCHED = 50;

/**
 * The segments of a page: from the list, or else by one search for those that aren't in it. Knows
 * which no longer exist, whoever deleted them.
 */
export class SegmentLookup {
  /** As last seen, so that a list that is being reloaded takes nothing away. */
  private readonly seen = new Map<string, Segment>();
  /** Of those that aren't in the list, the ones that needn't be searched again. */
  private readonly searched = new Set<string>();
  private readonly gone = new Set<string>();

  constructor(private readonly segments: Pick<SegmentList, 'find' | 'search'>) {}

  /** Undefined if it isn't known; then `isGone` may know why. */
  find(account: AccountHandle, segmentId: string): Segment | undefined {
    const listed = this.segments.find(account, segmentId);
    if (listed) {
      this.seen.set(segmentId, listed);
      this.searched.delete(segmentId);
    }
    return listed ?? this.seen.get(segmentId);
  }

  /** Whether the API said that it doesn't exist. */
  isGone(segmentId: string): boolean {
    return this.gone.has(segmentId);
  }

  /** Searches for those that aren't in the list, once. A failure leaves them unknown. */
  async load(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    const missing = segmentIds
      .filter((id) => {
        this.find(account, id);
        return !this.segments.find(account, id) && !this.searched.has(id);
      })
      .slice(0, MOST_SEARCHED);
    if (missing.length > 0) await this.search(account, missing);
  }

  /** Searches for these, whether or not the list has them: it may be older than a deletion. */
  async search(account: AccountHandle, segmentIds: readonly string[]): Promise<void> {
    for (const id of segmentIds) this.searched.add(id);
    const found = await this.segments
      .search(account, { segmentIds: [...segmentIds] })
      .catch(() => undefined);
    if (!found) return;
    for (const id of segmentIds) {
      const segment = found.find((one) => one.id === id);
      if (segment) {
        this.seen.set(id, segment);
        this.gone.delete(id);
      } else this.gone.add(id);
    }
  }

  /** Lets `load` search again. */
  forget(): void {
    this.searched.clear();
  }
}
