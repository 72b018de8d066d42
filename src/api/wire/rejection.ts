/** Turns rejections of the API into errors with a message for people. */
import { t } from '@vscode/l10n';
import { duration } from '../../common/format';
import { optionName } from '../../common/optionNames';
import { ApiError, type ErrorFacts } from '../apiError';
import type { Problem } from '../apiTypes';
import { firstProblemOf } from '../decode';
import { isObject, textOf } from '../json';
import { operationLabel, OPERATIONS } from '../operations';
import type { ReplyTexts } from '../replyTexts';
import { foreignReplyError, gatewayError } from './foreignReply';
import type { HttpReply } from './http';
import {
  ENVELOPE_OPTIONAL_STATUSES,
  failureMessage,
  RETRYABLE_STATUSES,
  smallerChunksText,
  type FailureText,
  type RequestContext,
} from './requestContext';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * A status that means rejection, with the API's own envelope, the OAuth one, problem details (RFC
 * 9457), or none.
 */
export function rejectionError(
  status: number,
  json: unknown,
  context: RequestContext,
  reply?: HttpReply,
): ApiError {
  const problem =
    firstProblemOf(json, context.texts) ??
    problemDetails(status, json, context) ??
    (context.operation === 'token' || status === 401 ? oauthProblem(json, context) : undefined);
  // Only the API itself can reject permissions or rows. Without an envelope, the reply is from
  // something in between.
  const isUnattributed = !problem && (status === 403 || !hasApiEnvelope(json, context.texts));
  if (isUnattributed && reply && status < 500 && !ENVELOPE_OPTIONAL_STATUSES.has(status))
    return reply.text.trim() === ''
      ? foreignReplyError(reply, context)
      : gatewayError(status, context);
  const outcome = status >= 500 && OPERATIONS[context.operation].writes ? 'unknown' : 'notDone';
  return problemError(status, problem ?? {}, context, outcome, RETRYABLE_STATUSES.has(status));
}

/**
 * A single problem without an envelope, as frameworks and validators send it: its fields have the
 * same names as the API's.
 */
function problemDetails(
  status: number,
  json: unknown,
  context: RequestContext,
): Problem | undefined {
  if (
    !isObject(json) ||
    status === 403 ||
    textOf(json.title) === undefined ||
    (json.status ?? json.type) === undefined
  )
    return undefined;
  return firstProblemOf({ errors: [json] }, context.texts);
}

/** Problems that can't be read are still the API's. */
function hasApiEnvelope(json: unknown, texts: ReplyTexts): boolean {
  return (
    isObject(json) &&
    ('errors' in json || 'warnings' in json || texts.traceId(json.traceId) !== undefined)
  );
}

/** `{"error":"invalid_client","error_description":"…"}` */
function oauthProblem(json: unknown, context: RequestContext): Problem | undefined {
  const { texts } = context;
  const code = isObject(json) ? texts.code(json.error) : undefined;
  if (!isObject(json) || code === undefined) return undefined;
  return {
    code,
    detail: texts.prose(json.error_description),
    traceId: texts.traceId(json.traceId),
  };
}

export function problemError(
  status: number,
  problem: Problem,
  context: RequestContext,
  outcome: ErrorFacts['outcome'],
  retryable: boolean,
): ApiError {
  const { operation } = context;
  const invalidCredentials =
    operation === 'token'
      ? status === 401 ||
        /^(invalid_client|unauthorized_client|invalid_grant|access_denied)$/.test(
          problem.code ?? '',
        )
      : status === 401;
  return new ApiError(
    failureMessage(failureTextFor(status, problem, context, invalidCredentials), outcome),
    {
      kind: invalidCredentials ? 'credentials' : status === 403 ? 'permission' : 'api',
      operation,
      status,
      code: problem.code === undefined ? undefined : { api: problem.code },
      title: problem.title,
      detail: problem.detail,
      traceId: problem.traceId,
      outcome,
      // Whatever the status: the same credentials won't become valid.
      retryable: retryable && !invalidCredentials,
      host: context.host,
      retryAfter: context.retryAfter,
    },
  );
}

/** What the API says, in its own words if there are any. */
export function reasonOf({ detail, title, code }: Problem): string | undefined {
  return (detail ?? title)?.forNotification() ?? code;
}

