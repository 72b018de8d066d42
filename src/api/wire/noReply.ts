/** Errors for requests without a usable reply, and for requests that were never sent. */
import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import { ApiError, type ErrorFacts, type Operation } from '../apiError';
import { operationLabel, OPERATIONS } from '../operations';
import { isCertificateCode, MAX_REPLY, type HttpFailure } from './http';
import { failureMessage, smallerChunksText, type RequestContext } from './requestContext';

/** Why there is no reply, and what follows from it. */
interface Cause extends Pick<ErrorFacts, 'kind' | 'retryable'> {
  /** `code`: of the system. */
  fact: (label: string, host: string, code: string) => string;
  advice: () => string;
}

/** By the codes of the system: the first that fits one. */
const CONNECTION_CAUSES: readonly (Cause & { fits: (code: string) => boolean })[] = [
  {
    fits: (code) => /^(EPROTO$|ERR_SSL_)/.test(code),
    fact: (...about) =>
      t('{0} failed: couldn’t establish a secure connection (https) to {1} ({2}).', ...about),
    advice: () =>
      t(
        'A proxy may be interfering, or the address may be an http one: check the {0} and {1} settings.',
        optionName('http.proxy'),
        optionName('criteoAudiences.apiUrl'),
      ),
    kind: 'proxy',
    retryable: false,
  },
  {
    fits: (code) => /^(Z_|HPE_)/.test(code),
    fact: (...about) => t('{0} failed: the response from {1} can’t be read ({2}).', ...about),
    advice: () => t('A proxy may have changed it; try again.'),
    kind: 'malformed',
    retryable: true,
  },
  {
    fits: isCertificateCode,
    fact: (...about) =>
      t('{0} failed: this machine doesn’t trust the certificate of {1} ({2}).', ...about),
    advice: () =>
      t(
        'Company proxies often inspect https traffic: have the proxy’s certificate installed in the operating system, and check the {0} and {1} settings.',
        optionName('http.proxy'),
        optionName('http.systemCertificates'),
      ),
    kind: 'proxy',
    retryable: false,
  },
  {
    fits: (code) => code === 'ENOTFOUND' || code.startsWith('EAI_'),
    fact: (...about) => t('{0} failed: the host name {1} couldn’t be resolved ({2}).', ...about),
    advice: () =>
      t('Check the connection, any VPN, and the {0} setting.', optionName('http.proxy')),
    kind: 'network',
    retryable: true,
  },
];

const CONNECTION_LOST: Cause = {
  fact: (...about) => t('{0} failed: the connection to {1} was lost ({2}).', ...about),
  advice: () => t('Check the network and try again.'),
  kind: 'network',
  retryable: true,
};

const NOT_CONNECTED: Cause = {
  fact: (...about) => t('{0} failed: couldn’t connect to {1} ({2}).', ...about),
  advice: () => t('Check the network, any VPN, and the {0} setting.', optionName('http.proxy')),
  kind: 'network',
  retryable: true,
};

const STALLED: Cause = {
  fact: (label, host) => t('{0} failed: the connection to {1} timed out.', label, host),
  advice: () => t('Check the network and try again.'),
  kind: 'stalled',
  retryable: true,
};

const UNFINISHED: Cause = {
  fact: (label, host) =>
    t('{0} failed: {1} started to respond but didn’t finish in time.', label, host),
  advice: () => t('Try again later.'),
  kind: 'stalled',
  retryable: false,
};

function causeOf({ reason, code, maybeSent }: HttpFailure): Cause {
  if (reason === 'stalled') return STALLED;
  if (reason === 'unfinished') return UNFINISHED;
  return (
    (code !== undefined && CONNECTION_CAUSES.find(({ fits }) => fits(code))) ||
    (maybeSent ? CONNECTION_LOST : NOT_CONNECTED)
  );
}

/** The error for a request that got no usable reply. */
export function noReplyError(failure: HttpFailure, context: RequestContext): ApiError {
  const { operation, host } = context;
  const outcome = failure.maybeSent && OPERATIONS[operation].writes ? 'unknown' : 'notDone';
  if (failure.reason === 'cancelled') return cancelledError(operation, outcome);
  if (failure.reason === 'tooLong') return tooLargeError(MAX_REPLY, context);
  const { fact, advice, kind, retryable } = causeOf(failure);
  const { code: system } = failure;
  const about = [operationLabel(operation), host, system ?? t('connection closed')] as const;
  return new ApiError(failureMessage({ fact: fact(...about), advice: advice() }, outcome), {
    operation,
    host,
    outcome,
    // See `ErrorKind`.
    kind: kind === 'stalled' && operation === 'token' ? 'network' : kind,
    retryable,
    system,
    reached: failure.maybeSent,
  });
}

/**
 * The reply exceeds the size limit and wasn't read. Not retryable, since the same would come again.
 */
export function tooLargeError(limit: number, context: RequestContext, status = 200): ApiError {
  const { operation, host } = context;
  const outcome = OPERATIONS[operation].writes && status < 400 ? 'unknown' : 'notDone';
  const megabytes = limit / (1024 * 1024);
  const message = {
    fact: t(
      '{0} failed: the response from {1} is larger than {2} MB, so it wasn’t read.',
      operationLabel(operation),
      host,
      megabytes,
    ),
    advice:
      operation === 'addRemove'
        ? smallerChunksText()
        : t(
            'Request less at once, such as the segments of one retailer or specific segment IDs. If the request is already small, ask your network administrator what answers at this address.',
          ),
  };
  return new ApiError(failureMessage(message, outcome), {
    kind: 'malformed',
    operation,
    code: 'too-large',
    status,
    host,
    outcome,
    retryable: false,
  });
}

export function cancelledError(
  operation: Operation,
  outcome: ErrorFacts['outcome'] = 'notDone',
): ApiError {
  return new ApiError(t('{0} was cancelled.', operationLabel(operation)), {
    kind: 'cancelled',
    operation,
    outcome,
    retryable: false,
  });
}

/** An invalid ID. Nothing is sent: in a path it could lead to another address. */
export function invalidIdError(operation: Operation, argument: string): ApiError {
  return new ApiError(
    t(
      '{0} failed: “{1}” isn’t an ID. IDs contain only digits, at most 20.',
      operationLabel(operation),
      argument,
    ),
    {
      kind: 'bad-argument',
      operation,
      outcome: 'notDone',
      retryable: false,
    },
  );
}
