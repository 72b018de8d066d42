import type { HistoryEntry } from '../../../../../../src/app/segments/history';
import type {
  JobSummary,
  RemovedCounts,
  SuppressionReport,
} from '../../../../../../src/upload/jobTypes';
import type { SizeReading } from '../../../../../../src/upload/segmentSize';
import type { Operation } from '../../../../../../src/upload/uploadTypes';
import type { Random } from '../../../../upload/support/random';
import { job } from '../../page/jobs';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const HALF_DAY = 12 * HOUR;
/** No segment of a test has more people. */
const PEOPLE = 40;

interface Answers {
  accepted: number[];
  refused: number[];
  /** Without an answer; some of them arrived. */
  lost: number[];
  arrived: number[];
}

/**
 * A segment as a set, Criteo's counts of it, and the records of what was sent from here. Each upload
 * comes in two halves, so that a computation may see half of it.
 */
export class SetHistory {
  people = new Set<number>();
  now = Date.parse('2026-05-04T03:00:00Z');
  readonly jobs: JobSummary[] = [];
  entries: HistoryEntry[] = [];
  read: SizeReading | undefined;
  readonly trace: string[] = [];
  /** Criteo's counts, newest last, and when they are shown. */
  readonly #counts = [{ shown: 0, identifiers: 0 }];
  /** On suppression lists, which grow. */
  readonly #suppressed = new Set<number>();
  /** Files sent since the last clear; the first is that of the last update or replace. */
  #files: readonly number[][] = [];
  /** An add or a replace that waits for its second half. */
  #paused: { job: JobSummary; rest: number[]; file: number[] } | undefined;

  constructor(
    private readonly random: Random,
    /** Whether nothing is rejected or lost: the history has only what was accepted. */
    private readonly isFlawless: boolean,
  ) {
    for (let n = random.int(0, 20); n > 0; n--) this.people.add(random.int(1, PEOPLE));
    this.#counts[0].identifiers = this.people.size;
  }

