import { createHash } from 'node:crypto';
import type { ChunkSlice, SliceFormat } from '../../../../src/upload/journal/chunkSlices';
import type { Entry } from '../../../../src/upload/journal/journal';
import { Ledger } from '../../../../src/upload/journal/ledger';
import type { JobSummary, Plan, Report } from '../../../../src/upload/uploadTypes';
import { reportAddsUp } from '../../../support/reportAddsUp';
import type { Arrived } from './sink';

/** What happened, in one order: on the server, in the journals, and from elsewhere. */
export type Happened =
  /** `yes`: it is answered 2xx, as one that did the work. */
  | { what: 'arrived'; agent: string; call: Arrived; yes: boolean; size: number }
  | { what: 'applied'; agent: string; call: Arrived }
  /** A run or a search of a job is asked for; `minKept`: as it holds for the run. */
  | { what: 'asked'; jobId: string; minKept?: number }
  | { what: 'line'; jobId: string; entry: Entry }
  /** The process that worked on a job is gone, or its disk took no more. */
  | { what: 'broke'; jobId: string }
  /** A clear that is no job's: it begins, and is known here. By the command it is known before. */
  | { what: 'outside' | 'noted'; segmentId: string; agent: string };

/** A job as the model knows it: from what the file was made of, and from its calls. */
export interface Known {
  plan: Plan;
  segmentId: string;
  /** Of the good rows, in the order of the files, as they stand there. */
  rows: readonly string[];
  /**
   * Tries that may have left, and the calls whose answers a crash or a full disk kept from the
   * journal.
   */
  tries: number;
  lost: { tries: number }[];
  /** Calls that a crash or a full disk kept from having an answer in the journal, at most. */
  unanswered: number;
  /** Tries without an answer: they may not have arrived. */
  silent: number;
}

/** The agents of calls that are no job's begin with it. */
export const OUTSIDE = 'outside';
export const SEARCH = '.search';

/**
 * Sets, kept by what really arrived and was done: what reports, journals and plans say is held
 * against it.
 */
export class Model {
  readonly log: Happened[] = [];
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

  /** What a job is to send in a slot, valid or not, in the order of the files. */
  values({ plan, rows }: Known, slot: SliceFormat): string[] {
    const form = slot === 'given' ? plan.options.hash : slot;
    return rows.map((row) => inForm(row, form));
  }

