import type { JobEvents } from '../../app/uploads/jobEvents';
import { DisposableOwner } from '../../common/disposableOwner';
import { setContext, UPLOAD_KEYS } from '../base/contextKeys';
import { UPLOADS_THAT_ARE } from './commands/jobActions';

/** Milliseconds. Soon enough for a menu, and seldom enough for an upload that reports its progress. */
const INTERVAL = 300;

/** Tells the editor which commands on uploads have an upload to act on. */
export class UploadKeys extends DisposableOwner {
  private readonly updating = this.later('every', INTERVAL, () => this.set());

  /** Creates the engine: what is on disk counts from the start. */
  constructor(private readonly events: JobEvents) {
    super();
    this.register(events.onDidChange(() => this.update()));
    void this.refresh();
  }

  /** Reads the disk again. Until it can be read, the commands stay, and say what is wrong. */
  async refresh(): Promise<void> {
    if (await this.events.refresh()) this.update();
  }

  /** To be called when `jobs()` may have changed without an event. */
  update(): void {
    this.updating.call();
  }

  private set(): void {
    const jobs = this.events.engine().jobs();
    void setContext(
      'criteoAudiences.uploading',
      jobs.some((job) => UPLOADS_THAT_ARE.cancellable(job)),
    );
    for (const key of UPLOAD_KEYS)
      void setContext(
        `criteoAudiences.none.${key}`,
        !jobs.some((job) => UPLOADS_THAT_ARE[key](job, jobs)),
      );
  }
}
