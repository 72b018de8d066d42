import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import type { NewSegment, Segment, SegmentChange } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import type { AccountHandle } from '../../accounts/account';
import type { SegmentList } from '../segmentList';
import { problemText } from './itemOutcome';

/**
 * Creates whose answer was lost and that were not found afterwards: account and segment → when they
 * were sent.
 */
const lost = new Map<string, number>();

function lostKey(account: AccountHandle, { name, retailerId, identifierType }: NewSegment): string {
  return JSON.stringify([account.key, name, retailerId, identifierType.toLowerCase()]);
}

export interface CreateOptions {
  signal?: AbortSignal;
  /**
   * When an earlier try was sent whose answer never came, in milliseconds since 1970, where the
   * caller knows of one.
   */
  since?: number;
}

/**
 * Creates one segment and puts it into the list. A lost answer is looked up by name, retailer, type
 * and creation time before it is called a failure; so is `name-must-be-unique` for what an earlier
 * try may have made. Rejects with a `Failure` that carries the API's code and words.
 */
export async function createOne(
  list: Pick<SegmentList, 'put'>,
  account: AccountHandle,
  wanted: NewSegment,
  { signal, since: first }: CreateOptions = {},
): Promise<Segment> {
  const startedAt = Date.now();
  const key = lostKey(account, wanted);
  const keep = (segment: Segment): Segment => {
    lost.delete(key);
    list.put(account, segment, true);
    return segment;
  };
  const lookUp = (since: number): Promise<Segment | undefined> =>
    account.client.findCreated(account.accountId, wanted, since, { signal });
  try {
    const result = await account.client.createSegments(account.accountId, [wanted], { signal });
    const [done] = result.done;
    if (done) return keep(done.item);
    const problem = result.failed[0]?.problem;
    const since = lost.get(key) ?? first;
    if (problem?.code === 'name-must-be-unique' && since !== undefined) {
      const found = await lookUp(since);
      if (found) return keep(found);
    }
    if (problem)
      throw new Failure(problem.code ?? 'refused', problemText(problem), 'createSegment', {
        traceId: problem.traceId,
      });
    const found = await lookUp(startedAt);
    if (found) return keep(found);
    throw new Failure(
      'no-answer',
      t(
        'Criteo’s response doesn’t mention “{0}”, and the segment can’t be found. Refresh before you try again.',
        wanted.name,
      ),
      'createSegment',
      { outcome: 'unknown' },
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.outcome !== 'unknown') throw error;
    lost.set(key, lost.get(key) ?? first ?? startedAt);
    // The look-up may fail for the same reason; then the first failure is what there is to tell.
    const found = await lookUp(startedAt).catch(() => undefined);
    if (found) return keep(found);
    throw error;
  }
}

/** Sends what changed of one segment and puts the answer into the list. */
export async function updateOne(
  list: Pick<SegmentList, 'put'>,
  account: AccountHandle,
  change: SegmentChange,
  signal?: AbortSignal,
): Promise<Segment> {
  const result = await account.client.updateSegments(account.accountId, [change], { signal });
  const [done] = result.done;
  if (done) {
    list.put(account, done.item);
    return done.item;
  }
  const problem = result.failed[0]?.problem;
  if (problem)
    throw new Failure(problem.code ?? 'refused', problemText(problem), 'updateSegment', {
      traceId: problem.traceId,
    });
  throw new Failure(
    'no-answer',
    t(
      'Criteo’s response doesn’t mention segment {0}. Refresh to see whether it changed.',
      change.id,
    ),
    'updateSegment',
    { outcome: 'unknown' },
  );
}
