import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { Readings } from '../../../app/segments/readings/readings';
import type { PagedSegmentList } from '../../../app/segments/segmentList';
import { count, plural } from '../../../common/format';
import type { Commands } from '../../base/command';
import { withCancel } from '../../base/progress';
import { hasAccount } from '../segmentChooser';
import { loadAllWithProgress } from './load';

/** How many segments' figures were read, and how many couldn't be. */
interface ReadAllResult {
  read: number;
  failed: number;
}

type ReadAllOptions = Parameters<Readings['readAll']>[2];

/**
 * `criteoAudiences.readAllSizes({accountId?})`: loads all segments and reads the figures of each
 * contact list that has none since the last computation.
 */
export function registerReadAllSizes({
  commands,
  accounts,
  list,
  readings,
}: {
  commands: Commands;
  accounts: Accounts;
  list: PagedSegmentList;
  readings: Readings;
}): void {
  const readAll = (account: AccountHandle, options: ReadAllOptions): Promise<ReadAllResult> =>
    readings.readAll(
      account,
      list.state(account).segments.flatMap(({ id, type }) => (type === 'ContactList' ? id : [])),
      options,
    );

  commands.add<{ accountId?: string }, ReadAllResult>({
    id: 'criteoAudiences.readAllSizes',
    parse: ([raw]) => {
      const args = Arguments.of(raw, 'readAllSizes');
      return args && { accountId: args.optionalId('accountId') };
    },
    async run({ accountId }) {
      const account = await accounts.require(accountId);
      await list.loadAll(account);
      return readAll(account, {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    },
    async prompt(node) {
      const chosen = await chosenAccounts(accounts, node);
      for (const account of chosen) await loadAllWithProgress(list, account);
      const result = await withCancel(t('Reading sizes…'), async (signal, progress) => {
        const sum: ReadAllResult = { read: 0, failed: 0 };
        for (const account of chosen) {
          let reported = 0;
          const { read, failed } = await readAll(account, {
            signal,
            onProgress(done, total) {
              const increment = (100 * (done - reported)) / total / chosen.length;
              reported = done;
              progress.report({ message: t('{0} of {1}', count(done), count(total)), increment });
            },
          });
          sum.read += read;
          sum.failed += failed;
        }
        return sum;
      });
      report(result);
      return result;
    },
  });
}

/** The row's account, or else all accounts shown. */
async function chosenAccounts(
  accounts: Accounts,
  node: unknown,
): Promise<readonly AccountHandle[]> {
  await accounts.require();
  const account = hasAccount(node) ? accounts.byKey(node.account.key) : undefined;
  return account ? [account] : accounts.shown();
}

function report({ read, failed }: ReadAllResult): void {
  if (failed > 0)
    void window.showWarningMessage(
      t(
        '{0} of {1} sizes were read, {2} failed. See the log.',
        count(read),
        count(read + failed),
        count(failed),
      ),
    );
  else
    void window.showInformationMessage(
      read === 0
        ? t('All sizes have been read since the last computation.')
        : plural(read, {
            one: t('{0} size was read.', count(read)),
            other: t('{0} sizes were read.', count(read)),
          }),
    );
}
