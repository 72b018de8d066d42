import { t } from '@vscode/l10n';
import type { SegmentFilter } from '../../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { LoadAllOptions } from '../../../app/lists/pagedList';
import { plainSegment, type PlainSegment } from '../../../app/segments/labels';
import type { PagedSegmentList } from '../../../app/segments/segmentList';
import { count } from '../../../common/format';
import type { Commands } from '../../base/command';
import { withCancel } from '../../base/progress';
import { hasAccount, type SegmentChooser } from '../segmentChooser';

interface LoadResult {
  loaded: number;
  /** The API's total; absent where it gives none. */
  total?: number;
}

/** Commands that read the list of segments. */
export function registerLoad({
  commands,
  accounts,
  list,
  chooser,
}: {
  commands: Commands;
  accounts: Accounts;
  list: PagedSegmentList;
  chooser: SegmentChooser;
}): void {
  const resultOf = (account: AccountHandle): LoadResult => {
    const { segments, total } = list.state(account);
    return { loaded: segments.length, total };
  };
  /** The row's account, or else the selected one. */
  const rowAccount = async (node: unknown): Promise<AccountHandle> =>
    (hasAccount(node) && accounts.byKey(node.account.key)) || accounts.require();
  const byAccount =
    (operation: string) =>
    ([raw]: readonly unknown[]): { accountId?: string } | undefined => {
      const args = Arguments.of(raw, operation);
      return args && { accountId: args.optionalId('accountId') };
    };

  commands.add<{ accountId?: string }, LoadResult>({
    id: 'criteoAudiences.refresh',
    parse: byAccount('refresh'),
    async run({ accountId }) {
      const account = await accounts.require(accountId);
      await list.refresh(account);
      return resultOf(account);
    },
    async prompt(node) {
      const account = await rowAccount(node);
      await list.refresh(node === undefined ? undefined : account);
      return resultOf(account);
    },
  });

  commands.add<SegmentFilter & { accountId?: string }, PlainSegment[]>({
    id: 'criteoAudiences.listSegments',
    parse([raw]) {
      const args = Arguments.of(raw, 'listSegments');
      return (
        args && {
          segmentIds: args.optionalTexts('segmentIds'),
          retailerIds: args.optionalTexts('retailerIds'),
          types: args.optionalTexts('types'),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    run: async ({ accountId, ...filter }) =>
      (await list.search(await accounts.require(accountId), filter)).map(plainSegment),
    prompt: async () => (await list.search(await accounts.require(), {})).map(plainSegment),
  });

  commands.add<{ accountId?: string }, LoadResult>({
    id: 'criteoAudiences.loadMore',
    parse: byAccount('loadMore'),
    async run({ accountId }) {
      const account = await accounts.require(accountId);
      await list.loadMore(account);
      return resultOf(account);
    },
    async prompt(node) {
      const account = await rowAccount(node);
      await list.loadMore(account);
      return resultOf(account);
    },
  });

  commands.add<{ accountId?: string }, LoadResult>({
    id: 'criteoAudiences.loadAll',
    parse: byAccount('loadAll'),
    async run({ accountId }) {
      const account = await accounts.require(accountId);
      await list.loadAll(account);
      return resultOf(account);
    },
    async prompt(...args) {
      const account = await chooser.account(
        args,
        t('Which account do you want to load all segments of?'),
      );
      await loadAllWithProgress(list, account);
      return resultOf(account);
    },
  });

  // Linked from the welcome text: rethrows the loading error, so that it is shown in full.
  commands.add<never, void>({
    id: 'criteoAudiences.showLoadError',
    async prompt(node) {
      const { error } = list.state(await rowAccount(node));
      if (error) throw error;
    },
  });
}

/**
 * Loads the rest of an account's segments, with a notification that can be cancelled. Pages that
 * have arrived stay. Throws `Cancelled`, or the API's error.
 */
export async function loadAllWithProgress(
  list: PagedSegmentList,
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
