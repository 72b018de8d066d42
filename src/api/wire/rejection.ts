/** The API's own no, in words for a person. */
import { t } from '@vscode/l10n';
import { ApiError, type ErrorFacts } from '../apiError';
import type { Problem } from '../apiTypes';
import { firstProblemOf } from '../decode';
import { isObject, textOf } from '../json';
import { operationLabel, OPERATIONS } from '../operations';
import type { ReplyTexts } from '../replyTexts';
import { foreignReplyError, gatewayError } from './foreignReply';
import type { HttpReply } from './http';
import {
  BARE_STATUSES,
  RETRYABLE_STATUSES,
  withDoubt,
  type RequestContext,
} from './requestContext';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * A status that says no, with the API's own envelope, the OAuth one, problem details (RFC 9457), or
 * nothing to explain it.
 */
export function rejectionError(
  status: number,
  json: unknown,
  asked: RequestContext,
  reply?: HttpReply,
): ApiError {
  const problem =
    firstProblemOf(json, asked.texts) ??
    problemDetails(status, json, asked) ??
    (asked.operation === 'token' || status === 401 ? oauthProblem(json, asked) : undefined);
  // Only the API itself can speak of permissions and rows: what comes bare is somebody's in
  // between.
  const bare = !problem && (status === 403 || !isOfApi(json, asked.texts));
  if (bare && reply && status < 500 && !BARE_STATUSES.has(status))
    return reply.text.trim() === '' ? foreignReplyError(reply, asked) : gatewayError(status, asked);
  const outcome = status >= 500 && OPERATIONS[asked.operation].writes ? 'unknown' : 'notDone';
  return problemError(status, problem ?? {}, asked, outcome, RETRYABLE_STATUSES.has(status));
}

/**
 * One problem without an envelope, as frameworks and validators write it: its members have the
 * names of the API's own.
 */
function problemDetails(status: number, json: unknown, asked: RequestContext): Problem | undefined {
  if (
    !isObject(json) ||
    status === 403 ||
    textOf(json.title) === undefined ||
    (json.status ?? json.type) === undefined
  )
    return undefined;
  return firstProblemOf({ errors: [json] }, asked.texts);
}

/** Problems that cannot be read are the API's all the same. */
function isOfApi(json: unknown, texts: ReplyTexts): boolean {
  return (
    isObject(json) &&
    ('errors' in json || 'warnings' in json || texts.traceId(json.traceId) !== undefined)
  );
}

/** `{"error":"invalid_client","error_description":"…"}` */
function oauthProblem(json: unknown, asked: RequestContext): Problem | undefined {
  const { texts } = asked;
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
  asked: RequestContext,
  outcome: ErrorFacts['outcome'],
  retryable: boolean,
): ApiError {
  const { operation } = asked;
  const refusedLogin =
    operation === 'token'
      ? status === 401 ||
        /^(invalid_client|unauthorized_client|invalid_grant|access_denied)$/.test(
          problem.code ?? '',
        )
      : status === 401;
  return new ApiError(withDoubt(messageFor(status, problem, asked, refusedLogin), outcome), {
    kind: refusedLogin ? 'credentials' : status === 403 ? 'permission' : 'api',
    operation,
    status,
    code: problem.code,
    title: problem.title,
    detail: problem.detail,
    traceId: problem.traceId,
    outcome,
    retryable,
    host: asked.host,
    retryAfter: asked.retryAfter,
  });
}

