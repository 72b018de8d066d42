/**
 * Replies that come from something between this machine and the API: a proxy, a gateway, a sign-in
 * page.
 */
import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import { ApiError, type ErrorFacts } from '../apiError';
import { operationLabel, OPERATIONS } from '../operations';
import type { HttpReply } from './http';
import { failureMessage, RETRYABLE_STATUSES, type RequestContext } from './requestContext';

/**
 * Tells a page of a proxy, a firewall or a sign-in portal from a reply of the API, which is always
 * JSON.
 */
export function isForeignReply(reply: HttpReply, text: string): boolean {
  const type = (reply.headers.get('content-type') ?? '').toLowerCase();
  if (text.startsWith('<') || type.includes('html')) return true;
  // A plain "Unauthorized" with a 401 may come from the API's own gateway: renewing the token will
  // tell.
  if (reply.status === 401) return false;
  return type !== '' && !type.includes('json') && !text.startsWith('{');
}

export function foreignReplyError(reply: HttpReply, context: RequestContext): ApiError {
  const { status } = reply;
  const label = operationLabel(context.operation);
  const outcome =
    OPERATIONS[context.operation].writes && (status < 400 || status >= 500) ? 'unknown' : 'notDone';
  const facts: ErrorFacts = {
    kind: 'proxy',
    operation: context.operation,
    status,
    host: context.host,
    outcome,
    retryable: RETRYABLE_STATUSES.has(status),
    retryAfter: context.retryAfter,
  };
  if (status === 407) {
    return new ApiError(
      t(
        '{0} failed: the proxy used to reach {1} requires a user name and password (407). Add them to the {2} setting.',
        label,
        context.host,
        optionName('http.proxy'),
      ),
      facts,
    );
  }
  const via = context.texts.host(
    /^\s*[\w./]+\s+(\S+)/.exec(
      context.withoutSecrets(reply.headers.get('via')?.slice(0, 300) ?? ''),
    )?.[1],
  );
  const message = via
    ? {
        fact: t(
          '{0} failed: instead of an API response, {1} returned something else (status {2}), forwarded by {3}.',
          label,
          context.host,
          status,
          via,
        ),
        advice: t(
          'A proxy, firewall, or network sign-in page is in between: ask your network administrator to allow access to {0}.',
          context.host,
        ),
      }
    : {
        fact: t(
          '{0} failed: instead of an API response, {1} returned something else (status {2}), such as a web page.',
          label,
          context.host,
          status,
        ),
        advice: t(
          'A proxy, firewall, or network sign-in page is probably in between: ask your network administrator to allow access to {0}, and check the {1} setting.',
          context.host,
          optionName('criteoAudiences.apiUrl'),
        ),
      };
  return new ApiError(failureMessage(message, outcome), facts);
}

/**
 * The host of the `Location` header. Undefined if there is none, or if it is spelled in another
 * way: `URL` reads a plain number as an IP address, which could disclose an identifier.
 */
function redirectHost({ headers }: HttpReply, context: RequestContext): string | undefined {
  const location = context.withoutSecrets(headers.get('location') ?? '');
  if (location === '') return undefined;
  try {
    const { host } = new URL(location, `https://${context.host}`);
    return host === context.host || location.toLowerCase().includes(host)
      ? context.texts.host(host)
      : undefined;
  } catch {
    return undefined;
  }
}

export function redirectError(reply: HttpReply, context: RequestContext): ApiError {
  const host = redirectHost(reply, context);
  const label = operationLabel(context.operation);
  // "See other" follows something that was done; only its result is elsewhere.
  const outcome =
    reply.status === 303 && OPERATIONS[context.operation].writes ? 'unknown' : 'notDone';
  return new ApiError(
    failureMessage(
      {
        fact: t(
          '{0} failed: {1} redirected the request to {2} (status {3}).',
          label,
          context.host,
          host ?? t('another address'),
          reply.status,
        ),
        advice: t(
          'Redirects aren’t followed, so that credentials and identifiers reach only one host. A proxy or sign-in page may be in between; check the {0} setting.',
          optionName('criteoAudiences.apiUrl'),
        ),
      },
      outcome,
    ),
    {
      kind: 'redirected',
      operation: context.operation,
      status: reply.status,
      host: host ?? context.host,
      outcome,
      retryable: false,
    },
  );
}

/** A rejection in JSON that isn't the API's, or can't be read. */
export function gatewayError(status: number, context: RequestContext): ApiError {
  return new ApiError(
    t(
      '{0} failed: {1}, or a gateway in front of it, rejected the request with a response that isn’t the API’s (status {2}). Ask your network administrator whether a proxy or gateway inspects outgoing requests.',
      operationLabel(context.operation),
      context.host,
      status,
    ),
    {
      kind: 'proxy',
      operation: context.operation,
      status,
      host: context.host,
      outcome: 'notDone',
      retryable: false,
      retryAfter: context.retryAfter,
    },
  );
}
