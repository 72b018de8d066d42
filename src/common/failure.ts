import { t } from '@vscode/l10n';
import { codeFields, codeOf, type ErrorCode, type ErrorSource } from './codes/toolCodes';
import { argumentText, fileNameOf } from './messageText';
import { compact } from './records';

/** Optional properties of a `Failure`. */
type FailureFacts = Partial<
  Pick<Failure, 'status' | 'system' | 'traceId' | 'outcome' | 'retryAfter' | 'line' | 'cancelled'>
>;

/** What is stored in journals and shown in reports. */
export type StoredFailure = Pick<
  Failure,
  'code' | 'source' | 'message' | 'operation' | 'status' | 'system' | 'traceId'
>;

/**
 * The base of all expected errors, from HTTP to notification, report and journal. Commands reject
 * with it, so it is part of their public contract. `message` is a sentence for people (what
 * happened, why, what to do) and never contains an identifier, a token or a secret.
 */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly code: string;
  /** Whose word the code is. */
  readonly source: ErrorSource;
  /** HTTP status, if there was a reply. */
  readonly status?: number;
  /** The system's code, if there was no reply: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly system?: string;
  readonly traceId?: string;
  /** `unknown`: the work may have been done, although there is no reply. */
  readonly outcome?: 'notDone' | 'unknown';
  /**
   * Milliseconds until the API accepts requests again, if it said so. Only valid right now, so
   * never stored.
   */
  readonly retryAfter?: number;
  /** In an invalid file, 0-based, as in VS Code. */
  readonly line?: number;
  /**
   * The user cancelled: not an error to show. The code isn't enough to know, since the API has
   * codes of its own.
   */
  readonly cancelled: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    /** The operation; absent if only the caller knows it. */
    readonly operation?: string,
    facts: FailureFacts = {},
  ) {
    super(message);
    ({ code: this.code, source: this.source } = codeFields(code));
    this.status = facts.status;
    this.system = facts.system;
    this.traceId = facts.traceId;
    this.outcome = facts.outcome;
    this.retryAfter = facts.retryAfter;
    this.line = facts.line;
    this.cancelled = facts.cancelled ?? false;
  }

  /** The same failure with another message. */
  withMessage(message: string): Failure {
    return new Failure(codeOf(this), message, this.operation, this);
  }

  /** The stored form, in reports and journals. */
  toJSON(): StoredFailure {
    const { message, operation, status, system, traceId } = this;
    return compact({ ...codeFields(codeOf(this)), message, operation, status, system, traceId });
  }
}

/** The user pressed Escape or chose Cancel. Never an error, never a notification. */
export class Cancelled extends Failure {
  override readonly name = 'Cancelled';
  constructor() {
    super('cancelled', 'Cancelled', undefined, { cancelled: true });
  }
}

/** Whether an operation ended because it was cancelled: a picker, a check, a request. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Failure && error.cancelled;
}

/** Returns the answer of a picker or an input box; throws `Cancelled` if there is none. */
export function orCancel<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Cancelled();
  return answer;
}

/** The stored form of an error; undefined if it isn't a failure, or only says that it was cancelled. */
export function storedFailureOf(error: unknown): StoredFailure | undefined {
  return error instanceof Failure && !error.cancelled ? error.toJSON() : undefined;
}

/**
 * Turns anything thrown into a failure that can be shown, logged and returned. An unknown error
 * keeps only its class name and stack frames: its message may quote data.
 */
export function toFailure(error: unknown, operation: string): Failure {
  if (error instanceof Failure)
    return error.operation === undefined
      ? new Failure(codeOf(error), error.message, operation, error)
      : error;
  const type = error instanceof Error ? error.name : typeof error;
  const failure = new Failure(
    'unexpected',
    t('An unexpected error occurred ({0}). See the log, and please report it.', type),
    operation,
  );
  // Where it was thrown, not where it was caught. Only the frames, since the lines before them may
  // quote data.
  if (error instanceof Error)
    failure.stack = [
      failure.message,
      ...(error.stack?.match(/^\s+at .*:\d+:\d+\)?$/gm) ?? []),
    ].join('\n');
  return failure;
}

/**
 * A failure for an invalid argument. `given` is its value, so that the caller can find it; left out
 * if there was none, or if it is secret.
 */
export function badArgument(operation: string, message: string, given?: unknown): Failure {
  return new Failure(
    'bad-argument',
    given === undefined ? message : t('{0} Given: {1}.', message, argumentText(given)),
    operation,
  );
}

/**
 * Runs `work` on a file, and puts the file's name in front of its errors, since there may be
 * several files. Errors that have an operation are passed on unchanged: only readers don't know the
 * file's name.
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

/** Operation, codes, status and trace ID, as support needs them. Nothing personal. */
export function describe(failure: StoredFailure): string {
  const fields = [`code=${failure.code}`];
  if (failure.operation) fields.unshift(`operation=${failure.operation}`);
  if (failure.status) fields.push(`status=${failure.status}`);
  if (failure.system) fields.push(`system=${failure.system}`);
  if (failure.traceId) fields.push(`traceId=${failure.traceId}`);
  return fields.join(' ');
}