function messageFor(
  status: number,
  problem: Problem,
  asked: RequestContext,
  refusedLogin: boolean,
): string {
  const label = operationLabel(asked.operation);
  // What fails an upload is kept on the disk: none of the API's prose goes there.
  const words =
    asked.operation === 'addRemove' || asked.operation === 'clear'
      ? problem.code
      : ((problem.detail ?? problem.title)?.forNotification() ?? problem.code);
  if (refusedLogin) {
    return asked.operation === 'token'
      ? t(
          '{0} failed: {1} doesn’t accept the client ID and secret ({2}). Check both, and make sure that the application is still active in the developer dashboard.',
          label,
          asked.host,
          problem.code ?? status,
        )
      : t(
          '{0} failed: {1} doesn’t accept the access token, although it was just renewed ({2}). Sign in again; the secret may have been changed or revoked.',
          label,
          asked.host,
          problem.code ?? status,
        );
  }
  if (status === 403) return forbiddenMessage(asked);
  if (status === 410) {
    return t(
      '{0} failed: API version {1} has been retired. Set criteoAudiences.apiVersion to a newer version.',
      label,
      asked.version,
    );
  }
  if (status === 413)
    return t(
      '{0} failed: the request is too large for the API (413). Send fewer identifiers per request (criteoAudiences.upload.chunkSize).',
      label,
    );
  if (status === 429) {
    if ((asked.retryAfter ?? 0) > MINUTE) return putOffMessage(asked);
    return t(
      '{0} failed: the API’s limit of requests per minute was reached. Everyone who uses the same application shares it. Try again in a minute.',
      label,
    );
  }
  if (problem.code === 'segment-not-found') {
    return t(
      '{0} failed: the segment no longer exists or belongs to another account ({1}). Refresh the segments.',
      label,
      problem.code,
    );
  }
  if (status >= 500) {
    return words
      ? t(
          '{0} failed: Criteo had a server error (status {1}: {2}). Try again later.',
          label,
          status,
          words,
        )
      : t('{0} failed: Criteo had a server error (status {1}). Try again later.', label, status);
  }
  if (status === 404 && !words) {
    return t(
      '{0} failed: this address doesn’t exist on {1} (404). Check the account and the criteoAudiences.apiUrl and criteoAudiences.apiVersion settings.',
      label,
      asked.host,
    );
  }
  return words
    ? t('{0} failed: Criteo says “{1}” (status {2}).', label, words, status)
    : t(
        '{0} failed: Criteo rejected the request without giving a reason (status {1}).',
        label,
        status,
      );
}

/**
 * Both causes, and the order to check them: the permission shows in the dashboard at once, the
 * consent only there after it.
 */
export function forbiddenMessage(asked: RequestContext): string {
  const label = operationLabel(asked.operation);
  const { permission } = OPERATIONS[asked.operation];
  if (!permission) {
    return t(
      '{0} failed: Criteo denied access to this application (403). In the developer dashboard, check that the application is active, then that the account’s owner has given it consent.',
      label,
    );
  }
  return asked.application
    ? t(
        '{0} failed: Criteo denied access (403). In the developer dashboard, check first that the application “{1}” has the permission “{2}”, then that the account’s owner has given it consent (a new permission needs a new consent).',
        label,
        asked.application.forNotification(),
        permission,
      )
    : t(
        '{0} failed: Criteo denied access (403). In the developer dashboard, check first that the application has the permission “{1}”, then that the account’s owner has given it consent (a new permission needs a new consent).',
        label,
        permission,
      );
}

/** A version that has no list of accounts: for the caller the same as a missing permission. */
export function noAccountListError(error: ApiError, version: string): ApiError {
  const { operation, status, code, traceId, host } = error;
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
      code,
      traceId,
      host,
      outcome: 'notDone',
      retryable: false,
    },
  );
}

/**
 * Nothing was sent: the API said before that it takes no calls for `asked.retryAfter` milliseconds
 * yet.
 */
export function putOffError(asked: RequestContext): ApiError {
  const { operation, host, retryAfter } = asked;
  return new ApiError(putOffMessage(asked), {
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
  const label = operationLabel(operation);
  return retryAfter > 2 * HOUR
    ? t(
        '{0} failed: Criteo doesn’t accept requests from this application for another {1} h. Try again after that.',
        label,
        Math.ceil(retryAfter / HOUR),
      )
    : t(
        '{0} failed: Criteo doesn’t accept requests from this application for another {1} min. Try again after that.',
        label,
        Math.ceil(retryAfter / MINUTE),
      );
}
