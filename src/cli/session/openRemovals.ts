import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { listAccounts } from '../../app/accounts/signIn';
import { RemovalRecords } from '../../app/removals/removalRecords';
import { Removals, removalsFolder } from '../../app/removals/removals';
import { SETTINGS } from '../../app/uploads/choices/choices';
import { Failure } from '../../common/failure';
import { pick } from '../../common/records';
import { DEFAULT_OPTIONS } from '../../upload/uploadTypes';
import { VERSION } from '../version';
import { localFiles } from './localFiles';
import type { Session } from './openSession';

/** Removals of people from every segment, with their records in the state folder of a session. */
export function openRemovals(session: Session): Removals {
  const { accounts, list, audiences, history, engine, stateFolder, open } = session;
  const { sourceOf, settingsOf } = localFiles(pick(DEFAULT_OPTIONS, SETTINGS));
  return new Removals({
    ...{ accounts, segments: list, audiences, history, engine, stateFolder, sourceOf, settingsOf },
    records: new RemovalRecords(removalsFolder(stateFolder), open),
    receiptFolder: join(stateFolder, 'receipts'),
    listAccounts: ({ sessionId }) => listAccounts(accounts, sessionId),
    accountOf: async ({ origin, clientId, id }, accountId) => {
      const account = await session.account(accountId);
      if (account.origin === origin && account.clientId === clientId) return account;
      throw new Failure(
        'other-session',
        t('Removal {0} is of another application. Sign in with its client ID, {1}.', id, clientId),
        'removePeople',
      );
    },
    // A later reading is for a window that stays open.
    scheduled: { add: async () => undefined },
    tool: VERSION,
    now: Date.now,
  });
}
