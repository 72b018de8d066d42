import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import { argumentText } from '../../common/messageText';
import { isId } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';
import { findByName } from '../lists/resolveItem';
import type { AudienceList } from './audienceList';

/**
 * The audience that is given by its ID (digits) or its exact name; never guessed. An ID is one search,
 * a name needs all audiences. Rejects with `Failure` 'audience-not-found' or 'ambiguous-audience', or
 * the API's error.
 */
export async function resolveAudience(
  audiences: Pick<AudienceList, 'all'>,
  account: AccountHandle,
  idOrName: string,
  operation: string,
): Promise<Audience> {
  const label = account.label.forNotification();
  if (isId(idOrName)) return requireAudience(account, idOrName, operation);
  const name = argumentText(idOrName);
  return findByName(
    await audiences.all(account),
    idOrName,
    operation,
    ['audience-not-found', t('Account {0} has no audience named {1}.', label, name)],
    (found, candidates) => [
      'ambiguous-audience',
      t(
        'Account {0} has {1} audiences named {2}: {3}. Pass the ID of one.',
        label,
        found,
        name,
        candidates,
      ),
    ],
  );
}

/** The audience straight from the API. */
async function requireAudience(
  { client, accountId, label }: AccountHandle,
  audienceId: string,
  operation: string,
): Promise<Audience> {
  const found = await client.allAudiences(accountId, { audienceIds: [audienceId] });
  const audience = found.find(({ id }) => id === audienceId);
  if (audience) return audience;
  throw new Failure(
    'audience-not-found',
    t('Account {0} has no audience {1}. Check the ID.', label.forNotification(), audienceId),
    operation,
  );
}
