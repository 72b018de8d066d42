import { t } from '@vscode/l10n';
import { commands as editor, Uri, window, workspace } from 'vscode';
import type { AccountService } from '../../app/accounts/accountService';
import { SAMPLE_COUNTS, sampleCsv } from '../../app/sampleRows';
import { Failure, orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count } from '../../common/format';
import { type Commands } from '../base/command';
import { uriOf } from '../base/editorSource';

const NAME = 'sample-customers';
const MAX_COPIES = 100;

/** Result of `createSampleCsv`. */
interface SampleFile {
  uri: string;
  /** Number of records, without the header. */
  rows: number;
}

interface WrittenSample {
  uri: Uri;
  /** False if the folder already had the same sample. */
  isNew: boolean;
}

/**
 * `criteoAudiences.createSampleCsv({folder})`: writes a file of invented people with some invalid
 * rows. Never overwrites an existing file. Run from the window, it opens the file and offers what
 * comes next.
 */
export function registerSampleCsv(
  commands: Commands,
  accounts: Pick<AccountService, 'state'>,
): void {
  commands.add({
    id: 'criteoAudiences.createSampleCsv',
    read: (args) =>
      args.parse('folder', uriOf, () =>
        t('“folder” must be the URI of a folder (a Uri or a string).'),
      ),
    run: async (folder) => sampleFile((await writeInto(folder)).uri),
    prompt: async () => {
      const written = await askAndWrite();
      const { uri } = written;
      await window.showTextDocument(uri, { preview: false });
      // The command doesn't wait for the notification.
      void offerNextStep(written, accounts).catch((error: unknown) =>
        commands.report(error, 'createSampleCsv'),
      );
      return sampleFile(uri);
    },
  });
}

/** Says what is in the file, with buttons to check and upload it. Signed out, the sandbox takes it. */
async function offerNextStep(
  { uri, isNew }: WrittenSample,
  accounts: Pick<AccountService, 'state'>,
): Promise<void> {
  const name = fileName(uri).forNotification();
  const [rows, invalid] = [count(SAMPLE_COUNTS.rows), count(SAMPLE_COUNTS.invalid)];
  const [check, upload, sandbox] = [t('Check'), t('Upload…'), t('Upload to Sandbox…')];
  const choice = await window.showInformationMessage(
    isNew
      ? t('Created {0} with {1} rows, {2} of them invalid.', name, rows, invalid)
      : t('{0} already exists. It has {1} rows, {2} of them invalid.', name, rows, invalid),
    check,
    accounts.state === 'signedOut' ? sandbox : upload,
  );
  if (choice === check) await editor.executeCommand('criteoAudiences.checkCsv', uri);
  if (choice === sandbox && !(await editor.executeCommand('criteoAudiences.useSandbox'))) return;
  if (choice === upload || choice === sandbox)
    await editor.executeCommand('criteoAudiences.uploadCsv', uri);
}

async function askAndWrite(): Promise<WrittenSample> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    const uri = orCancel(
      await window.showSaveDialog({
        title: t('Create Sample CSV'),
        filters: { CSV: ['csv'] },
        saveLabel: t('Create'),
      }),
    );
    await writeFile(uri, new TextEncoder().encode(sampleCsv()));
    return { uri, isNew: true };
  }
  const folder =
    folders.length === 1
      ? folders[0]
      : orCancel(
          await window.showWorkspaceFolderPick({
            placeHolder: t('Where do you want to create the sample CSV?'),
          }),
        );
  return writeInto(folder.uri);
}

/** Writes under an unused name, unless the folder already has the same sample. */
async function writeInto(folder: Uri): Promise<WrittenSample> {
  const content = new TextEncoder().encode(sampleCsv());
  for (let copy = 1; copy <= MAX_COPIES; copy++) {
    const uri = Uri.joinPath(folder, copy === 1 ? `${NAME}.csv` : `${NAME}-${copy}.csv`);
    const existing = await workspace.fs.readFile(uri).then(
      (bytes) => bytes,
      () => undefined,
    );
    if (existing === undefined) await writeFile(uri, content);
    else if (!Buffer.from(existing).equals(content)) continue;
    return { uri, isNew: existing === undefined };
  }
  throw new Failure(
    'not-written',
    t(
      '"{0}" already has too many sample files. Delete some, or choose another folder.',
      fileName(folder).forNotification(),
    ),
    'createSampleCsv',
  );
}

async function writeFile(uri: Uri, content: Uint8Array): Promise<void> {
  try {
    await workspace.fs.writeFile(uri, content);
  } catch {
    throw new Failure(
      'not-written',
      t(
        '"{0}" couldn’t be written. Check that its folder is writable.',
        fileName(uri).forNotification(),
      ),
      'createSampleCsv',
    );
  }
}

function sampleFile(uri: Uri): SampleFile {
  return { uri: uri.toString(), rows: SAMPLE_COUNTS.rows };
}
