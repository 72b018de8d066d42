import { t } from '@vscode/l10n';
import { isSameDay, localFormat } from '../../../common/format';

/**
 * Local times to the second and their offset, `13:07:12 to 13:07:19 (UTC+1)`, after the day unless that
 * is the day of `now`. Milliseconds since 1970.
 */
export function localSpan(from: number, to: number, now: number): string {
  const date = isSameDay(from, now) ? {} : ({ dateStyle: 'medium' } as const);
  const start = localFormat({ ...date, timeStyle: 'medium' });
  if (isSameSecond(from, to)) return t('{0} ({1})', start.format(from), offsetAt(from));
  const end = localFormat({
    ...(isSameDay(from, to) ? {} : { dateStyle: 'medium' }),
    timeStyle: 'medium',
  });
  return t('{0} to {1} ({2})', start.format(from), end.format(to), offsetAt(to));
}

function isSameSecond(from: number, to: number): boolean {
  return Math.floor(from / 1000) === Math.floor(to / 1000);
}

/** The offset of the local time, `UTC+1`. */
function offsetAt(at: number): string {
  const parts = localFormat({ timeZoneName: 'shortOffset' }).formatToParts(at);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return zone.replace(/^GMT(?:\+0)?/, 'UTC');
}

/** Times in UTC to the second, `2026-11-30 12:07:12 to 12:07:19 UTC`. Milliseconds since 1970. */
export function utcSpan(from: number, to: number): string {
  const [start, end] = [from, to].map((at) => new Date(at).toISOString().slice(0, 19).split('T'));
  if (isSameSecond(from, to)) return t('{0} UTC', start.join(' '));
  const until = start[0] === end[0] ? end.slice(1) : end;
  return t('{0} to {1} UTC', start.join(' '), until.join(' '));
}
