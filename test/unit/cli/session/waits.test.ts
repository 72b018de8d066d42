import assert from 'node:assert/strict';
import {
  heldLines,
  longestWaitOf,
  queueLines,
  waitingLocks,
} from '../../../../src/cli/session/waits';
import { NO_PROGRESS } from '../../../../src/upload/jobTypes';
import { segmentBusyError } from '../../../../src/upload/journal/locks';

describe('waits in the terminal', () => {
  const waiting = 'Waiting for up to 15 min for another upload to this segment.';
  const ended = 'The other upload has ended.';

  it('are as long as an option with a unit says', () => {
    assert.deepEqual(
      ['90s', '15m', '2h', '0.5s', '0s'].map(longestWaitOf),
      [90_000, 900_000, 7_200_000, 500, 0],
    );
    for (const wrong of ['', '15', '1d', '-1m', '1 m', 'm'])
      assert.throws(() => longestWaitOf(wrong), { code: 'bad-argument' });
  });

  it('for the rate limit have two lines, however many requests wait, unless one is told already', () => {
    const lines: string[] = [];
    const patience = { isTold: false };
    const held = heldLines((line) => lines.push(line), patience);
    const ends = [held('search', Date.now() + 60_000), held('search', Date.now() + 60_000)];
    for (const end of ends) end();
    assert.deepEqual(lines.splice(0), [
      'Waiting 60 s for the rate limit.',
      'The wait for the rate limit is over.',
    ]);
    held('search', Date.now() + 9_000)();
    patience.isTold = true;
    held('search', Date.now() + 60_000)();
    assert.deepEqual(lines, []);
  });

  it('behind another upload have two lines, and one if they are stopped', () => {
    const lines: string[] = [];
    const tell = (): ReturnType<typeof queueLines> =>
      queueLines(900_000, (line) => lines.push(line));
    const queued = { ...NO_PROGRESS, phase: 'waiting', wait: 'queue' } as const;
    const passed = tell();
    for (const one of [queued, queued, { ...NO_PROGRESS, phase: 'reading' } as const]) passed(one);
    assert.deepEqual(lines.splice(0), [waiting, ended]);
    const stopped = tell();
    for (const one of [queued, { ...queued, stopping: 'cancelled', wait: undefined } as const])
      stopped(one);
    assert.deepEqual(lines, [waiting]);
  });

  it('are also for an upload that begins after a segment was idle, before it is cleared', async () => {
    const lines: string[] = [];
    let tries = 0;
    const clear = async (): Promise<void> => {
      if (++tries === 1) throw segmentBusyError('7');
    };
    const locks = waitingLocks({ clear } as never, 900_000, (line) => lines.push(line));
    await locks.clear({} as never, '7', () => Promise.resolve());
    assert.deepEqual([tries, lines], [2, [waiting, ended]]);
  });
});
