import { createHash } from 'node:crypto';
import type { JobSummary, Report } from '../../../../src/upload/jobTypes';
import type { ChunkSlice, SliceFormat } from '../../../../src/upload/journal/chunkSlices';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import type { Plan } from '../../../../src/upload/uploadTypes';
import { reportAddsUp } from '../../../support/reportAddsUp';
import type { Arrived } from './sink';

/** What happened on the server, in the journals and elsewhere, in order. */
export type HistoryEvent =
  /** `yes`: it is answered with 2xx, as a request that took effect. */
  | { what: 'arrived'; agent: string; call: Arrived; yes: boolean; size: number }
  | { what: 'applied'; agent: string; call: Arrived }
  /** A job's run or search is started; `minKept`: as it applies to the run. */
  | { what: 'asked'; jobId: string; minKept?: number }
  | { what: 'line'; jobId: string; entry: Entry }
  /** The process that ran a job is gone, or its disk is full. */
  | { what: 'broke'; jobId: string }
  /** A clear by no job starts, and becomes known here. The command's is known at once. */
  | { what: 'outside' | 'noted'; segmentId: string; agent: string };

/** A job as the model knows it: from the content of its files, and from its requests. */
export interface Known {
  plan: Plan;
  segmentId: string;
  /** The values of the valid rows as in the files, in their order. */
  rows: readonly string[];
  /**
   * Number of attempts that may have been sent; `lost`: the requests whose responses a crash or a
   * full disk kept out of the journal.
   */
  tries: number;
  lost: { tries: number }[];
  /** Most requests that a crash or a full disk can have left without a response in the journal. */
  unanswered: number;
  /** Attempts without a response: they may not have arrived. */
  silent: number;
}

/** The prefix of the agents of requests that belong to no job. */
export const OUTSIDE = 'outside';
export const SEARCH = '.search';

/**
 * Knows what really arrived and took effect, and checks reports, journals and plans against it.
 */
export class Model {
  readonly log: HistoryEvent[] = [];
  readonly jobs = new Map<string, Known>();

  constructor(
    private readonly invalid: (value: string) => boolean,
    private readonly list: (segmentId: string) => ReadonlySet<string>,
  ) {}

  job(jobId: string): Known {
    const known = this.jobs.get(jobId);
    if (known === undefined) throw new Error(`no such job in the model: ${jobId}`);
    return known;
  }

  /** The values that a job must send in a slot, valid or not, in the order of the files. */
  values({ plan, rows }: Known, slot: SliceFormat): string[] {
    const form = slot === 'given' ? plan.options.hash : slot;
    return rows.map((row) => inHashFormat(row, form));
  }

