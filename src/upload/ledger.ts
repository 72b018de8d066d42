import type { Problem } from '../api/types';
import type { Entry } from './journal';
import type { FormCounts, JobState, PlannedChunk, Reading, ReportError } from './types';
import { parseUnit, unitKey, unitSize, unitsOf, type Unit } from './units';

export type UnitState = 'pending' | 'sending' | 'sent' | 'refused' | 'unknown';

export interface UnitRecord {
  unit: Unit;
  state: UnitState;
  accepted: number;
  refused: number;
  unknown: number;
  /** Of the refused, those that the server named. */
  named: number;
  /** While it is sent again: the answer to an earlier call was lost. */
  lostBefore: boolean;
}

export interface Totals {
  sent: number;
  accepted: number;
  refused: number;
  unknown: number;
}

/** More of the API's warnings than anybody reads. */
const MAX_WARNINGS = 100;

/**
 * What a job's journal amounts to. The same entries give the same ledger, live and after a restart: what is written is applied,
 * and nothing else changes it. Every identifier of the plan is in exactly one unit.
 */
export class Ledger {
  state: JobState = 'planned';
  owner?: string;
  startedAt?: number;
  finishedAt?: number;
  /** Of the newest entry. */
  lastAt?: number;
  /** When a clear was begun that has no answer yet. */
  clearingAt?: number;
  clearedAt?: number;
  /** When a clear was begun whose answer was lost: the list may be empty since. Gone once a clear is answered. */
  maybeClearedAt?: number;
  /** When the first identifiers were sent. */
  sentAt?: number;
  error?: ReportError;
  /** Add-remove and clear on the wire, repeats included. */
  calls = 0;
  /** Calls whose answer was lost and that were sent once more. */
  resent = 0;
  readonly warnings: Problem[] = [];
  readonly readings: Reading[] = [];
  /** In the order of the file. */
  readonly units = new Map<string, UnitRecord>();

  constructor(
    chunks: readonly PlannedChunk[],
    entries: readonly Entry[] = [],
  ) {
    for (const unit of unitsOf(chunks)) this.#put(unit);
    for (const entry of entries) this.apply(entry);
    this.#giveUp();
  }

