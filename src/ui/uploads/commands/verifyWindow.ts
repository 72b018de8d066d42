import { t } from '@vscode/l10n';
import { window } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { VerifyNotices } from '../../../app/verify/verifyNotices';
import { noticeText } from '../../../app/verify/verifyTexts';
import type { VerifyReport } from '../../../app/verify/verifyTypes';
import { VERIFIED_FOR, verifyUploads } from '../../../app/verify/verifyUploads';
import type { Commands } from '../../base/command';
import { readAccount } from '../../views/viewCommands';
import type { UploadPages } from '../page/uploadPages';
import type { WindowVerify } from '../reports/verifyHost';

/**
 * `criteoAudiences.verifyUploads({accountId?})`: reads the sizes of segments that were changed lately, and says
 * which aren't as expected. From the window it opens the page of that.
 */
export function registerVerify(
  commands: Commands,
  accounts: Pick<Accounts, 'require'>,
  pages: Pick<UploadPages, 'openVerify'>,
  sources: WindowVerify,
): void {
  commands.add<{ accountId?: string }, VerifyReport>({
    id: 'criteoAudiences.verifyUploads',
    read: readAccount,
    run: async ({ accountId }) => {
      const account = await accounts.require(accountId);
      return verifyUploads(sources, account, {
        since: Date.now() - VERIFIED_FOR,
        read: (...segment) => sources.read(...segment),
      });
    },
    prompt: async () => pages.openVerify((await accounts.require()).key),
  });
}

/** Shows one notification for all segments that aren't as expected any more. */
export function verifyNotices(
  sources: WindowVerify,
  pages: Pick<UploadPages, 'openVerify'>,
): VerifyNotices {
  return new VerifyNotices(sources, ({ key }, segments) => {
    const show = t('Show');
    void window
      .showWarningMessage(`${noticeText(segments)}.`, show)
      .then((pressed) => void (pressed === show && pages.openVerify(key)));
  });
}
