import { ApiError } from '../../api/apiError';
import type { AccountHandle, Accounts } from '../accounts/account';
import type { ListState } from './listsByAccount';

/** How far a view of lists is; selects its welcome text. */
export type ViewLoad =
  | 'signedOut'
  | 'noAccount'
  | 'noPermission'
  | 'failed'
  | 'empty'
  | 'nothingMatches'
  | 'loading'
  | 'ready';

/** As long as the view wasn't shown, and no list is loaded for it. */
export function loadBefore({ state }: Pick<Accounts, 'state'>): ViewLoad {
  return state === 'signedOut' || state === 'noAccount' ? state : 'loading';
}

/** Of the whole view. With several accounts, each root shows its own state instead. */
export function loadOfView(
  accounts: Pick<Accounts, 'state' | 'shown'>,
  loadOf: (account: AccountHandle) => ViewLoad,
): ViewLoad {
  const before = loadBefore(accounts);
  if (before !== 'loading') return before;
  const [first, second] = accounts.shown();
  if (!first) return 'loading';
  return second ? 'ready' : loadOf(first);
}

/** Of one account's list, of which `matches` items pass the filter. */
export function loadOfList(
  { load, items, error }: ListState<unknown>,
  matches: number,
  isComplete: boolean,
): ViewLoad {
  if (items.length > 0 && matches > 0) return 'ready';
  if (load === 'idle' || load === 'loading') return 'loading';
  if (load === 'failed')
    return error instanceof ApiError && error.kind === 'permission' ? 'noPermission' : 'failed';
  if (items.length === 0) return 'empty';
  return isComplete ? 'nothingMatches' : 'loading';
}