  #of(known: Known, { chunk, format: slot, from, to }: ChunkSlice): string[] {
    const start = known.plan.chunks
      .slice(0, chunk)
      .reduce((sum, { identifiers }) => sum + identifiers, 0);
    return this.values(known, slot).slice(start + from, start + to);
  }

  /** All of a summary that can be told at any moment. */
  checkSummary(summary: JobSummary, entries: readonly Entry[]): void {
    const known = this.job(summary.jobId);
    const { report } = summary;
    const { sent, accepted, refused, unknown } = summary.progress;
    hold(sent === accepted + refused + unknown, 'the progress does not add up', summary.progress);
    if (report === undefined) return;
    reportAddsUp(report);
    this.#checkCalls(known, report, entries);
    this.#checkVerdicts(entries);
    this.#checkUnits(known, report, entries);
    this.#checkClears(known, report);
    this.#checkStops(known);
    if (summary.state === 'finished') this.#checkFinished(known, entries);
    if (report.error?.code === 'list-emptied')
      hold(this.maybeEmptied(summary.jobId), 'nobody but the job emptied the list');
  }

  /**
   * Exact but for what a crash or a full disk left without an answer in the journal: such a call
   * counts as one, whether it was sent k times or not at all; of an interrupted search nothing
   * counts.
   */
  #checkCalls(known: Known, { calls }: Report, entries: readonly Entry[]): void {
    const answered = entries.reduce((sum, entry) => sum + ('k' in entry ? entry.k : 0), 0);
    const open = calls - answered;
    hold(open >= 0 && open <= known.unanswered, 'calls without an answer', {
      calls,
      answered,
      atMost: known.unanswered,
    });
    const lost = known.lost.reduce((sum, { tries }) => sum + tries, 0);
    hold(answered <= known.tries && known.tries - answered <= lost, 'calls that were made', {
      answered,
      tries: known.tries,
      lost,
    });
    const arrived = this.log.filter(
      (one) => one.what === 'arrived' && this.#isOf(known, one.agent),
    ).length;
    hold(arrived <= known.tries && known.tries <= arrived + known.silent, 'calls that arrived', {
      arrived,
      tries: known.tries,
      silent: known.silent,
    });
  }

  #isOf({ plan: { jobId } }: Known, agent: string): boolean {
    return agent === jobId || agent === jobId + SEARCH;
  }

  /**
   * Nothing is a verdict on rows that were not sent; one that goes in parts without having been
   * sent itself follows another one.
   */
  #checkVerdicts(entries: readonly Entry[]): void {
    const sent = new Set<string>();
    let shrunk = false;
    for (const entry of entries) {
      if (entry.t === 'run') shrunk = false;
      if (!('u' in entry)) continue;
      if ('k' in entry && entry.k > 0) sent.add(entry.u);
      if (entry.t === 'rejected' || entry.t === 'unknown')
        hold(entry.k > 0, 'a verdict without a call', entry);
      if (entry.t !== 'split') continue;
      hold(shrunk || sent.has(entry.u), 'split without a call', entry);
      shrunk = true;
    }
  }

  /** Of each unit what is said is what was done with just these identifiers. */
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
        hold(done.length > 0, 'sent, but never done', { unit, state });
        hold(
          x > 0 ? a + r === 0 && x === values.length : a === valid && a + r === values.length,
          'counts of a unit',
          { unit, a, r, x, valid },
        );
      }
      hold(state !== 'sending', 'neither sent nor lost', { unit });
      const twice = new Set(known.rows).size < known.rows.length;
      if ((state === 'rejected' || state === 'pending') && !twice)
        hold(!touched, `${state}, but done`, { unit, state });
    }
    hold(accepted === report.accepted, 'accepted, by units', {
      accepted,
      reported: report.accepted,
    });
  }

  /**
   * A replace empties the list only while nothing of it was sent, and sends nothing before a yes to
   * its clear.
   */
  #checkClears(known: Known, report: Report): void {
    if (known.plan.options.operation !== 'replace') return;
    const done = this.log.some(
      (one) =>
        one.what === 'applied' && one.agent === known.plan.jobId && one.call.kind === 'clear',
    );
    const said = [report.cleared !== undefined, report.maybeCleared !== undefined];
    hold(done ? said[0] || said[1] : !said[0], 'what is said of the clear', { done, said });
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
        hold(known.plan.distinct >= one.size * minKept, 'emptied more than is allowed', {
          distinct: known.plan.distinct,
          size: one.size,
        });
        cleared ||= one.yes;
      } else {
        hold(cleared, 'added before a yes to the clear', one.call.number);
        added = true;
      }
    }
  }

  /**
   * An add of which something was taken sends nothing more into a list that was emptied after it,
   * once that is known here.
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
      // Those that had looked just before.
      hold(more <= options.concurrency, 'goes on into a list that was emptied', { more });
    });
  }

  /** What is in by a report is in by what was done, and nobody emptied the list over it. */
  #checkFinished(known: Known, entries: readonly Entry[]): void {
    const { jobId, chunks, options } = known.plan;
    const isEnd = (one: Happened): boolean =>
      one.what === 'line' &&
      one.jobId === jobId &&
      one.entry.t === 'end' &&
      one.entry.state === 'finished';
    const end = this.log.findLastIndex(isEnd);
    hold(end >= 0, 'finished, and no line says so');
    const looked = this.log.findLastIndex(
      (one, i) =>
        i < end &&
        ((one.what === 'arrived' && one.agent === jobId) ||
          (one.what === 'asked' && one.jobId === jobId)),
    );
    const mine = (one: Happened, kind: string): boolean =>
      one.what === 'applied' && one.agent === jobId && one.call.kind === kind;
    if (options.operation === 'replace' && known.rows.length > 0)
      hold(
        this.log.some((one) => mine(one, 'clear')),
        'replaced without a clear that was done',
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
        hold(at >= 0, 'accepted, but never done', { unit });
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
            'finished into a list that was emptied after it was sent',
            { by: one.agent, unit },
          );
        }
      }
    }
  }

  /**
   * Somebody else may have emptied the list since a job began: a clear that surely was not done is
   * none.
   */
  maybeEmptied(jobId: string): boolean {
    const { segmentId } = this.job(jobId);
    const begun = this.log.findIndex(
      (one) => one.what === 'line' && one.jobId === jobId && one.entry.t === 'run',
    );
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
   * All of a job's calls come after one another, with nobody's in between or after them that could
   * have changed the list.
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

  /** A search sends rows again only while nothing came after them. */
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
          'searched for rows that something else came after',
          { jobId },
        );
      }
    });
  }

  /** "Nothing to send" is so: the list is what it would be. */
  checkUnchanged({ jobId, unchangedSince }: Plan): void {
    if (unchangedSince === undefined) return;
    const known = this.job(jobId);
    const { operation, forms } = known.plan.options;
    const list = this.list(known.segmentId);
    const slots: SliceFormat[] =
      forms === 'all'
        ? [
            'given',
            ...(['plain', 'md5', 'sha256', 'sha256ofMd5'] as const).filter(
              (form) =>
                form !== (known.plan.options.hash === 'none' ? 'plain' : known.plan.options.hash),
            ),
          ]
        : ['given'];
    const valid = new Set(
      slots.flatMap((slot) => this.values(known, slot)).filter((value) => !this.invalid(value)),
    );
    const wrong = [...valid].filter((value) => list.has(value) === (operation === 'remove'));
    hold(wrong.length === 0, 'unchanged, but the list is another one', {
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

export function inForm(email: string, form: string): string {
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
