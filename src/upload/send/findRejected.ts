import { t } from '@vscode/l10n';
import { count } from '../../common/format';
import { argumentText, fileNamesOf } from '../../common/messageText';
import type { Sender } from '../contract';
import { cellKey } from '../fieldsRead';
import { halveSlice, sliceSize, type ChunkSlice } from '../journal/chunkSlices';
import type { Job } from '../journal/job';
import { Journal, type OpenJournal } from '../journal/journal';
import type { Locks } from '../journal/locks';
import type { Store } from '../journal/store';
import { UploadError } from '../uploadError';
import type { Finding } from '../uploadTypes';
import type { WorkerClient } from '../worker/workerClient';
import { asApiError } from './classifyFailure';
import type { OpenPlan } from './openPlan';
import { suppressionChangedError } from './suppressionChanged';
import { countUnlocatedRejections } from './unlocatedRejections';

/**
 * The rows of a chunk that were sent as one of the samples. Rejects with `bad-argument` if there is
 * no such chunk, and with `file-changed` if the file changed.
 */
export async function traceSamples(
  job: Job,
  chunk: number,
  samples: readonly string[],
  openPlan: OpenPlan,
): Promise<Finding[]> {
  if (job.chunks[chunk] === undefined)
    throw new UploadError(
      'bad-argument',
      t(
        'Chunk {0} doesn’t exist. Specify a number from 0 to {1}.',
        argumentText(chunk),
        count(job.chunks.length - 1),
      ),
    );
  const worker = await openPlan(job);
  try {
    return await worker.run<'trace'>({ task: 'trace', chunk, samples });
  } finally {
    await worker.close();
  }
}

interface FindRejectedContext {
  locks: Locks;
  store: Store;
  openPlan: OpenPlan;
  openJournal?: OpenJournal;
}

/**
 * Finds the rows that the API rejects if it named only some of them: resends halves of each chunk
 * and follows those with rejections. Finds the most rows with the fewest requests, as halves
 * without rejections aren't split further and a half that is rejected whole needs no further
 * requests.
 */
export async function findRejected(
  job: Job,
  sender: Sender,
  { maxCalls = 50, signal }: { maxCalls?: number; signal?: AbortSignal },
  { locks, store, openPlan, openJournal }: FindRejectedContext,
): Promise<{ findings: Finding[]; calls: number; left: number }> {
  const { origin, segmentId } = job.stored.target;
  const lock = locks.acquire(origin, segmentId, job.stored.jobId);
  if (lock === undefined)
    throw new UploadError(
      'locked',
      t('Another upload to segment {0} is in progress. Wait for it to end.', segmentId),
    );
  try {
    // Sending rows again would undo later changes.
    const state = await store.lists.state(origin, segmentId);
    const hasChanged =
      job.ledger.mixed || (state !== undefined && state.changedBy !== job.stored.jobId);
    if (hasChanged && countUnlocatedRejections(job).length > 0)
      throw new UploadError(
        'list-changed',
        t(
          'The segment has changed since the upload of {0}, so its rows aren’t sent again. Nothing was sent. Start over to check the rows.',
          fileNamesOf(job.stored.files),
        ),
      );
    // They may suppress people who would be sent again.
    const suppressionChanged = await suppressionChangedError(job, store, true);
    if (suppressionChanged) throw suppressionChanged;
    const worker = await openPlan(job);
    const isOver = (): boolean => signal?.aborted === true || !lock.isHeld;
    const search = new RejectedSearch(job, sender, worker, maxCalls, isOver, store, signal);
    try {
      for (const { chunk, refused } of countUnlocatedRejections(job))
        await search.searchChunk(chunk, refused);
    } finally {
      await worker.close();
      // Once another window holds the segment, it also owns the journal.
      if (lock.isHeld) await recordRequests(job, search.requests, store, openJournal);
    }
    job.addServerFindings(search.findings);
    return {
      findings: search.findings,
      calls: search.requests,
      left: countUnlocatedRejections(job).reduce(
        (sum, { refused, named }) => sum + refused - named,
        0,
      ),
    };
  } finally {
    lock.release();
  }
}

async function recordRequests(
  job: Job,
  k: number,
  store: Store,
  openJournal: OpenJournal | undefined,
): Promise<void> {
  if (k === 0) return;
  const journal = await Journal.open(store.journalPath(job.stored.jobId), openJournal);
  try {
    await journal.append([{ t: 'searched', k }]);
    job.ledger.apply({ t: 'searched', k });
  } finally {
    await journal.close();
  }
}

class RejectedSearch {
  requests = 0;
  readonly findings: Finding[] = [];
  readonly #known: Set<string>;

  constructor(
    private readonly job: Job,
    private readonly sender: Sender,
    private readonly worker: WorkerClient,
    private readonly maxCalls: number,
    private readonly isOver: () => boolean,
    private readonly store: Store,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#known = new Set(job.serverFindings.map(cellKey));
  }

  async searchChunk(chunk: number, refused: number): Promise<void> {
    const to = this.job.chunks[chunk].identifiers;
    await this.#search({ chunk, format: 'given', from: 0, to }, refused);
  }

  /** Finds the `refused` rows of a slice, half by half. */
  async #search(slice: ChunkSlice, refused: number): Promise<void> {
    const pair = halveSlice(slice);
    if (pair === undefined || refused === sliceSize(slice)) {
      this.#add(await this.worker.run<'locate'>({ task: 'locate', slice }));
      return;
    }
    const [first, second] = pair;
    const inFirst = await this.#resend(first);
    if (inFirst === undefined) return;
    if (inFirst.unnamed > 0) await this.#search(first, inFirst.unnamed);
    // Rows that aren't in the first half are in the second: no request needed.
    const inSecond = refused - inFirst.refused;
    if (inSecond <= 0) return;
    // An API that named this many rows may name as many again.
    const response =
      inSecond <= inFirst.refused - inFirst.unnamed ? await this.#resend(second) : undefined;
    const unnamed = response?.unnamed ?? inSecond;
    if (unnamed > 0) await this.#search(second, unnamed);
  }

  /**
   * How many identifiers of a slice the API rejects, and how many of those are still to be found.
   * Undefined if no requests are left or the API gives no count.
   */
  async #resend(slice: ChunkSlice): Promise<{ refused: number; unnamed: number } | undefined> {
    if (this.requests >= this.maxCalls || this.isOver()) return undefined;
    const { body } = await this.worker.run<'build'>({ task: 'build', slice });
    const suppressionChanged = await suppressionChangedError(this.job, this.store, false);
    if (suppressionChanged) throw suppressionChanged;
    try {
      const { invalid, sampleInvalid } = await this.sender.amend(
        this.job.stored.target.segmentId,
        body,
        { signal: this.signal, mayTry: () => !this.isOver(), onTry: () => this.requests++ },
      );
      if (invalid === undefined) return undefined;
      if (sampleInvalid.length === 0) return { refused: invalid, unnamed: invalid };
      const named = await this.worker.run<'trace'>({
        task: 'trace',
        chunk: slice.chunk,
        samples: sampleInvalid,
      });
      this.#add(named);
      return { refused: invalid, unnamed: named.length === invalid ? 0 : invalid };
    } catch (error) {
      const failure = asApiError(error);
      if (failure.kind === 'cancelled') return undefined;
      throw failure;
    }
  }

  #add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (this.#known.has(cellKey(finding))) continue;
      this.#known.add(cellKey(finding));
      this.findings.push(finding);
    }
  }
}
