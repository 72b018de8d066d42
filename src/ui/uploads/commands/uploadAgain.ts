import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import type { SegmentList } from '../../../app/segments/segmentList';
import { rememberedFor, type Pairings } from '../../../app/uploads/pairings';
import { fileName } from '../../../common/fileName';
import type { Report } from '../../../upload/types';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import type { Commands } from '../../base/command';
import type { AskedUploads } from '../asked';

/**
 * "Upload Again to Audience Segment…": what was chosen last for files of this name, then the
 * review.
 */
export function registerUploadAgain(
  commands: Commands,
  accounts: Accounts,
  segments: SegmentList,
  pairings: Pairings,
  uploads: AskedUploads,
): void {
  commands.add<never, Report>({
    id: 'criteoAudiences.uploadAgain',
    asked: async (...args) => {
      const uri =
        filesOf(args)[0] ??
        activeCsv() ??
        (await chooseFile(t('Upload Again to Audience Segment')));
      const remembered = await rememberedFor(fileName(uri), pairings, accounts, segments);
      return uploads.upload([uri], remembered);
    },
  });
}
