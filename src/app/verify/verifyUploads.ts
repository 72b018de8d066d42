import { ApiError } from '../../api/apiError';
import { toFailure, type StoredFailure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import { isoTime } from '../../common/format';
import { compact } from '../../common/records';
import { formatLabel } from '../../identifiers/formatLabel';
import type { JobSummary } from '../../upload/jobTypes';
import { lastComputation, shownSince } from '../../upload/schedule';
import type { AccountHandle } from '../accounts/account';
import { changesInHistory } from '../segments/changesInHistory';
import { isAccountFailure } from '../segments/readings/accountFailure';
import { inParallel } from '../segments/readings/inParallel';
import { plainRange, type SizeSources } from '../segments/sizes/knownSizes';
import type { Receipt } from '../uploads/receipt/receipt';
import { VerifyRecord } from './verifyRecord';
import { verifySegment, type Verdict, type VerifyFacts } from './verifySegment';
import {
  isBad,
  needsSomebody,
  VERIFY_STATES,
  type VerifiedSegment,
  type VerifyReport,
} from './verifyTypes';

/** For how long after it was sent something is verified, in milliseconds; a state that isn’t over stays. */
export const VERIFIED_FOR = 48 * 3_600_000;
const FILES_AT_ONCE = 16;
const READ_AT_ONCE = 4;

/** What uploads are verified by. */
export interface VerifySources extends SizeSources<'of' | 'segments' | 'folderOf'> {
  /** Called before anything is written to the state folder. */
  open?: () => Promise<unknown>;
  /** The records of uploads to the account's segments. */
  jobs: (account: AccountHandle) => readonly JobSummary[] | Promise<readonly JobSummary[]>;
  receipt: (job: JobSummary) => Promise<Receipt | undefined>;
  /** Names and retailers of segments, as far as they are known. */
  named: (
    account: AccountHandle,
    segmentIds: readonly string[],
  ) => Promise<ReadonlyMap<string, { name?: string; retailerId?: string }>>;
}

interface VerifyOptions {
  /** Of these only those that were changed from here. Default: all that were. */
  segmentIds?: readonly string[];
  /** Only those changed since (milliseconds since 1970), and those with a state that isn't over. */
  since?: number;
  /** Reads a segment's figures, which then are in its history. Without, nothing is read. */
  read?: (account: AccountHandle, segmentId: string) => Promise<unknown>;
  /** Also those that were read since the last computation showed. */
  isAnew?: boolean;
  signal?: AbortSignal;
}

/** A segment with what its state follows from. */
interface Look extends VerifyFacts {
  readonly segmentId: string;
  readonly verdict: Verdict;
  error?: StoredFailure;
}

/**
 * Verifies what was sent to segments of an account from here: reads each unless it was read since the last
 * computation showed. Those that need somebody are first. One that can't be read has the state of its last
 * reading, and the error. Rejects with the API's error where no other could be read either.
 */
export async function verifyUploads(
  sources: VerifySources,
  account: AccountHandle,
  { segmentIds, since = -Infinity, read, isAnew = false, signal }: VerifyOptions,
): Promise<VerifyReport> {
  const jobs = await sources.jobs(account);
  const known = await lookAt(
    sources,
    account,
    segmentIds ?? (await changedHere(sources, account, jobs)),
  );
  const chosen = known.filter(
    ({ changes, verdict }) =>
      changes.length > 0 && ((changes.at(-1)?.end ?? 0) >= since || needsSomebody(verdict)),
  );
  const errors = new Map<string, StoredFailure>();
  const now = Date.now();
  const unread = chosen.filter(
    ({ verdict }) => isAnew || (verdict.read?.at ?? 0) < shownSince(now),
  );
  if (read)
    await inParallel(READ_AT_ONCE, unread, async ({ segmentId }) => {
      signal?.throwIfAborted();
      try {
        await read(account, segmentId);
      } catch (error) {
        if (!(error instanceof ApiError) || isAccountFailure(error)) throw error;
        errors.set(segmentId, toFailure(error, 'statistics').toJSON());
      }
    });
  const ids = chosen.map(({ segmentId }) => segmentId);
  const looks = read && unread.length > 0 ? await lookAt(sources, account, ids) : chosen;
  for (const look of looks) {
    const error = errors.get(look.segmentId);
    if (error) look.error = error;
  }
  const name = account.label.forTree();
  return compact<VerifyReport>({
    account: compact({
      id: account.accountId,
      name: name === account.accountId ? undefined : name,
    }),
    isSandbox: account.sandbox || undefined,
    at: new Date().toISOString(),
    segments: await verified(sources, account, looks, jobs),
  });
}

/** What is known of these segments, without a request. Only those that were changed from here. */
export async function verifyKnown(
  sources: VerifySources,
  account: AccountHandle,
  segmentIds: readonly string[],
): Promise<VerifiedSegment[]> {
  const looks = await lookAt(sources, account, segmentIds);
  const changed = looks.filter(({ changes }) => changes.length > 0);
  return verified(sources, account, changed, await sources.jobs(account));
}

/**
 * What is known of a segment, of a fall with how many others fell. Undefined unless it was changed from here.
 */
export async function verifyOne(
  sources: VerifySources,
  account: AccountHandle,
  segmentId: string,
): Promise<VerifiedSegment | undefined> {
  const [own] = await verifyKnown(sources, account, [segmentId]);
  if (own?.state !== 'unexplained-fall' || !needsSomebody(own)) return own;
  const { segments } = await verifyUploads(sources, account, { since: Infinity });
  return segments.find((one) => one.segmentId === segmentId);
}

async function changedHere(
  { history }: VerifySources,
  account: AccountHandle,
  jobs: readonly JobSummary[],
): Promise<string[]> {
  // One that was killed is only on record.
  const sentTo = jobs.map(({ target }) => target.segmentId);
  return [...new Set([...(await history.segments(account.key)), ...sentTo])];
}

async function lookAt(
  sources: VerifySources,
  account: AccountHandle,
  segmentIds: readonly string[],
): Promise<Look[]> {
  const { history, sentTo } = sources;
  const explained = await new VerifyRecord(history).explanations(account.key);
  const looks = new Map<string, Look>();
  await inParallel(FILES_AT_ONCE, segmentIds, async (segmentId) => {
    const entries = await history.of(account, segmentId);
    const changes = (await sentTo(account, segmentId, entries)) ?? changesInHistory(entries);
    const facts = { entries, changes, explanations: explained.get(segmentId) };
    looks.set(segmentId, { segmentId, ...facts, verdict: verifySegment(facts) });
  });
  return segmentIds.flatMap((id) => looks.get(id) ?? []);
}

async function verified(
  sources: VerifySources,
  account: AccountHandle,
  looks: readonly Look[],
  jobs: readonly JobSummary[],
): Promise<VerifiedSegment[]> {
  const named = await sources.named(
    account,
    looks.map(({ segmentId }) => segmentId),
  );
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  /** Falls by retailer and computation. */
  const fallOf = ({ segmentId, verdict }: Look): string | undefined => {
    const { retailerId } = named.get(segmentId) ?? {};
    return verdict.state === 'unexplained-fall' && retailerId !== undefined
      ? `${retailerId} ${lastComputation(verdict.since ?? 0)}`
      : undefined;
  };
  const falls = looks.map(fallOf);
  const segments = await Promise.all(
    looks.map(async ({ segmentId, verdict, error }, index): Promise<VerifiedSegment> => {
      const { state, isExplained, read, before, expected, since, change } = verdict;
      const { name, retailerId } = named.get(segmentId) ?? {};
      const job = change?.jobId === undefined ? undefined : byId.get(change.jobId);
      const fall = falls[index];
      const others = fall === undefined ? 0 : falls.filter((one) => one === fall).length - 1;
      return compact<VerifiedSegment>({
        segmentId,
        segment: name ?? job?.target.segmentName,
        ...{ retailerId, state, isExplained, error },
        read:
          read &&
          compact({
            identifiers: read.numberOfIdentifiers,
            matches: read.numberOfMatches,
            matchRate: read.matchRate,
            at: new Date(read.at).toISOString(),
          }),
        before: before && {
          identifiers: before.identifiers,
          at: new Date(before.at).toISOString(),
        },
        expected: expected && plainRange(expected),
        since: isoTime(since),
        othersFell: others || undefined,
        upload:
          change &&
          compact({
            ...{ jobId: job?.jobId, operation: change.operation },
            at: new Date(change.end).toISOString(),
            accepted: job?.report?.accepted ?? change.sent,
            ...(job && (await sentAs(sources, job, isBad(state)))),
          }),
      });
    }),
  );
  const rank = (one: VerifiedSegment): number =>
    (needsSomebody(one) ? VERIFY_STATES.length : 0) + VERIFY_STATES.indexOf(one.state);
  return segments.sort((a, b) => rank(b) - rank(a));
}

/** How an upload was sent: its columns and hash only where somebody has to look for what is wrong. */
async function sentAs(
  { receipt }: VerifySources,
  job: JobSummary,
  isWhole: boolean,
): Promise<Pick<NonNullable<VerifiedSegment['upload']>, 'files' | 'columns' | 'hash'>> {
  const files = job.files.map((file) => fileNames([file]).forTree());
  if (!isWhole) return { files };
  const { columnNames, formatsSent = [] } = (await receipt(job).catch(() => undefined)) ?? {};
  const hashes = formatsSent.filter((format) => format !== 'plain').map(formatLabel);
  return compact({
    files,
    columns: columnNames,
    hash: hashes.length > 0 ? hashes.join(', ') : undefined,
  });
}
