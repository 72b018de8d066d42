import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { orCancel } from '../../common/failure';
import type { CommandDefinition } from '../base/command';
import { withCancel } from '../base/progress';
import { readAccount } from './viewCommands';

/** How the items of an account are exported. */
interface Export<R extends { csv: string }> {
  /** Not from the view: its list may be hours old. */
  read(account: AccountHandle, signal?: AbortSignal): Promise<R>;
  /** The account that a person means. */
  choose(args: readonly unknown[]): Promise<AccountHandle>;
  /** Of the dialog that asks where to save. */
  title: string;
  /** Comes before the account's ID. */
  fileName: string;
  progress: string;
  doneText(result: R): string;
}

/**
 * A command `({uri?, accountId?})` that writes a CSV: a file only where `uri` is given; it returns the
 * CSV either way.
 */
export function exportCommand<R extends { csv: string }>(
  id: string,
  accounts: Accounts,
  { read, choose, title, fileName, progress, doneText }: Export<R>,
): CommandDefinition<{ uri?: string; accountId?: string }, R> {
  return {
    id,
    read: (args) => ({ uri: args.optionalText('uri'), ...readAccount(args) }),
    async run({ uri, accountId }) {
      const target = uri === undefined ? undefined : Uri.parse(uri, true);
      const result = await read(await accounts.require(accountId));
      if (target) await writeText(target, result.csv);
      return result;
    },
    async prompt(...args) {
      const account = await choose(args);
      const target = await askTarget(`${fileName}-${account.accountId}.csv`, title);
      const result = await withCancel(progress, (signal) => read(account, signal));
      await writeText(target, result.csv);
      offerToOpen(doneText(result), target);
      return undefined;
    },
  };
}

/** Asks where to save a file. Throws `Cancelled` on Escape. */
export async function askTarget(
  name: string,
  title?: string,
  filters: Record<string, string[]> = { CSV: ['csv'] },
): Promise<Uri> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return orCancel(
    await window.showSaveDialog({
      title,
      defaultUri: folder && Uri.joinPath(folder, name),
      filters,
    }),
  );
}

export async function writeText(target: Uri, text: string): Promise<void> {
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

/** Says that a file was written, and offers to open it. */
export function offerToOpen(message: string, target: Uri): void {
  const open = t('Open');
  void window.showInformationMessage(message, open).then((choice) => {
    if (choice === open) void window.showTextDocument(target);
  });
}
