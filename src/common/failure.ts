import { t } from '@vscode/l10n';
import { argumentText, fileNameOf } from './messageText';

/** What is known of a failure beside its code, its sentence and what was being done. */
export type FailureFacts = Partial<
  Pick<Failure, 'status' | 'system' | 'traceId' | 'outcome' | 'retryAfter' | 'line' | 'cancelled'>
>;

/** What of a failure is kept in journals and told in reports. */
export type StoredFailure = Pick<
  Failure,
  'code' | 'message' | 'operation' | 'status' | 'system' | 'traceId'
>;

/**
 * The one failure, from the wire to notification, report and journal; what a command rejects with:
 * the public contract of every command. `message` is a sentence for a person (what happened, why,
 * what to do) and never holds an identifier, a token or a secret.
 */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** The system's code, where there was no answer: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly system?: string;
  readonly traceId?: string;
  /** `unknown`: the work may have been done although the answer is missing. */
  readonly outcome?: 'notDone' | 'unknown';
  /**
   * Milliseconds until the API takes calls again, where it said so. Nothing that is kept: it is of
   * the moment.
   */
  readonly retryAfter?: number;
  /** For a broken file: 0-based, as the editor counts. */
  readonly line?: number;
  /**
   * Somebody wanted it to end: nothing to be told of. By the code alone it is not known: the API has
   * codes of its own.
   */
  readonly cancelled: boolean;

  constructor(
    readonly code: string,
    message: string,
    /** What was being done; absent where only the caller knows. */
    readonly operation?: string,
    facts: FailureFacts = {},
  ) {
    super(message);
    this.status = facts.status;
    this.system = facts.system;
    this.traceId = facts.traceId;
    this.outcome = facts.outcome;
    this.retryAfter = facts.retryAfter;
    this.line = facts.line;
    this.cancelled = facts.cancelled ?? false;
  }

  /** The same failure in other words. */
  withMessage(message: string): Failure {
    return new Failure(this.code, message, this.operation, this);
  }

  /** As it stands in a report or a journal. */
  toJSON(): StoredFailure {
    const { code, message, operation, status, system, traceId } = this;
    return {
      code,
      message,
      ...(operation !== undefined && { operation }),
      ...(status !== undefined && { status }),
      ...(system !== undefined && { system }),
      ...(traceId !== undefined && { traceId }),
    };
  }
}

/** The user pressed Escape, or chose Cancel. Never an error, never a notification. */
export class Cancelled extends Failure {
  override readonly name = 'Cancelled';
  constructor() {
    super('cancelled', 'Cancelled', undefined, { cancelled: true });
  }
}

/** Whether something ended because somebody wanted it to: a picker, a check, a call. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Failure && error.cancelled;
}

/** The answer of a picker or a box; throws `Cancelled` where there is none. */
export function orCancel<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Cancelled();
  return answer;
}

/**
 * The one place where whatever was thrown becomes a failure that can be shown, logged and returned.
 * An error of unknown make keeps its class name and its frames: its message may quote data.
 */
export function toFailure(error: unknown, operation: string): Failure {
  if (error instanceof Failure)
    return error.operation === undefined
      ? new Failure(error.code, error.message, operation, error)
      : error;
  const type = error instanceof Error ? error.name : typeof error;
  const failure = new Failure(
    'unexpected',
    t('An unexpected error occurred ({0}). See the log, and please report it.', type),
    operation,
  );
  // Where it happened, not where it was caught; the lines before may quote data.
  if (error instanceof Error)
    failure.stack = [
      failure.message,
      ...(error.stack?.match(/^\s+at .*:\d+:\d+\)?$/gm) ?? []),
    ].join('\n');
  return failure;
}

/**
 * A wrong argument. `given`: its value, for the caller to find it by; left out where there was
 * none, or where it is a secret.
 */
export function badArgument(operation: string, message: string, given?: unknown): Failure {
  return new Failure(
    'bad-argument',
    given === undefined ? message : t('{0} Given: {1}.', message, argumentText(given)),
    operation,
  );
}

/**
 * Does something with a file: what is wrong with it is told with its name, since there may be
 * several. One who only reads knows neither the file's name nor what it is read for.
 */
export async function withFileName<T>(
  { uri }: { uri: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure && error.operation === undefined
      ? error.withMessage(t('{0}: {1}', fileNameOf(uri), error.message))
      : error;
  }
}

/** Operation, codes, status and trace id: what support asks for, nothing personal. */
export function describe(failure: Failure): string {
  const fields = [`operation=${failure.operation}`, `code=${failure.code}`];
  if (failure.status) fields.push(`status=${failure.status}`);
  if (failure.system) fields.push(`system=${failure.system}`);
  if (failure.traceId) fields.push(`traceId=${failure.traceId}`);
  return fields.join(' ');
}
