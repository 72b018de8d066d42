import { outcomeOfFailure, type Outcome } from '../app/uploads/outcome';
import { USAGE_CODES } from '../common/codes/toolCodes';
import type { Failure } from '../common/failure';

/** How a command ended. `partial`: some of several items failed. `usage`: wrong arguments. */
export type Ending = Outcome | 'partial' | 'usage';

/**
 * The exit codes. Scripts depend on them: never change one. 2 is reserved for "there are changes",
 * 143 for SIGTERM.
 */
export const EXIT_CODES: Readonly<Record<Ending, number>> = {
  finished: 0,
  failed: 1,
  'refused-too-much': 3,
  incomplete: 3,
  partial: 3,
  denied: 4,
  'gave-up': 5,
  blocked: 6,
  usage: 64,
  cancelled: 130,
};

const USAGE: ReadonlySet<string> = new Set(USAGE_CODES);

/** How a command ends that fails before there is a result. */
export function endingOf(failure: Failure): Ending {
  return failure.source === 'tool' && USAGE.has(failure.code) ? 'usage' : outcomeOfFailure(failure);
}
