import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../../common/abort';
import { toFailure, type Failure } from '../../../common/failure';
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

/** An entry that is yet to be worked on. Times are milliseconds since 1970. */
interface Turn {
  readonly entry: NightlyEntry;
  /** Until when it is put off, since when, and why, until that is said. */
  readonly at: number;
  readonly since?: number;
  why?: Later['why'];
}

/**
 * A run of a nightly file, or a check of it: each of its entries as an upload of a program, several side by
 * side. What one meets never stops the others.
 */
export class NightRun {
  readonly #segments: NightSegments;
  readonly #entryRun: EntryRun;
  readonly #queue: Turn[];
  readonly #ends = new Map<string, NightEntry>();
  #underWay = 0;

  constructor(
    private readonly file: NightlyFile,
    private readonly account: AccountHandle,
    private readonly services: NightServices,
    private readonly control: NightControl,
  ) {
    this.#queue = file.entries.map((entry) => ({ entry, at: 0 }));
    this.#segments = new NightSegments(services.segments);
    this.#entryRun = new EntryRun(account, this.#segments, services, control);
  }

  /** Resolves when each entry has its end. `path`: of the nightly file. */
  async result(path: string): Promise<NightReport> {
    const { account, control, file, services } = this;
    const startedAt = new Date(services.now()).toISOString();
    const ids = file.entries.map(({ id }) => id);
    try {
      await services.engine().refresh();
      await this.#segments.read(account, ids, control.signal);
    } catch (error) {
      const failure = toFailure(error, 'run');
      for (const { entry } of this.#queue.splice(0)) this.#fail(entry, failure);
    }
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work()));
    const entries = ids.flatMap((id) => this.#ends.get(id) ?? []);
    return compact<NightReport>({
      file: path,
      ...accountOfReport(account),
      isCheck: control.isCheck || undefined,
      startedAt,
      finishedAt: new Date(services.now()).toISOString(),
      suppress: await listsOfNight(file, entries),
      nothingNew: entries.filter(isUnchanged).length,
      entries,
    });
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
        for (const { entry } of this.#queue.splice(0)) this.#end(notBegun(this.#factsOf(entry)));
      const ready = this.#queue.findIndex(({ at }) => at <= now);
      if (ready >= 0) return this.#queue.splice(ready, 1)[0];
      const next = this.#queue.toSorted((a, b) => a.at - b.at).at(0);
      if (!next) return undefined;
      if (next.why !== undefined && this.#underWay === 0) {
        this.control.onDidWait?.(next.why);
        delete next.why;
      }
      await sleep(next.at - now, signal).catch(() => undefined);
    }
  }

  async #take({ entry, since, why: untold }: Turn): Promise<void> {
    const { longest } = this.control.patience;
    const now = this.services.now();
    const wasPutOff = since !== undefined;
    const isLast = wasPutOff && now - since >= longest;
    try {
      const end = await this.#entryRun.run(entry, { wasPutOff, isLast });
      if ('outcome' in end) this.#end(end);
      else {
        const { at, why } = end;
        const from = since ?? now;
        this.#queue.push({
          ...{ entry, at: Math.min(at, from + longest), since: from },
          why: wasPutOff ? untold : why,
        });
      }
    } catch (error) {
      this.#fail(entry, toFailure(error, 'run'));
    }
  }

  #fail(entry: NightlyEntry, failure: Failure): void {
    const facts = this.#factsOf(entry);
    const isInterrupted = failure.cancelled || this.control.signal.aborted;
    this.#end(isInterrupted ? notBegun(facts) : stoppedBy(facts, failure));
  }

  #factsOf(entry: NightlyEntry): EntryFacts {
    return factsOf(entry, this.#segments.find(this.account, entry.id));
  }

  #end(entry: NightEntry): void {
    this.#ends.set(entry.segmentId, entry);
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