  wait(ms: number): void {
    const next = (Math.floor(this.now / HALF_DAY) + 1) * HALF_DAY;
    if (this.now + ms >= next) {
      const { random } = this;
      this.#counts.push({
        shown: next + random.int(0, 5) * HOUR,
        identifiers: this.people.size,
      });
      ms -= next - this.now;
      this.now = next;
      return this.wait(ms);
    }
    this.now += ms;
  }

  takeReading(): void {
    const shown = this.#counts.findLast(({ shown: at }) => at <= this.now);
    this.read = { at: this.now, identifiers: shown?.identifiers ?? 0 };
    this.trace.push(`read ${this.read.identifiers}`);
    this.entries.push({
      kind: 'reading',
      at: this.now,
      numberOfIdentifiers: this.read.identifiers,
    });
  }

  step(): void {
    const { random } = this;
    if (random.chance(0.1)) this.#suppressed.add(random.int(1, PEOPLE));
    if (this.#paused && random.chance(0.5)) return this.#finishPaused();
    switch (random.int(1, 10)) {
      case 1:
        return this.#clear();
      case 2:
      case 3:
        return this.#remove();
      case 4:
      case 5:
        return this.#update();
      case 6:
        return this.#replace();
      default:
        if (random.chance(0.7) || !this.#undo()) this.#add();
    }
  }

  #file(): number[] {
    const { random } = this;
    if (this.#files.length > 0 && random.chance(0.3)) return [...random.pick(this.#files)];
    const ids = Array.from({ length: random.int(1, 15) }, () => random.int(1, PEOPLE));
    return [...new Set(ids)];
  }

  #answer(ids: readonly number[]): Answers {
    const answers: Answers = { accepted: [], refused: [], lost: [], arrived: [] };
    const { random } = this;
    const flaws = this.isFlawless || random.chance(0.6) ? 0 : 0.2;
    for (const id of ids) {
      if (random.chance(flaws)) answers.refused.push(id);
      else if (random.chance(flaws)) {
        answers.lost.push(id);
        if (random.chance(0.5)) answers.arrived.push(id);
      } else answers.accepted.push(id);
    }
    return answers;
  }

  /** Sends a file in two halves, and returns the answers to both. */
  #send(ids: readonly number[], apply: (id: number) => void): Answers {
    const half = Math.floor(ids.length / 2);
    const all: Answers = { accepted: [], refused: [], lost: [], arrived: [] };
    for (const part of [ids.slice(0, half), ids.slice(half)]) {
      const answers = this.#answer(part);
      for (const id of [...answers.accepted, ...answers.arrived]) apply(id);
      for (const key of ['accepted', 'refused', 'lost', 'arrived'] as const)
        all[key].push(...answers[key]);
      this.wait(this.random.int(1, this.random.chance(0.2) ? 300 : 20) * MINUTE);
    }
    return all;
  }

  #record(
    operation: Operation,
    begin: number,
    file: readonly number[],
    { accepted, refused, lost }: Answers,
    more: Parameters<typeof job>[0] & { isCutOff?: boolean } = {},
  ): JobSummary {
    const { isCutOff = lost.length > 0, report: figures, ...rest } = more;
    const jobId = `j${this.jobs.length}`;
    const sent = accepted.length + refused.length + lost.length;
    const iso = (at: number): string => new Date(at).toISOString();
    const record: JobSummary = job({
      jobId,
      operation,
      state: isCutOff ? 'failed' : 'finished',
      startedAt: iso(begin),
      fingerprint: [...file].sort((a, b) => a - b).join(),
      ...(operation === 'replace' && { cleared: iso(begin) }),
      ...rest,
      report: {
        state: isCutOff ? 'failed' : 'finished',
        finishedAt: iso(this.now),
        ...{ rows: file.length, sent, unsent: file.length - sent },
        ...{ accepted: accepted.length, refused: refused.length, unknown: lost.length },
        ...figures,
      },
    });
    this.jobs.unshift(record);
    // Read before the first request, even if without a number.
    this.entries.push({ kind: 'reading', at: begin, jobId });
    this.entries.sort((a, b) => a.at - b.at);
    this.entries.push({
      kind: 'upload',
      ...{ at: this.now, operation, jobId, accepted: accepted.length },
      ...(figures?.removed && {
        added: Math.max(0, accepted.length - (figures.unchanged ?? 0)),
        removed: figures.removed.rows,
      }),
      ...(figures?.suppression && { suppressed: figures.suppression.removed.rows }),
    });
    this.trace.push(
      `${operation} ${file.join()} (${accepted.length}/${refused.length}/${lost.length})`,
    );
    return record;
  }

  /** Of these people, those who are sent, and those who are suppressed. */
  #split(ids: readonly number[]): [sent: number[], suppressed: number[]] {
    const isSuppressed = (id: number): boolean => this.#suppressed.has(id);
    return [ids.filter((id) => !isSuppressed(id)), ids.filter(isSuppressed)];
  }

  /** Removes people once everyone is added. */
  #removeAfter(isAdded: boolean, ids: readonly number[]): RemovedCounts {
    const none: Answers = { accepted: [], refused: [], lost: [], arrived: [] };
    const removed = isAdded ? this.#send(ids, (id) => this.people.delete(id)) : none;
    const [accepted, refused, unknown] = [removed.accepted, removed.refused, removed.lost].map(
      (some) => some.length,
    );
    const sent = accepted + refused + unknown;
    return { rows: ids.length, sent, unsent: ids.length - sent, accepted, refused, unknown };
  }

  #add(): void {
    const [file, suppressed] = this.#split(this.#file());
    if (file.length === 0) return;
    const begin = this.now;
    if (!this.#paused && !this.isFlawless && this.random.chance(0.2)) {
      const first = file.slice(0, Math.ceil(file.length / 2));
      const answers = this.#send(first, (id) => this.people.add(id));
      const record = this.#record('add', begin, file, answers, { isCutOff: true });
      this.#paused = { job: record, rest: file.slice(first.length), file };
    } else {
      const added = this.#send(file, (id) => this.people.add(id));
      const removed = this.#removeAfter(added.lost.length === 0, suppressed);
      this.#record('add', begin, file, added, {
        isCutOff: added.lost.length + removed.unknown > 0,
        report: { ...(suppressed.length > 0 && { suppression: suppressionOf(removed) }) },
      });
    }
    this.#files = [...this.#files, file];
  }

  /** It goes on after others: its record has the end of what it sent last. */
  #finishPaused(): void {
    if (!this.#paused) return;
    const { job: record, rest, file } = this.#paused;
    this.#paused = undefined;
    const answers = this.#send(rest, (id) => this.people.add(id));
    this.jobs.splice(this.jobs.indexOf(record), 1);
    const { accepted = 0, refused = 0, unknown = 0 } = record.report ?? {};
    const ids = (n: number): number[] => Array<number>(n).fill(0);
    this.#record(
      record.operation,
      Date.parse(record.startedAt ?? ''),
      file,
      {
        accepted: [...ids(accepted), ...answers.accepted],
        refused: [...ids(refused), ...answers.refused],
        lost: [...ids(unknown), ...answers.lost],
        arrived: [],
      },
      {
        jobId: record.jobId,
        ...(record.cleared && { cleared: record.cleared, report: { cleared: record.cleared } }),
      },
    );
  }

  #remove(): void {
    const file = this.#file();
    const begin = this.now;
    const answers = this.#send(file, (id) => this.people.delete(id));
    // One that was cut off doesn't end what others have begun.
    if (answers.lost.length === 0) this.#paused = undefined;
    this.#record('remove', begin, file, answers);
  }

  /** Of the last upload, if that is an add that was sent completely. */
  #undo(): boolean {
    const [last] = this.jobs;
    if (last?.operation !== 'add' || last.state !== 'finished' || this.#paused) return false;
    if (this.entries.findLast(({ kind }) => kind !== 'reading')?.jobId !== last.jobId) return false;
    const file = (last.fingerprint ?? '').split(',').map(Number);
    const begin = this.now;
    const answers = this.#send(file, (id) => this.people.delete(id));
    this.#record('remove', begin, file, answers, { undoes: last.jobId });
    this.#files = this.#files.slice(0, -1);
    return true;
  }

  #update(): void {
    const [file, suppressed] = this.#split(this.#file());
    if (file.length === 0) return;
    const begin = this.now;
    const [first = [], ...others] = this.#files;
    // Someone may choose a file that was never sent. The history alone doesn't tell.
    const never = !this.isFlawless && this.random.chance(0.2) ? this.#file() : [];
    const previous = [...new Set([...first, ...never])];
    const stays = new Set([...file, ...others.flat()]);
    const [left] = this.#split(previous.filter((id) => !stays.has(id)));
    const gone = [...new Set([...suppressed, ...this.#split(previous)[1]])];
    const added = this.#send(file, (id) => this.people.add(id));
    this.#paused = undefined;
    const isAdded = added.lost.length === 0;
    const [removed, out] = [left, gone].map((ids) => this.#removeAfter(isAdded, ids));
    const isDone = isAdded && removed.unknown + out.unknown === 0;
    this.#record('update', begin, file, added, {
      isCutOff: !isDone,
      ...(never.length > 0 && { neverThere: never.length }),
      report: {
        unchanged: previous.filter((id) => file.includes(id)).length,
        removed,
        ...(gone.length > 0 && { suppression: suppressionOf(out) }),
      },
    });
    const isCompared = !isDone && first.length > 0;
    this.#files = isCompared ? [first, ...others, file] : [file, ...others];
  }

  #replace(): void {
    const begin = this.now;
    const file = this.#file();
    this.#paused = undefined;
    if (!this.isFlawless && this.random.chance(0.15)) {
      // The answer to the clear was lost.
      if (this.random.chance(0.5)) this.people.clear();
      const answers = { accepted: [], refused: [], lost: [], arrived: [] };
      this.wait(MINUTE);
      const maybeCleared = new Date(begin).toISOString();
      this.#record('replace', begin, file, answers, {
        isCutOff: true,
        ...{ cleared: undefined, maybeCleared, report: { maybeCleared } },
      });
      return;
    }
    this.people.clear();
    if (!this.isFlawless && this.random.chance(0.3)) {
      const first = file.slice(0, Math.ceil(file.length / 2));
      const answers = this.#send(first, (id) => this.people.add(id));
      const cleared = new Date(begin).toISOString();
      const record = this.#record('replace', begin, file, answers, {
        isCutOff: true,
        report: { cleared },
      });
      this.#paused = { job: record, rest: file.slice(first.length), file };
      this.#files = [file];
      return;
    }
    const answers = this.#send(file, (id) => this.people.add(id));
    this.#record('replace', begin, file, answers, {
      report: { cleared: new Date(begin).toISOString() },
    });
    this.#files = [file];
  }

  #clear(): void {
    this.wait(MINUTE);
    this.#paused = undefined;
    this.people.clear();
    this.#files = [];
    this.entries.push({ kind: 'clear', at: this.now });
    this.trace.push('clear');
  }
}

function suppressionOf(removed: RemovedCounts): SuppressionReport {
  return { lists: [], people: 0, inFiles: 0, compared: [], removed };
}
