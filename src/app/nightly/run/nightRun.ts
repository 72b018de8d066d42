import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sleep, unlessAborted } from '../../../common/abort';
import { toFailure, type Failure } from '../../../common/failure';
import { isoTime } from '../../../common/format';
import { lazy } from '../../../common/lazy';
import { compact } from '../../../common/records';
import type { AccountHandle } from '../../accounts/account';
import { accountOfReport } from '../../accounts/plainAccount';
import type { NightlyEntry, NightlyFile } from '../file/nightlyFile';
import {
  isUnchanged,
  type NightEntry,
  type NightList,
  type NightReport,
} from '../report/nightReport';
import { factsOf, notBegun, stoppedBy, type EntryFacts } from './entryEnds';
import { EntryRun, type Later } from './entryRun';
import { NightSegments } from './nightSegments';
import type { NightControl, NightServices } from './nightServices';

/** Entries that are worked on at a time: their requests share the application's quota. */
const AT_ONCE = 4;

/** A nightly file to run. */
export interface NightFile {
  readonly file: NightlyFile;
  /** Of the file, absolute. */
  readonly path: string;
  readonly account: AccountHandle;
}

/** An entry that is yet to be worked on. Times are milliseconds since 1970. */
interface Turn {
  readonly entry: NightlyEntry;
  readonly night: NightFile;
  /** Until when it is put off, since when, and why, until that is said. */
  readonly at: number;
  readonly since?: number;
  why?: Later['why'];
}

/**
 * A run of nightly files, or a check of them: each of their entries as an upload of a program, several side by
 * side, in one queue. What one meets never stops the others. No two have the same segment.
 */
export class NightRun {
  readonly #segments: NightSegments;
  readonly #entryRun: EntryRun;
  readonly #queue: Turn[] = [];
  readonly #ends = new Map<string, NightEntry>();
  readonly #endedAt = new Map<NightFile, number>();
  readonly #records = lazy(() => this.services.engine().refresh());
  #underWay = 0;
  /** Files whose segments aren't read yet, so that their entries have no turns. */
  #unread = 0;
  /** Aborted when those of one were: whoever waits looks for a turn again. */
  #wake = new AbortController();

  constructor(
    private readonly nights: readonly NightFile[],
    private readonly services: NightServices,
    private readonly control: NightControl,
  ) {
    this.#segments = new NightSegments(services.segments);
    this.#entryRun = new EntryRun(this.#segments, services, control);
  }

  /** Resolves when each entry has its end, with a report for each file. */
  async result(): Promise<NightReport[]> {
    const { control, nights, services } = this;
    const startedAt = services.now();
    const reading = nights.map((night) => this.#read(night));
    await Promise.all([...reading, ...Array.from({ length: AT_ONCE }, () => this.#work())]);
    return Promise.all(
      nights.map(async (night) => {
        const { account, file, path } = night;
        const entries = file.entries.flatMap(({ id }) => this.#ends.get(id) ?? []);
        return compact<NightReport>({
          file: path,
          ...accountOfReport(account),
          isCheck: control.isCheck || undefined,
          startedAt: new Date(startedAt).toISOString(),
          finishedAt: new Date(this.#endedAt.get(night) ?? startedAt).toISOString(),
          suppress: await listsOfNight(file, entries),
          nothingNew: entries.filter(isUnchanged).length,
          entries,
        });
      }),
    );
  }

  /** Reads the segments of a file, and gives its entries their turns. */
  async #read(night: NightFile): Promise<void> {
    const { account, file } = night;
    const turns = file.entries.map((entry) => ({ entry, night, at: 0 }));
    const ids = file.entries.map(({ id }) => id);
    this.#unread++;
    try {
      await this.#records();
      await this.#segments.read(account, ids, this.control.signal);
      this.#queue.push(...turns);
    } catch (error) {
      const failure = toFailure(error, 'run');
      for (const turn of turns) this.#fail(turn, failure);
    }
    this.#unread--;
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  async #work(): Promise<void> {
    for (let turn = await this.#nextTurn(); turn; turn = await this.#nextTurn()) {
      this.#underWay++;
      await this.#take(turn);
      this.#underWay--;
    }
  }

  /** The next one whose time has come; undefined if there is none left. */
  async #nextTurn(): Promise<Turn | undefined> {
    const { signal, deadline = Infinity } = this.control;
    for (;;) {
      const now = this.services.now();
      if (signal.aborted || now >= deadline)
        for (const turn of this.#queue.splice(0)) this.#end(turn, this.#notBegun(turn));
      const ready = this.#queue.findIndex(({ at }) => at <= now);
      if (ready >= 0) return this.#queue.splice(ready, 1)[0];
      const next = this.#queue.toSorted((a, b) => a.at - b.at).at(0);
      if (!next && this.#unread === 0) return undefined;
      if (next?.why !== undefined && this.#underWay === 0) {
        this.control.onDidWait?.(next.why);
        delete next.why;
      }
      const wake = this.#wake.signal;
      const waiting = next
        ? sleep(next.at - now, AbortSignal.any([signal, wake]))
        : unlessAborted(new Promise(() => undefined), wake);
      await waiting.catch(() => undefined);
    }
  }

  async #take(turn: Turn): Promise<void> {
    const { entry, night, since, why: untold } = turn;
    const { longest } = this.control.patience;
    const now = this.services.now();
    const wasPutOff = since !== undefined;
    const isLast = wasPutOff && now - since >= longest;
    try {
      const end = await this.#entryRun.run(night.account, entry, { wasPutOff, isLast });
      if ('outcome' in end) this.#end(turn, end);
      else {
        const { at, why } = end;
        const from = since ?? now;
        this.#queue.push({
          ...{ entry, night, at: Math.min(at, from + longest), since: from },
          why: wasPutOff ? untold : why,
        });
      }
    } catch (error) {
      this.#fail(turn, toFailure(error, 'run'));
    }
  }

  #fail(turn: Turn, failure: Failure): void {
    const isInterrupted = failure.cancelled || this.control.signal.aborted;
    this.#end(turn, isInterrupted ? this.#notBegun(turn) : stoppedBy(this.#factsOf(turn), failure));
  }

  #notBegun(turn: Turn): NightEntry {
    const { deadline } = this.control;
    const hasPassed = deadline !== undefined && this.services.now() >= deadline;
    return notBegun(this.#factsOf(turn), hasPassed ? isoTime(deadline) : undefined);
  }

  #factsOf({ entry, night }: Turn): EntryFacts {
    return factsOf(entry, this.#segments.find(night.account, entry.id));
  }

  #end({ night }: Turn, entry: NightEntry): void {
    this.#ends.set(entry.segmentId, entry);
    this.#endedAt.set(night, this.services.now());
    this.control.onDidEnd?.(entry);
  }
}

/** The suppression lists of a nightly file as they are now. `entries`: whose reports say how many people they have. */
function listsOfNight(
  { suppress }: Pick<NightlyFile, 'suppress'>,
  entries: readonly NightEntry[],
): Promise<NightList[]> {
  const read = entries.flatMap(({ report }) => report?.suppression?.lists ?? []);
  return Promise.all(
    suppress.map(async ({ file, maxAge }) => {
      const path = fileURLToPath(file);
      const stats = await stat(path).catch(() => undefined);
      return compact<NightList>({
        path,
        people: read.find((one) => one.path === path)?.people,
        writtenAt: stats?.mtime.toISOString(),
        maxAge,
      });
    }),
  );
}
