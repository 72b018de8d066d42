import { isAbsolute } from 'node:path';
import { t } from '@vscode/l10n';
import { commands as editor, Uri } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { Arguments } from '../../../app/arguments';
import { keptRemoval } from '../../../app/removals/page/removalChoices';
import { requirePlainReference } from '../../../app/removals/receipt/plainReference';
import { removalDocument } from '../../../app/removals/receipt/removalDocument';
import { REMOVAL, removalFailure } from '../../../app/removals/removalFailure';
import type {
  PlannedRemoval,
  RemovalRecord,
  RemovalRequest,
} from '../../../app/removals/removalTypes';
import { isRecord } from '../../../common/records';
import { HASHES } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { chooseFile, fileFor, filesOf } from '../../base/chooseFile';
import type { Commands } from '../../base/command';
import { offerSave, sourceOf, uriOf } from '../../base/editorSource';
import { whileWorking } from '../../base/progress';
import type { UploadPages } from '../page/uploadPages';
import { isRemovalNode } from '../view/removalNode';
import type { RemovalsUi } from './removalsUi';

/** What a program says: everything, since nobody is asked. */
interface RemovalArguments extends Pick<RemovalRequest, 'options' | 'reference' | 'keepsOut'> {
  files: Uri[];
  accounts?: string[];
  folder: string;
  confirm: readonly string[];
}

/** Registers the commands on removals of people from every segment. */
export function registerRemovalCommands(
  commands: Commands,
  accounts: Accounts,
  ui: RemovalsUi,
  pages: Pick<UploadPages, 'openRemoval'>,
): void {
  commands.add<RemovalArguments, object>({
    id: 'criteoAudiences.removePeople',
    read: readArguments,
    run: (args) => removeByContract(args, accounts, ui),
    prompt: async (...args) => {
      const title = t('Remove People Everywhere');
      const account = accountOfRow(args[0]);
      const chosen = filesOf(args);
      const file = account ? chooseFile(title) : fileFor(args, title);
      const files = chosen.length > 0 ? chosen : [await file];
      const selected = account ?? (await accounts.require());
      pages.openRemoval({ choices: { files: files.map(String), accounts: [selected.key] } });
    },
  });
  const onRemoval = (name: string, run: (record: RemovalRecord) => Promise<unknown>): void =>
    commands.add<never, void>({
      id: `criteoAudiences.${name}`,
      prompt: async (row) => void (await run(await ui.removals.find(idOf(row)))),
    });
  commands.add<never, void>({
    id: 'criteoAudiences.openRemoval',
    // What was chosen, for a removal that hasn’t begun.
    prompt: async (row) => {
      const choices = keptRemoval(row);
      const { id } = choices ? { id: '' } : await ui.removals.find(idOf(row));
      pages.openRemoval(choices ? { choices } : { removalId: id });
    },
  });
  onRemoval('openReceipt', async (record) =>
    editor.executeCommand('vscode.open', Uri.file(ui.removals.receiptOf(record).text)),
  );
  onRemoval('cancelRemoval', ({ id }) => ui.removals.cancel(id));
  onRemoval('resumeRemoval', async ({ id }) => {
    const planned = await whileWorking(
      { title: t('Reading the people and the segments'), cancellable: true },
      (signal) => ui.removals.resume(id, { signal }),
    );
    pages.openRemoval({ removalId: id });
    await ui.run(planned);
  });
}

/** Of a row, or as it is. */
function idOf(row: unknown): string {
  return isRemovalNode(row) ? row.removalId : String(row);
}

/** Of a row of the Segments view. */
function accountOfRow(row: unknown): AccountHandle | undefined {
  return isRecord(row) && row.kind === 'account' ? (row.account as AccountHandle) : undefined;
}

const KEYS = [
  'files',
  'accounts',
  'columns',
  'receipt',
  'reference',
  'alsoFrom',
  'addTo',
  'keepOut',
  'hash',
  'formats',
  'confirm',
] as const;

function readArguments(args: Arguments): RemovalArguments {
  args.rejectUnknownKeys(KEYS);
  const reference = args.optionalText('reference');
  const idsAt = (key: string): string[] | undefined =>
    args.optionalTexts(key) === undefined ? undefined : args.ids(key);
  const columns = args.optionalColumns('columns');
  const [alsoFrom, addTo] = [idsAt('alsoFrom'), idsAt('addTo')];
  const hash = args.optionalOneOf('hash', HASHES);
  const formats = args.optionalOneOf('formats', FORMS);
  return {
    files: args.parse('files', urisOf, () =>
      t('“{0}” must be the URI of a file, or an array of them.', 'files'),
    ),
    accounts: idsAt('accounts'),
    folder: args.parse('receipt', folderOf, () =>
      t('“{0}” is required: the folder of the receipt, as an absolute path or a URI.', 'receipt'),
    ),
    ...(reference !== undefined && { reference: requirePlainReference(reference) }),
    keepsOut: args.optionalFlag('keepOut') ?? false,
    confirm: idsAt('confirm') ?? [],
    options: {
      ...(columns && { columns }),
      ...(alsoFrom && { alsoFrom }),
      ...(addTo && { addTo }),
      ...(hash && { hash }),
      ...(formats && { formats }),
    },
  };
}

function urisOf(value: unknown): Uri[] | undefined {
  const uris = [value].flat().map(uriOf);
  const found = uris.filter((uri) => uri !== undefined);
  return found.length > 0 && found.length === uris.length ? found : undefined;
}

function folderOf(value: unknown): string | undefined {
  const uri = uriOf(value);
  const isPath = typeof value === 'string' && !value.startsWith('file:');
  return uri?.scheme === 'file' && !(isPath && !isAbsolute(value)) ? uri.fsPath : undefined;
}

/** `confirm` has the ID of every account. Resolves with the receipt as JSON. */
async function removeByContract(
  { files, accounts: ids, folder, reference, keepsOut, options, confirm }: RemovalArguments,
  accounts: Accounts,
  ui: RemovalsUi,
): Promise<object> {
  for (const uri of files) await offerSave(uri, REMOVAL);
  const handles: AccountHandle[] = [];
  for (const id of ids ?? [undefined]) handles.push(await accounts.require(id));
  const request: RemovalRequest = {
    files: await Promise.all(files.map((uri) => sourceOf(uri, REMOVAL))),
    accounts: handles,
    ...{ options, folder, keepsOut },
    ...(reference !== undefined && { reference }),
  };
  const record = await whileWorking(
    { title: t('Removing people everywhere'), cancellable: true },
    async (signal) => {
      const planned = await ui.removals.plan(request, { signal });
      requireConfirmed(planned, confirm);
      const { id } = planned.record;
      signal.addEventListener('abort', () => void ui.removals.cancel(id));
      return ui.run(planned, true);
    },
  );
  return removalDocument(record);
}

function requireConfirmed({ record }: PlannedRemoval, confirm: readonly string[]): void {
  const missing = record.accounts
    .map(({ accountId }) => accountId)
    .filter((id) => !confirm.includes(id));
  if (missing.length === 0) return;
  throw removalFailure(
    'not-confirmed',
    t(
      '“{0}” has to have the ID of each account. Missing: {1}. Nothing was sent.',
      'confirm',
      missing.join(', '),
    ),
  );
}
