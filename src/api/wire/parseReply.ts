/**
 * Checks replies and parses their JSON. Replies that are truncated, too large, rejections, or not
 * from the API become errors.
 */
import { t } from '@vscode/l10n';
import { ApiError } from '../apiError';
import type { Problems } from '../apiTypes';
import { isObject, parseJson } from '../json';
import { operationLabel, OPERATIONS } from '../operations';
import { foreignReplyError, isForeignReply, redirectError } from './foreignReply';
import type { HttpReply } from './http';
import { tooLargeError } from './noReply';
import { problemError, rejectionError } from './rejection';
import { ENVELOPE_OPTIONAL_STATUSES, failureMessage, type RequestContext } from './requestContext';

/**
 * Maximum size of a JSON reply, in bytes. Parsing blocks the extension host for about 0.1 s per MB.
 * For 500 segments this allows 16 KB each; the guide's samples have less than 1 KB.
 */
const MAX_JSON = 8 * 1024 * 1024;

/**
 * Returns the JSON of a 2xx reply from the API; undefined for an empty body, which is never parsed
 * (difference 2). Throws `ApiError` for everything else.
 */
export function parseReply(reply: HttpReply, context: RequestContext): unknown {
  const { status } = reply;
  if (status >= 300 && status < 400) throw redirectError(reply, context);
  const isSuccess = status >= 200 && status < 300;
  const text = reply.text.trim();
  const isTooLarge = Buffer.byteLength(text) > MAX_JSON;
  const json = isTooLarge ? undefined : context.withoutSecrets(tryParseJson(text));
  // JSON of any shape comes from the API or a gateway, whatever its content type says.
  const isForeign = text !== '' && json === undefined && isForeignReply(reply, text);
  if (status === 407 || isForeign)
    throw status === 429
      ? rejectionError(status, undefined, context)
      : foreignReplyError(reply, context);
  if (isSuccess && !reply.bodySent) throw earlyReplyError(context);
  // For rejections of the content, the reason is in the JSON; for other statuses, the status is
  // enough.
  const isAboutBody =
    status >= 400 && status < 500 && status !== 403 && !ENVELOPE_OPTIONAL_STATUSES.has(status);
  if (isTooLarge && (isSuccess || isAboutBody)) throw tooLargeError(MAX_JSON, context, status);
  if (!isSuccess) throw rejectionError(status, json, context, reply);
  if (text === '') return undefined;
  if (!isObject(json)) throw malformedReplyError(status, context);
  return json;
}

/** Undefined if the text isn't JSON. */
function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/**
 * For a 2xx that lacks what the operation needs: the API's own error if it sent one, else kind
 * `malformed`.
 */
export function unusableReplyError(
  { errors: [problem] }: Problems,
  context: RequestContext,
  status = 200,
): ApiError {
  return problem
    ? problemError(status, problem, context, 'notDone', false)
    : malformedReplyError(status, context);
}

/** The reply is about something other than the request. */
export function otherAnswerError(context: RequestContext): ApiError {
  const { operation, host } = context;
  return new ApiError(
    t(
      '{0} failed: the response from {1} doesn’t match the request. A proxy may be mixing up responses; try again.',
      operationLabel(operation),
      host,
    ),
    {
      kind: 'malformed',
      operation,
      code: 'other-answer',
      host,
      outcome: OPERATIONS[operation].writes ? 'unknown' : 'notDone',
      retryable: true,
    },
  );
}

function malformedReplyError(status: number, context: RequestContext): ApiError {
  const outcome = OPERATIONS[context.operation].writes ? 'unknown' : 'notDone';
  return new ApiError(
    failureMessage(
      {
        fact: t(
          '{0} failed: the response from {1} can’t be read (status {2}).',
          operationLabel(context.operation),
          context.host,
          status,
        ),
        advice: t('It may have been cut off; try again.'),
      },
      outcome,
    ),
    {
      kind: 'malformed',
      operation: context.operation,
      status,
      host: context.host,
      outcome,
      retryable: true,
    },
  );
}

/**
 * A success reply that came before the whole body was sent: the rest may never have been read, so
 * this is no better than a lost reply.
 */
function earlyReplyError(context: RequestContext): ApiError {
  const outcome = OPERATIONS[context.operation].writes ? 'unknown' : 'notDone';
  return new ApiError(
    failureMessage(
      {
        fact: t(
          '{0} failed: {1} answered before it had received the whole request.',
          operationLabel(context.operation),
          context.host,
        ),
        advice: t('Try again.'),
      },
      outcome,
    ),
    {
      kind: 'network',
      operation: context.operation,
      host: context.host,
      outcome,
      retryable: true,
      reached: true,
    },
  );
}
