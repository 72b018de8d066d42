import { t } from '@vscode/l10n';
import { commands, Uri, window } from 'vscode';
import { accountKey, type AccountHandle, type Accounts } from '../../../app/accounts/account';
import type { RemovalChoices } from '../../../app/removals/page/removalChoices';
import type { SegmentsListed } from '../../../app/removals/page/removalLists';
import { requirePlainReference } from '../../../app/removals/receipt/plainReference';
import { REMOVAL } from '../../../app/removals/removalFailure';
import type { PlannedRemoval, RemovalRecord } from '../../../app/removals/removalTypes';
import { isSameApplication } from '../../../app/removals/scope';
import { Failure, orCancel } from '../../../common/failure';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { preview } from '../../../csv/preview';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { sourceOf } from '../../base/editorSource';
import { pickOne } from '../../base/pickOne';
import { linkTo } from '../../segments/segmentNode';

/** Lists segments; one that is chosen opens its page. */
export async function showSegments(
  { title, items }: SegmentsListed,
  { origin, clientId }: Pick<RemovalRecord, 'origin' | 'clientId'>,
  accounts: Pick<Accounts, 'byKey'>,
): Promise<void> {
  const { segment } = await pickOne(
    items.map(({ segment, name, place, note }) => ({
      label: OutsideText.name(name).forPrompt(),
      description: place,
      detail: note,
      segment,
    })),
    title,
    items.length === 0 ? t('There are none.') : undefined,
  );
  const account = accounts.byKey(accountKey({ origin, clientId, accountId: segment.accountId }));
  if (account)
    await commands.executeCommand('criteoAudiences.showStatistics', linkTo(account, segment.id));
}

/**
 * Picks the only columns to read, of the first file: IDs have no shape, and have to be named. Throws
 * `Cancelled`.
 */
export async function chooseColumns(
  files: readonly string[],
  planned: PlannedRemoval | undefined,
): Promise<(string | number)[]> {
  const { header, columns } = await preview(await sourceOf(Uri.parse(files[0]), REMOVAL));
  const items = Array.from({ length: columns }, (_, index) => {
    const read = planned?.part.columns.find(({ file, column }) => file === 0 && column === index);
    return {
      label: header?.[index]
        ? OutsideText.name(header[index]).forPrompt()
        : t('Column {0}', count(index + 1)),
      description: identifierTypeLabel(read?.type),
      picked: read !== undefined,
      column: header?.[index] || index,
    };
  });
  const chosen = orCancel(
    await window.showQuickPick(items, {
      title: t('Remove People Everywhere'),
      placeHolder: t(
        'Which columns have identifiers? Customer IDs have no shape: tick their column.',
      ),
      canPickMany: true,
      ignoreFocusOut: true,
    }),
  );
  if (chosen.length === 0) orCancel(undefined);
  return chosen.map(({ column }) => column);
}

/** Picks the folder of the receipt. Throws `Cancelled`. */
export async function chooseFolder(current: string | undefined): Promise<string> {
  const [folder] = orCancel(
    await window.showOpenDialog({
      title: t('Folder of the Receipt'),
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: t('Choose'),
      ...(current !== undefined && { defaultUri: Uri.file(current) }),
    }),
  );
  return orCancel(folder).fsPath;
}

/** Asks what the removal is called; undefined for nothing. Throws `Cancelled`. */
export async function chooseReference(current: string | undefined): Promise<string | undefined> {
  const text = orCancel(
    await window.showInputBox({
      title: t('Reference of the Receipt'),
      prompt: t('Such as the number of a ticket. No identifier: it is in the receipt.'),
      value: current,
      ignoreFocusOut: true,
      validateInput: (typed) => whyNotPlain(typed),
    }),
  );
  return text.trim() === '' ? undefined : requirePlainReference(text);
}

function whyNotPlain(typed: string): string | undefined {
  if (typed.trim() === '') return undefined;
  try {
    requirePlainReference(typed);
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error.message : undefined;
  }
}

/** The accounts shown that may be ticked: those of another application are of another company. */
export function offeredAccounts(
  accounts: Pick<Accounts, 'shown'>,
  chosen: Pick<RemovalChoices, 'accounts'>,
): readonly AccountHandle[] {
  const shown = accounts.shown();
  const first = shown.find(({ key }) => chosen.accounts.includes(key)) ?? shown.at(0);
  return shown.filter((one) => first && isSameApplication(one, first));
}
