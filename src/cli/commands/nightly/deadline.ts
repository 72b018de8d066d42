import { t } from '@vscode/l10n';
import { badArgument } from '../../../common/failure';
import { utcClock } from '../../../common/format';

const DAY = 86_400_000;
/** A time that was less than this ago has passed: the same line is run again after it. Otherwise, it is to come. */
const PASSED = DAY / 4;

/**
 * When the next time of day is, as `23:30Z`, in milliseconds since 1970; up to six hours ago if it has just
 * passed. Throws `Failure` 'bad-argument'.
 */
export function deadlineAt(text: string, now: number): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)Z$/.exec(text) ?? [];
  if (hours === undefined)
    throw badArgument('run', t('“{0}” must be a time in UTC, such as 23:30Z.', '--deadline'), text);
  const time = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const midnight = Math.floor(now / DAY) * DAY;
  const all = [-DAY, 0, DAY].map((day) => midnight + day + time);
  return all.find((at) => at > now - PASSED) ?? midnight + time;
}

/** What to do about a deadline that has passed, if it has: until the next one counts, the line begins nothing. */
export function passedText(deadline = Infinity): string | undefined {
  if (Date.now() < deadline) return undefined;
  return t(
    'The deadline {0} UTC has passed; run it without {1}, or after {2} UTC.',
    ...[utcClock(deadline), '--deadline', utcClock(deadline + PASSED)],
  );
}
