import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { accountKey } from '../../../app/accounts/account';
import { otherApplication, removalFailure } from '../../../app/removals/removalFailure';
import { RemovalRecords, removalsFolder } from '../../../app/removals/removalRecords';
import { Removals, type RemovalServices } from '../../../app/removals/removals';
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
    accountOf: async (record, accountId) => {
      const { id, origin, clientId } = record;
      const account = accounts.byKey(accountKey({ origin, clientId, accountId }));
      if (account) return account;
      if (!accounts.signedIn(origin, clientId)) throw otherApplication(record);
      throw removalFailure(
        'unknown-account',
        t('Account {0} of removal {1} isn’t shown. Select it, then try again.', accountId, id),
      );
    },
    now: Date.now,
  });
}
