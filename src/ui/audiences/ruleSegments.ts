import { segmentsIn } from '../../api/algebra';
import type { Audience, Segment } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { searchInParts } from '../../app/audiences/segmentNames';
import { nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';

/** The segments that audiences use: from the list, and looked up once where it doesn't have them. */
export class RuleSegments {
  /** IDs that were looked up, by account. */
  private readonly asked = new Map<string, Set<string>>();
  /** Searches that are under way, by account: whoever comes meanwhile waits for them. */
  private readonly running = new Map<string, Promise<void>>();
  private readonly found = new Map<string, Segment | 'absent'>();

  constructor(readonly list: Pick<SegmentList, 'find' | 'search' | 'state' | 'onDidChange'>) {}

  /** `absent` if the account has no such segment; undefined as long as nobody knows. */
  of(account: AccountHandle, segmentId: string): Segment | 'absent' | undefined {
    return this.list.find(account, segmentId) ?? this.found.get(keyOf(account, segmentId));
  }

  find(account: AccountHandle, segmentId: string): Segment | undefined {
    const found = this.of(account, segmentId);
    return found === 'absent' ? undefined : found;
  }

  /** The name of a segment, or its ID. */
  nameOf(account: AccountHandle, segmentId: string): string {
    const segment = this.find(account, segmentId);
    return segment ? nameOf(segment).forTree() : segmentId;
  }

  /**
   * Looks up those of audiences that the list doesn't have, each once: a search for every 500.
   * Resolves with whether there were any. Rejects with the API's error.
   */
  async lookUpIn(
    account: AccountHandle,
    audiences: readonly Audience[],
    signal?: AbortSignal,
  ): Promise<boolean> {
    const { key } = account;
    const running = this.running.get(key);
    if (running) await running.catch(() => undefined);
    signal?.throwIfAborted();
    let asked = this.asked.get(key);
    if (!asked) this.asked.set(key, (asked = new Set()));
    const ids = new Set(audiences.flatMap(({ algebra }) => segmentsIn(algebra)));
    const missing = [...ids].filter((id) => !asked.has(id) && this.of(account, id) === undefined);
    if (missing.length === 0) return false;
    for (const id of missing) asked.add(id);
    const search = this.search(account, missing, signal);
    this.running.set(key, search);
    try {
      await search;
    } catch (error) {
      // Nobody was told: what was cancelled is searched for again.
      if (signal?.aborted) for (const id of missing) asked.delete(id);
      throw error;
    } finally {
      if (this.running.get(key) === search) this.running.delete(key);
    }
    return true;
  }

  private async search(
    account: AccountHandle,
    segmentIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    const segments = await searchInParts(this.list, account, segmentIds, signal);
    for (const id of segmentIds) this.found.set(keyOf(account, id), 'absent');
    for (const segment of segments) this.found.set(keyOf(account, segment.id), segment);
  }

  /** Looks up again what wasn't found. */
  forget(account: AccountHandle): void {
    this.asked.delete(account.key);
    for (const [key, segment] of this.found)
      if (segment === 'absent' && key.startsWith(`${account.key}/`)) this.found.delete(key);
  }
}

function keyOf(account: AccountHandle, segmentId: string): string {
  return `${account.key}/${segmentId}`;
}
