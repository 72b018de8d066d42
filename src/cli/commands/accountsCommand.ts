import { t } from '@vscode/l10n';
import { plainAccount } from '../../app/accounts/plainAccount';
import { listAccounts } from '../../app/accounts/signIn';
import { Failure } from '../../common/failure';
import type { CliCommand } from '../cliCommand';
import { endingOf } from '../exitCodes';
import type { Result } from '../output/reporter';
import { columns } from '../output/table';

/** `accounts`. */
export function addAccountsCommand(program: CliCommand): void {
  program
    .command('accounts')
    .description(t('List the accounts that the application has access to'))
    .examples('accounts', 'accounts --json')
    .records('unused')
    .reads()
    .does(async ({ session, reporter }) => {
      const named = session.namedAccount();
      let found = await listAccounts(session.accounts, await session.signIn());
      if (!found) {
        if (!named) return withoutAccounts();
        reporter.note(
          t('This application isn’t allowed to list accounts. This is the one of {0}.', named.by),
        );
        found = [{ id: named.id, countries: [] }];
      }
      if (found.length === 0) reporter.note(t('No accounts found.'));
      return {
        document: { accounts: found.map(plainAccount) },
        lines: columns(
          found.map(({ id, name, type, countries }) => [
            id,
            name?.forTerminal() ?? '',
            type ?? '',
            countries.join(' '),
          ]),
        ),
      };
    });
}

/** Applications made for audiences usually have no permission to list accounts: nothing is wrong with them. */
function withoutAccounts(): Result {
  const failure = new Failure(
    'no-account',
    t(
      'This application isn’t allowed to list accounts. Pass the ID of one with {0}, or set {1}: it is in the URL of the Retail Media pages.',
      '--account',
      'CRITEO_ACCOUNT_ID',
    ),
    'accounts',
  );
  return {
    document: { accounts: [] },
    lines: [],
    ending: endingOf(failure),
    error: failure.toJSON(),
  };
}
