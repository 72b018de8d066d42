import { t } from '@vscode/l10n';
import { ApiError } from '../../../api/apiError';
import { Failure } from '../../../common/failure';
import { knownType, type IdentifierType } from '../../../identifiers/identifierTypes';
import type { Accounts } from '../../accounts/account';
import type { SegmentList } from '../../segments/segmentList';
import { UPLOAD_CHOICES, type Choices } from '../choices/choices';
import { givenOf, namesOf, rowOf } from '../choices/choiceTable';
import type { Reading } from '../choices/fileChoice';
import { accountOfPairing, type Pairing } from './pairing';

/**
 * The choices of a pairing, as far as they still apply. Rejects with `Failure` 'unknown-account'.
 */
export async function choicesOfPairing(
  pairing: Pairing,
  accounts: Pick<Accounts, 'require' | 'byKey' | 'shown'>,
  segments: Pick<SegmentList, 'search'>,
): Promise<Omit<Choices, 'files'> & { reading: Reading }> {
  const { accountId, segmentId, hash } = pairing;
  const reading = givenOf(pairing, namesOf('file'));
  await accounts.require(accountId);
  const account = accountOfPairing(pairing, accounts);
  if (!account)
    throw new Failure(
      'unknown-account',
      t(
        'Account {0}, used for this file last time, isn’t one of the accounts shown. Select it first.',
        accountId,
      ),
      'uploadAgain',
    );
  try {
    const matches = await segments.search(account, { segmentIds: [segmentId] });
    const segment = matches.find(({ id }) => id === segmentId);
    // What was chosen for emails says nothing about other types.
    const isEmail = knownType(segment?.contactList?.identifierType) === 'Email';
    if (segment)
      return {
        ...givenOf(
          pairing,
          UPLOAD_CHOICES.filter((name) => isEmail || !rowOf(name).emails),
        ),
        into: { account, segmentId },
        reading,
      };
  } catch (error) {
    // The API may report a missing segment as an error.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  // How to read and hash the file doesn't depend on the segment. But "none" may be from a type that
  // is never hashed.
  return {
    reading: givenOf({ ...reading, columns: undefined }, namesOf('file')),
    ...(hash && hash !== 'none' && { hash }),
  };
}

/** The type of a pairing's segment, if still known. */
export function rememberedType(
  pairing: Pairing | undefined,
  accounts: Pick<Accounts, 'byKey' | 'shown'>,
  segments: Pick<SegmentList, 'find'>,
): IdentifierType | undefined {
  const account = pairing && accountOfPairing(pairing, accounts);
  return (
    account && knownType(segments.find(account, pairing.segmentId)?.contactList?.identifierType)
  );
}
