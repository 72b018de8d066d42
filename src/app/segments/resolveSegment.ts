import { t } from '@vscode/l10n';
import type { Retailer } from '../../api/apiTypes';
import { badArgument } from '../../common/failure';
import { argumentText } from '../../common/messageText';
import { optionName } from '../../common/optionNames';
import { isId } from '../../common/outsideText';
import type { AccountHandle, Accounts } from '../accounts/account';
import { findByName } from '../lists/resolveItem';
import type { SegmentList } from './segmentList';

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
  if (isId(idOrName)) return idOrName;
  const retailerIds =
    retailer === undefined
      ? undefined
      : [await resolveRetailerId(accounts, account, retailer, operation)];
  const label = account.label.forNotification();
  const name = argumentText(idOrName);
  const { id } = findByName(
    await list.search(account, { retailerIds }),
    idOrName,
    operation,
    ['segment-not-found', t('Account {0} has no segment named {1}.', label, name)],
    (found, candidates) => [
      'ambiguous-segment',
      t(
        'Account {0} has {1} segments named {2}: {3}. Pass the ID of one, or its retailer as “{4}”.',
        label,
        found,
        name,
        candidates,
        optionName('retailerId'),
      ),
    ],
  );
  return id;
}

/** The ID of a retailer that is given by its ID or its exact name, in any letter case. */
export async function resolveRetailerId(
  accounts: Pick<Accounts, 'retailers'>,
  account: AccountHandle,
  idOrName: string,
  operation: string,
): Promise<string> {
  if (isId(idOrName)) return idOrName;
  const id = retailerIdOf(idOrName, { retailers: await accounts.retailers(account) });
  if (id !== undefined) return id;
  throw badArgument(
    operation,
    t(
      'No retailer of this account has this name, or more than one does. Use the retailer ID instead.',
    ),
    idOrName,
  );
}

/** The same among these retailers; undefined if none has the name, or several. */
export function retailerIdOf(
  idOrName: string,
  { retailers }: { retailers: readonly Retailer[] },
): string | undefined {
  if (isId(idOrName)) return idOrName;
  const name = idOrName.toLowerCase();
  const [match, another] = retailers.filter((one) => one.name?.raw().toLowerCase() === name);
  return another ? undefined : match?.id;
}
