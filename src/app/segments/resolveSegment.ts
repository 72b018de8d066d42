import { t } from '@vscode/l10n';
import { badArgument, Failure } from '../../common/failure';
import { count } from '../../common/format';
import { argumentText } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { SegmentList } from './segmentList';

const ID = /^\d{1,20}$/;
/** A message names at most this many segments. */
const MOST_NAMED = 5;

/**
 * The ID of a segment that is given by its ID (digits) or its exact name; never guessed.
 * `retailer`: an ID or a name, to tell segments of one name apart. A name is looked up in the API,
 * an ID isn't. Rejects with `Failure` 'segment-not-found', 'ambiguous-segment' or 'bad-argument'.
 */
export async function resolveSegmentId(
  { accounts, list }: { accounts: Pick<Accounts, 'retailers'>; list: Pick<SegmentList, 'search'> },
  account: AccountHandle,
  idOrName: string,
  retailer: string | undefined,
  operation: string,
): Promise<string> {
  if (ID.test(idOrName)) return idOrName;
  const retailerIds =
    retailer === undefined
      ? undefined
      : [await resolveRetailerId(accounts, account, retailer, operation)];
  const found = (await list.search(account, { retailerIds })).filter(
    ({ name }) => name?.raw() === idOrName,
  );
  if (found.length === 1) return found[0].id;
  const label = account.label.forNotification();
  if (found.length === 0)
    throw new Failure(
      'segment-not-found',
      t('Account {0} has no segment named {1}.', label, argumentText(idOrName)),
      operation,
    );
  const candidates = found
    .slice(0, MOST_NAMED)
    .map(({ id, retailerId }) => (retailerId ? t('{0} (retailer {1})', id, retailerId) : id));
  throw new Failure(
    'ambiguous-segment',
    t(
      'Account {0} has {1} segments named {2}: {3}. Pass the ID of one, or its retailer as “{4}”.',
      label,
      count(found.length),
      argumentText(idOrName),
      [...candidates, ...(found.length > MOST_NAMED ? ['…'] : [])].join(', '),
      optionName('retailerId'),
    ),
    operation,
  );
}

/** The ID of a retailer that is given by its ID or its exact name, in any letter case. */
export async function resolveRetailerId(
  accounts: Pick<Accounts, 'retailers'>,
  account: AccountHandle,
  idOrName: string,
  operation: string,
): Promise<string> {
  if (ID.test(idOrName)) return idOrName;
  const matches = (await accounts.retailers(account)).filter(
    ({ name }) => name?.raw().toLowerCase() === idOrName.toLowerCase(),
  );
  if (matches.length === 1) return matches[0].id;
  throw badArgument(
    operation,
    t(
      'No retailer of this account has this name, or more than one does. Use the retailer ID instead.',
    ),
    idOrName,
  );
}
