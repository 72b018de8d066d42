import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { Arguments } from '../../app/arguments';
import { sampleCsv } from '../../app/sampleRows';
import { Failure, orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
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

/**
 * `criteoAudiences.createSampleCsv({folder})`: writes a file of invented people with some invalid
 * rows. Never overwrites an existing file.
 */
export function registerSampleCsv(commands: Commands): void {
  commands.add<Uri, SampleFile>({
    id: 'criteoAudiences.createSampleCsv',
    parse: ([argument]) => {
      const message = t('“folder” must be the URI of a folder (a Uri or a string).');
      return Arguments.of(argument, 'createSampleCsv', 'folder')?.parse('folder', uriOf, message);
    },
    run: async (folder) => sampleFile(await writeInto(folder)),
    prompt: async () => {
      const uri = await askAndWrite();
      await window.showTextDocument(uri, { preview: false });
      return sampleFile(uri);
    },
  });
}

async function askAndWrite(): Promise<Uri> {
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
    return uri;
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
async function writeInto(folder: Uri): Promise<Uri> {
  const content = new TextEncoder().encode(sampleCsv());
  for (let copy = 1; copy <= MAX_COPIES; copy++) {
    const uri = Uri.joinPath(folder, copy === 1 ? `${NAME}.csv` : `${NAME}-${copy}.csv`);
    const existing = await workspace.fs.readFile(uri).then(
      (bytes) => bytes,
      () => undefined,
    );
    if (existing === undefined) await writeFile(uri, content);
    else if (!Buffer.from(existing).equals(content)) continue;
    return uri;
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
  return { uri: uri.toString(), rows: sampleCsv().split('\n').length - 2 };
}
