import { t } from '@vscode/l10n';
import { Uri, window, workspace, type DataTransfer, type DataTransferFile } from 'vscode';
import { requireWritable } from '../../../app/segments/access';
import { writeParts } from '../../../app/writeParts';
import { Failure, orCancel } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { fileNamesOf } from '../../../common/messageText';
import type { Commands } from '../../base/command';
import { isCsvName } from '../../base/editorSource';
import { targetFile } from '../../problems/problemFile';
import { type SegmentNode } from '../../segments/segmentNode';
import type { Node } from '../../segments/treeItems';
import type { Uploader } from '../uploader';
import { uriList } from './uriList';

const OPERATION = 'drop';

/**
 * Uploads files that are dropped on a segment. From the Explorer or a tab they come as URIs, from
 * the operating system into a browser window as content. Resolves once the data is read.
 */
export async function dropFiles(
  target: Node | undefined,
  data: DataTransfer,
  commands: Pick<Commands, 'report'>,
  uploader: Uploader,
): Promise<void> {
  const node = target?.kind === 'segment' ? target : undefined;
  // The data can be read only until this function returns, so ask afterwards.
  const dropped = await readDropped(data);
  upload(node, dropped, uploader).catch((error: unknown) => commands.report(error, OPERATION));
}

async function upload(
  node: SegmentNode | undefined,
  { uris, files }: DroppedFiles,
  uploader: Uploader,
): Promise<void> {
  if (!node) throw new Failure('no-segment', t('Drop the file onto a segment.'), OPERATION);
  requireWritable(node.segment, OPERATION);
  const csvFiles = uris.filter(({ path }) => isCsvName(path));
  for (const file of files) csvFiles.push(await saveDropped(file));
  if (csvFiles.length === 0)
    throw new Failure(
      'not-csv',
      t(
        'Only .csv, .tsv and .txt files, optionally compressed (.gz), can be dropped here, not {0}.',
        fileNamesOf(uris.map((uri) => ({ uri: uri.toString() }))) || t('the dropped item'),
      ),
      OPERATION,
    );
  const others = uris
    .filter(({ path }) => !isCsvName(path))
    .map((uri) => ({ uri: uri.toString() }));
  await uploader.upload(
    {
      files: csvFiles.map((uri) => ({ uri: uri.toString() })),
      into: { account: node.account, segmentId: node.segment.id },
    },
    others.length > 0 ? [t('Not CSV, so left out: {0}.', fileNamesOf(others))] : [],
  );
}

interface DroppedFiles {
  uris: Uri[];
  /** Files without a URI. */
  files: { name: string; data: Uint8Array }[];
}

async function readDropped(data: DataTransfer): Promise<DroppedFiles> {
  const list = await data.get('text/uri-list')?.asString();
  const uris = new Map(uriList(list ?? '').map((text) => [text, Uri.parse(text)]));
  const files: DroppedFiles['files'] = [];
  for (const [, item] of data) {
    const file: DataTransferFile | undefined = item.asFile();
    if (!file) continue;
    if (file.uri) uris.set(file.uri.toString(), file.uri);
    else if (uris.size === 0) files.push({ name: file.name, data: await file.data() });
  }
  return { uris: [...uris.values()], files };
}

/** Asks where to save a file that has no URI, and writes it. Throws `Cancelled` on Escape. */
async function saveDropped({ name, data }: DroppedFiles['files'][number]): Promise<Uri> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const to = orCancel(
    await window.showSaveDialog({
      title: t('Where should {0} be saved?', name),
      saveLabel: t('Save and Upload'),
      ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
    }),
  );
  if (!isCsvName(to.path))
    throw new Failure(
      'not-csv',
      t(
        '"{0}" isn’t a .csv, .tsv or .txt file. Save it with one of these extensions.',
        fileName(to).forNotification(),
      ),
      OPERATION,
    );
  await writeParts(targetFile(to), [data], {});
  return to;
}
