import { t } from '@vscode/l10n';
import { utcMonth } from '../../common/format';
import { optionName } from '../../common/optionNames';

/** The begin of the month in which each API version ends (UTC), as published by mid-August 2026. */
const ENDS: Readonly<Record<string, number | undefined>> = {
  '2026-01': Date.UTC(2027, 0),
  '2026-07': Date.UTC(2027, 6),
};

/** How long before the end of a version people are warned: 60 days. */
const NOTICE = 60 * 24 * 3_600_000;

/** Such as `ends in July 2027`. */
export function versionEnd(version: string, now: number): string {
  const ends = ENDS[version];
  if (ends === undefined) return t('its end isn’t known');
  return ends <= now ? t('ended in {0}', utcMonth(ends)) : t('ends in {0}', utcMonth(ends));
}

/** What to say in the last days of a version, and after its end; undefined before. */
export function endWarning(version: string, now: number): string | undefined {
  const ends = ENDS[version];
  if (ends === undefined || now < ends - NOTICE) return undefined;
  return t(
    'API version {0} {1}. Set {2} to a later version.',
    version,
    versionEnd(version, now),
    optionName('criteoAudiences.apiVersion'),
  );
}
