import { FLOOR, PAIR, PYTHON, scriptKey } from './rows';
import type { Starts } from './starts';
import type { Medians } from './table';

export interface Goal {
  goal: string;
  measured: string;
  /** Undefined if its reference was not measured. */
  met?: boolean;
}

const CONCURRENCY = 4;
const MB = 1e6;
/** The size of the 64-bit fingerprints of 10 million rows: 240 MB. */
const FINGERPRINT_BYTES = 24;

/**
 * The goals, defined for the 10-million-row export with 8 columns, against the medians of any file.
 */
export function goalsOf(medians: ReadonlyMap<string, Medians>, rows: number): Goal[] {
  const value = (key: string, figure: keyof Medians): number | undefined =>
    medians.get(key)?.[figure];
  const faster = (goal: string, key: string, times: number): Goal => {
    const [script, own] = [value(scriptKey(PYTHON, 0), 'wall'), value(key, 'wall')];
    if (script === undefined || own === undefined) return { goal, measured: 'not measured' };
    return {
      goal,
      measured: `${(script / own).toFixed(1)} times (${script.toFixed(1)} s : ${own.toFixed(1)} s)`,
      met: script / own >= times,
    };
  };
  const goals = [
    faster('Sending at 0 ms at least 4 times faster than the Python script', 'send-0', 4),
    faster('Judging + sending at 0 ms at least 2 times faster than the Python script', 'both-0', 2),
  ];

  const [slow, requests] = [value('send-200', 'wall'), value('send-200', 'requests')];
  if (slow !== undefined && requests !== undefined) {
    const floor = Math.ceil(requests / CONCURRENCY) * 0.2;
    goals.push({
      goal: 'Sending at 200 ms within 1.2 times the floor that the latency sets',
      measured: `${(slow / floor).toFixed(2)} times (${slow.toFixed(1)} s : ${floor.toFixed(1)} s)`,
      met: slow <= 1.2 * floor,
    });
  }
  const [plain, hashed] = [value('both-0', 'wall'), value('sha256-0', 'wall')];
  if (plain !== undefined && hashed !== undefined) {
    const more = ((hashed - plain) / rows) * 1e6;
    goals.push({
      goal: 'SHA-256 adds at most 0.4 s a million',
      measured: `${more.toFixed(2)} s`,
      met: more <= 0.4,
    });
  }
  const [judged, suppressing] = [medians.get('judge'), medians.get('judge-suppress')];
  if (judged?.wall !== undefined && suppressing?.wall !== undefined) {
    const [time, memory] = [
      suppressing.wall / judged.wall,
      ((suppressing.peak ?? 0) - (judged.peak ?? 0)) / MB,
    ];
    goals.push({
      goal: 'A suppression list of a tenth as many people takes at most 1.15 times as long to judge, and 100 MB',
      measured: `${time.toFixed(2)} times, ${Math.round(memory)} MB`,
      met: time <= 1.15 && memory <= 100,
    });
  }
  const [replaced, updated] = [value('replace-200', 'wall'), value('update-200', 'wall')];
  if (replaced !== undefined && updated !== undefined)
    goals.push({
      goal: 'An Update at 200 ms in at most 1.8 times the time of a Replace',
      measured: `${(updated / replaced).toFixed(2)} times (${updated.toFixed(1)} s : ${replaced.toFixed(1)} s)`,
      met: updated <= 1.8 * replaced,
    });
  const updatePeak = value('update-200', 'peak');
  if (updatePeak !== undefined)
    goals.push({
      goal: 'Peak memory of an Update at most 450 MB above idle',
      measured: `${Math.round(updatePeak / MB)} MB`,
      met: updatePeak <= 450 * MB,
    });
  const [lean, full] = [value('both-nodedupe-0', 'peak'), value('both-0', 'peak')];
  if (lean !== undefined)
    goals.push({
      goal: 'Peak memory at most 150 MB above idle without dedupe',
      measured: `${Math.round(lean / MB)} MB`,
      met: lean <= 150 * MB,
    });
  if (lean !== undefined && full !== undefined) {
    const allowed = rows * FINGERPRINT_BYTES;
    goals.push({
      goal: `Dedupe adds no more than the fingerprints (${FINGERPRINT_BYTES} bytes a row: ${Math.round(allowed / MB)} MB)`,
      measured: `${Math.round((full - lean) / MB)} MB`,
      met: full - lean <= allowed,
    });
  }
  const ratio = value(PAIR.commandLine.key, 'ratio');
  if (ratio !== undefined)
    goals.push({
      goal: 'The command line judges and sends in at most 1.1 times the time of the extension',
      measured: `${ratio.toFixed(2)} times, median of the pairs`,
      met: ratio <= 1.1,
    });
  const leanCommandLine = value('cli-nodedupe-0', 'peak');
  if (leanCommandLine !== undefined)
    goals.push({
      goal: 'Peak memory of the command line at most 150 MB above idle without dedupe',
      measured: `${Math.round(leanCommandLine / MB)} MB`,
      met: leanCommandLine <= 150 * MB,
    });
  for (const [figure, name, most] of [
    ['loopP99', 'p99', 10],
    ['loopMax', 'max', 50],
  ] as const) {
    const all = ['judge', 'send-0', 'both-0', 'send-200', 'both-200', 'update-200'].flatMap(
      (key) => value(key, figure) ?? [],
    );
    if (all.length === 0) continue;
    const worst = Math.max(...all);
    goals.push({
      goal: `Event-loop delay ${name} at most ${most} ms`,
      measured: `${worst.toFixed(1)} ms in the worst row`,
      met: worst <= most,
    });
  }
  return goals;
}

/** The goal for the start of the command line. */
export function goalOfStarts({ commandLine, node }: Starts): Goal {
  return {
    goal: '`--version` in at most 1.5 times an empty Node start',
    measured: `${(commandLine / node).toFixed(2)} times (${commandLine.toFixed(1)} ms : ${node.toFixed(1)} ms)`,
    met: commandLine <= 1.5 * node,
  };
}

/** What limits sending at 0 ms, in words. */
export function bounds(medians: ReadonlyMap<string, Medians>): string[] {
  const [send, floor] = [medians.get('send-0'), medians.get(FLOOR)];
  if (!send || !floor) return [];
  return [
    `Sending at 0 ms takes ${(send.wall / floor.wall).toFixed(1)} times the floor. Of ${send.wall.toFixed(1)} s, the extension host computed ${send.cpu.toFixed(1)} s on all its threads and the sink ${send.sinkCpu.toFixed(1)} s, on the same cores.`,
  ];
}
