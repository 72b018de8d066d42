/** Turns what came instead of an answer into `ApiError`, with words for a person. */
import { t } from '@vscode/l10n';
import type { OutsideText } from '../common/outsideText';
import { firstProblemOf } from './decode';
import { ApiError, type ErrorFacts, type Operation } from './errors';
import { isCertificateCode, MAX_REPLY, type HttpFailure, type HttpReply } from './http';
import { isObject, parseJson, textOf } from './json';
import { labelOf, OPERATIONS } from './operations';
import type { ReplyTexts } from './replyTexts';
import type { Problem, Problems } from './types';

/** What is known about a call when it fails. */
export interface Asked {
  operation: Operation;
  /** The machine asked, with its port if it has one. */
  host: string;
  version: string;
  /** How the reply's texts are read. */
  texts: ReplyTexts;
  /** Replaces the session's own secret and tokens in whatever a reply gives back. */
  withoutSecrets: <T>(value: T) => T;
  /** The application's name, where who-am-I told it. */
  application?: OutsideText;
  /** Milliseconds, from the reply's headers. */
  retryAfter?: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/**
 * Bytes of JSON that are read: parsing takes some 0.1 s for each MB, in which the whole extension
 * host stands still. 500 segments have 16 KB each by this, where the guide's samples have less than
 * one.
 */
const MAX_JSON = 8 * 1024 * 1024;
const WORTH_REPEATING = new Set([429, 500, 502, 503, 504]);
/**
 * Nos that the API may give without its envelope: of its own front, about the address, the token,
 * the size or the limit.
 */
const MAY_BE_BARE = new Set([401, 404, 405, 410, 413, 415, 429]);

/**
 * The JSON of a reply of the API's own that says yes; undefined for an empty body, which is never
 * parsed (difference 2). Throws `ApiError` for everything else.
 */
export function acceptReply(reply: HttpReply, asked: Asked): unknown {
  const { status } = reply;
  if (status >= 300 && status < 400) throw redirected(reply, asked);
  const good = status >= 200 && status < 300;
  const text = reply.text.trim();
  const large = Buffer.byteLength(text) > MAX_JSON;
  const json = large ? undefined : asked.withoutSecrets(jsonIn(text));
  // JSON of whatever shape is the API's or a gateway's, whatever the headers call it.
  const isForeign = text !== '' && json === undefined && looksForeign(reply, text);
  if (status === 407 || isForeign)
    throw status === 429 ? refused(status, undefined, asked) : foreign(reply, asked);
  if (good && !reply.bodyTaken) throw early(asked);
  // Of a no about what was sent, the API's own reason is in it somewhere; another status says
  // enough by itself.
  const aboutContent = status >= 400 && status < 500 && status !== 403 && !MAY_BE_BARE.has(status);
  if (large && (good || aboutContent)) throw tooLarge(MAX_JSON, asked, status);
  if (!good) throw refused(status, json, asked, reply);
  if (text === '') return undefined;
  if (!isObject(json)) throw malformed(status, asked);
  return json;
}

/** Undefined for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/**
 * For a 2xx without what the operation needs: the API's own error where it sent one, else
 * `malformed`.
 */
export function unusable({ errors: [problem] }: Problems, asked: Asked, status = 200): ApiError {
  return problem ? apiProblem(status, problem, asked, 'notDone', false) : malformed(status, asked);
}

export function explainFailure(failure: HttpFailure, asked: Asked): ApiError {
  const { host } = asked;
  const label = labelOf(asked.operation);
  const outcome = failure.maybeSent && OPERATIONS[asked.operation].writes ? 'unknown' : 'notDone';
  const make = (
    sentence: string,
    facts: Pick<ErrorFacts, 'kind' | 'retryable'> & { system?: string },
  ) =>
    new ApiError(withDoubt(sentence, outcome), {
      operation: asked.operation,
      host,
      outcome,
      ...facts,
    });
  switch (failure.reason) {
    case 'cancelled':
      return cancelled(asked.operation, outcome);
    case 'stalled':
      return make(
        t(
          '{0} failed: the connection to {1} stood still for too long. Check the network and try again.',
          label,
          host,
        ),
        {
          kind: asked.operation === 'token' ? 'network' : 'stalled',
          retryable: true,
        },
      );
    case 'unfinished':
      return make(
        t(
          '{0} failed: {1} began to answer and did not come to an end in time. Try again later.',
          label,
          host,
        ),
        {
          kind: asked.operation === 'token' ? 'network' : 'stalled',
          retryable: false,
        },
      );
    case 'tooLong':
      return tooLarge(MAX_REPLY, asked);
    case 'connection': {
      const { code: system } = failure;
      if (system !== undefined && /^(EPROTO$|ERR_SSL_)/.test(system)) {
        return make(
          t(
            '{0} failed: {1} does not speak https as it should ({2}). A proxy may be in between, or the address is one for http: check the settings http.proxy and criteoAudiences.apiUrl.',
            label,
            host,
            system,
          ),
          { kind: 'proxy', retryable: false, system },
        );
      }
      if (system !== undefined && /^(Z_|HPE_)/.test(system)) {
        return make(
          t(
            '{0} failed: the answer of {1} cannot be read ({2}). A proxy may have changed it on the way; try again.',
            label,
            host,
            system,
          ),
          {
            kind: 'malformed',
            retryable: true,
            system,
          },
        );
      }
      if (system !== undefined && isCertificateCode(system)) {
        return make(
          t(
            '{0} failed: the certificate of {1} is not trusted by this machine ({2}). Often a company proxy opens https: have its certificate installed in the operating system, and check the settings http.proxy and http.systemCertificates.',
            label,
            host,
            system,
          ),
          { kind: 'proxy', retryable: false, system },
        );
      }
      if (system === 'ENOTFOUND' || system?.startsWith('EAI_')) {
        return make(
          t(
            '{0} failed: the name {1} is not known to the network ({2}). Check the connection, a VPN, and the setting http.proxy.',
            label,
            host,
            system,
          ),
          {
            kind: 'network',
            retryable: true,
            system,
          },
        );
      }
      return failure.maybeSent
        ? make(
            t(
              '{0} failed: the connection to {1} was cut ({2}). Check the network and try again.',
              label,
              host,
              system ?? 'closed',
            ),
            { kind: 'network', retryable: true, system },
          )
        : make(
            t(
              '{0} failed: no connection to {1} ({2}). Check the network, a VPN, and the setting http.proxy.',
              label,
              host,
              system ?? 'closed',
            ),
            {
              kind: 'network',
              retryable: true,
              system,
            },
          );
    }
  }
}

/**
 * Nothing was sent: the API said before that it takes no calls for `asked.retryAfter` milliseconds
 * yet.
 */
export function putOff(asked: Asked): ApiError {
  const { operation, host, retryAfter } = asked;
  return new ApiError(putOffSentence(asked), {
    kind: 'api',
    code: 'put-off',
    operation,
    host,
    retryAfter,
    outcome: 'notDone',
    retryable: true,
  });
}

function putOffSentence({ operation, retryAfter = 0 }: Asked): string {
  const label = labelOf(operation);
  return retryAfter > 2 * HOUR
    ? t(
        '{0} failed: the API takes no calls of this application for another {1} h. Try again then.',
        label,
        Math.ceil(retryAfter / HOUR),
      )
    : t(
        '{0} failed: the API takes no calls of this application for another {1} min. Try again then.',
        label,
        Math.ceil(retryAfter / MINUTE),
      );
}

export function cancelled(
  operation: Operation,
  outcome: ErrorFacts['outcome'] = 'notDone',
): ApiError {
  return new ApiError(t('{0} was cancelled.', labelOf(operation)), {
    kind: 'cancelled',
    operation,
    outcome,
    retryable: false,
  });
}

/** Tells a page of a proxy, a firewall or a sign-in portal from what the API sends: always JSON. */
function looksForeign(reply: HttpReply, text: string): boolean {
  const type = (reply.headers.get('content-type') ?? '').toLowerCase();
  if (text.startsWith('<') || type.includes('html')) return true;
  // A word such as "Unauthorized" with a 401 may be the API's own gateway: renewing the token
  // tells.
  if (reply.status === 401) return false;
  return type !== '' && !type.includes('json') && !text.startsWith('{');
}

function foreign(reply: HttpReply, asked: Asked): ApiError {
  const { status } = reply;
  const label = labelOf(asked.operation);
  const outcome =
    OPERATIONS[asked.operation].writes && (status < 400 || status >= 500) ? 'unknown' : 'notDone';
  const facts: ErrorFacts = {
    kind: 'proxy',
    operation: asked.operation,
    status,
    host: asked.host,
    outcome,
    retryable: WORTH_REPEATING.has(status),
    retryAfter: asked.retryAfter,
  };
  if (status === 407) {
    return new ApiError(
      t(
        '{0} failed: the proxy on the way to {1} asks for a user name and password (407). Set them up for the editor (setting http.proxy).',
        label,
        asked.host,
      ),
      facts,
    );
  }
  const via = asked.texts.host(
    /^\s*[\w./]+\s+(\S+)/.exec(
      asked.withoutSecrets(reply.headers.get('via')?.slice(0, 300) ?? ''),
    )?.[1],
  );
  const sentence = via
    ? t(
        '{0} failed: where the API’s answer should be, {1} sent something else (status {2}), passed on by {3}. A proxy, firewall or sign-in page of the network is in between: ask who runs it to let {1} through.',
        label,
        asked.host,
        status,
        via,
      )
    : t(
        '{0} failed: where the API’s answer should be, {1} sent something else (status {2}), such as a web page. Mostly a proxy, firewall or sign-in page of the network is in between: ask who runs it to let {1} through, and check the setting criteoAudiences.apiUrl.',
        label,
        asked.host,
        status,
      );
  return new ApiError(withDoubt(sentence, outcome), facts);
}

/**
 * Undefined for what is none, and for one that is written otherwise: a number is read as the
 * machine of that address.
 */
function redirectHost({ headers }: HttpReply, asked: Asked): string | undefined {
  const location = asked.withoutSecrets(headers.get('location') ?? '');
  if (location === '') return undefined;
  try {
    const { host } = new URL(location, `https://${asked.host}`);
    return host === asked.host || location.toLowerCase().includes(host)
      ? asked.texts.host(host)
      : undefined;
  } catch {
    return undefined;
  }
}

function redirected(reply: HttpReply, asked: Asked): ApiError {
  const host = redirectHost(reply, asked);
  const label = labelOf(asked.operation);
  // "See other" is the answer to something that was done: what came of it stands elsewhere.
  const outcome =
    reply.status === 303 && OPERATIONS[asked.operation].writes ? 'unknown' : 'notDone';
  return new ApiError(
    withDoubt(
      t(
        '{0} failed: {1} sends the call on to {2} (status {3}), which is never followed, so that credentials and identifiers go to one machine only. A proxy or sign-in page may be in between; check the setting criteoAudiences.apiUrl.',
        label,
        asked.host,
        host ?? t('another address'),
        reply.status,
      ),
      outcome,
    ),
    {
      kind: 'redirected',
      operation: asked.operation,
      status: reply.status,
      host: host ?? asked.host,
      outcome,
      retryable: false,
    },
  );
}

function malformed(status: number, asked: Asked): ApiError {
  const outcome = OPERATIONS[asked.operation].writes ? 'unknown' : 'notDone';
  return new ApiError(
    withDoubt(
      t(
        '{0} failed: the answer of {1} cannot be read (status {2}). It may have been cut on the way; try again.',
        labelOf(asked.operation),
        asked.host,
        status,
      ),
      outcome,
    ),
    {
      kind: 'malformed',
      operation: asked.operation,
      status,
      host: asked.host,
      outcome,
      retryable: true,
    },
  );
}

/**
 * More than is read: nothing of it was looked at. Never repeated, since the same would come again.
 */
function tooLarge(limit: number, asked: Asked, status = 200): ApiError {
  const { operation, host } = asked;
  const outcome = OPERATIONS[operation].writes && status < 400 ? 'unknown' : 'notDone';
  const megabytes = limit / (1024 * 1024);
  const sentence =
    operation === 'addRemove'
      ? t(
          '{0} failed: the answer of {1} is larger than {2} MB, so it was not read. Send fewer at once (setting criteoAudiences.upload.chunkSize).',
          labelOf(operation),
          host,
          megabytes,
        )
      : t(
          '{0} failed: the answer of {1} is larger than {2} MB, so it was not read. Ask for less at once, such as one retailer’s segments or some by their ids; if that is small already, ask who runs the network what answers there.',
          labelOf(operation),
          host,
          megabytes,
        );
  return new ApiError(withDoubt(sentence, outcome), {
    kind: 'malformed',
    operation,
    code: 'too-large',
    status,
    host,
    outcome,
    retryable: false,
  });
}

/** An answer about something other than what was asked. */
export function otherAnswer(asked: Asked): ApiError {
  const { operation, host } = asked;
  return new ApiError(
    t(
      '{0} failed: {1} answered about something other than what was asked. A proxy may mix up answers; try again.',
      labelOf(operation),
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

/** An id that is none. Nothing is sent: in a path it could lead anywhere. */
export function noId(operation: Operation, argument: string): ApiError {
  return new ApiError(
    t(
      '{0} failed: “{1}” is no id. Ids have digits only, at most 20.',
      labelOf(operation),
      argument,
    ),
    {
      kind: 'argument',
      operation,
      code: 'bad-argument',
      outcome: 'notDone',
      retryable: false,
    },
  );
}

/** A version that has no list of accounts: for the caller the same as a missing permission. */
export function noAccountList(error: ApiError, version: string): ApiError {
  const { operation, status, code, traceId, host } = error;
  return new ApiError(
    t(
      '{0} failed: version “{1}” of the API has no list of accounts. Type the account’s id instead.',
      labelOf(operation),
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
 * A yes to a part of the body: what was not out yet may never have been read, so that it is as good
 * as no answer.
 */
function early(asked: Asked): ApiError {
  const outcome = OPERATIONS[asked.operation].writes ? 'unknown' : 'notDone';
  return new ApiError(
    withDoubt(
      t(
        '{0} failed: {1} answered before it had taken the whole request. Try again.',
        labelOf(asked.operation),
        asked.host,
      ),
      outcome,
    ),
    {
      kind: 'network',
      operation: asked.operation,
      host: asked.host,
      outcome,
      retryable: true,
    },
  );
}

/**
 * A status that says no, with the API's own envelope, the OAuth one, problem details (RFC 9457), or
 * nothing to explain it.
 */
function refused(status: number, json: unknown, asked: Asked, reply?: HttpReply): ApiError {
  const problem =
    firstProblemOf(json, asked.texts) ??
    problemDetails(status, json, asked) ??
    (asked.operation === 'token' || status === 401 ? oauthProblem(json, asked) : undefined);
  // Only the API itself can speak of permissions and rows: what comes bare is somebody's in
  // between.
  const bare = !problem && (status === 403 || !isOfApi(json, asked.texts));
  if (bare && reply && status < 500 && !MAY_BE_BARE.has(status))
    return reply.text.trim() === '' ? foreign(reply, asked) : gateway(status, asked);
  const outcome = status >= 500 && OPERATIONS[asked.operation].writes ? 'unknown' : 'notDone';
  return apiProblem(status, problem ?? {}, asked, outcome, WORTH_REPEATING.has(status));
}

/** A no in JSON that is not the API's own, or in some that cannot be read. */
function gateway(status: number, asked: Asked): ApiError {
  return new ApiError(
    t(
      '{0} failed: {1}, or a gateway in front of it, refused the request without the API’s own words (status {2}). Ask who runs the network whether a proxy or gateway checks what is sent.',
      labelOf(asked.operation),
      asked.host,
      status,
    ),
    {
      kind: 'proxy',
      operation: asked.operation,
      status,
      host: asked.host,
      outcome: 'notDone',
      retryable: false,
      retryAfter: asked.retryAfter,
    },
  );
}

/**
 * One problem without an envelope, as frameworks and validators write it: its members have the
 * names of the API's own.
 */
function problemDetails(status: number, json: unknown, asked: Asked): Problem | undefined {
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
function oauthProblem(json: unknown, asked: Asked): Problem | undefined {
  const { texts } = asked;
  const code = isObject(json) ? texts.code(json.error) : undefined;
  if (!isObject(json) || code === undefined) return undefined;
  return {
    code,
    detail: texts.prose(json.error_description),
    traceId: texts.traceId(json.traceId),
  };
}

function apiProblem(
  status: number,
  problem: Problem,
  asked: Asked,
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
  return new ApiError(withDoubt(sentenceFor(status, problem, asked, refusedLogin), outcome), {
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

function sentenceFor(
  status: number,
  problem: Problem,
  asked: Asked,
  refusedLogin: boolean,
): string {
  const label = labelOf(asked.operation);
  // What fails an upload is kept on the disk: none of the API's prose goes there.
  const words =
    asked.operation === 'addRemove' || asked.operation === 'clear'
      ? problem.code
      : ((problem.detail ?? problem.title)?.forNotification() ?? problem.code);
  if (refusedLogin) {
    return asked.operation === 'token'
      ? t(
          '{0} failed: {1} does not accept the client id and secret ({2}). Check both, and whether the application is still active in the developer dashboard.',
          label,
          asked.host,
          problem.code ?? status,
        )
      : t(
          '{0} failed: {1} does not accept the access token, although it was just renewed ({2}). Sign in again; the secret may have been changed or revoked.',
          label,
          asked.host,
          problem.code ?? status,
        );
  }
  if (status === 403) return forbidden(asked);
  if (status === 410) {
    return t(
      '{0} failed: the API version {1} is retired. Set criteoAudiences.apiVersion to a newer one.',
      label,
      asked.version,
    );
  }
  if (status === 413)
    return t(
      '{0} failed: the request is too large for the API (413). Send fewer at once (setting criteoAudiences.upload.chunkSize).',
      label,
    );
  if (status === 429) {
    if ((asked.retryAfter ?? 0) > MINUTE) return putOffSentence(asked);
    return t(
      '{0} failed: the API’s limit of calls per minute is used up, also by others that use the same application. Try again in a minute.',
      label,
    );
  }
  if (problem.code === 'segment-not-found') {
    return t(
      '{0} failed: the segment does not exist any more, or belongs to another account ({1}). Refresh the list of segments.',
      label,
      problem.code,
    );
  }
  if (status >= 500) {
    return words
      ? t(
          '{0} failed: the API has trouble of its own (status {1}: {2}). Try again later.',
          label,
          status,
          words,
        )
      : t(
          '{0} failed: the API has trouble of its own (status {1}). Try again later.',
          label,
          status,
        );
  }
  if (status === 404 && !words) {
    return t(
      '{0} failed: {1} knows no such address (404). Check the account, and the settings criteoAudiences.apiUrl and criteoAudiences.apiVersion.',
      label,
      asked.host,
    );
  }
  return words
    ? t('{0} failed: the API says “{1}” (status {2}).', label, words, status)
    : t('{0} failed: the API refused the request without a reason (status {1}).', label, status);
}

/**
 * Both causes, and the order to check them: the permission shows in the dashboard at once, the
 * consent only there after it.
 */
export function forbidden(asked: Asked): string {
  const label = labelOf(asked.operation);
  const { permission } = OPERATIONS[asked.operation];
  if (!permission) {
    return t(
      '{0} failed: the API does not allow it to this application (403). Check in the developer dashboard that the application is active, then that the account’s owner has given it consent.',
      label,
    );
  }
  return asked.application
    ? t(
        '{0} failed: the API does not allow it (403). Check first that the application “{1}” has the permission “{2}” in the developer dashboard, then that the account’s owner has given it consent (a new permission needs a new consent).',
        label,
        asked.application.forNotification(),
        permission,
      )
    : t(
        '{0} failed: the API does not allow it (403). Check first that the application has the permission “{1}” in the developer dashboard, then that the account’s owner has given it consent (a new permission needs a new consent).',
        label,
        permission,
      );
}

function withDoubt(sentence: string, outcome: ErrorFacts['outcome']): string {
  return outcome === 'unknown'
    ? `${sentence} ${t('Whether it was done all the same is not known.')}`
    : sentence;
}
