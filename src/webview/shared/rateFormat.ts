import { t } from '@vscode/l10n';

/** Match rates in a language (BCP 47; default: the browser's). */
export class RateFormat {
  private readonly percents: Intl.NumberFormat;
  private readonly exact: Intl.NumberFormat;

  constructor(language?: string) {
    this.percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    this.exact = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
  }

  /** A ratio as a percentage. A value above 1 is no ratio, and is shown as received. */
  format(rate: number | undefined): string {
    if (rate === undefined) return t('not available');
    return rate <= 1
      ? this.percents.format(rate)
      : t('{0} (as sent by Criteo)', this.exact.format(rate));
  }
}
