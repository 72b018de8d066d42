import { t } from '@vscode/l10n';
import type { Audience } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import { count } from '../../common/format';
import { argumentText } from '../../common/messageText';
import type { AccountHandle } from '../accounts/account';
import type { AudienceList } from './audienceList';

const ID = /^\d{1,20}$/;
/** A message names at most this many audiences. */
const MOST_NAMED = 5;

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
  if (ID.test(idOrName)) return requireAudience(account, idOrName, operation);
  const found = (await audiences.all(account)).filter(({ name }) => name?.raw() === idOrName);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (!only)
    throw new Failure(
      'audience-not-found',
      t('Account {0} has no audience named {1}.', label, argumentText(idOrName)),
      operation,
    );
  const candidates = found
    .slice(0, MOST_NAMED)
    .map(({ id, retailerId }) => (retailerId ? t('{0} (retailer {1})', id, retailerId) : id));
  throw new Failure(
    'ambiguous-audience',
    t(
      'Account {0} has {1} audiences named {2}: {3}. Pass the ID of one.',
      label,
      count(found.length),
      argumentText(idOrName),
      [...candidates, ...(found.length > MOST_NAMED ? ['…'] : [])].join(', '),
    ),
    operation,
  );
}

/** The audience straight from the API. Rejects with `Failure` 'audience-not-found', or the API's error. */
export async function requireAudience(
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
