import type { AccountHandle } from '../../accounts/account';
import type { NightEntry, NightReport } from '../report/nightReport';
import { needsPerson } from '../report/nightTexts';

/** A night, and what of it is on this machine. */
export interface NightView {
  readonly report: NightReport;
  /** The segments that the nightly file has now; undefined where it isn't on this machine. */
  readonly declared?: ReadonlySet<string>;
  /** As far as this window shows it. */
  readonly account?: AccountHandle;
  /** The IDs of uploads on record here. */
  readonly jobs: ReadonlySet<string>;
}

/** What the page of a report of nights shows. */
export interface MorningInput {
  readonly nights: readonly NightView[];
  /** Of the run. */
  readonly exitCode?: number;
  /** The report's file: its name and its URI. */
  readonly name: string;
  readonly uri: string;
  /** The kinds that show their lines. */
  readonly open: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** An entry of the `index`-th night. Its key is the ID of its line and the value of its presses. */
export interface EntryView {
  readonly entry: NightEntry;
  readonly night: NightView;
  readonly key: string;
}

/** The entries of the `index`-th night. */
export function entriesOf(night: NightView, index: number): EntryView[] {
  return night.report.entries.map((entry) => ({
    entry,
    night,
    key: `${index} ${entry.segmentId}`,
  }));
}

/** The entries of a night that a person can send from here, because its file is here and still has them. */
export function reviewable(night: NightView): string[] {
  return night.report.entries
    .filter((entry) => needsPerson(entry) && night.declared?.has(entry.segmentId))
    .map(({ segmentId }) => segmentId);
}
