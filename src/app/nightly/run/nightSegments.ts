import type { Segment, SegmentFilter } from '../../../api/apiTypes';
import type { AccountHandle } from '../../accounts/account';
import { searchInParts } from '../../audiences/segmentNames';
import type { SegmentList } from '../../segments/segmentList';

/** The segments of nightly files, those of a file read together: what asks for one of them later gets it from here. */
export class NightSegments implements Pick<SegmentList, 'find' | 'search'> {
  readonly #found = new Map<string, Segment>();

  constructor(private readonly list: Pick<SegmentList, 'search'>) {}

  /** Reads them. Rejects with the API's error. */
  async read(account: AccountHandle, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const segment of await searchInParts(this.list, account, ids, signal))
      this.#found.set(segment.id, segment);
  }

  find(_: AccountHandle, id: string): Segment | undefined {
    return this.#found.get(id);
  }

  async search(_: AccountHandle, { segmentIds = [] }: SegmentFilter): Promise<readonly Segment[]> {
    return segmentIds.flatMap((id) => this.#found.get(id) ?? []);
  }
}
