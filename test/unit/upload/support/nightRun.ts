import * as fs from 'node:fs';
import { basename } from 'node:path';
import type { RetailMediaClient } from '../../../../src/api/client';
import { systemClock } from '../../../../src/api/clock';
import type { Timing } from '../../../../src/api/options';
import { RateLimiter } from '../../../../src/api/rateLimiter';
import type { Hash } from '../../../../src/identifiers/identifierTypes';
import type { EngineSeams } from '../../../../src/upload/engine';
import type { Report } from '../../../../src/upload/jobTypes';
import { openJournalFile } from '../../../../src/upload/journal/journal';
import { type AllowedRisk } from '../../../../src/upload/permissions';
import { UploadError } from '../../../../src/upload/uploadError';
import { type Operation, type UploadOptions } from '../../../../src/upload/uploadTypes';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { options, QUICK, type Bench } from './bench';
import { addressOf, hasHeader, HASHED, sourceAt } from './nightFiles';
import type { Random } from './random';
import type { Arrived, Fault } from './sink';

/** One upload of the nightly job. */
export interface Night {
  operation: Operation;
  path: string;
  text: string;
  columns: readonly number[];
  hash: Hash;
  keep?: string;
  /** The paths of the previous files; undefined for the kept one. */
  given?: string[];
  allowed: readonly AllowedRisk[];
  /** In tonight's file. */
  people: ReadonlySet<string>;
  /** In other files of the segment when it was planned. */
  others: ReadonlySet<string>;
  jobId?: string;
}

/** How a night is interrupted. */
export type Interruption =
  /** Its process ends at this request, or while it writes this line of its journal. */
  | { what: 'request' | 'line'; at: number }
  /** The export is written again while the engine reads the size of the segment. */
  | { what: 'export'; text: string };

export interface Outcome {
  /** Undefined if it wasn't even planned. */
  report?: Report;
  isFinished: boolean;
  /** Its process has ended. */
  isCut: boolean;
  code?: string;
  requests: number;
  /** Whether it has added or removed somebody. */
  hasSent: boolean;
  /** Whether the segment was cleared. */
  hasCleared: boolean;
  /** What a request did that it mustn't. */
  wrong?: string;
}

/** Faults after which a request is sent again, whether or not it took effect. */
const FAULTS: readonly Fault[] = [
  { status: 429 },
  { status: 503 },
  { status: 500, after: true },
  { cut: 'before' },
  { cut: 'after' },
];

export function describeNight({ operation, path, columns, ...night }: Night): string {
  const { text, hash, keep, given } = night;
  return [
    `${operation} of ${basename(path)}`,
    `column ${columns.join(' and ')}${hasHeader(text) ? ' with header' : ''}`,
    `as ${hash}`,
    ...(keep === undefined ? [] : [`kept as ${basename(keep)}`]),
    ...(given ? [`compared with ${given.map((one) => basename(one)).join()}`] : []),
  ].join(', ');
}

function nightOptions({ operation, hash, keep, allowed }: Night): UploadOptions {
  return options({
    operation,
    hash,
    chunkSize: 10,
    concurrency: 2,
    minKept: 0,
    // Most of the people in a file may leave in one of these nights.
    ...(keep !== undefined && { keep }),
    maxRemoved: 1,
    allowed,
  });
}

/**
 * Plans a night and runs it in a process of its own, or resumes it. Looks at each of its requests:
 * an update adds tonight's people first, then removes nobody but `leavers`.
 */
export async function runNight(
  bench: Bench,
  segmentId: string,
  random: Random,
  night: Night,
  leavers: ReadonlySet<string>,
  interruption?: Interruption,
): Promise<Outcome> {
  const { sink } = bench;
  let wrong: string | undefined;
  let [requests, isCut, hasSent, hasCleared] = [0, false, false, false];
  const tear = interruption?.what === 'line' ? interruption.at : undefined;
  const engine = bench.engine(
    { retryEvery: 3 },
    tearingJournal(tear, () => (isCut = true)),
  );
  let disposed: Promise<void> | undefined;
  sink.fault = (call) => {
    wrong ??= wrongAbout(call, segmentId, night, leavers, sink.list(segmentId));
    requests++;
    if (interruption?.what === 'request' && requests === interruption.at) {
      isCut = true;
      disposed = engine.dispose();
    }
    return random.chance(0.2) ? random.pick(FAULTS) : undefined;
  };
  sink.onApplied = ({ kind }) => {
    if (kind === 'clear') hasCleared = true;
    else hasSent = true;
  };
  if (interruption?.what === 'export')
    sink.statisticsFault = () => {
      fs.writeFileSync(night.path, interruption.text);
      return Promise.resolve({ status: 403 });
    };
  try {
    const file = {
      ...sourceAt(night.path),
      columns: night.columns,
      dialect: { header: hasHeader(night.text) },
    };
    night.jobId ??= (
      await engine.plan([file], bench.target(segmentId), nightOptions(night), {
        previous: night.given?.map(sourceAt),
      })
    ).jobId;
    const client = quickClient(bench, { maxTries: 5 });
    const { report } = await engine.run(night.jobId, client, { autoResume: true });
    reportAddsUp(report);
    const isFinished = report.state === 'finished';
    const { code } = report.error ?? {};
    return { report, isFinished, isCut, code, requests, hasSent, hasCleared, wrong };
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    const { code } = error;
    return { isFinished: false, isCut, code, requests, hasSent, hasCleared, wrong };
  } finally {
    await disposed;
    await engine.dispose();
    sink.fault = () => undefined;
    sink.onApplied = () => undefined;
    sink.statisticsFault = undefined;
  }
}

/** A client without a rate limit of its own: a history has more requests than a minute allows. */
export function quickClient(bench: Bench, timing: Partial<Timing> = {}): RetailMediaClient {
  return bench.client({ ...QUICK, ...timing }, new RateLimiter(systemClock, 1_000_000));
}

/** What a request of a night does that it mustn't. */
function wrongAbout(
  { kind, identifiers, ...call }: Arrived,
  segmentId: string,
  { operation, people, others, hash }: Night,
  leavers: ReadonlySet<string>,
  list: ReadonlySet<string>,
): string | undefined {
  if (call.segmentId !== segmentId) return 'changes another segment';
  if (kind === 'clear') return operation === 'replace' ? undefined : 'clears the segment';
  const tonight = new Set([...people].map(HASHED[hash]));
  if (kind === 'add')
    return identifiers.every((one) => tonight.has(one)) ? undefined : 'adds somebody else';
  if (operation !== 'update') return 'removes somebody';
  if ([...tonight].some((one) => !list.has(one))) return 'removes before it has added everyone';
  const removed = identifiers.map(addressOf);
  if (removed.some((one) => people.has(one))) return 'removes somebody of tonight’s file';
  if (removed.some((one) => others.has(one))) return 'removes somebody of another file';
  const wrong = removed.find((one) => !leavers.has(one));
  return wrong && `removes somebody whom no update put there: ${wrong}`;
}

/** A journal whose process ends in the middle of a line: the `at`-th, from 1. */
function tearingJournal(at: number | undefined, onTear: () => void): EngineSeams | undefined {
  if (at === undefined) return undefined;
  let lines = 0;
  return {
    openJournal: async (path) => {
      const file = await openJournalFile(path);
      return {
        appendFile: async (data) => {
          if (++lines < at) return file.appendFile(data);
          if (lines === at) await file.appendFile(data.slice(0, data.length / 2));
          onTear();
          throw Object.assign(new Error('torn'), { code: 'EIO' });
        },
        datasync: () => file.datasync(),
        close: () => file.close(),
      };
    },
  };
}
