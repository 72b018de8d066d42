import { t } from '@vscode/l10n';
import { ApiError } from '../api/errors';
import { argumentWords } from '../common/told';
import { CsvError } from '../csv/error';
import { UploadError } from '../upload/error';

/** A button under a failure's notification. */
export interface FailureAction {
  title: string;
  command: string;
  args?: unknown[];
}

/**
 * What a command rejects with: the public contract of every command. `message` is a sentence for a
 * person (what happened, why, what to do) and never holds an identifier, a token or a secret.
 */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: string,
    message: string,
    readonly operation: string,
    readonly facts: {
      status?: number;
      system?: string;
      traceId?: string;
      actions?: FailureAction[];
    } = {},
  ) {
    super(message);
    this.status = facts.status;
    this.system = facts.system;
    this.traceId = facts.traceId;
  }

  readonly status?: number;
  readonly system?: string;
  readonly traceId?: string;

  get actions(): FailureAction[] {
    return this.facts.actions ?? [];
  }
}

/** The user pressed Escape, or chose Cancel. Never an error, never a notification. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor() {
    super('Cancelled');
  }
}

/** The answer of a picker or a box; throws `Cancelled` where there is none. */
export function answered<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Cancelled();
  return answer;
}

/**
 * A wrong argument. `given`: its value, for the caller to find it by; left out where there was
 * none, or where it is a secret.
 */
export function badArgument(operation: string, message: string, given?: unknown): Failure {
  return new Failure(
    'bad-argument',
    given === undefined ? message : t('{0} Given: {1}.', message, argumentWords(given)),
    operation,
  );
}

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
  if (error.status === 410) return [openSetting('apiVersion')];
  if (error.kind === 'credentials')
    return [{ title: t('Sign In Again'), command: 'criteoAudiences.signIn' }];
  return [];
}

export const OPEN_SETTINGS = 'workbench.action.openSettings';

/**
 * "Open Setting", for a setting of machine scope. `runAction` finds the page that it stands on;
 * here nothing of the editor is needed.
 */
export function openSetting(key: 'apiUrl' | 'apiVersion' | 'accounts'): FailureAction {
  return {
    title: t('Open Setting'),
    command: OPEN_SETTINGS,
    args: [{ query: `@id:criteoAudiences.${key}` }],
  };
}
