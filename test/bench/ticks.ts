/**
 * How fast the page of several files follows a tick: the files of one segment are checked, one of them is
 * left out and taken back again and again, and then all are planned to be sent.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Batch } from '../../src/app/uploads/batch/batch';
import type { Choices } from '../../src/app/uploads/choices/choices';
import { people } from '../support/people';
import { DraftBench, PERSON } from '../unit/app/uploads/draftBench';
import { csv } from '../unit/upload/support/bench';
import { median } from './measured';

const TICKS = 10;
/** The ratio of a file's people who are in the file before it, too. */
const SHARED = 0.1;

export interface Ticks {
  files: number;
  rows: number;
  /** Seconds until each file is checked, and until all are planned to be sent. */
  checking: number;
  planning: number;
  /** From a tick to the figures of all files, in milliseconds: the median. */
  tick: number;
  /** The longest that anything else had to wait meanwhile, in milliseconds. */
  loop: number;
}

/** `rows`: of each file. */
export async function measureTicks(files: number, rows: number): Promise<Ticks> {
  const bench = new DraftBench();
  await bench.start();
  try {
    const from = Math.floor(rows * (1 - SHARED));
    const choices = Array.from({ length: files }, (_, n): Choices => ({
      files: [bench.chosen(csv(people(rows, n * from)), `part-${n}.csv`)],
      into: bench.into(),
      operation: 'add',
    }));
    const batch = new Batch(choices, bench.drafts, { ...PERSON, command: 'uploadMany' });
    const isReady = (): boolean => batch.groups.every(({ draft }) => draft?.step.kind === 'ready');
    const ready = (): Promise<void> =>
      new Promise((resolve) => {
        const listening = batch.onDidChange(() => {
          if (!isReady()) return;
          listening.dispose();
          resolve();
        });
      });
    const took = async (work: () => unknown): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const checking = await took(() => {
      batch.start();
      return ready();
    });
    const ticks: number[] = [];
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    for (let n = 0; n < TICKS; n++)
      ticks.push(
        await took(() => {
          batch.tick(String(files >> 1), n % 2 === 1);
          return isReady() || ready();
        }),
      );
    loop.disable();
    const planning = await took(() => batch.send(() => 'yes'));
    return {
      files,
      rows,
      checking: checking / 1000,
      planning: planning / 1000,
      tick: median(ticks),
      loop: loop.max / 1e6,
    };
  } finally {
    await bench.restart();
    await bench.stop();
  }
}

/** In Markdown. */
export function ticksTable(all: readonly Ticks[]): string {
  const row = ({ files, rows, checking, tick, loop, planning }: Ticks): string =>
    `| ${files} × ${rows.toLocaleString('en')} | ${checking.toFixed(1)} | ${tick.toFixed(0)} | ${loop.toFixed(0)} | ${planning.toFixed(1)} |`;
  return [
    '## Files of one segment on the page',
    '',
    '| files × rows | checking, s | a tick, ms | loop max, ms | planning, s |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...all.map(row),
    '',
  ].join('\n');
}
