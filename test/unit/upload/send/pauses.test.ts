import assert from 'node:assert/strict';
import { Failure } from '../../../../src/common/failure';
import { Pauses, waitReasonOf } from '../../../../src/upload/send/pauses';

const failure = (status?: number, retryAfter?: number, code = 'api'): Failure =>
  new Failure(code, 'no', 'addRemove', { status, retryAfter });

describe('upload: pauses', () => {
  it('grow to 16 times the first while the API has trouble alone, until a call is answered', () => {
    const pauses = new Pauses(10);
    const waits = (n: number, done: number): number[] =>
      Array.from({ length: n }, () => pauses.next(failure(503), done));
    assert.deepEqual(waits(7, 0), [10, 20, 40, 80, 160, 160, 160]);
    assert.deepEqual(waits(2, 1), [10, 20]);
    assert.equal(pauses.next(failure(), 1), 10, 'no network');
    assert.equal(pauses.next(failure(503), 1), 20);
  });

  it('are no shorter than the API asks for', () => {
    assert.equal(new Pauses(10).next(failure(429, 500), 0), 500);
    assert.equal(new Pauses(10).next(failure(429, 5), 0), 10);
  });

  it('are told by what they wait for', () => {
    assert.deepEqual(
      [
        failure(429),
        failure(undefined, 1, 'put-off'),
        failure(undefined, undefined, 'network'),
        failure(503),
        failure(502, undefined, 'proxy'),
        failure(),
      ].map(waitReasonOf),
      ['limit', 'limit', 'network', 'serverError', 'noResponse', 'noResponse'],
    );
  });
});