function failureTextFor(
  status: number,
  problem: Problem,
  context: RequestContext,
  invalidCredentials: boolean,
): FailureText {
  const { operation, host, retryAfter = 0 } = context;
  const label = operationLabel(operation);
  // Errors of uploads are stored on disk, so they must not contain the API's prose.
  const reason =
    operation === 'addRemove' || operation === 'clear' ? problem.code : reasonOf(problem);
  if (invalidCredentials) {
    const about = [label, host, problem.code ?? status] as const;
    return {
      fact:
        operation === 'token'
          ? t(
              '{0} failed: {1} doesn’t accept the client ID and secret ({2}). Check that both belong to the same key, and that the application is active in the Criteo Partner Dashboard.',
              ...about,
            )
          : t(
              '{0} failed: {1} doesn’t accept the access token, although it was just renewed ({2}). Sign in again; the secret may have been changed or revoked.',
              ...about,
            ),
    };
  }
  if (status === 403) return { fact: forbiddenMessage(context) };
  if (status === 410)
    return {
      fact: t(
        '{0} failed: API version {1} has been retired. Set {2} to a newer version.',
        label,
        context.version,
        optionName('criteoAudiences.apiVersion'),
      ),
    };
  if (status === 413)
    return {
      fact: t('{0} failed: the request is too large for the API (413).', label),
      advice: operation === 'addRemove' ? smallerChunksText() : t('Request less at once.'),
    };
  if (status === 429 && retryAfter > MINUTE) return { fact: putOffMessage(context) };
  if (status === 429)
    return {
      fact: t(
        '{0} failed: the API’s limit of requests per minute was reached. Everyone who uses the same application shares it. Try again in a minute.',
        label,
      ),
    };
  if (problem.code === 'segment-not-found')
    return {
      fact: t(
        '{0} failed: the segment no longer exists or belongs to another account ({1}).',
        label,
        problem.code,
      ),
      advice: t('Refresh the segments.'),
    };
  if (status >= 500)
    return {
      fact: t(
        '{0} failed: Criteo had a server error (status {1}).',
        label,
        reason ? t('{0}: {1}', status, reason) : status,
      ),
      advice: retryAfter ? t('Try again in {0}.', duration(retryAfter)) : t('Try again later.'),
    };
  if (reason)
    return { fact: t('{0} failed: Criteo says “{1}” (status {2}).', label, reason, status) };
  if (status === 404)
    return {
      fact: t(
        '{0} failed: this address doesn’t exist on {1} (404). Check the account and the {2} and {3} settings.',
        label,
        host,
        optionName('criteoAudiences.apiUrl'),
        optionName('criteoAudiences.apiVersion'),
      ),
    };
  return {
    fact: t(
      '{0} failed: Criteo rejected the request without giving a reason (status {1}).',
      label,
      status,
    ),
  };
}

/**
 * Names both causes in the order to check them: the dashboard shows a permission at once, a consent
 * only after it.
 */
export function forbiddenMessage(context: RequestContext): string {
  const label = operationLabel(context.operation);
  const { permission } = OPERATIONS[context.operation];
  if (!permission) {
    return t(
      '{0} failed: Criteo denied access to this application (403). In the Criteo Partner Dashboard, check that the application is active, then that the account’s owner has given it consent.',
      label,
    );
  }
  return context.application
    ? t(
        '{0} failed: Criteo denied access (403). In the Criteo Partner Dashboard, check first that the application “{1}” has the permission “{2}”, then that the account’s owner has given it consent (a new permission needs a new consent).',
        label,
        context.application.forNotification(),
        permission,
      )
    : t(
        '{0} failed: Criteo denied access (403). In the Criteo Partner Dashboard, check first that the application has the permission “{1}”, then that the account’s owner has given it consent (a new permission needs a new consent).',
        label,
        permission,
      );
}

/** The API version can't list accounts. For callers the same as a missing permission. */
export function noAccountListError(error: ApiError, version: string): ApiError {
  const { operation, status, code, source, traceId, host } = error;
  return new ApiError(
    t(
      '{0} failed: API version “{1}” has no list of accounts. Enter the account ID instead.',
      operationLabel(operation),
      version,
    ),
    {
      kind: 'permission',
      operation,
      status,
      code: source === 'api' ? { api: code } : undefined,
      traceId,
      host,
      outcome: 'notDone',
      retryable: false,
    },
  );
}

/**
 * Nothing was sent: an earlier reply said that the API accepts no requests for another `retryAfter`
 * milliseconds.
 */
export function putOffError(context: RequestContext): ApiError {
  const { operation, host, retryAfter } = context;
  return new ApiError(putOffMessage(context), {
    kind: 'api',
    code: 'put-off',
    operation,
    host,
    retryAfter,
    outcome: 'notDone',
    retryable: true,
  });
}

function putOffMessage({ operation, retryAfter = 0 }: RequestContext): string {
  // Never rounded down.
  const unit = retryAfter > 2 * HOUR ? HOUR : MINUTE;
  return t(
    '{0} failed: Criteo doesn’t accept requests from this application for another {1}. Try again after that.',
    operationLabel(operation),
    duration(Math.ceil(retryAfter / unit) * unit),
  );
}
