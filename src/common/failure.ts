import { t } from '@vscode/l10n';
import { argumentWords } from './told';

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
      /** The setting that is to be changed. */
      setting?: 'apiUrl' | 'apiVersion' | 'accounts';
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
