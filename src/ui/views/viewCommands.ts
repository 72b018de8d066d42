import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { Arguments } from '../../app/arguments';
import type { FilterResult } from '../../app/lists/arrangeItems';
import type { ListsByAccount } from '../../app/lists/listsByAccount';
import type { ListItem } from '../../app/lists/pagedList';
import type { CommandDefinition } from '../base/command';
import { copyText } from '../base/copyText';
import { rowAccount } from './rowAccount';

/** The arguments of a command on an account. */
export function readAccount(args: Arguments): { accountId?: string } {
  return { accountId: args.optionalId('accountId') };
}

/** The arguments of a command on one item of an account. */
export function readItem(args: Arguments): { id: string; accountId?: string } {
  return { id: args.id('id'), ...readAccount(args) };
}

/** Linked from the welcome text: rethrows the loading error, so that it is shown in full. */
export function showErrorCommand(
  id: string,
  accounts: Accounts,
  list: Pick<ListsByAccount<ListItem>, 'state' | 'refresh'>,
): CommandDefinition<never, void> {
  const accountOf = async (row: unknown): Promise<AccountHandle> =>
    rowAccount(accounts, row) ?? (await accounts.require());
  return {
    id,
    async prompt(row) {
      const { error } = list.state(await accountOf(row));
      if (error) throw error;
    },
    again: async (row) => list.refresh(await accountOf(row)),
  };
}

/** Copies IDs; `choose` finds those that the user means. */
export function copyIdsCommand(
  id: string,
  choose: (args: readonly unknown[]) => Promise<readonly string[]>,
): CommandDefinition<{ ids: string[] }, string> {
  return {
    id,
    read: (args) => ({ ids: args.ids('ids') }),
    run: ({ ids }) => copyText(ids.join('\n'), ''),
    prompt: async (...args) => copyText((await choose(args)).join('\n')),
  };
}

/** Counts what a filter lets through, over all accounts shown. `isMatch` makes it for an account. */
export function countMatches<T extends ListItem>(
  accounts: Accounts,
  list: Pick<ListsByAccount<T>, 'state'>,
  isMatch: (account: AccountHandle) => (item: T) => boolean,
): FilterResult {
  const result = { matches: 0, loaded: 0 };
  for (const account of accounts.shown()) {
    const { items } = list.state(account);
    result.matches += items.filter(isMatch(account)).length;
    result.loaded += items.length;
  }
  return result;
}
