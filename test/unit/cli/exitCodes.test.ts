import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/apiError';
import {
  endingOf,
  endingOfSeveral,
  endingOfSome,
  EXIT_CODES,
  exitCodes,
  SIGNALS,
  type Ending,
} from '../../../src/cli/exitCodes';
import type { ToolCode } from '../../../src/common/codes/toolCodes';
import { Cancelled, Failure } from '../../../src/common/failure';

describe('how a command ends that fails', () => {
  const ending = (code: ToolCode): string => endingOf(new Failure(code, ''));

  it('is by usage where other arguments would help', () => {
    for (const code of [
      ...['bad-argument', 'bad-setting', 'no-account'],
      ...['ambiguous-segment', 'ambiguous-audience'],
    ] as const)
      assert.equal(ending(code), 'usage');
  });

  it('goes by the code of the failure', () => {
    assert.equal(ending('signed-out'), 'denied');
    assert.equal(ending('protected'), 'blocked');
    assert.equal(ending('network'), 'gave-up');
    assert.equal(ending('segment-not-found'), 'failed');
    assert.equal(endingOf(new Cancelled()), 'cancelled');
  });

  it('isn’t mistaken for another by a code of the API that is a word of ours', () => {
    const rejection = (api: string, status: number): ApiError =>
      new ApiError('', {
        kind: 'api',
        code: { api },
        operation: 'create',
        outcome: 'notDone',
        retryable: false,
        status,
      });
    for (const code of [
      ...['bad-argument', 'conflict', 'protected', 'changed', 'signed-out', 'locked'],
      ...['adds-open', 'cancelled', 'network'],
    ]) {
      assert.equal(endingOf(rejection(code, 400)), 'failed', code);
      assert.equal(endingOf(rejection(code, 503)), 'gave-up', code);
      assert.equal(endingOf(new Failure({ api: code }, '')), 'failed', code);
    }
    assert.equal(endingOf(rejection('proxy', 403)), 'denied');
  });
});

describe('the table of exit codes', () => {
  it('has each code once, in order, with a name and a meaning', () => {
    const codes = exitCodes().map(({ code }) => code);
    assert.deepEqual(codes, [0, 1, 2, 3, 4, 5, 6, 64, 129, 130, 143]);
    assert.equal(new Set(exitCodes().map(({ name }) => name)).size, codes.length);
    for (const { meaning } of exitCodes()) assert.match(meaning, /^[A-Z].*[^.]$/);
  });

  it('is where the codes of ends and signals come from', () => {
    assert.deepEqual(SIGNALS, { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });
    assert.deepEqual([EXIT_CODES.finished, EXIT_CODES.cancelled], [0, SIGNALS.SIGINT]);
  });
});

describe('how a command ends that handles several uploads', () => {
  /** The most serious first. */
  const ORDER: readonly (readonly Ending[])[] = [
    ['cancelled'],
    ['failed'],
    ['denied'],
    ['blocked'],
    ['refused-too-much', 'incomplete', 'partial'],
    ['gave-up'],
    ['finished'],
  ];

  it('is as the most serious of them, whatever their order', () => {
    for (const [rank, endings] of ORDER.entries())
      for (const ending of endings)
        for (const lesser of ORDER.slice(rank + 1).flat()) {
          assert.equal(endingOfSeveral([ending, lesser]), ending);
          assert.equal(endingOfSeveral([lesser, ending, lesser]), ending);
        }
    assert.equal(endingOfSeveral(ORDER.slice(1).flat().reverse()), 'failed');
  });

  it('is done if there was none, and failed if any arguments were wrong', () => {
    assert.equal(endingOfSeveral([]), 'finished');
    assert.equal(endingOfSeveral(['usage']), 'failed');
    assert.equal(endingOfSeveral(['finished', 'usage', 'gave-up']), 'failed');
  });

  it('is stopped, done in part or failed if it didn’t do all of several segments', () => {
    assert.equal(endingOfSome({ isReceived: true }, true), 'cancelled');
    assert.equal(endingOfSome({ isReceived: false }, true), 'partial');
    assert.equal(endingOfSome({ isReceived: false }, false), 'failed');
  });
});
