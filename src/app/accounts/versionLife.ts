import { t } from '@vscode/l10n';
import { DEFAULT_API, ENDED_VERSION } from '../../api/baseUrl';
import { utcDateTime, utcMonth } from '../../common/format';
import { optionName } from '../../common/optionNames';

/** What is published about the life of an API version. Milliseconds since 1970, UTC: begins of months. */
export interface VersionLife {
  /** From when on it is stable. Until then it is a release candidate, at the same address. */
  readonly stable?: number;
  /** From when on it is deprecated, if that is before its end. */
  readonly deprecated?: number;
  /** When it ends, if that is published. */
  readonly ends?: number;
}

/** As published by mid-August 2026. There are two stable versions a year, each for a year. */
const LIVES: Readonly<Record<string, VersionLife>> = {
  '2026-01': { ends: Date.UTC(2027, 0) },
  '2026-07': { deprecated: Date.UTC(2027, 3), ends: Date.UTC(2027, 6) },
  '2027-01': { stable: Date.UTC(2027, 0) },
};

/** What is known about the life of an API version; undefined for one that nothing is known of. */
export function versionLife(version: string): VersionLife | undefined {
  return LIVES[version];
}

/** Such as `ends in July 2027`. `sunset`: the time that the API says, if it does. */
export function versionEnd(version: string, sunset: number | undefined, now: number): string {
  if (sunset !== undefined)
    return sunset <= now
      ? t('ended on {0}, but Criteo still answers it', utcDateTime(sunset))
      : t('ends on {0}', utcDateTime(sunset));
  const ends = versionLife(version)?.ends;
  if (ends === undefined) return t('its end isn’t known');
  return ends <= now
    ? t('ended in {0}, but Criteo still answers it', utcMonth(ends))
    : t('ends in {0}', utcMonth(ends));
}

/** What to say of a deprecated version, or of the one that is set but no longer used. */
export function deprecationText(version: string, sunset: number | undefined, now: number): string {
  const setting = optionName('criteoAudiences.apiVersion');
  return version === ENDED_VERSION
    ? t(
        'Criteo ends API version “{0}” at the end of 2026, so version {1} is used instead. Set {2} to {1}.',
        version,
        DEFAULT_API.version,
        setting,
      )
    : t(
        'API version {0} is deprecated ({1}). Set {2} to a later version.',
        version,
        versionEnd(version, sunset, now),
        setting,
      );
}
