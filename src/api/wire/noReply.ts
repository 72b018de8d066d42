/** Calls without a reply: nothing was sent, nothing came back, or more than is read. */
import { t } from '@vscode/l10n';
import { ApiError, type ErrorFacts, type Operation } from '../apiError';
import { operationLabel, OPERATIONS } from '../operations';
import { isCertificateCode, MAX_REPLY, type HttpFailure } from './http';
import { withDoubt, type RequestContext } from './requestContext';

export function noReplyError(failure: HttpFailure, asked: RequestContext): ApiError {
  const { host } = asked;
  const label = operationLabel(asked.operation);
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
      return cancelledError(asked.operation, outcome);
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
      return tooLargeError(MAX_REPLY, asked);
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
 * More than is read: nothing of it was looked at. Never repeated, since the same would come again.
 */
export function tooLargeError(limit: number, asked: RequestContext, status = 200): ApiError {
  const { operation, host } = asked;
  const outcome = OPERATIONS[operation].writes && status < 400 ? 'unknown' : 'notDone';
  const megabytes = limit / (1024 * 1024);
  const sentence =
    operation === 'addRemove'
      ? t(
          '{0} failed: the answer of {1} is larger than {2} MB, so it was not read. Send fewer at once (setting criteoAudiences.upload.chunkSize).',
          operationLabel(operation),
          host,
          megabytes,
        )
      : t(
          '{0} failed: the answer of {1} is larger than {2} MB, so it was not read. Ask for less at once, such as one retailer’s segments or some by their ids; if that is small already, ask who runs the network what answers there.',
          operationLabel(operation),
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

/** An id that is none. Nothing is sent: in a path it could lead anywhere. */
export function invalidIdError(operation: Operation, argument: string): ApiError {
  return new ApiError(
    t(
      '{0} failed: “{1}” is no id. Ids have digits only, at most 20.',
      operationLabel(operation),
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
