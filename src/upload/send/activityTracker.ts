import type { RunControl } from '../contract';
import type { Job, JobActivity } from '../journal/job';
import type { StopSignal } from '../stopSignal';

/** Publishes what a run is doing, and until when it waits for the API's limit. */
export class ActivityTracker {
  /** `onChange` with `now`: to be shown without throttling. */
  constructor(
    private readonly job: Job,
    private readonly stop: StopSignal,
    private readonly rateLimiter: RunControl['rateLimiter'],
    private readonly now: () => number,
    private readonly onChange: (now?: 'now') => void,
  ) {}

  /** Follows the rate limiter and a stop request. Returns a function that ends this. */
  watch(): () => void {
    const unwatch = this.rateLimiter?.onWait(() => this.#watchLimit());
    this.stop.soft.addEventListener(
      'abort',
      () => this.job.activity && this.show(this.job.activity),
      {
        once: true,
      },
    );
    return () => unwatch?.();
  }

  show(activity: JobActivity): void {
    const { reason } = this.stop;
    // After a stop it only waits for responses.
    this.job.activity =
      reason === undefined
        ? activity
        : { state: activity.state, phase: activity.phase, stopping: reason };
    this.onChange('now');
    // Other requests of the same application may have started a wait already.
    if (activity.wait === undefined) this.#watchLimit();
  }

  end(): void {
    this.job.activity = undefined;
    this.onChange();
  }

  #watchLimit(): void {
    const until = this.rateLimiter?.waiting?.until;
    const { activity } = this.job;
    if (until === undefined || activity?.state !== 'running' || this.stop.requested) return;
    const waitFigure = this.rateLimiter?.quota;
    this.show({ ...activity, wait: 'limit', waitFigure, waitUntil: until });
    void this.stop.sleep(Math.max(0, until - this.now())).then(() => {
      if (this.job.activity?.wait === 'limit' && this.job.activity.waitUntil === until)
        this.show({ state: this.job.activity.state, phase: this.job.activity.phase });
    });
  }
}
