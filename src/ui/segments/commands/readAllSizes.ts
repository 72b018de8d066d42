import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { AccountHandle } from '../../../app/accounts/account';
import type { Readings } from '../../../app/segments/readings/readings';
import { count, plural } from '../../../common/format';
import { withCancel } from '../../base/progress';
import { rowAccount } from '../../views/rowAccount';
import { readAccount } from '../../views/viewCommands';
import type { SegmentServices } from '../segmentServices';
import { loadAllWithProgress } from './load';

/** How many segments' figures were read, and how many couldn't be. */
interface ReadAllResult {
  read: number;
  failed: number;
}

/**
 * `criteoAudiences.readAllSizes({accountId?})`: loads all segments and reads the figures of each
 * contact list that has none since the last computation.
 */
export function registerReadAllSizes(services: SegmentServices): void {
  const { commands, accounts, list } = services;
  commands.add({
    id: 'criteoAudiences.readAllSizes',
    read: readAccount,
    async run({ accountId }) {
      const account = await accounts.require(accountId);
      await list.loadAll(account);
      return readSizes(services, account, {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    },
    async prompt(row) {
      await accounts.require();
      const account = rowAccount(accounts, row);
      const chosen = account ? [account] : accounts.shown();
      for (const one of chosen) await loadAllWithProgress(list, one);
      const result = await readWithProgress(services, chosen);
      report(result);
      return result;
    },
  });
}

function readSizes(
  { list, readings }: SegmentServices,
  account: AccountHandle,
  options: Parameters<Readings['readAll']>[2],
): Promise<ReadAllResult> {
  const { segments } = list.state(account);
  const ids = segments.flatMap(({ id, type }) => (type === 'ContactList' ? id : []));
  return readings.readAll(account, ids, options);
}

function readWithProgress(
  services: SegmentServices,
  accounts: readonly AccountHandle[],
): Promise<ReadAllResult> {
  return withCancel(t('Reading sizes…'), async (signal, progress) => {
    const sum: ReadAllResult = { read: 0, failed: 0 };
    for (const account of accounts) {
      let reported = 0;
      const { read, failed } = await readSizes(services, account, {
        signal,
        onProgress(done, total) {
          const increment = (100 * (done - reported)) / total / accounts.length;
          reported = done;
          progress.report({ message: t('{0} of {1}', count(done), count(total)), increment });
        },
      });
      sum.read += read;
      sum.failed += failed;
    }
    return sum;
  });
}

function report({ read, failed }: ReadAllResult): void {
  if (failed > 0)
    void window.showWarningMessage(
      t(
        'Sizes read: {0} of {1}, failed: {2}. See the log.',
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
