import { t } from '@vscode/l10n';
import { RateFormat } from '../../shared/rateFormat';
import type { TickUnit } from './chartTicks';

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DAY: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
const TICKS: Record<TickUnit, Intl.DateTimeFormatOptions> = {
  minute: CLOCK,
  hour: CLOCK,
  day: DAY,
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
};

/** Numbers and local times of the chart in a language (BCP 47; default: the browser's). */
export class ChartFormats {
  private readonly numbers: Intl.NumberFormat;
  private readonly short: Intl.NumberFormat;
  private readonly rates: RateFormat;
  private readonly plurals: Intl.PluralRules;
  private readonly dates = new Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>();

  constructor(private readonly language?: string) {
    this.numbers = new Intl.NumberFormat(language);
    this.short = new Intl.NumberFormat(language, { notation: 'compact' });
    this.plurals = new Intl.PluralRules(language);
    this.rates = new RateFormat(language);
  }

  /** `44,903` */
  number(value: number | undefined): string {
    return value === undefined ? t('not available') : this.numbers.format(value);
  }

  rate(rate: number | undefined): string {
    return this.rates.format(rate);
  }

  /** A round value as short as can be: `60k`. `Intl` has a capital K in English, the unit's is small. */
  shortNumber(value: number): string {
    return this.short
      .formatToParts(value)
      .map(({ type, value: text }) => (type === 'compact' && text === 'K' ? 'k' : text))
      .join('');
  }

  /** `Nov 9, 17:10`, with the year if it isn't that of `now`. */
  moment(at: number, now: number): string {
    return new Date(at).getFullYear() === new Date(now).getFullYear()
      ? this.date(MOMENT).format(at)
      : this.date(MOMENT_OF_YEAR).format(at);
  }

  /** `Nov 10`, `17:10`, `Nov 2026` or `2026`. Midnight among hours is its day. */
  tick(at: number, unit: TickUnit): string {
    const date = new Date(at);
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
    const ofDay = isMidnight && (unit === 'minute' || unit === 'hour');
    return this.date(ofDay ? DAY : TICKS[unit]).format(at);
  }

  /** The text for this number by the plural rules of the language. */
  plural(value: number, texts: { one: string; other: string }): string {
    return this.plurals.select(value) === 'one' ? texts.one : texts.other;
  }

  private date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    let format = this.dates.get(options);
    if (!format) {
      format = new Intl.DateTimeFormat(this.language, options);
      this.dates.set(options, format);
    }
    return format;
  }
}

const MOMENT = { ...DAY, ...CLOCK };
const MOMENT_OF_YEAR: Intl.DateTimeFormatOptions = { ...MOMENT, year: 'numeric' };
