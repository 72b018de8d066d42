/** Errors for requests without a usable reply, and for requests that were never sent. */
import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import { ApiError, type ErrorFacts, type Operation } from '../apiError';
import { operationLabel, OPERATIONS } from '../operations';
import { isCertificateCode, MAX_REPLY, type HttpFailure } from './http';
import { failureMessage, type FailureText, type RequestContext } from './requestContext';

export function noReplyError(failure: HttpFailure, context: RequestContext): ApiError {
  const { host } = context;
  const label = operationLabel(context.operation);
  const outcome = failure.maybeSent && OPERATIONS[context.operation].writes ? 'unknown' : 'notDone';
  const make = (
    message: FailureText,
    facts: Pick<ErrorFacts, 'kind' | 'retryable'> & { system?: string },
  ) =>
    new ApiError(failureMessage(message, outcome), {
      operation: context.operation,
      host,
      outcome,
      ...facts,
    });
  switch (failure.reason) {
    case 'cancelled':
      return cancelledError(context.operation, outcome);
    case 'stalled':
      return make(
        {
          fact: t('{0} failed: the connection to {1} timed out.', label, host),
          advice: t('Check the network and try again.'),
        },
        {
          kind: context.operation === 'token' ? 'network' : 'stalled',
          retryable: true,
        },
      );
    case 'unfinished':
      return make(
        {
          fact: t('{0} failed: {1} started to respond but didn’t finish in time.', label, host),
          advice: t('Try again later.'),
        },
        {
          kind: context.operation === 'token' ? 'network' : 'stalled',
          retryable: false,
        },
      );
    case 'tooLong':
      return tooLargeError(MAX_REPLY, context);
    case 'connection': {
      const { code: system } = failure;
      if (system !== undefined && /^(EPROTO$|ERR_SSL_)/.test(system)) {
        return make(
          {
            fact: t(
              '{0} failed: couldn’t establish a secure connection (https) to {1} ({2}).',
              label,
              host,
              system,
            ),
            advice: t(
              'A proxy may be interfering, or the address may be an http one: check the {0} and {1} settings.',
              optionName('http.proxy'),
              optionName('criteoAudiences.apiUrl'),
            ),
          },
          { kind: 'proxy', retryable: false, system },
        );
      }
      if (system !== undefined && /^(Z_|HPE_)/.test(system)) {
        return make(
          {
            fact: t('{0} failed: the response from {1} can’t be read ({2}).', label, host, system),
            advice: t('A proxy may have changed it; try again.'),
          },
          {
            kind: 'malformed',
            retryable: true,
            system,
          },
        );
      }
      if (system !== undefined && isCertificateCode(system)) {
        return make(
          {
            fact: t(
              '{0} failed: this machine doesn’t trust the certificate of {1} ({2}).',
              label,
              host,
              system,
            ),
            advice: t(
              'Company proxies often inspect https traffic: have the proxy’s certificate installed in the operating system, and check the {0} and {1} settings.',
              optionName('http.proxy'),
              optionName('http.systemCertificates'),
            ),
          },
          { kind: 'proxy', retryable: false, system },
        );
      }
      if (system === 'ENOTFOUND' || system?.startsWith('EAI_')) {
        return make(
          {
            fact: t(
              '{0} failed: the host name {1} couldn’t be resolved ({2}).',
              label,
              host,
              system,
            ),
            advice: t(
              'Check the connection, any VPN, and the {0} setting.',
              optionName('http.proxy'),
            ),
          },
          {
            kind: 'network',
            retryable: true,
            system,
          },
        );
      }
      return failure.maybeSent
        ? make(
            {
              fact: t(
                '{0} failed: the connection to {1} was lost ({2}).',
                label,
                host,
                system ?? t('connection closed'),
              ),
              advice: t('Check the network and try again.'),
            },
            { kind: 'network', retryable: true, system },
          )
        : make(
            {
              fact: t(
                '{0} failed: couldn’t connect to {1} ({2}).',
                label,
                host,
                system ?? t('connection closed'),
              ),
              advice: t(
                'Check the network, any VPN, and the {0} setting.',
                optionName('http.proxy'),
              ),
            },
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
        ? t(
            'Send fewer identifiers per request ({0}).',
            optionName('criteoAudiences.upload.chunkSize'),
          )
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
