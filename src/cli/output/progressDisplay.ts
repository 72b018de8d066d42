import { SingleBar } from 'cli-progress';
import { progressText } from '../../app/uploads/messages';
import type { Progress } from '../../upload/jobTypes';
import type { GlobalOptions } from '../globalOptions';
import type { Terminal } from '../terminal';

/** Minimum milliseconds between two lines. */
const LINE_INTERVAL = 2000;

type ProgressText = (progress: Progress, now: number) => string;

/** Shows what an upload is doing on stderr. */
export interface ProgressDisplay {
  /** `textOf`: what is said of it, if it isn't an upload. */
  show(progress: Progress, textOf?: ProgressText): void;
  /** Call it before anything else is written to stderr. */
  clear(): void;
}

const HIDDEN: ProgressDisplay = { show: () => undefined, clear: () => undefined };

/** The display that the options ask for; by default a bar on a terminal and nothing elsewhere. */
export function progressDisplay(
  { progress, quiet }: Pick<GlobalOptions, 'progress' | 'quiet'>,
  terminal: Terminal,
): ProgressDisplay {
  const how = progress === 'auto' ? (terminal.isLively ? 'bar' : 'none') : progress;
  // Asked for explicitly, lines for programs aren't noise.
  if (how === 'json') return jsonLines(terminal);
  if (quiet || how === 'none') return HIDDEN;
  return how === 'bar' && terminal.isLively ? bar(terminal) : lines(terminal);
}

function jsonLines(terminal: Terminal): ProgressDisplay {
  return {
    show: (progress) => terminal.document({ progress }, 'stderr'),
    clear: () => undefined,
  };
}

function lines(terminal: Terminal): ProgressDisplay {
  let last = Number.NEGATIVE_INFINITY;
  let shown = '';
  return {
    show(progress, textOf = progressText) {
      const text = textOf(progress, Date.now());
      const isNews = progress.wait !== undefined || progress.stopping !== undefined;
      if (text === shown || (!isNews && performance.now() - last < LINE_INTERVAL)) return;
      last = performance.now();
      shown = text;
      terminal.note(text);
    },
    clear: () => undefined,
  };
}

function bar(terminal: Terminal): ProgressDisplay {
  let latest: Progress | undefined;
  let text: ProgressText = progressText;
  let timer: NodeJS.Timeout | undefined;
  const single = new SingleBar({
    stream: terminal.stderr,
    format: '{bar} {percentage}%  {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    noTTYOutput: false,
    emptyOnZero: true,
  });
  const update = (): void => {
    if (!latest) return;
    const { done, total } = shareOf(latest);
    single.setTotal(total);
    single.update(done, { text: text(latest, Date.now()) });
  };
  const clear = (): void => {
    clearInterval(timer);
    if (latest) single.stop();
    latest = undefined;
  };
  terminal.onRestore(clear);
  return {
    show(progress, textOf = progressText) {
      if (!latest) {
        single.start(1, 0, { text: '' });
        // Waits count down although nothing changes.
        timer = setInterval(update, 1000);
        timer.unref();
      }
      latest = progress;
      text = textOf;
      update();
    },
    clear,
  };
}

/** What is done of the current phase: bytes while the files are checked, then requests. */
function shareOf({ phase, bytesRead, bytesTotal, callsDone, callsTotal }: Progress): {
  done: number;
  total: number;
} {
  return phase === 'reading'
    ? { done: bytesRead, total: Math.max(1, bytesTotal) }
    : { done: callsDone, total: Math.max(1, callsTotal) };
}
