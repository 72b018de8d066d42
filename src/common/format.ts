import { t } from '@vscode/l10n';

let configuredLanguage: string | undefined;
let timeZone: string | undefined;

/**
 * How people of the display language write numbers and times. Set once in each process and thread;
 * without it the texts' own language counts. `zone` (an IANA name) only where the machine's own
 * must not count, as in tests.
 */
export function configureFormat(language: string, zone?: string): void {
  configuredLanguage = canonical(language);
  timeZone = zone;
}

/** The language of numbers and times: a thread that is started gets it handed on. */
export function formatLanguage(): string {
  return configuredLanguage ?? textLanguage();
}

/** The texts name their language themselves. */
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

/** `120001` → `120,001`. */
export function count(value: number): string {
  return new Intl.NumberFormat(formatLanguage()).format(value);
}

/** A ratio 0–1 → `12.5%`. */
export function percent(ratio: number): string {
  return new Intl.NumberFormat(formatLanguage(), {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(ratio);
}

/**
 * A match rate (difference 11): a ratio as a percentage; what is above 1 is none, and is shown as
 * it came.
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

/** Milliseconds → `14 s`, `3 min`. Never less than one second. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return t('{0} s', count(seconds));
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? t('{0} min', count(minutes)) : t('{0} h', count(Math.round(minutes / 60)));
}

/** Local time of day, `09:41`. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(formatLanguage(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
}

/** Time of day in UTC, `12:00`. */
export function utcClock(at: number): string {
  return new Intl.DateTimeFormat(formatLanguage(), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  }).format(at);
}

/** Local day and time. */
export function dateTime(at: number): string {
  return new Intl.DateTimeFormat(formatLanguage(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(at);
}

/**
 * The wording that the display language uses for this number: `one` is for 1 in English, for 0 and
 * 1 in French, so both wordings have the number in them.
 */
export function plural(value: number, texts: { one: string; other: string }): string {
  return new Intl.PluralRules(formatLanguage()).select(value) === 'one' ? texts.one : texts.other;
}

/** `a, b, or c`, in the texts' language. */
export function anyOf(items: readonly string[]): string {
  return new Intl.ListFormat(textLanguage(), { type: 'disjunction' }).format(items);
}
