import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { inHandUntil } from '../../common/later';
import type { Uploads } from '../../upload/contract';

/**
 * Creates the engine when it is first needed, and forwards its events, also to those who started
 * listening before.
 */
export class JobEvents extends DisposableOwner {
  private readonly changed = this.register(new Emitter<string>());
  readonly onDidChange = this.changed.event;
  private readonly refreshed = this.register(new Emitter<void>());
  /** The records on disk were read, and may be others without having changed here. */
  readonly onDidRefresh = this.refreshed.event;
  private instance: Uploads | undefined;

  constructor(private readonly create: () => Uploads) {
    super();
  }

  readonly engine = (): Uploads => {
    if (this.instance === undefined) {
      this.instance = this.create();
      const stop = this.instance.onDidChange((jobId) => this.changed.fire(jobId));
      this.register({ dispose: stop });
    }
    return this.instance;
  };

  /**
   * Reads the records on disk, where other windows and terminals write. Never rejects: resolves with
   * whether they could be read.
   */
  async refresh(): Promise<boolean> {
    return inHandUntil(this.engine().refresh()).then(
      () => {
        this.refreshed.fire();
        return true;
      },
      () => false,
    );
  }

  /** The engine, if it has been created. */
  get ifMade(): Uploads | undefined {
    return this.instance;
  }
}
