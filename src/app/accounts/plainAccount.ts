import type { Account } from '../../api/apiTypes';

/** An account as the command line prints it: plain JSON. */
type PlainAccount = Omit<Account, 'name' | 'companyName'> & {
  name?: string;
  companyName?: string;
};

export function plainAccount({ name, companyName, ...rest }: Account): PlainAccount {
  return { ...rest, name: name?.raw(), companyName: companyName?.raw() };
}
