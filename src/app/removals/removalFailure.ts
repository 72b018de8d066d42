import { t } from '@vscode/l10n';
import type { ErrorCode } from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { fileNames } from '../../common/fileName';
import type { RemovalRecord } from './removalTypes';

/** The operation that failures of removals name. */
export const REMOVAL = 'removePeople';

export function removalFailure(code: ErrorCode, message: string): Failure {
  return new Failure(code, message, REMOVAL);
}

/** The failure where files have other people than those who were confirmed: nobody else is removed. */
export function otherPeople(files: readonly { uri: string }[]): Failure {
  return removalFailure(
    'file-changed',
    t(
      '{0} no longer has the people whose removal was confirmed. Run the removal again with the same receipt and reference, and confirm it.',
      fileNames(files).forNotification(),
    ),
  );
}

export function otherApplication({
  id,
  clientId,
}: Pick<RemovalRecord, 'id' | 'clientId'>): Failure {
  return removalFailure(
    'other-session',
    t('Removal {0} is of another application. Sign in with its client ID, {1}.', id, clientId),
  );
}
