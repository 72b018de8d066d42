import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { writableDestination } from '../../../app/uploads/target';
import { badArgument } from '../../../common/failure';
import { isId } from '../../../common/outsideText';
import { chooseFile } from '../../base/chooseFile';
import type { Uploader } from '../uploader';

/**
 * Follows `…/upload?segment=ID&account=ID`, for example from a wiki or an email. A link can come
 * from anyone, so it only preselects the segment: the user chooses the file and confirms. Throws
 * `bad-argument` for any other path or parameter, such as a file.
 */
export async function followLink(
  uri: Uri,
  accounts: Accounts,
  segments: SegmentList,
  uploader: Uploader,
): Promise<void> {
  const { path, query } = uri;
  const params = new URLSearchParams(query);
  const [segmentId, accountId] = [params.get('segment'), params.get('account')];
  const onlyKnown = [...params.keys()].every((key) => key === 'segment' || key === 'account');
  if (
    path !== '/upload' ||
    !onlyKnown ||
    segmentId === null ||
    !isId(segmentId) ||
    (accountId !== null && !isId(accountId))
  ) {
    throw badArgument(
      'link',
      t('This link isn’t supported. A link can name only a segment and an account.'),
    );
  }
  const account = await accounts.require(accountId ?? undefined);
  const into = { account, segmentId };
  const { segment } = await writableDestination(segments, into, 'link');
  const file = await chooseFile(t('Upload to {0}', segment.name?.forTree() ?? segmentId));
  await uploader.upload({ files: [{ uri: file.toString() }], into });
}
