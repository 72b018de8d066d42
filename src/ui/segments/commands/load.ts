import { t } from '@vscode/l10n';
import type { SegmentFilter } from '../../../api/apiTypes';
import type { AccountHandle } from '../../../app/accounts/account';
import type { LoadAllOptions } from '../../../app/lists/pagedList';
import { plainSegment, type PlainSegment } from '../../../app/segments/labels';
import type { SegmentList } from '../../../app/segments/segmentList';
import { count } from '../../../common/format';
import type { CommandDefinition } from '../../base/command';
import { withCancel } from '../../base/progress';
import { rowAccount } from '../../views/rowAccount';
import { readAccount, showErrorCommand } from '../../views/viewCommands';
import type { SegmentServices } from '../segmentServices';

interface LoadResult {
  loaded: number;
  /** The API's total; absent where it gives none. */
  total?: number;
}

/** Commands that read the list of segments. */
export function registerLoad(services: SegmentServices): void {
  const { commands, accounts, list, audiences, chooser } = services;
  /** Reads the audiences again, too, if they were read: rows and filters go by them. */
  const refresh = async (...of: readonly AccountHandle[]): Promise<void> => {
    const used = of.filter((account) => audiences.state(account).load !== 'idle');
    await Promise.all([
      list.refresh(of.length === 1 ? of[0] : undefined),
      ...used.map((account) => audiences.refresh(account).catch(() => undefined)),
    ]);
  };
  /** `run` loads for an account; `prompt` does for a person, of the account that it returns. */
  const addLoading = (
    id: string,
    run: (account: AccountHandle) => Promise<unknown>,
    prompt: (...args: unknown[]) => Promise<AccountHandle>,
  ): void =>
    commands.add({
      id,
      read: readAccount,
      async run({ accountId }) {
        const account = await accounts.require(accountId);
        await run(account);
        return resultOf(list, account);
      },
      prompt: async (...args) => resultOf(list, await prompt(...args)),
    });

  addLoading(
    'criteoAudiences.refresh',
    (account) => refresh(account),
    async (row) => {
      const account = rowAccount(accounts, row) ?? (await accounts.require());
      await refresh(...(row === undefined ? accounts.shown() : [account]));
      return account;
    },
  );
  addLoading(
    'criteoAudiences.loadAll',
    (account) => list.loadAll(account),
    async (...args) => {
      const question = t('Which account do you want to load all segments of?');
      const account = await chooser.account(args, question);
      await loadAllWithProgress(list, account);
      return account;
    },
  );
  commands.add(listSegments(services));
  commands.add(showErrorCommand('criteoAudiences.showLoadError', accounts, list));
}

function resultOf(list: SegmentList, account: AccountHandle): LoadResult {
  const { items, total } = list.state(account);
  return { loaded: items.length, total };
}

function listSegments(
  services: SegmentServices,
): CommandDefinition<SegmentFilter & { accountId?: string }, PlainSegment[]> {
  const { accounts, list } = services;
  return {
    id: 'criteoAudiences.listSegments',
    read: (args) => ({
      segmentIds: args.optionalTexts('segmentIds'),
      retailerIds: args.optionalTexts('retailerIds'),
      types: args.optionalTexts('types'),
      ...readAccount(args),
    }),
    run: async ({ accountId, ...filter }) =>
      (await list.search(await accounts.require(accountId), filter)).map(plainSegment),
    prompt: async () => (await list.search(await accounts.require(), {})).map(plainSegment),
  };
}

/**
 * Loads the rest of an account's segments, with a notification that can be cancelled. Pages that
 * have arrived stay. Throws `Cancelled`, or the API's error.
 */
export async function loadAllWithProgress(
  list: SegmentList,
  account: AccountHandle,
): Promise<void> {
  await loadWithProgress(t('Loading all segments…'), (options) => list.loadAll(account, options));
}

/** Shows the progress of a list in a notification that can be cancelled, as `loadAllWithProgress`. */
export async function loadWithProgress(
  title: string,
  load: (options: LoadAllOptions) => Promise<unknown>,
): Promise<void> {
  await withCancel(title, async (signal, progress) => {
    let reported = 0;
    await load({
      signal,
      onProgress(loaded, total) {
        if (total === undefined) return progress.report({ message: count(loaded) });
        const increment = (100 * (loaded - reported)) / Math.max(1, total);
        reported = loaded;
        return progress.report({
          message: t('{0} of {1}', count(loaded), count(total)),
          increment,
        });
      },
    });
  });
}
