import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { ApiError } from '../../../api/errors';
import { Failure } from '../../../common/failure';
import type { Report } from '../../../upload/types';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import { fileName } from '../../base/source';
import { uploadAsked, type Known } from '../asked';
import type { UploadParts } from '../services';

/**
 * "Upload Again to Audience Segment…": what was chosen last for files of this name, then the
 * review.
 */
export function registerUploadAgain(parts: UploadParts): void {
  parts.context.commands.add<never, Report>({
    id: 'criteoAudiences.uploadAgain',
    asked: async (...args) => {
      const uri =
        filesOf(args)[0] ??
        activeCsv() ??
        (await chooseFile(t('Upload Again to Audience Segment')));
      return uploadAsked(parts, [uri], await rememberedFor(parts, uri));
    },
  });
}

/** What is remembered for a file's name pattern, as far as it still holds; the rest is asked. */
export async function rememberedFor({ context, memory }: UploadParts, uri: Uri): Promise<Known> {
  const remembered = memory.of(fileName(uri));
  if (!remembered) return {};
  const { accountId, accountKey, segmentId, operation, forms, column, hash, dialect } = remembered;
  await context.accounts.require(accountId);
  const account = context.accounts.byKey(accountKey);
  if (!account)
    throw new Failure(
      'unknown-account',
      t(
        'Account {0}, used for this file last time, is not among those shown. Select it first.',
        accountId,
      ),
      'uploadAgain',
    );
  try {
    const segment = (await context.segments.search(account, { segmentIds: [segmentId] })).find(
      ({ id }) => id === segmentId,
    );
    if (segment)
      return {
        node: { kind: 'segment', account, segment },
        operation,
        forms,
        column,
        hash,
        dialect,
      };
  } catch (error) {
    // An API that knows no such segment may say so with an error.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  // How such a file is read and hashed does not depend on where it went. "None" may be of a type
  // that is never hashed.
  return { dialect, ...(hash !== 'none' && { hash }) };
}
