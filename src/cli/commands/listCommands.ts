import { t } from '@vscode/l10n';
import { plainAccount } from '../../app/accounts/plainAccount';
import { listAccounts } from '../../app/accounts/signIn';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { figureText, takeReading } from '../../app/segments/statistics';
import { Failure } from '../../common/failure';
import type { CliCommand } from '../cliCommand';
import { columns } from '../output/table';
import { retailerOption, type ByName } from './segments/segmentOptions';

/** `accounts`. */
export function addAccountsCommand(program: CliCommand): void {
  program
    .command('accounts')
    .description(t('List the accounts that the application has access to'))
    .examples('accounts', 'accounts --json')
    .records('unused')
    .does(async ({ session, reporter }) => {
      const found = await listAccounts(session.accounts, await session.signIn());
      if (!found)
        throw new Failure(
          'permission',
          t(
            'This application isn’t allowed to list accounts. Pass the ID of one with {0}.',
            '--account',
          ),
          'accounts',
        );
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

/** `stats`. */
export function addStatsCommand(program: CliCommand): void {
  program
    .command('stats')
    .argument('<segment...>', t('IDs or exact names'))
    .addOptions(retailerOption())
    .description(t('Read the statistics of segments'))
    .examples('stats 738406688413290496', 'stats "CRM Users" --retailer 1234 --json')
    .records('unused')
    .does<ByName, [names: string[]]>(async ({ session }, { retailer }, names) => {
      const account = await session.account();
      const read = [];
      for (const name of names) {
        const id = await resolveSegmentId(session, account, name, retailer, 'stats');
        read.push(await takeReading(session.history, account, id));
      }
      return {
        document: { statistics: read },
        lines: columns(
          [
            [t('Segment'), t('Identifiers'), t('Matches'), t('Match rate')],
            ...read.map((one) => [
              one.segmentId,
              figureText(one, 'numberOfIdentifiers'),
              figureText(one, 'numberOfMatches'),
              figureText(one, 'matchRate'),
            ]),
          ],
          [1, 2, 3],
        ),
      };
    });
}
