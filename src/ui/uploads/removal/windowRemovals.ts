import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { accountKey } from '../../../app/accounts/account';
import { RemovalRecords } from '../../../app/removals/removalRecords';
import { Removals, removalsFolder, type RemovalServices } from '../../../app/removals/removals';
import { Failure } from '../../../common/failure';
import { editorFiles } from '../../base/editorFiles';

type Used = Pick<
  RemovalServices,
  'accounts' | 'segments' | 'audiences' | 'history' | 'engine' | 'scheduled' | 'tool'
>;

/** Removals of people from every segment, with their records in the state folder of this window. */
export function windowRemovals(used: Used, stateFolder: string): Removals {
  const { accounts } = used;
  return new Removals({
    ...used,
    stateFolder,
    records: new RemovalRecords(removalsFolder(stateFolder)),
    receiptFolder: join(stateFolder, 'receipts'),
    sourceOf: editorFiles.sourceOf,
    settingsOf: editorFiles.settingsOf,
    // An application may have no permission to list them.
    listAccounts: ({ client }) => client.accounts(),
    accountOf: async ({ id, origin, clientId }, accountId) => {
      const account = accounts.byKey(accountKey({ origin, clientId, accountId }));
      if (account) return account;
      if (!accounts.signedIn(origin, clientId))
        throw new Failure(
          'other-session',
          t(
            'Removal {0} is of another application. Sign in with its client ID, {1}.',
            id,
            clientId,
          ),
          'removePeople',
        );
      throw new Failure(
        'unknown-account',
        t('Account {0} of removal {1} isn’t shown. Select it, then try again.', accountId, id),
        'removePeople',
      );
    },
    now: Date.now,
  });
}
