import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import { Patience } from '../../../../src/api/wire/patience';
import type { ToolCode } from '../../../../src/common/codes/toolCodes';
import { Failure } from '../../../../src/common/failure';
import { Pauses, waitOf } from '../../../../src/upload/send/pauses';

const failure = (status?: number, retryAfter?: number, code: ToolCode = 'api'): Failure =>
  new Failure(code, 'no', 'addRemove', { status, retryAfter });

describe('upload: pauses', () => {
  it('grow to 16 times the first while the API has trouble alone, until a call is answered', () => {
    const pauses = new Pauses(10);
    const waits = (n: number, done: number): (number | undefined)[] =>
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

  it('are at most 5 minutes of what the API asks for, but no shorter than without it', () => {
    for (const status of [429, 503]) {
      const pauses = new Pauses(60_000);
      const waits = Array.from({ length: 6 }, () => pauses.next(failure(status, 86_400_000), 0));
      assert.deepEqual(
        waits.map((ms) => (ms ?? 0) / 60_000),
        status === 429 ? [5, 5, 5, 5, 5, 5] : [5, 5, 5, 8, 16, 16],
      );
    }
  });

  describe('with a longest wait', () => {
    /** Pauses of 10 ms, 100 ms at most, and a clock that passes by each pause. */
    function limited(maxWait = 100) {
      let time = 5_000;
      const patience = new Patience(maxWait, undefined, () => time);
      const pauses = new Pauses(10, patience);
      return {
        patience,
        next: (error: Failure, done: number): number | undefined => {
          const wait = pauses.next(error, done);
          time += wait ?? 0;
          return wait;
        },
        pass: (ms: number) => void (time += ms),
      };
    }

    it('end with a try at its end, and then there is none', () => {
      const { next } = limited();
      const waits = Array.from({ length: 6 }, () => next(failure(503), 0));
      assert.deepEqual(waits, [10, 20, 40, 30, undefined, undefined]);
    });

    it('count the tries’ own time, but begin anew with each answered call', () => {
      const { next, pass, patience } = limited();
      assert.equal(next(failure(), 0), 10);
      pass(85);
      assert.equal(next(failure(), 0), 5);
      pass(1_000);
      assert.equal(next(failure(), 1), undefined, 'the client says what was answered');
      patience.answered();
      assert.equal(next(failure(), 1), 10);
      pass(80);
      assert.equal(next(failure(), 1), 10);
      assert.equal(next(failure(), 1), undefined);
    });

    it('end at once if the API asks for a longer one than is left', () => {
      assert.equal(limited().next(failure(429, 101), 0), undefined);
      const { next } = limited();
      assert.equal(next(failure(429, 100), 0), 100);
      const later = limited();
      assert.equal(later.next(failure(429, 60), 0), 60);
      assert.equal(later.next(failure(429, 60), 0), undefined);
      assert.equal(later.next(failure(429, 40), 0), 40);
    });

    it('give it up at the first failure if it is zero', () => {
      assert.equal(limited(0).next(failure(), 0), undefined);
    });

    it('count a timer that was a little early as the end', () => {
      const { next, pass } = limited();
      assert.equal(next(failure(429, 100), 0), 100);
      pass(-0.9);
      assert.equal(next(failure(), 0), undefined);
    });
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
      ].map((error) => waitOf(error, 250)),
      [
        { wait: 'limit', waitFigure: 250 },
        { wait: 'limit', waitFigure: 250 },
        { wait: 'network' },
        { wait: 'serverError', waitFigure: 503 },
        { wait: 'noResponse' },
        { wait: 'noResponse' },
      ],
    );
    assert.deepEqual(waitOf(failure(429)), { wait: 'limit' }, 'a limit that isn’t known');
  });

  it('tell a connection that broke from one that never was', () => {
    const lost = (reached: boolean, system?: string): ApiError =>
      new ApiError('x', {
        system,
        kind: 'network',
        operation: 'addRemove',
        outcome: 'unknown',
        retryable: true,
        reached,
      });
    assert.deepEqual(waitOf(lost(true)), { wait: 'cutOff' });
    // Also after an earlier try whose answer was lost.
    assert.deepEqual(waitOf(lost(false).asUnknown()), { wait: 'network' });
    assert.deepEqual(waitOf(lost(true).asUnknown()), { wait: 'cutOff' });
    assert.deepEqual(waitOf(lost(true, 'ECONNRESET')), { wait: 'cutOff' });
    for (const system of ['ENETDOWN', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT', 'EPIPE'])
      assert.deepEqual(waitOf(lost(true, system)), { wait: 'network' }, system);
  });
});
