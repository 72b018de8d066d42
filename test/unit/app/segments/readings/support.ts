import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ApiError, type ErrorKind } from '../../../../../src/api/apiError';
import type { RequestOptions } from '../../../../../src/api/options';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import { createHistory, type History } from '../../../../../src/app/segments/history';
import { SegmentReadings } from '../../../../../src/app/segments/readings/segmentReadings';
import { Emitter, type Disposable } from '../../../../../src/common/events';
import { FakeClock } from '../../../api/support';
import { account as handleOf } from '../segments';

/** Readings from before this are out of date. */
export const COMPUTED = Date.now() - 60 * 60_000;

export function apiError(kind: ErrorKind): ApiError {
  return new ApiError(`It failed: ${kind}`, {
    kind,
    operation: 'statistics',
    outcome: 'notDone',
    retryable: kind === 'network',
  });
}

/** The API as the readings see it: records each request, and answers as told. */
export class FakeApi {
  readonly requests: { segmentId: string; at: number }[] = [];
  /** What a segment's request waits for, or fails with. */
  readonly answers = new Map<string, () => Promise<unknown>>();
  /** Those of which it has no figures. */
  readonly unknown = new Set<string>();

  constructor(private readonly clock: FakeClock) {}

  get ids(): string[] {
    return this.requests.map(({ segmentId }) => segmentId);
  }

  /** An account that this API answers. */
  account(parts: Partial<AccountHandle> = {}): AccountHandle {
    const statistics = async (
      _: string,
      segmentId: string,
      { signal }: RequestOptions = {},
    ): Promise<unknown> => {
      // As the client does.
      if (signal?.aborted) throw apiError('cancelled');
      this.requests.push({ segmentId, at: this.clock.now() });
      const answer = this.answers.get(segmentId) ?? (() => Promise.resolve());
      await Promise.race([
        answer(),
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(apiError('cancelled'))),
        ),
      ]);
      return this.unknown.has(segmentId)
        ? { segmentId }
        : { segmentId, numberOfIdentifiers: Number(segmentId), matchRate: 0.5 };
    };
    const client = { statistics } as unknown as AccountHandle['client'];
    return handleOf({}, { client, ...parts });
  }
}

/** One window: its readings, history and accounts. Several may share a folder. */
export class FakeWindow implements Disposable {
  readonly clock: FakeClock;
  readonly api: FakeApi;
  readonly history: History & Disposable;
  readonly readings: SegmentReadings;
  readonly log: string[] = [];
  shown: AccountHandle[] = [];
  automatic = true;
  /** The last computation, in milliseconds since 1970. */
  computed = COMPUTED;
  readonly accountsChanged = new Emitter<void>();
  readonly settingsChanged = new Emitter<void>();
  readonly sentChanged = new Emitter<void>();

  constructor(
    readonly folder: string,
    clock = new FakeClock(),
  ) {
    this.clock = clock;
    this.clock.time = Date.now();
    this.api = new FakeApi(clock);
    const log = (line: string): void => void this.log.push(line);
    this.history = createHistory(folder, log);
    this.readings = new SegmentReadings({
      accounts: {
        shown: () => this.shown,
        byKey: (key) => this.shown.find((account) => account.key === key),
        onDidChange: this.accountsChanged.event,
      },
      history: this.history,
      isAutomatic: () => this.automatic,
      onDidChangeSettings: this.settingsChanged.event,
      onDidChangeSent: this.sentChanged.event,
      lastComputation: () => this.computed,
      log: { warn: log },
      clock,
    });
  }

  show(...accounts: AccountHandle[]): void {
    this.shown = accounts;
    this.accountsChanged.fire();
  }

  dispose(): void {
    this.readings.dispose();
    this.history.dispose();
  }
}

/** Folders and windows that are removed after each test. */
export function windowsOfTest(): { open: (folder?: string) => FakeWindow; folder: () => string } {
  let folder: string;
  let windows: FakeWindow[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readings-'));
    windows = [];
  });
  afterEach(async () => {
    for (const window of windows) window.dispose();
    // A reading that was under way may still be written.
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    folder: () => folder,
    open: (at = folder) => {
      const window = new FakeWindow(at);
      windows.push(window);
      return window;
    },
  };
}
