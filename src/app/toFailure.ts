import { t } from '@vscode/l10n';
import { ApiError } from '../api/errors';
import { Failure, type FailureAction } from '../common/failure';
import { CsvError } from '../csv/error';
import { UploadError } from '../upload/error';

/**
 * The one place where whatever was thrown becomes a failure that can be shown, logged and returned.
 * An error of unknown make keeps its class name only: its message may quote data.
 */
export function toFailure(error: unknown, operation: string): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ApiError) {
    return new Failure(error.code, error.message, error.operation, {
      status: error.status,
      system: error.system,
      traceId: error.traceId,
      actions: actionsFor(error),
      setting: error.status === 410 ? 'apiVersion' : undefined,
    });
  }
  if (error instanceof UploadError || error instanceof CsvError)
    return new Failure(error.code, error.message, operation);
  const kind = error instanceof Error ? error.name : typeof error;
  return new Failure(
    'unexpected',
    t('Something unexpected went wrong ({0}). The log has where; please report it.', kind),
    operation,
  );
}

function actionsFor(error: ApiError): FailureAction[] {
  return error.kind === 'credentials' && error.status !== 410
    ? [{ title: t('Sign In Again'), command: 'criteoAudiences.signIn' }]
    : [];
}
