import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Interruption } from '../../../src/cli/interruption';
import { deferred } from '../../../src/common/deferred';

describe('an interruption', () => {
  let signals: EventEmitter;
  let ended: number[];
  let interruption: Interruption;
  beforeEach(() => {
    signals = new EventEmitter();
    ended = [];
    interruption = new Interruption({ signals, exit: (code) => ended.push(code) });
  });

  const listened = (): number[] =>
    ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => signals.listenerCount(signal));

  it('is left to the system but for the time of what must end in order', async () => {
    assert.deepEqual(listened(), [0, 0, 0]);
    const work = deferred<string>();
    const running = interruption.during(assert.fail, () => work.promise);
    assert.deepEqual(listened(), [1, 1, 1]);
    work.resolve('done');
    assert.equal(await running, 'done');
    assert.deepEqual(listened(), [0, 0, 0]);
    await assert.rejects(
      interruption.during(assert.fail, async () => assert.fail('broken')),
      /broken/,
    );
    assert.deepEqual([listened(), interruption.exitCode, ended], [[0, 0, 0], undefined, []]);
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    it(`by ${signal} asks it to stop, and a second one ends everything with the code of the first`, async () => {
      let said = 0;
      await interruption.during(
        () => said++,
        async (asked) => {
          interruption.receive(signal);
          assert.ok(asked.aborted);
          assert.deepEqual([said, interruption.exitCode, ended], [1, code, []]);
          signals.emit('SIGINT', 'SIGINT');
          assert.deepEqual([said, interruption.exitCode, ended], [1, code, [code]]);
        },
      );
      interruption.receive(signal);
      assert.deepEqual([said, ended], [1, [code]]);
    });

  describe('of what owes a document', () => {
    let last: [signal: string, code: number][];
    beforeEach(() => {
      last = [];
      interruption.endsWith((...given) => last.push(given));
    });

    it('ends everything after the document, at any time', async () => {
      assert.deepEqual(listened(), [1, 1, 1]);
      await interruption.during(assert.fail, async () => assert.deepEqual(listened(), [1, 1, 1]));
      assert.deepEqual(listened(), [1, 1, 1]);
      signals.emit('SIGTERM', 'SIGTERM');
      assert.deepEqual([last, ended], [[['SIGTERM', 143]], [143]]);
    });

    it('asks what is under way to stop first', async () => {
      let said = 0;
      await interruption.during(
        () => said++,
        async (asked) => {
          signals.emit('SIGTERM', 'SIGTERM');
          assert.ok(asked.aborted);
          assert.deepEqual([said, last, ended], [1, [], []]);
        },
      );
      signals.emit('SIGINT', 'SIGINT');
      assert.deepEqual([said, last, ended], [1, [['SIGINT', 143]], [143]]);
    });
  });
});
