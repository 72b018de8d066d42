import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { NightReport } from '../../../src/app/nightly/report/nightReport';
import type { VerifyReport } from '../../../src/app/verify/verifyTypes';
import type { Report } from '../../../src/upload/jobTypes';
import type { Ended } from '../../cli/support/cli';

/** Reads what the command line told. Nothing else in tapes knows its JSON. */

/** What is told of one segment. A figure that is missing is 0, and a code that is missing is none. */
export interface Row {
  /** People who come: planned, whatever became of them. An update doesn't count who was in already. */
  new?: number;
  /** People who are removed, in the same way. */
  leaving?: number;
  /** People of whom Criteo rejected an identifier, to add or to remove. */
  rejected?: number;
  /** Of those who come or leave: not sent, or without an answer. */
  notSent?: number;
  /** People of the files who are on a suppression list. */
  suppressed?: number;
  /** Rows that can't be read, and those that are there twice. */
  invalid?: number;
  duplicates?: number;
  /** Everything was sent by an earlier act. */
  earlier?: boolean;
  /** Of a verification, or of a removal everywhere: how it stands. */
  state?: string;
  /** Its export is that of an earlier night. */
  nothingNew?: boolean;
  /** Why it isn't done. With nothing sent, it stands alone. */
  code?: string;
}

export interface Told {
  exit: number;
  /** By name. */
  segments: Record<string, Row>;
  /** Why there is nothing about segments. */
  code?: string;
  /** Of a removal everywhere: people who stay somewhere. */
  staying?: number;
  /** Of a night: what became of each removal everywhere that was due, or will be. */
  removals?: string[];
}

interface One {
  segmentId?: string;
  jobId?: string;
  state?: string;
  unchangedSince?: string;
  report?: Report;
  error?: { code: string };
}

interface Document extends One {
  uploads?: One[];
  night?: NightReport;
  nights?: NightReport[];
  clearing?: { id?: string };
  removal?: {
    stay: { people: number }[];
    segments: { id: string; state: string }[];
  } | null;
  verified?: VerifyReport;
}

/** What an act told, and the jobs that it began or went on with. `asked`: the IDs of its segments. */
export function read(
  { code, stdout }: Pick<Ended, 'code' | 'stdout'>,
  asked: readonly string[],
  nameOf: (id: string | undefined) => string,
): { told: Told; jobs: string[] } {
  const told: Told = { exit: code, segments: {} };
  if (!stdout.startsWith('{')) return { told, jobs: [] };
  const all = JSON.parse(stdout) as Document;
  const ones: readonly One[] =
    all.uploads ??
    ((all.night ? [all.night] : all.nights)?.flatMap(({ entries }) => entries) as
      | One[]
      | undefined) ??
    (asked.length > 0 ? [{ report: all.report, error: all.error }] : []);
  for (const [index, one] of ones.entries())
    told.segments[nameOf(one.report?.segmentId ?? one.segmentId ?? asked[index])] = rowOf(one);
  for (const { id, state } of all.removal?.segments ?? []) told.segments[nameOf(id)] = { state };
  for (const { segmentId, state } of all.verified?.segments ?? [])
    told.segments[nameOf(segmentId)] = { state };
  if (ones.length === 0 && all.error) told.code = all.error.code;
  const staying = all.removal?.stay.reduce((sum, { people }) => sum + people, 0);
  if (staying) told.staying = staying;
  const removals = (all.night ? [all.night] : (all.nights ?? [])).flatMap((night) =>
    (night.removals ?? []).map(({ state }) => state),
  );
  if (removals.length > 0) told.removals = removals;
  return { told, jobs: ones.flatMap(({ report, jobId }) => report?.jobId ?? jobId ?? []) };
}

function rowOf({ report, error, state, unchangedSince }: One): Row {
  const code = (report?.error ?? error)?.code;
  const nothingNew = unchangedSince !== undefined;
  if (state === 'up-to-date') return { earlier: !nothingNew, nothingNew };
  if (!report || (code && !report.calls)) return { code, nothingNew };
  const { sides, unchanged = 0 } = report;
  const sumOf = (figure: 'rejected' | 'unsent' | 'unknown'): number =>
    Object.values(sides).reduce((sum, side) => sum + side[figure], 0);
  return {
    new: sides.added && sides.added.people - unchanged,
    leaving: (sides.removed ?? sides.left)?.people,
    rejected: sumOf('rejected'),
    notSent: sumOf('unsent') + sumOf('unknown'),
    suppressed: report.suppressed ?? 0,
    invalid: report.invalid,
    duplicates: report.duplicates,
    ...{ code, nothingNew },
  };
}

/** Fails unless this was told, whole. `exit` is 0 where it is missing. */
export function compare(told: Told, expected: Partial<Told>): void {
  const plain = ({ segments = {}, ...rest }: Partial<Told>): object => ({
    ...rest,
    segments: Object.fromEntries(
      Object.entries(segments).map(([name, row]) => [
        name,
        Object.fromEntries(Object.entries(row).filter(([, value]) => Boolean(value))),
      ]),
    ),
  });
  assert.deepEqual(plain(told), plain({ exit: 0, ...expected }));
}

/** The files below a state folder that may hold identifiers. */
const HOLDERS = /^(kept[/\\]|kept-out\.csv$|sandbox[/\\])/;

/** Everything that an act left behind where no identifier may be, by place. */
export function* openTexts(stateFolder: string): Generator<[place: string, text: string]> {
  if (!fs.existsSync(stateFolder)) return;
  for (const entry of fs.readdirSync(stateFolder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !HOLDERS.test(path.relative(stateFolder, file)))
      yield [file, fs.readFileSync(file, 'latin1')];
  }
}
