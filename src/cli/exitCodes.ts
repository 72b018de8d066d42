import { ApiError } from '../api/apiError';
import { outcomeOfFailure, type Outcome } from '../app/uploads/outcome';
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

/** Failures that other arguments would avoid. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'bad-argument',
  'bad-setting',
  'no-account',
  'ambiguous-segment',
  'ambiguous-audience',
]);

/** How a command ends that fails before there is a result. */
export function endingOf(failure: Failure): Ending {
  // The API has codes of its own, which can be the same.
  if (!(failure instanceof ApiError) && USAGE_CODES.has(failure.code)) return 'usage';
  return outcomeOfFailure(failure);
}
