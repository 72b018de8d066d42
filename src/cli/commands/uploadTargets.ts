import type { AccountHandle } from '../../app/accounts/account';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { toFailure, type Failure } from '../../common/failure';
import type { CommandContext } from '../context';

/** A segment that files are for. */
export interface UploadTarget {
  /** As it was given: its ID or its name. */
  readonly name: string;
  readonly segmentId?: string;
  /** Why it wasn't found by its name. */
  readonly failure?: Failure;
}

/** The segments of an upload. */
export interface UploadTargets {
  readonly account: AccountHandle;
  readonly targets: readonly UploadTarget[];
}

/** The segments that were named by ID or name, each once. */
export async function namedTargets(
  { session }: CommandContext,
  account: AccountHandle,
  names: readonly string[],
  retailer: string | undefined,
  command: string,
): Promise<UploadTargets> {
  const targets = new Map<string, UploadTarget>();
  for (const name of names)
    try {
      const segmentId = await resolveSegmentId(session, account, name, retailer, command);
      if (!targets.has(segmentId)) targets.set(segmentId, { name, segmentId });
    } catch (error) {
      targets.set(`name ${name}`, { name, failure: toFailure(error, command) });
    }
  return { account, targets: [...targets.values()] };
}
