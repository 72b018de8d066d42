import { segmentsIn } from '../../api/algebra';
import type { Audience, AudienceFilter } from '../../api/apiTypes';
import type { AccountHandle } from '../accounts/account';

/**
 * Searches the audiences of an account, and not what is known of them. Of several segments an audience
 * uses any: what the API makes of several isn't documented, so that it is asked for one at most.
 */
export async function findAudiences(
  { client, accountId }: Pick<AccountHandle, 'client' | 'accountId'>,
  { segmentIds = [], ...filter }: AudienceFilter,
  signal?: AbortSignal,
): Promise<readonly Audience[]> {
  if (segmentIds.length < 2)
    return client.allAudiences(accountId, { ...filter, segmentIds }, { signal });
  const wanted = new Set(segmentIds);
  const found = await client.allAudiences(accountId, filter, { signal });
  return found.filter(({ algebra }) => segmentsIn(algebra).some((id) => wanted.has(id)));
}
