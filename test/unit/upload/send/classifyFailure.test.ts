import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import {
  asApiError,
  classifyFailure,
  type FailureClass,
} from '../../../../src/upload/send/classifyFailure';

type Facts = ConstructorParameters<typeof ApiError>[1];

const failure = (facts: Partial<Facts>): ApiError =>
  new ApiError('no', {
    kind: 'api',
    operation: 'addRemove',
    outcome: 'notDone',
    retryable: false,
    ...facts,
  });

describe('classifyFailure', () => {
  const cases: [string, Partial<Facts>, FailureClass][] = [
    ['a cancel', { kind: 'cancelled' }, 'cancelled'],
    ['a stall', { kind: 'stalled', retryable: true }, 'stalled'],
    ['a body too large', { status: 413 }, 'tooLarge'],
    ['a body too large for a gateway', { kind: 'proxy', status: 413 }, 'tooLarge'],
    ['an answer too large', { kind: 'malformed', code: 'too-large' }, 'tooLarge'],
    ['an answer that cannot be read', { kind: 'malformed', retryable: true }, 'api'],
    ['no network', { kind: 'network', retryable: true }, 'passing'],
    ['the limit', { status: 429, retryable: true }, 'passing'],
    ['a server error that passes', { status: 503, retryable: true }, 'passing'],
    ['one that does not', { status: 501 }, 'api'],
    ['a proxy', { kind: 'proxy', status: 403 }, 'session'],
    ...[401, 403, 407, 410].map((status): [string, Partial<Facts>, FailureClass] => [
      `${status}`,
      { status },
      'session',
    ]),
    ...[404, 405, 415].map((status): [string, Partial<Facts>, FailureClass] => [
      `${status}`,
      { status },
      'rejectedAll',
    ]),
    ['400', { status: 400 }, 'rejected'],
    ['errors under a status of success', { status: 200 }, 'rejected'],
    ['a token that is rejected', { operation: 'token', status: 400 }, 'session'],
    ['a token too large', { operation: 'token', status: 413 }, 'session'],
    [
      'a token server that is down',
      { operation: 'token', status: 503, retryable: true },
      'passing',
    ],
    ['a clear that is rejected', { operation: 'clear', status: 400 }, 'rejected'],
  ];
  for (const [what, facts, expected] of cases)
    it(`${what}: ${expected}`, () => assert.equal(classifyFailure(failure(facts)), expected));

  it('is asked of an ApiError alone: a programming error is thrown on', () => {
    const error = failure({});
    assert.equal(asApiError(error), error);
    assert.throws(() => asApiError(new TypeError('x')), TypeError);
  });
});
