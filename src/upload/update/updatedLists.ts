import { isOfUpdate, type ListedContent } from '../journal/listContents';
import type { ListRecords } from '../journal/listRecords';
import type { ContentName, Target } from '../uploadTypes';
import { contentName, DiskContents, placesOf, sourceAt } from './diskContents';
import { deleteCopiesOf } from './keptFile';

/** A segment whose next update would stop with `previous-unknown`. */
interface StoppedUpdate {
  target: Target;
  /** What an earlier upload put there, and is gone or has changed. */
  unknown: ContentName[];
}

/** What is known about lists that updates keep. */
export class UpdatedLists {
  constructor(
    private readonly lists: ListRecords,
    private readonly log: (what: string) => void,
  ) {}

  /**
   * Records that a list was cleared, and deletes the copies of what was in it. Never rejects: the clear
   * is made, so a full disk isn't a failure of it.
   */
  async recordCleared(origin: string, segmentId: string): Promise<void> {
    await this.lists
      .recordCleared(origin, segmentId)
      .then((gone) => deleteCopiesOf(gone))
      .catch(() => this.log('uploads: a change of a segment is not noted'));
  }

  /**
   * Since when people who left may be in a list (milliseconds since 1970), because an update was
   * allowed not to compare with everything in it. Undefined if that isn't so.
   */
  async leftSince(origin: string, segmentId: string): Promise<number | undefined> {
    return (await this.lists.state(origin, segmentId))?.leftSince;
  }

  /** The segments whose next update would stop. Reads the files of those that have the right size. */
  async stopped(): Promise<StoppedUpdate[]> {
    const disk = new DiskContents();
    const stopped: StoppedUpdate[] = [];
    for (const { target, contents } of await this.lists.updated()) {
      const unknown: ContentName[] = [];
      for (const content of contents.filter(isOfUpdate))
        if (!(await isFound(content, disk))) unknown.push(contentName(content));
      if (unknown.length > 0) stopped.push({ target, unknown });
    }
    return stopped;
  }
}

async function isFound(content: ListedContent, disk: DiskContents): Promise<boolean> {
  const places = await placesOf(content).catch(() => [content.path ?? ''].map(sourceAt));
  return (await disk.find(content, places)) !== undefined;
}
