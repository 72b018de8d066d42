import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import type { NewSegment, Problem, Segment, SegmentChange } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { optionName } from '../../../common/optionNames';
import { knownType } from '../../../identifiers/identifierTypes';
import type { AccountHandle } from '../../accounts/account';
import type { Arguments } from '../../arguments';
import type { SegmentList } from '../segmentList';
import { codeOfProblem, problemText } from './itemOutcome';

/**
 * The arguments of a segment to create. `retailer`: whether its name is taken as well as its ID. Throws
 * `Failure` 'bad-argument'.
 */
export function readNewSegment(args: Arguments, retailer: 'id' | 'text'): NewSegment {
  const name = args.text('name');
  const description = args.optionalText('description');
  const retailerId = args[retailer]('retailerId');
  const type = args.text('identifierType');
  // Others pass unchanged: a newer API may accept them.
  return { name, description, retailerId, identifierType: knownType(type) ?? type };
}

/** The arguments of what to change about a segment. Throws `Failure` 'bad-argument' if it is nothing. */
export function readSegmentChange(args: Arguments): Omit<SegmentChange, 'id'> {
  const name = args.optionalText('name');
  const description = args.optionalText('description');
  if (name === undefined && description === undefined)
    throw args.invalid(
      t('Nothing to change: pass “{0}” or “{1}”.', optionName('name'), optionName('description')),
    );
  if (name?.trim() === '')
    throw args.invalid(t('“{0}” can’t be empty: a segment needs a name.', optionName('name')));
  return { name, description };
}

/**
 * Creates whose response was lost and whose segment wasn't found: account and segment → when the
 * request was sent, in milliseconds since 1970.
 */
const lostCreates = new Map<string, number>();

function lostKey(account: AccountHandle, { name, retailerId, identifierType }: NewSegment): string {
  return JSON.stringify([account.key, name, retailerId, identifierType.toLowerCase()]);
}

interface CreateOptions {
  signal?: AbortSignal;
  /**
   * When an earlier attempt without a response was sent, if the caller knows of one. Milliseconds
   * since 1970.
   */
  since?: number;
}

/**
 * Creates one segment and adds it to the list. If the response is lost, looks the segment up by
 * name, retailer, type, and creation time before failing; does the same on 'name-must-be-unique',
 * which an earlier attempt may have caused. Rejects with `ApiError`, or with a `Failure` that has
 * the API's code and message.
 */
export async function createOne(
  list: Pick<SegmentList, 'put'>,
  account: AccountHandle,
  newSegment: NewSegment,
  { signal, since: earlierAttempt }: CreateOptions = {},
): Promise<Segment> {
  const startedAt = Date.now();
  const key = lostKey(account, newSegment);
  const addToList = (segment: Segment): Segment => {
    lostCreates.delete(key);
    list.put(account, segment, true);
    return segment;
  };
  const lookUp = (since: number): Promise<Segment | undefined> =>
    account.client.findCreated(account.accountId, newSegment, since, { signal });
  try {
    const result = await account.client.createSegments(account.accountId, [newSegment], { signal });
    const [done] = result.done;
    if (done) return addToList(done.item);
    const problem = result.failed[0]?.problem;
    const since = lostCreates.get(key) ?? earlierAttempt;
    if (problem?.code === 'name-must-be-unique' && since !== undefined) {
      const created = await lookUp(since);
      if (created) return addToList(created);
    }
    if (problem) throw rejectedFailure(problem, 'createSegment');
    const created = await lookUp(startedAt);
    if (created) return addToList(created);
    throw new Failure(
      'no-answer',
      t(
        'Criteo’s response doesn’t mention “{0}”, and the segment can’t be found. Refresh before you try again.',
        newSegment.name,
      ),
      'createSegment',
      { outcome: 'unknown' },
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.outcome !== 'unknown') throw error;
    lostCreates.set(key, lostCreates.get(key) ?? earlierAttempt ?? startedAt);
    // If the lookup fails too, report the first failure.
    const created = await lookUp(startedAt).catch(() => undefined);
    if (created) return addToList(created);
    throw error;
  }
}

/**
 * Updates one segment, and puts the result into the list. Rejects with `ApiError`, or with a
 * `Failure` that has the API's code and message.
 */
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
  if (problem) throw rejectedFailure(problem, 'updateSegment');
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

function rejectedFailure(problem: Problem, operation: string): Failure {
  const { traceId } = problem;
  return new Failure(codeOfProblem(problem), problemText(problem), operation, { traceId });
}
