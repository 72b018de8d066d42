import type { Account } from '../../api/apiTypes';
import type { AccountHandle } from './account';

/** An account as the command line prints it: plain JSON. */
type PlainAccount = Omit<Account, 'name' | 'companyName'> & {
  name?: string;
  companyName?: string;
};

export function plainAccount({ name, companyName, ...rest }: Account): PlainAccount {
  return { ...rest, name: name?.raw(), companyName: companyName?.raw() };
}

/** An account as a report names it. */
export function accountOfReport({ accountId: id, label, sandbox }: AccountHandle): {
  account: { id: string; name?: string };
  isSandbox?: true;
} {
  const name = label.forTree();
  return {
    account: { id, ...(name !== id && { name }) },
    ...(sandbox && { isSandbox: true }),
  };
}
