import { toFailure, type Failure } from '../../../common/failure';
import { KeyedQueue } from '../../../common/keyedQueue';
import type { IdentifierType } from '../../../identifiers/identifierTypes';
import type { Choices } from '../choices/choices';
import type { Drafts } from '../draft/drafts';
import { segmentKey } from '../draft/groupKey';
import { identifierTypeOf, type Destination } from '../target';
import type { LineState } from './batchLine';

type Into = NonNullable<Choices['into']>;

/** The segments of several uploads: each is read once, or why that failed. */
export class BatchTargets {
  readonly #found = new Map<string, Destination | Failure>();
  readonly #queue = new KeyedQueue();

  /** `command`: what failures name. */
  constructor(
    private readonly owner: Pick<Drafts, 'destination' | 'optOuts'>,
    private readonly command: string,
    /** Called once a segment is read. */
    private readonly onRead: () => void,
  ) {}

  /** Undefined until it is read. */
  find(into: Into): Destination | Failure | undefined {
    return this.#found.get(segmentKey(into));
  }

  /** The type of a segment, once it is read. */
  typeOf(into: Into | undefined): IdentifierType | undefined {
    const found = into && this.find(into);
    return found && 'segment' in found ? identifierTypeOf(found.segment) : undefined;
  }

  read(into: Into): Promise<Destination | Failure> {
    const { command } = this;
    const key = segmentKey(into);
    // One request for all lines of a segment.
    return this.#queue.run(key, async () => {
      const known = this.#found.get(key);
      if (known) return known;
      const found = await this.owner
        .destination(into, command)
        .catch((error: unknown) => toFailure(error, command));
      this.#found.set(key, found);
      this.onRead();
      return found;
    });
  }

  /**
   * Finds out what the segment of a line is for, if people are removed from several. Resolves with
   * whether the line has changed.
   */
  async hold(line: LineState, isOfSeveral: boolean): Promise<boolean> {
    const { choices, generation } = line;
    const { into, operation } = choices;
    line.role = undefined;
    line.isReadingRole = isOfSeveral && into !== undefined && operation === 'remove';
    if (!into || !line.isReadingRole) return false;
    const found = await this.read(into);
    const role = 'segment' in found ? await this.owner.optOuts.roleOf(found) : undefined;
    // Chosen anew meanwhile: then that is looked at.
    if (line.generation !== generation) return false;
    line.isReadingRole = false;
    line.role = role;
    return true;
  }

  /** Reads what failed again the next time. */
  forgetFailures(): void {
    for (const [key, found] of this.#found) if (!('segment' in found)) this.#found.delete(key);
  }
}
