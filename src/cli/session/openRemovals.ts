import { join } from 'node:path';
import type { AccountHandle } from '../../app/accounts/account';
import type { AccountService } from '../../app/accounts/accountService';
import { listAccounts } from '../../app/accounts/signIn';
import type { AudienceList } from '../../app/audiences/audienceList';
import { otherApplication } from '../../app/removals/removalFailure';
import { RemovalRecords, removalsFolder } from '../../app/removals/removalRecords';
import { Removals } from '../../app/removals/removals';
import { isSameApplication } from '../../app/removals/scope';
import type { createHistory } from '../../app/segments/history';
import type { SegmentList } from '../../app/segments/segmentList';
import { SETTINGS } from '../../app/uploads/choices/choices';
import { VERSION } from '../../app/version';
import { pick } from '../../common/records';
import type { UploadEngine } from '../../upload/engine';
import { DEFAULT_OPTIONS } from '../../upload/uploadTypes';
import { localFiles } from './localFiles';

/** Removals of people from every segment, with their records in the state folder of a session. */
export function openRemovals(session: {
  readonly accounts: AccountService;
  readonly list: SegmentList;
  readonly audiences: AudienceList;
  readonly history: ReturnType<typeof createHistory>;
  readonly engine: () => UploadEngine;
  readonly stateFolder: string;
  readonly open: () => Promise<unknown>;
  readonly account: (id: string) => Promise<AccountHandle>;
}): Removals {
  const { accounts, list, audiences, history, engine, stateFolder, open } = session;
  const { sourceOf, settingsOf } = localFiles(pick(DEFAULT_OPTIONS, SETTINGS));
  return new Removals({
    ...{ accounts, segments: list, audiences, history, engine, stateFolder, sourceOf, settingsOf },
    records: new RemovalRecords(removalsFolder(stateFolder), open),
    receiptFolder: join(stateFolder, 'receipts'),
    listAccounts: ({ sessionId }) => listAccounts(accounts, sessionId),
    accountOf: async (record, accountId) => {
      const account = await session.account(accountId);
      if (isSameApplication(record, account)) return account;
      throw otherApplication(record);
    },
    // A later reading is for a window that stays open.
    scheduled: { add: async () => undefined },
    tool: VERSION,
    now: Date.now,
  });
}
