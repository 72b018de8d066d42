import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { writableSegment } from '../../../app/uploads/target';
import { badArgument } from '../../../common/failure';
import { chooseFile } from '../../base/chooseFile';
import { uploadAsked } from '../asked';
import type { UploadParts } from '../services';

/**
 * `…/upload?segment=ID&account=ID` from a wiki or a mail. It only preselects the segment: the file
 * is chosen and the upload confirmed by the user; a link that names a file or anything else is not
 * followed.
 */
export async function followLink(parts: UploadParts, uri: Uri): Promise<void> {
  try {
    await follow(parts, uri);
  } catch (error) {
    parts.context.commands.report(error, 'link');
  }
}

async function follow(parts: UploadParts, { path, query }: Uri): Promise<void> {
  const given = new URLSearchParams(query);
  const [segmentId, accountId] = [given.get('segment'), given.get('account')];
  const known = [...given.keys()].every((key) => key === 'segment' || key === 'account');
  if (
    path !== '/upload' ||
    !known ||
    !isId(segmentId) ||
    (accountId !== null && !isId(accountId))
  ) {
    throw badArgument(
      'link',
      t(
        'This link is not one that this extension follows: it may name a segment and an account, nothing else.',
      ),
    );
  }
  const { context } = parts;
  const account = await context.accounts.require(accountId ?? undefined);
  const segment = await writableSegment(context.segments, account, segmentId, 'link');
  await uploadAsked(
    parts,
    [await chooseFile(t('Upload to {0}', segment.name?.forTree() ?? segment.id))],
    { node: { kind: 'segment', account, segment } },
  );
}

function isId(text: string | null): text is string {
  return text !== null && /^\d{1,20}$/.test(text);
}
