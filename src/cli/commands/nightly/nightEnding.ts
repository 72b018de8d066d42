import { isFinishedNextTime, type NightEntry } from '../../../app/nightly/report/nightReport';
import { isDone } from '../../../app/nightly/report/nightTexts';
import { EXIT_CODES, type Ending } from '../../exitCodes';

/**
 * How a run of nightly files ends: `gave-up` if all that is missing will be finished by the same line,
 * `partial` if something is done, and otherwise what all of it failed with.
 */
export function endingOfNight(entries: readonly NightEntry[]): Ending {
  const open = entries.filter((entry) => !isDone(entry));
  if (open.every(isFinishedNextTime)) return open.length === 0 ? 'finished' : 'gave-up';
  if (open.length < entries.length) return 'partial';
  const [{ outcome }] = open;
  return open.every((one) => EXIT_CODES[one.outcome] === EXIT_CODES[outcome]) ? outcome : 'failed';
}
