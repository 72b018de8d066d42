import { mock } from 'node:test';

/** Moves on a clock that stands. */
export type Move = (ms: number) => void;

/** A test whose clock stands, with every `setTimeout`, until it moves them. */
export function standing(test: (move: Move) => Promise<void>): () => Promise<void> {
  return async () => {
    let now = performance.now();
    mock.timers.enable({ apis: ['setTimeout'] });
    const stopwatch = mock.method(performance, 'now', () => now);
    try {
      await test((ms) => {
        now += ms;
        mock.timers.tick(ms);
      });
    } finally {
      stopwatch.mock.restore();
      mock.timers.reset();
    }
  };
}
