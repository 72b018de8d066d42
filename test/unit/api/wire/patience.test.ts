import assert from 'node:assert/strict';
import { Patience } from '../../../../src/api/wire/patience';
import { Failure } from '../../../../src/common/failure';

const failed = (retryAfter?: number): Failure =>
  new Failure('network', 'no', 'search', { retryAfter });

/** A patience of 100 ms, a clock that passes by each wait, and what it told. */
function patient(longest = 100) {
  let time = 5_000;
  const told: string[] = [];
  const patience = new Patience(
    longest,
    {
      begin: ({ code }, ms) => told.push(`${code}: up to ${ms}`),
      end: (ms, isAnswered) => told.push(`${isAnswered ? 'answered' : 'gave up'} after ${ms}`),
    },
    () => time,
  );
  return {
    patience,
    told,
    wait: (wanted: number, failure = failed()): number | undefined => {
      const wait = patience.waitFor(failure, wanted);
      time += wait ?? 0;
      return wait;
    },
    pass: (ms: number) => void (time += ms),
  };
}

describe('how long requests go on without an answer', () => {
  it('is counted from the first failure, and ends with a try at its end', () => {
    const { patience, wait, pass } = patient();
    pass(1_000);
    assert.equal(patience.left, 100);
    assert.deepEqual([wait(30), patience.left, wait(60), wait(60)], [30, 70, 60, 10]);
    assert.deepEqual([patience.left, wait(60), wait(1)], [0, undefined, undefined]);
  });

  it('begins anew with each answer, and counts the tries’ own time', () => {
    const { patience, wait, pass } = patient();
    assert.equal(wait(60), 60);
    pass(30);
    assert.equal(wait(60), 10);
    patience.answered();
    assert.deepEqual([patience.left, wait(60)], [100, 60]);
  });

  it('is over at once if more is asked for than is left, and if it is zero', () => {
    const { wait } = patient();
    assert.equal(wait(101, failed(101)), undefined);
    assert.equal(patient().wait(100, failed(100)), 100);
    assert.equal(patient(0).wait(1), undefined);
  });

  it('has no end by default', () => {
    const patience = new Patience();
    assert.equal(patience.waitFor(failed(), 86_400_000), 86_400_000);
    assert.equal(patience.left, Number.POSITIVE_INFINITY);
  });

  it('tells when a wait of 2 s begins and when it ends, each once', () => {
    const { patience, told, wait } = patient(10_000);
    patience.answered();
    assert.deepEqual([wait(1_999), patience.isTold], [1_999, false]);
    patience.answered();
    assert.deepEqual(told, [], 'no blip is worth a line');
    assert.deepEqual([wait(1_000), wait(1_000), patience.isTold], [1_000, 1_000, true]);
    assert.deepEqual(told, ['network: up to 10000']);
    wait(2_000);
    patience.answered();
    patience.answered();
    assert.deepEqual(told.splice(0), ['network: up to 10000', 'answered after 4000']);
    for (let i = 0; i < 6; i++) wait(3_000);
    assert.deepEqual(told.splice(0), ['network: up to 10000', 'gave up after 10000']);
    assert.equal(patient(0).wait(1), undefined);
    assert.deepEqual(told, [], 'nothing was waited for');
  });
});
