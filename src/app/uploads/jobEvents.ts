import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import type { Uploads } from '../../upload/contract';

/**
 * The engine's changes, also for those who listen before it is made: it is made when it is first
 * needed.
 */
export class JobEvents extends DisposableOwner {
  private readonly changed = this.register(new Emitter<string>());
  readonly onDidChange = this.changed.event;
  private made: Uploads | undefined;

  constructor(private readonly make: () => Uploads) {
    super();
  }

  readonly engine = (): Uploads => {
    if (this.made === undefined) {
      this.made = this.make();
      const stop = this.made.onDidChange((jobId) => this.changed.fire(jobId));
      this.register({ dispose: stop });
    }
    return this.made;
  };

  /** The engine if anybody needed it so far. */
  get ifMade(): Uploads | undefined {
    return this.made;
  }
}
