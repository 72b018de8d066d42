import { t } from '@vscode/l10n';
import type { Patience, WaitListener } from '../../api/wire/patience';
import type { UploadLocks } from '../../app/segments/changes/uploadLocks';
import { sleep } from '../../common/abort';
import { badArgument, Failure } from '../../common/failure';
import { duration } from '../../common/format';
import type { Progress } from '../../upload/jobTypes';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
/** Milliseconds: a shorter wait for the rate limit is part of sending. */
const WORTH_A_LINE = 10_000;
const POLL_INTERVAL = 500;

/** Writes a line about what is going on. */
type Note = (line: string) => void;

/** `--max-wait` in milliseconds. Throws `Failure` 'bad-argument'. */
export function longestWaitOf(maxWait = ''): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(maxWait) ?? [];
  if (amount === undefined)
    throw badArgument(
      'options',
      t('“{0}” must be a time with its unit, such as 90s, 15m or 2h.', '--max-wait'),
      maxWait,
    );
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** A line when a failure begins to be waited out, and one when that ends. */
export function waitLines(note: Note): WaitListener {
  return {
    begin: ({ message }, longest) =>
      note(t('Waiting for up to {0}. {1}', duration(longest), message)),
    end: (ms, isAnswered) =>
      note(
        isAnswered
          ? t('Criteo answered again after {0}.', duration(ms))
          : t('Gave up after {0}.', duration(ms)),
      ),
  };
}

/** The same for the rate limit, unless a wait is told already. See `ClientOptions.onRateLimitWait`. */
export function heldLines(
  note: Note,
  patience: Pick<Patience, 'isTold'>,
): (operation: string, until: number) => () => void {
  let waiting = 0;
  return (_, until) => {
    const ms = until - Date.now();
    if (ms < WORTH_A_LINE || patience.isTold) return () => undefined;
    // Several requests wait for the same.
    if (waiting++ === 0) note(t('Waiting {0} for the rate limit.', duration(ms)));
    return () => {
      if (--waiting === 0) note(t('The wait for the rate limit is over.'));
    };
  };
}

/** The same for another upload to the segment. Call it with each progress of an upload. */
export function queueLines(longest: number, note: Note): (progress: Progress) => void {
  let isWaiting = false;
  return ({ wait, phase, stopping }) => {
    const isQueued = wait === 'queue';
    // It may also be stopped while it waits.
    const isOver = phase !== 'waiting' && stopping === undefined;
    if (isWaiting ? isQueued || !isOver : !isQueued) return;
    isWaiting = isQueued;
    note(isWaiting ? queuedText(longest) : queueEndText());
  };
}

/** Locks of segments that are waited for, too: up to `longest` milliseconds. */
export function waitingLocks(locks: UploadLocks, longest: number, note: Note): UploadLocks {
  const waiting = async (work: () => Promise<void>): Promise<void> => {
    const end = performance.now() + longest;
    for (let isFirst = true; ; isFirst = false)
      try {
        await work();
        if (!isFirst) note(queueEndText());
        return;
      } catch (error) {
        const left = end - performance.now();
        if (left <= 0 || !(error instanceof Failure) || error.code !== 'locked') throw error;
        if (isFirst) note(queuedText(longest));
        await sleep(Math.min(POLL_INTERVAL, left));
      }
  };
  return {
    ...locks,
    requireIdle: (...args) => waiting(() => locks.requireIdle(...args)),
    // Another upload may begin right after the segment was idle.
    clear: (...args) => waiting(() => locks.clear(...args)),
  };
}

function queuedText(longest: number): string {
  return t('Waiting for up to {0} for another upload to this segment.', duration(longest));
}

function queueEndText(): string {
  return t('The other upload has ended.');
}
