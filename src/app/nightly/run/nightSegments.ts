import type { Segment, SegmentFilter } from '../../../api/apiTypes';
import type { AccountHandle } from '../../accounts/account';
import type { SegmentList } from '../../segments/segmentList';

/** How many a search takes. */
const MOST_IDS = 500;

/** The segments of a nightly file, read together: what asks for one of them later gets it from here. */
export class NightSegments implements Pick<SegmentList, 'find' | 'search'> {
  readonly #found = new Map<string, Segment>();

  constructor(private readonly list: Pick<SegmentList, 'search'>) {}

  /** Reads them: 500 with a request. Rejects with the API's error. */
  async read(account: AccountHandle, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    for (let from = 0; from < ids.length; from += MOST_IDS) {
      const segmentIds = ids.slice(from, from + MOST_IDS);
      for (const segment of await this.list.search(account, { segmentIds }, signal))
        this.#found.set(segment.id, segment);
    }
  }

  find(_: AccountHandle, id: string): Segment | undefined {
    return this.#found.get(id);
  }

  async search(_: AccountHandle, { segmentIds = [] }: SegmentFilter): Promise<readonly Segment[]> {
    return segmentIds.flatMap((id) => this.#found.get(id) ?? []);
  }
}