  #of(known: Known, { chunk, format: slot, from, to }: ChunkSlice): string[] {
    const start = known.plan.chunks
      .slice(0, chunk)
      .reduce((sum, { identifiers }) => sum + identifiers, 0);
    return this.values(known, slot).slice(start + from, start + to);
  }

  /** Checks everything in a summary that can be known at any moment. */
  checkSummary(summary: JobSummary, entries: readonly Entry[]): void {
    const known = this.job(summary.jobId);
    const { report } = summary;
    const { sent, accepted, refused, unknown } = summary.progress;
    hold(sent === accepted + refused + unknown, 'the progress doesn’t add up', summary.progress);
    if (report === undefined) return;
    reportAddsUp(report);
    this.#checkCalls(known, report, entries);
    this.#checkVerdicts(entries);
    this.#checkUnits(known, report, entries);
    this.#checkClears(known, report);
    this.#checkStops(known);
    this.#checkSuperseded(known);
    if (summary.state === 'finished') this.#checkFinished(known, entries);
    if (report.error?.code === 'list-emptied')
      hold(this.maybeCleared(summary.jobId), 'only the job itself cleared the list');
    if (summary.error?.code === 'superseded') {
      hold(this.maybeSuperseded(summary.jobId), 'nothing later has finished');
      hold(!summary.resumable, 'superseded, but resumable');
    }
  }

  /**
   * Exact except for requests that a crash or a full disk left without a response in the journal:
   * each counts as one, whether it was sent k times or not at all. An interrupted search doesn't
   * count.
   */
  #checkCalls(known: Known, { calls }: Report, entries: readonly Entry[]): void {
    const answered = entries.reduce((sum, entry) => sum + ('k' in entry ? entry.k : 0), 0);
    const open = calls - answered;
    hold(open >= 0 && open <= known.unanswered, 'requests without a response', {
      calls,
      answered,
      atMost: known.unanswered,
    });
    const lost = known.lost.reduce((sum, { tries }) => sum + tries, 0);
    hold(answered <= known.tries && known.tries - answered <= lost, 'requests that were made', {
      answered,
      tries: known.tries,
      lost,
    });
    const arrived = this.log.filter(
      (one) => one.what === 'arrived' && this.#isOf(known, one.agent),
    ).length;
    hold(arrived <= known.tries && known.tries <= arrived + known.silent, 'requests that arrived', {
      arrived,
      tries: known.tries,
      silent: known.silent,
    });
  }

  #isOf({ plan: { jobId } }: Known, agent: string): boolean {
    return agent === jobId || agent === jobId + SEARCH;
  }

  /**
   * Rows that weren't sent have no verdict. A unit that is split without having been sent itself
   * follows another one that was split.
   */
  #checkVerdicts(entries: readonly Entry[]): void {
    const sent = new Set<string>();
    let shrunk = false;
    for (const entry of entries) {
      if (entry.t === 'run') shrunk = false;
      if (!('u' in entry)) continue;
      if ('k' in entry && entry.k > 0) sent.add(entry.u);
      if (entry.t === 'rejected' || entry.t === 'unknown')
        hold(entry.k > 0, 'a verdict without a request', entry);
      if (entry.t !== 'split') continue;
      hold(shrunk || sent.has(entry.u), 'split without a request', entry);
      shrunk = true;
    }
  }

  /** What is recorded of each unit is what happened to exactly these identifiers. */
  #checkUnits(known: Known, report: Report, entries: readonly Entry[]): void {
    const { jobId, chunks, options } = known.plan;
    const ledger = new Ledger(chunks, entries, options.operation === 'replace');
    let accepted = 0;
    for (const {
      slice: unit,
      state,
      accepted: a,
      refused: r,
      unknown: x,
    } of ledger.slices.values()) {
      const values = this.#of(known, unit);
      const done = this.log.filter(
        (one) =>
          one.what === 'applied' && one.agent === jobId && sameItems(one.call.identifiers, values),
      );
      const touched = this.log.some(
        (one) =>
          one.what === 'applied' &&
          this.#isOf(known, one.agent) &&
          one.call.kind !== 'clear' &&
          one.call.identifiers.some((value) => values.includes(value) && !this.invalid(value)),
      );
      const valid = values.filter((value) => !this.invalid(value)).length;
      if (unit.format === 'given') accepted += a;
      if (state === 'sent') {
        hold(done.length > 0, 'sent, but never applied', { unit, state });
        hold(
          x > 0 ? a + r === 0 && x === values.length : a === valid && a + r === values.length,
          'counts of a unit',
          { unit, a, r, x, valid },
        );
      }
      hold(state !== 'sending', 'neither sent nor lost', { unit });
      const twice = new Set(known.rows).size < known.rows.length;
      if ((state === 'rejected' || state === 'pending') && !twice)
        hold(!touched, `${state}, but applied`, { unit, state });
    }
    hold(accepted === report.accepted, 'accepted, by units', {
      accepted,
      reported: report.accepted,
    });
  }

  /**
   * A replace clears the list only before it has sent anything, and sends nothing before its clear
   * succeeded.
   */
  #checkClears(known: Known, report: Report): void {
    if (known.plan.options.operation !== 'replace') return;
    const done = this.log.some(
      (one) =>
        one.what === 'applied' && one.agent === known.plan.jobId && one.call.kind === 'clear',
    );
    const said = [report.cleared !== undefined, report.maybeCleared !== undefined];
    hold(done ? said[0] || said[1] : !said[0], 'what is reported about the clear', { done, said });
    let cleared = false;
    let added = false;
    for (const one of this.log) {
      if (one.what !== 'arrived' || !this.#isOf(known, one.agent)) continue;
      if (one.call.kind === 'clear') {
        hold(!added, 'cleared after something was added', one.call.number);
        const at = this.log.indexOf(one);
        const asked = this.log.findLast(
          (other, i) => i < at && other.what === 'asked' && other.jobId === known.plan.jobId,
        );
        const minKept = asked?.what === 'asked' ? (asked.minKept ?? 0) : 0;
        hold(known.plan.distinct >= one.size * minKept, 'cleared more than is allowed', {
          distinct: known.plan.distinct,
          size: one.size,
        });
        cleared ||= one.yes;
      } else {
        hold(cleared, 'added before the clear succeeded', one.call.number);
        added = true;
      }
    }
  }

  /**
   * Once something of an add was accepted, it sends nothing more to a list that was cleared
   * afterwards, as soon as that is known here.
   */
  #checkStops({ plan: { jobId, options }, segmentId }: Known): void {
    if (options.operation === 'replace') return;
    this.log.forEach((noted, at) => {
      if (noted.what !== 'noted' || noted.segmentId !== segmentId) return;
      const begun = this.log.findIndex(
        (one) => one.what === 'outside' && one.agent === noted.agent,
      );
      if (
        begun < 0 ||
        !this.log.some(
          (one, i) =>
            i < begun && one.what === 'line' && one.jobId === jobId && one.entry.t === 'sent',
        )
      )
        return;
      const more = this.log.filter(
        (one, i) =>
          i > at && one.what === 'line' && one.jobId === jobId && one.entry.t === 'sending',
      ).length;
      // Those that had checked just before.
      hold(more <= options.concurrency, 'continues after the list was cleared', { more });
    });
  }

  /** A job that had begun sends nothing once a removal of its list has finished. */
  #checkSuperseded({ plan: { jobId }, segmentId }: Known): void {
    const begun = this.#beginOf(jobId);
    if (begun < 0) return;
    const finished = this.log.findIndex(
      (one, i) =>
        i > begun &&
        this.#endsRemoval(one) &&
        one.jobId !== jobId &&
        this.job(one.jobId).segmentId === segmentId,
    );
    const more = this.log.findIndex(
      (one, i) =>
        finished >= 0 &&
        i > finished &&
        one.what === 'line' &&
        one.jobId === jobId &&
        one.entry.t === 'sending',
    );
    hold(more < 0, 'continues after a removal', { jobId: jobId.slice(-4) });
  }

  #beginOf(jobId: string): number {
    return this.log.findIndex(
      (one) => one.what === 'line' && one.jobId === jobId && one.entry.t === 'run',
    );
  }

  #endsRemoval(one: HistoryEvent): one is Extract<HistoryEvent, { what: 'line' }> {
    return (
      one.what === 'line' &&
      one.entry.t === 'end' &&
      one.entry.state === 'finished' &&
      this.job(one.jobId).plan.options.operation === 'remove'
    );
  }

  /** What a report counts as accepted was applied, and the list wasn't cleared after it. */
  #checkFinished(known: Known, entries: readonly Entry[]): void {
    const { jobId, chunks, options } = known.plan;
    const isEnd = (one: HistoryEvent): boolean =>
      one.what === 'line' &&
      one.jobId === jobId &&
      one.entry.t === 'end' &&
      one.entry.state === 'finished';
    const end = this.log.findLastIndex(isEnd);
    hold(end >= 0, 'finished, but no line says so');
    const looked = this.log.findLastIndex(
      (one, i) =>
        i < end &&
        ((one.what === 'arrived' && one.agent === jobId) ||
          (one.what === 'asked' && one.jobId === jobId)),
    );
    const mine = (one: HistoryEvent, kind: string): boolean =>
      one.what === 'applied' && one.agent === jobId && one.call.kind === kind;
    if (options.operation === 'replace' && known.rows.length > 0)
      hold(
        this.log.some((one) => mine(one, 'clear')),
        'replaced without a clear that was applied',
      );
    const ledger = new Ledger(chunks, entries, options.operation === 'replace');
    for (const { slice: unit, state } of ledger.slices.values()) {
      if (state !== 'sent') continue;
      for (const value of this.#of(known, unit)) {
        if (this.invalid(value)) continue;
        const kind = options.operation === 'remove' ? 'remove' : 'add';
        const at = this.log.findLastIndex(
          (one, i) =>
            i < end &&
            mine(one, kind) &&
            one.what === 'applied' &&
            one.call.identifiers.includes(value),
        );
        hold(at >= 0, 'accepted, but never applied', { unit });
        if (kind === 'remove') continue;
        for (let i = at + 1; i < end; i++) {
          const one = this.log[i];
          if (
            one.what !== 'applied' ||
            one.call.kind !== 'clear' ||
            one.call.segmentId !== known.segmentId
          )
            continue;
          const noted = one.agent.startsWith(OUTSIDE)
            ? this.log.findIndex((other) => other.what === 'noted' && other.agent === one.agent)
            : i;
          hold(
            noted < 0 || noted > looked,
            'finished although the list was cleared after it was sent',
            { by: one.agent, unit },
          );
        }
      }
    }
  }

  /**
   * Whether someone else may have cleared the list since a job started. A clear that certainly had
   * no effect doesn't count.
   */
  maybeCleared(jobId: string): boolean {
    const { segmentId } = this.job(jobId);
    const begun = this.#beginOf(jobId);
    return this.log.some((one, i) => {
      if (i < begun) return false;
      if (one.what === 'outside') return one.segmentId === segmentId;
      if (one.what !== 'line' && one.what !== 'broke') return false;
      const other = this.job(one.jobId);
      if (
        one.jobId === jobId ||
        other.segmentId !== segmentId ||
        other.plan.options.operation !== 'replace'
      )
        return false;
      return (
        one.what === 'broke' ||
        one.entry.t === 'cleared' ||
        (one.entry.t === 'uncleared' && one.entry.lost === true)
      );
    });
  }

  /**
   * Whether something else than the process that ran a job last may have changed its list since the
   * job began.
   */
  maybeChangedByOthers(jobId: string, entries: readonly Entry[]): boolean {
    const { segmentId } = this.job(jobId);
    const begun = this.#beginOf(jobId);
    const owner = entries.findLast(({ t }) => t === 'run');
    return this.log.some((one, i) => {
      if (i < begun) return false;
      switch (one.what) {
        case 'outside':
        case 'noted':
          return one.segmentId === segmentId;
        case 'broke':
          return this.job(one.jobId).segmentId === segmentId;
        case 'line':
          return (
            this.job(one.jobId).segmentId === segmentId &&
            ownerOf(one.entry) !== (owner && ownerOf(owner))
          );
        default:
          return false;
      }
    });
  }

  /**
   * Whether something later may have superseded a job: a clear, or the end of a removal, which may
   * be recorded before the line that says so.
   */
  maybeSuperseded(jobId: string): boolean {
    const { segmentId } = this.job(jobId);
    const begun = this.#beginOf(jobId);
    return (
      this.maybeCleared(jobId) ||
      this.log.some((one, i) => {
        if (i < begun || (one.what !== 'line' && one.what !== 'broke') || one.jobId === jobId)
          return false;
        const other = this.job(one.jobId);
        if (other.segmentId !== segmentId) return false;
        return one.what === 'broke'
          ? other.plan.options.operation === 'remove'
          : this.#endsRemoval(one);
      })
    );
  }

  /**
   * Whether no other request that could have changed the list came between or after a job's
   * requests.
   */
  isAlone(jobId: string): boolean {
    const { segmentId } = this.job(jobId);
    const begun = this.log.findIndex(
      (one) => one.what === 'line' && one.jobId === jobId && one.entry.t === 'run',
    );
    return !this.log.some((one, i) => {
      if (i < begun) return false;
      if (one.what === 'outside' || one.what === 'noted') return one.segmentId === segmentId;
      return (
        one.what === 'broke' ||
        (one.what === 'line' && one.jobId !== jobId && this.job(one.jobId).segmentId === segmentId)
      );
    });
  }

  /** A search sends rows again only if nothing changed them since. */
  checkSearches(): void {
    this.log.forEach((one, at) => {
      if (one.what !== 'arrived' || !one.agent.endsWith(SEARCH)) return;
      const jobId = one.agent.slice(0, -SEARCH.length);
      const { segmentId, identifiers } = one.call;
      for (const value of identifiers.filter((valid) => !this.invalid(valid))) {
        const last = this.log.findLast(
          (other, i) =>
            i < at &&
            other.what === 'applied' &&
            other.call.segmentId === segmentId &&
            (other.call.kind === 'clear' || other.call.identifiers.includes(value)),
        );
        hold(
          last?.what === 'applied' &&
            this.#isOf(this.job(jobId), last.agent) &&
            last.call.kind === one.call.kind,
          'searched for rows that were changed since',
          { jobId },
        );
      }
    });
  }

  /** "Nothing to send" is true: the list already is what it would become. */
  checkUnchanged({ jobId, unchangedSince }: Plan): void {
    if (unchangedSince === undefined) return;
    const known = this.job(jobId);
    const { operation, forms, hash } = known.plan.options;
    const list = this.list(known.segmentId);
    const slots: SliceFormat[] =
      forms === 'given'
        ? ['given']
        : [
            'given',
            ...(['plain', 'md5', 'sha256', 'sha256ofMd5'] as const).filter(
              (form) =>
                form !== (hash === 'none' ? 'plain' : hash) &&
                (form !== 'plain' || forms === 'all'),
            ),
          ];
    const valid = new Set(
      slots.flatMap((slot) => this.values(known, slot)).filter((value) => !this.invalid(value)),
    );
    const wrong = [...valid].filter((value) => list.has(value) === (operation === 'remove'));
    hold(wrong.length === 0, 'unchanged, but the list differs', {
      jobId,
      operation,
      wrong: wrong.length,
      of: valid.size,
    });
    if (operation === 'replace')
      hold(list.size === valid.size, 'unchanged, but the list has more', {
        list: list.size,
        of: valid.size,
      });
  }
}

function ownerOf(entry: Entry): string | undefined {
  return entry.t === 'run' ? entry.owner : entry.by;
}

export function inHashFormat(email: string, form: string): string {
  const digest = (algorithm: string, text: string): string =>
    createHash(algorithm).update(text).digest('hex');
  switch (form) {
    case 'sha256':
    case 'md5':
      return digest(form, email);
    case 'sha256ofMd5':
      return digest('sha256', digest('md5', email));
    default:
      return email;
  }
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

export function hold(holds: boolean, what: string, more?: unknown): asserts holds {
  if (!holds) throw new Error(more === undefined ? what : `${what}: ${JSON.stringify(more)}`);
}
