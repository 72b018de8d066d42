import { t } from '@vscode/l10n';
import { Uri, window, workspace, type WorkspaceFolder } from 'vscode';
import { normalizePattern } from '../../../app/uploads/pairings/filePattern';
import type { Pairing } from '../../../app/uploads/pairings/pairing';
import { sharedEntryOf } from '../../../app/uploads/pairings/sharedPairings';
import { Failure, orCancel } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import { isRecord } from '../../../common/records';
import { settings } from '../../base/settings';
import { confirmModal } from '../../segments/confirm';

const OPERATION = 'pairings';

/**
 * Writes one pairing into the settings of a folder, after asking. Throws `Cancelled`, or `Failure`
 * 'no-folder' where there is no folder that is trusted.
 */
export async function sharePairing(pairing: Pairing): Promise<void> {
  const folder = await chooseFolder();
  const pattern = OutsideText.name(pairing.pattern).forNotification();
  const segment = OutsideText.name(pairing.segment ?? pairing.segmentId).forNotification();
  // With one folder, its settings are the workspace's.
  const several = (workspace.workspaceFolders?.length ?? 0) > 1 ? folder : undefined;
  const before = entriesOf(settings.pairingsWritten(several));
  const entry = sharedEntryOf(pairing, (text) => {
    const uri = Uri.parse(text);
    const isInside = workspace.getWorkspaceFolder(uri) === folder;
    return isInside ? workspace.asRelativePath(uri, false) : uri.fsPath;
  });
  const others = Object.entries(before).filter(
    ([key]) => normalizePattern(key) !== pairing.pattern,
  );
  const replaces = others.length < Object.keys(before).length;
  await confirmModal(
    t('Share {0} with everyone who opens the folder “{1}”?', pattern, folder.name),
    [
      t(
        'The settings of the folder will say that such files go to {0} ({1}). They contain no identifiers and no secrets.',
        segment,
        Object.keys(entry).join(', '),
      ),
      ...(replaces ? [t('This replaces the entry that they have for this pattern.')] : []),
      t('Anyone who has a pairing of their own for such files keeps it.'),
    ],
    t('Share'),
  );
  await settings.writePairings(several, {
    ...Object.fromEntries(others),
    [pairing.pattern]: entry,
  });
}

async function chooseFolder(): Promise<WorkspaceFolder> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0)
    throw new Failure(
      'no-folder',
      t('No folder is open. Open the folder that your team shares, then share the pairing.'),
      OPERATION,
    );
  if (!workspace.isTrusted)
    throw new Failure(
      'no-folder',
      t('This folder isn’t trusted, so its pairings are ignored. Trust it first.'),
      OPERATION,
    );
  return folders.length === 1
    ? folders[0]
    : orCancel(
        await window.showWorkspaceFolderPick({
          placeHolder: t('Which folder’s settings?'),
          ignoreFocusOut: true,
        }),
      );
}

function entriesOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? { ...value } : {};
}
