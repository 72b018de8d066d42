import { t } from '@vscode/l10n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Hours up to which a time of yesterday isn't a date yet: just after midnight, it would mislead. */
const NIGHT = 12;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

let configuredLanguage: string | undefined;
let timeZone: string | undefined;
/** Whether times in texts are `2026-12-01 05:00 UTC`. */
let isUtc = false;
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/**
 * Sets the display language for numbers and times. Call it once in each process and thread; by
 * default, the language of the texts is used. `zone` (an IANA name) overrides the machine's time
 * zone, for tests.
 */
export function configureFormat(language: string, zone?: string): void {
  configuredLanguage = canonical(language);
  timeZone = zone;
  dateFormats.clear();
}

/**
 * From now on, every time in a text has its date and is in UTC, `2026-12-01 05:00 UTC`: a log is read
 * later and elsewhere. By default, texts are for someone who is there: local, and as short as may be. Call
 * it once per process.
 */
export function configureUtcTimes(is = true): void {
  isUtc = is;
}

/** What `work` returns, with times as after `configureUtcTimes`: for what is read later and elsewhere. */
export function inUtc<T>(work: () => T): T {
  const before = isUtc;
  isUtc = true;
  try {
    return work();
  } finally {
    isUtc = before;
  }
}

/** Formats local times, of 24 hours, in the language of numbers and times. */
export function localFormat(
  options: Intl.DateTimeFormatOptions,
  language = formatLanguage(),
): Intl.DateTimeFormat {
  const all: Intl.DateTimeFormatOptions = { hourCycle: 'h23', timeZone, ...options };
  const key = JSON.stringify([language, all]);
  // Making one takes a hundred times as long as using it.
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(language, all);
  dateFormats.set(key, format);
  return format;
}

/** A time in UTC with its date: `2026-11-30 12:07 UTC`. */
export function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The language of numbers and times, to pass on to a new thread. */
export function formatLanguage(): string {
  return configuredLanguage ?? textLanguage();
}

/** The texts contain their own language code. */
function textLanguage(): string {
  return canonical(t('en'));
}

