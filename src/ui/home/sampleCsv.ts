import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { Arguments } from '../../app/arguments';
import { sampleCsv } from '../../app/sampleRows';
import { Failure, orCancel } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { type Commands } from '../base/command';
import { uriOf } from '../base/editorSource';

const NAME = 'sample-customers';
const MOST_COPIES = 100;

/** What `createSampleCsv` returns. */
interface Created {
  uri: string;
  /** Records, without the header. */
  rows: number;
}

/**
 * `criteoAudiences.createSampleCsv({folder})`: a file of invented people, some rows of it bad. A
 * file that is there stays as it is.
 */
export function registerSampleCsv(commands: Commands): void {
  commands.add<Uri, Created>({
    id: 'criteoAudiences.createSampleCsv',
    parse: ([argument]) => {
      const words = t('“folder” must be the URI of a folder (a Uri or a string).');
      return Arguments.of(argument, 'createSampleCsv', 'folder')?.parse('folder', uriOf, words);
    },
    run: async (folder) => created(await writeInto(folder)),
    prompt: async () => {
      const uri = await write();
      await window.showTextDocument(uri, { preview: false });
      return created(uri);
    },
  });
}

async function write(): Promise<Uri> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    const uri = orCancel(
      await window.showSaveDialog({
        title: t('Create Sample CSV'),
        filters: { CSV: ['csv'] },
        saveLabel: t('Create'),
      }),
    );
    await put(uri, new TextEncoder().encode(sampleCsv()));
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

/** Under a name that is free, unless the same sample is there already. */
async function writeInto(folder: Uri): Promise<Uri> {
  const content = new TextEncoder().encode(sampleCsv());
  for (let copy = 1; copy <= MOST_COPIES; copy++) {
    const uri = Uri.joinPath(folder, copy === 1 ? `${NAME}.csv` : `${NAME}-${copy}.csv`);
    const there = await workspace.fs.readFile(uri).then(
      (bytes) => bytes,
      () => undefined,
    );
    if (there === undefined) await put(uri, content);
    else if (!Buffer.from(there).equals(content)) continue;
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

async function put(uri: Uri, content: Uint8Array): Promise<void> {
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

function created(uri: Uri): Created {
  return { uri: uri.toString(), rows: sampleCsv().split('\n').length - 2 };
}
