import { t } from '@vscode/l10n';
import { outcomeOfFailure, type Outcome } from '../app/uploads/outcome';
import { USAGE_CODES } from '../common/codes/toolCodes';
import type { Failure } from '../common/failure';

/**
 * How a command ended. `partial`: some of several segments weren't created or deleted. `usage`: wrong
 * arguments.
 */
export type Ending = Outcome | 'partial' | 'usage';

/** Signals that end a command in order. */
export type Signal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

/** A row of the table of exit codes, which the help and the documentation show. */
interface ExitCode {
  readonly code: number;
  /** One word or two, the same in every language. */
  readonly name: string;
  /** What it means, in the language of the user. */
  readonly meaning: string;
  /** The ends of commands that have it. */
  readonly endings?: readonly Ending[];
  readonly signal?: Signal;
}

/** All exit codes, in ascending order. Scripts depend on them: never change one, and never reuse one. */
export function exitCodes(): readonly ExitCode[] {
  return [
    { code: 0, name: 'done', meaning: t('Done'), endings: ['finished'] },
    {
      code: 1,
      name: 'failed',
      meaning: t(
        'Failed for another reason than those below, or standard output or the report couldn’t be written',
      ),
      endings: ['failed'],
    },
    { code: 2, name: 'reserved', meaning: t('Reserved') },
    {
      code: 3,
      name: 'partial',
      meaning: t(
        'Done in part: more rows were invalid or rejected than allowed, an update is incomplete, people stay whom a removal from every segment was to remove, an upload can only be resumed by a person, a segment isn’t as expected after what was sent to it, or some of several segments failed',
      ),
      endings: ['refused-too-much', 'incomplete', 'partial'],
    },
    {
      code: 4,
      name: 'denied',
      meaning: t('No valid credentials, or no permission'),
      endings: ['denied'],
    },
    {
      code: 5,
      name: 'gave-up',
      meaning: t(
        'Gave up waiting for the network, the rate limit, a server error or another upload: run or resume it later',
      ),
      endings: ['gave-up'],
    },
    {
      code: 6,
      name: 'blocked',
      meaning: t(
        'Nothing was sent or changed: the file is empty, a safety check stopped it, or it wasn’t confirmed',
      ),
      endings: ['blocked'],
    },
    { code: 64, name: 'usage', meaning: t('Wrong arguments or settings'), endings: ['usage'] },
    {
      code: 129,
      name: 'hangup',
      meaning: t('The terminal was closed (SIGHUP). An upload can be resumed'),
      signal: 'SIGHUP',
    },
    {
      code: 130,
      name: 'interrupted',
      meaning: t('Interrupted (SIGINT, Ctrl+C). An upload can be resumed'),
      endings: ['cancelled'],
      signal: 'SIGINT',
    },
    {
      code: 143,
      name: 'terminated',
      meaning: t('Terminated (SIGTERM). An upload can be resumed'),
      signal: 'SIGTERM',
    },
  ];
}

/** The exit code of each end. */
export const EXIT_CODES = codesBy((row) => row.endings) as Readonly<Record<Ending, number>>;

/** The exit code of each signal. */
export const SIGNALS = codesBy(({ signal }) => signal && [signal]) as Readonly<
  Record<Signal, number>
>;

function codesBy(keysOf: (row: ExitCode) => readonly string[] | undefined): Record<string, number> {
  return Object.fromEntries(
    exitCodes().flatMap((row) => (keysOf(row) ?? []).map((key) => [key, row.code])),
  );
}

/** Which end of several uploads counts: the first of these codes that occurred. */
const MOST_SERIOUS: readonly number[] = [1, 4, 6, 3, 5, 0];

/**
 * How a command ends that handled several uploads: by a signal if there was one, otherwise as the most
 * serious of them. `finished` if there was none. Arguments that are wrong for one of them count as its
 * failure.
 */
export function endingOfSeveral(endings: readonly Ending[]): Ending {
  if (endings.includes('cancelled')) return 'cancelled';
  if (endings.includes('usage')) return 'failed';
  for (const code of MOST_SERIOUS) {
    const worst = endings.find((ending) => EXIT_CODES[ending] === code);
    if (worst) return worst;
  }
  return 'finished';
}

/** How a command ends that didn't create or delete all of its segments. `isPartial`: it did some. */
export function endingOfSome(interruption: { isReceived: boolean }, isPartial: boolean): Ending {
  if (interruption.isReceived) return 'cancelled';
  return isPartial ? 'partial' : 'failed';
}

const USAGE: ReadonlySet<string> = new Set(USAGE_CODES);

/** How a command ends that fails before there is a result. */
export function endingOf(failure: Failure): Ending {
  return failure.source === 'tool' && USAGE.has(failure.code) ? 'usage' : outcomeOfFailure(failure);
}