function canonical(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function keptPerLanguage<T>(make: (language: string) => T): () => T {
  let kept: { language: string; made: T } | undefined;
  return () => {
    const language = formatLanguage();
    if (kept?.language !== language) kept = { language, made: make(language) };
    return kept.made;
  };
}

const numberFormat = keptPerLanguage((language) => new Intl.NumberFormat(language));
const pluralRules = keptPerLanguage((language) => new Intl.PluralRules(language));

/** `120001` → `120,001`. */
export function count(value: number): string {
  return numberFormat().format(value);
}

/** For a narrow column: `48,210`, and from 100,000 on `113k`, as the language shortens numbers. */
export function shortCount(value: number): string {
  return value < 100_000 ? count(value) : compactCount(value);
}

/** As short as may be: `4.3k`. */
export function compactCount(value: number): string {
  return new Intl.NumberFormat(formatLanguage(), { notation: 'compact' })
    .formatToParts(value)
    .map(({ type, value: part }) => (type === 'compact' && part === 'K' ? 'k' : part))
    .join('');
}

/** A ratio 0–1 → `12%`. */
export function wholePercent(ratio: number): string {
  return new Intl.NumberFormat(formatLanguage(), { style: 'percent' }).format(ratio);
}

/** A ratio 0–1 → `12.5%`. */
export function percent(ratio: number, maximumFractionDigits = 1): string {
  return new Intl.NumberFormat(formatLanguage(), {
    style: 'percent',
    maximumFractionDigits,
  }).format(ratio);
}

/**
 * A match rate (difference 11): a ratio as a percentage. A value above 1 isn't a ratio, and is
 * shown as sent.
 */
export function matchRate(rate: number | undefined): string {
  if (rate === undefined) return t('not available');
  return rate <= 1
    ? percent(rate)
    : t(
        '{0} (as sent by Criteo)',
        new Intl.NumberFormat(formatLanguage(), { maximumFractionDigits: 20 }).format(rate),
      );
}

/** Bytes → `3.2 MB`, `760 bytes`. */
export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(formatLanguage(), {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}

/** Milliseconds → `14 s`, `3 min`. At least one second. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return t('{0} s', count(seconds));
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? t('{0} min', count(minutes)) : t('{0} h', count(Math.round(minutes / 60)));
}

/** A limit, in the largest unit of which it is a whole number: `1 h`, where `duration` has `60 min`. */
export function wholeDuration(ms: number): string {
  if (ms > 0 && ms % HOUR === 0) return t('{0} h', count(ms / HOUR));
  return ms > 0 && ms % 60_000 === 0 ? t('{0} min', count(ms / 60_000)) : duration(ms);
}

/** Local time of day, `09:41`. */
export function clock(at: number): string {
  if (isUtc) return utcText(at);
  return localFormat(CLOCK).format(at);
}

/** Time of day in UTC, `12:00`. */
export function utcClock(at: number): string {
  return localFormat({ ...CLOCK, timeZone: 'UTC' }).format(at);
}

/** A time of Criteo's, `12:00 UTC (13:00 local time)`; once, where all times are in UTC. */
export function utcAndLocal(at: number): string {
  return isUtc ? utcText(at) : t('{0} UTC ({1} local time)', utcClock(at), clock(at));
}

/** Local time, with the date unless it is today or within the next 24 hours. */
export function timeOfDay(at: number, now: number): string {
  const isNear = at >= now ? at - now < 24 * HOUR : isSameDay(at, now);
  return isNear ? clock(at) : dateTime(at);
}

/** Local day and time, `Nov 24, 2026, 09:41`. */
export function dateTime(at: number): string {
  if (isUtc) return utcText(at);
  return localFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** Day and time in UTC, `Nov 25, 2026, 12:00 UTC`. */
export function utcDateTime(at: number): string {
  if (isUtc) return utcText(at);
  return localFormat({
    ...{ year: 'numeric', month: 'short', day: 'numeric', ...CLOCK },
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
  }).format(at);
}

/** `Nov 24, 12:00`, in UTC without saying so. */
export function utcDayTime(at: number): string {
  return localFormat({ month: 'short', day: 'numeric', ...CLOCK, timeZone: 'UTC' }).format(at);
}

/** Month and year in UTC, `July 2027`. */
export function utcMonth(at: number): string {
  return localFormat({ year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}

/** Local day, `Nov 24`, with its year unless that is the year of `now`. */
export function day(at: number, now: number): string {
  if (isUtc) return utcText(at).slice(0, 10);
  return localFormat(dayOf(at, now)).format(at);
}

/** Local time of day, after the day unless that is the day of `now`: `Nov 24, 09:41`. */
export function dayTime(at: number, now: number): string {
  if (isUtc || isSameDay(at, now)) return clock(at);
  return localFormat({ ...dayOf(at, now), ...CLOCK }).format(at);
}

function dayOf(at: number, now: number): Intl.DateTimeFormatOptions {
  const year = localYear(at) === localYear(now) ? undefined : 'numeric';
  return { year, month: 'short', day: 'numeric' };
}

/** Whether both are on the same local day. */
export function isSameDay(a: number, b: number): boolean {
  return localDay(a) === localDay(b);
}

function localDay(at: number): string {
  return localFormat({ dateStyle: 'short', ...(isUtc && { timeZone: 'UTC' }) }, 'en').format(at);
}

function localYear(at: number): string {
  return localFormat({ year: 'numeric' }, 'en').format(at);
}

/**
 * How long ago something was, for a list: `10 min ago`, `2 h ago`, and the day if that isn't today.
 * Milliseconds since 1970. Changes every minute at most.
 */
export function timeAgo(at: number, now: number): string {
  const past = now - at;
  if (past < MINUTE) return t('just now');
  if (past < HOUR) return t('{0} min ago', count(Math.floor(past / MINUTE)));
  const hours = Math.floor(past / HOUR);
  const isToday = hours < 24 && day(at, now) === day(now, now);
  return isToday || hours < NIGHT ? t('{0} h ago', count(hours)) : day(at, now);
}

/** ISO 8601, UTC; undefined for a time that can't be. */
export function isoTime(at: number | undefined): string | undefined {
  return at === undefined || Number.isNaN(new Date(at).getTime())
    ? undefined
    : new Date(at).toISOString();
}

/**
 * The text for this number by the plural rules of the display language. `one` is for 1 in English,
 * but for 0 and 1 in French, so both texts must contain the number.
 */
export function plural(value: number, texts: { one: string; other: string }): string {
  return pluralRules().select(value) === 'one' ? texts.one : texts.other;
}

/** `a, b, or c`, in the language of the texts. */
export function anyOf(items: readonly string[]): string {
  return new Intl.ListFormat(textLanguage(), { type: 'disjunction' }).format(items);
}

/** `a, b, and c`, in the language of the texts. */
export function allOf(items: readonly string[]): string {
  return new Intl.ListFormat(textLanguage(), { type: 'conjunction' }).format(items);
}
