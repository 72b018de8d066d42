import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { plainAccount } from '../../app/accounts/plainAccount';
import { listAccounts } from '../../app/accounts/signIn';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { takeReading } from '../../app/segments/statistics';
import { Failure } from '../../common/failure';
import { count, matchRate } from '../../common/format';
import type { SetWork } from '../context';
import { columns } from '../output/table';
import { setRecordsUse } from '../recordsUse';
import { addExamples } from './examples';
import { retailerHelp } from './segments/segmentOptions';

/** `accounts` and `stats`. */
export function addListCommands(program: Command, setWork: SetWork): void {
  const accounts = program
    .command('accounts')
    .description(t('List the accounts that the application has access to'));
  addExamples(accounts, 'accounts', 'accounts --json');
  setWork(accounts, async ({ session }) => {
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
    return {
      document: {
        accounts: found.map(plainAccount),
      },
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

  const stats = program
    .command('stats')
    .argument('<segment...>', t('IDs or exact names'))
    .option('--retailer <retailer>', retailerHelp())
    .description(t('Read the statistics of segments'));
  addExamples(stats, 'stats 738406688413290496', 'stats "CRM Users" --retailer 1234 --json');
  setRecordsUse('unused', accounts, stats);
  setWork<{ retailer?: string }, [names: string[]]>(
    stats,
    async ({ session }, { retailer }, names) => {
      const account = await session.account();
      const read = [];
      for (const name of names) {
        const id = await resolveSegmentId(session, account, name, retailer, 'stats');
        read.push(await takeReading(session.history, account, id));
      }
      const figure = (value: number | undefined): string =>
        value === undefined ? t('not available') : count(value);
      return {
        document: { statistics: read },
        lines: columns(
          [
            [t('Segment'), t('Identifiers'), t('Matches'), t('Match rate')],
            ...read.map((one) => [
              one.segmentId,
              figure(one.numberOfIdentifiers),
              figure(one.numberOfMatches),
              matchRate(one.matchRate),
            ]),
          ],
          [1, 2, 3],
        ),
      };
    },
  );
}