  /** A journal stops at `sending` where its process ended before the answer: the call was on the wire at least once. */
  #giveUp(): void {
    for (const record of this.units.values()) {
      if (record.state !== 'sending') continue;
      if (record.lostBefore) this.resent++;
      record.lostBefore = false;
      this.#lost(record, 1);
    }
    if (this.clearingAt === undefined) return;
    this.calls++;
    this.#clearLost();
  }

  #clearLost(): void {
    this.maybeClearedAt ??= this.clearingAt;
    this.clearingAt = undefined;
  }

  apply(entry: Entry): void {
    this.lastAt = entry.at ?? this.lastAt;
    switch (entry.t) {
      case 'run':
        this.#giveUp();
        this.state = 'running';
        this.owner = entry.owner;
        this.startedAt ??= entry.at;
        this.finishedAt = undefined;
        this.error = undefined;
        break;
      case 'reading':
        this.readings.push(entry.reading);
        break;
      case 'clearing':
        this.clearingAt = entry.at;
        break;
      case 'cleared':
        this.clearingAt = undefined;
        this.maybeClearedAt = undefined;
        this.clearedAt = entry.at;
        this.calls += entry.k;
        break;
      case 'uncleared':
        if (entry.lost) this.#clearLost();
        this.clearingAt = undefined;
        this.calls += entry.k;
        break;
      case 'warning':
        this.#warn(entry.warning);
        break;
      case 'searched':
        this.calls += entry.k;
        break;
      case 'end':
        // Only on a full disk: what is on the wire at the end had an answer that could not be written.
        this.#giveUp();
        this.state = entry.state;
        this.finishedAt = entry.at;
        this.error = entry.error;
        break;
      default:
        this.#applyToUnit(entry);
    }
  }

  #applyToUnit(entry: Extract<Entry, { u: string }>): void {
    const record = this.units.get(entry.u);
    if (record === undefined) return;
    switch (entry.t) {
      case 'sending':
        this.sentAt ??= this.lastAt;
        record.lostBefore = record.state === 'unknown';
        Object.assign(record, { state: 'sending', accepted: 0, refused: 0, unknown: 0, named: 0 });
        return;
      case 'sent':
        Object.assign(record, { state: 'sent', accepted: entry.a, refused: entry.r, unknown: entry.x, named: entry.named ?? 0 });
        break;
      case 'refused':
        Object.assign(record, { state: 'refused', refused: unitSize(record.unit) });
        break;
      case 'unknown':
        this.#lost(record, 0);
        break;
      case 'unsent':
        // This try was not processed; one before it may have been.
        if (record.lostBefore) this.#lost(record, 0);
        else record.state = 'pending';
        break;
      case 'split':
        this.#split(record, entry.into);
        return;
    }
    // What never left again was not sent once more.
    if (record.lostBefore && entry.k > 0) this.resent++;
    record.lostBefore = false;
    this.calls += entry.k;
  }

  #lost(record: UnitRecord, calls: number): void {
    record.state = 'unknown';
    record.unknown = unitSize(record.unit);
    this.calls += calls;
  }

  #split(record: UnitRecord, into: readonly string[]): void {
    const parts = into.map(parseUnit).filter((unit) => unit !== undefined);
    const whole = parts.reduce((sum, unit) => sum + unitSize(unit), 0);
    if (whole !== unitSize(record.unit)) return;
    // What was lost as a whole is sent again in parts: unknown until they are answered.
    this.units.delete(unitKey(record.unit));
    for (const unit of parts) {
      const part = this.#put(unit);
      if (record.state === 'unknown') this.#lost(part, 0);
    }
  }

  #put(unit: Unit): UnitRecord {
    const record: UnitRecord = { unit, state: 'pending', accepted: 0, refused: 0, unknown: 0, named: 0, lostBefore: false };
    this.units.set(unitKey(unit), record);
    return record;
  }

  #warn(warning: Problem): void {
    const known = this.warnings.some((other) => other.code === warning.code && other.title === warning.title);
    if (!known && this.warnings.length < MAX_WARNINGS) this.warnings.push(warning);
  }

  /** What is still to be sent, in the order of the file: never sent, or without an answer. */
  open(): Unit[] {
    const open = [...this.units.values()].filter((record) => record.state === 'pending' || record.state === 'unknown');
    return open.map((record) => record.unit).sort((a, b) => a.chunk - b.chunk || a.from - b.from);
  }

  /** The list may be another one by this job: it was emptied, perhaps, or something was sent. */
  get touched(): boolean {
    return this.clearedAt !== undefined || this.maybeClearedAt !== undefined || [...this.units.values()].some((record) => record.state !== 'pending');
  }

  /** Rows, by the identifiers of the form as given. */
  totals(): Totals {
    return sum([...this.units.values()].filter((record) => record.unit.slot === 'given'));
  }

  /** The other forms of a removal, one entry each. */
  forms(): FormCounts[] {
    const slots = new Set([...this.units.values()].map((record) => record.unit.slot));
    slots.delete('given');
    return [...slots].map((form) => ({ form: form as FormCounts['form'], ...sum([...this.units.values()].filter((record) => record.unit.slot === form)) }));
  }

  /** How far it is, by answers: what is under way, or was lost and is sent again, counts once it is answered. */
  progress(): Totals & { inFlight: number; callsDone: number; callsTotal: number } {
    const answered = [...this.units.values()].filter(({ state }) => state !== 'pending' && state !== 'sending' && state !== 'unknown');
    return {
      ...sum(answered.filter(({ unit }) => unit.slot === 'given')),
      inFlight: count(this.units.values(), ({ state }) => state === 'sending') + (this.clearingAt === undefined ? 0 : 1),
      callsDone: answered.length,
      callsTotal: this.units.size,
    };
  }

  get anythingAnswered(): boolean {
    return count(this.units.values(), ({ state }) => state === 'sent' || state === 'refused') > 0;
  }

  /** The API said yes to some of it, perhaps without saying to how much. */
  get anythingTaken(): boolean {
    return count(this.units.values(), ({ state, accepted, unknown }) => state === 'sent' && accepted + unknown > 0) > 0;
  }
}

function sum(records: readonly UnitRecord[]): Totals {
  const totals: Totals = { sent: 0, accepted: 0, refused: 0, unknown: 0 };
  for (const record of records) {
    if (record.state === 'pending' || record.state === 'sending') continue;
    totals.sent += unitSize(record.unit);
    totals.accepted += record.accepted;
    totals.refused += record.refused;
    totals.unknown += record.unknown;
  }
  return totals;
}

function count(records: Iterable<UnitRecord>, holds: (record: UnitRecord) => boolean): number {
  let n = 0;
  for (const record of records) if (holds(record)) n++;
  return n;
}
