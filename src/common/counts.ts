import { t } from '@vscode/l10n';
import { count, plural } from './format';

/** `1 row`, `1,200 rows`. */
export function rowsText(n: number): string {
  return plural(n, { one: t('{0} row', count(n)), other: t('{0} rows', count(n)) });
}

/** `1 duplicate`, `3 duplicates`. */
export function duplicatesText(n: number): string {
  return plural(n, { one: t('{0} duplicate', count(n)), other: t('{0} duplicates', count(n)) });
}

/** `1 request`, `3 requests`. */
export function requestsText(n: number): string {
  return plural(n, { one: t('{0} request', count(n)), other: t('{0} requests', count(n)) });
}

/** `1 segment`, `200 segments`. */
export function segmentsText(n: number): string {
  return plural(n, { one: t('{0} segment', count(n)), other: t('{0} segments', count(n)) });
}

/** `10 rows: 7 to send, 1 invalid, 1 duplicate, 1 blank.` */
export function rowCountsText(counts: {
  rows: number;
  good: number;
  invalid: number;
  duplicates: number;
  blank: number;
}): string {
  return t(
    '{0}: {1} to send, {2} invalid, {3}, {4} blank.',
    rowsText(counts.rows),
    count(counts.good),
    count(counts.invalid),
    duplicatesText(counts.duplicates),
    count(counts.blank),
  );
}
