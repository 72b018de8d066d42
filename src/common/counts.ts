import { t } from '@vscode/l10n';
import { count, plural } from './format';

/** `1 row`, `1,200 rows`. */
export function rowsText(n: number): string {
  return plural(n, { one: t('{0} row', count(n)), other: t('{0} rows', count(n)) });
}

/** `1 field`, `1,200 fields`. */
export function fieldsText(n: number): string {
  return plural(n, { one: t('{0} field', count(n)), other: t('{0} fields', count(n)) });
}

/** `1 duplicate`, `3 duplicates`. */
export function duplicatesText(n: number): string {
  return plural(n, { one: t('{0} duplicate', count(n)), other: t('{0} duplicates', count(n)) });
}

/** `1 request`, `3 requests`. */
export function requestsText(n: number): string {
  return plural(n, { one: t('{0} request', count(n)), other: t('{0} requests', count(n)) });
}

/** `1 file`, `40 files`. */
export function filesCountText(n: number): string {
  return plural(n, { one: t('{0} file', count(n)), other: t('{0} files', count(n)) });
}

/** `1 file left out`, `2 files left out`. */
export function filesLeftOutText(n: number): string {
  return plural(n, {
    one: t('{0} file left out', count(n)),
    other: t('{0} files left out', count(n)),
  });
}

/** `1 segment`, `200 segments`. */
export function segmentsText(n: number): string {
  return plural(n, { one: t('{0} segment', count(n)), other: t('{0} segments', count(n)) });
}

/** `1 audience`, `200 audiences`. */
export function audiencesText(n: number): string {
  return plural(n, { one: t('{0} audience', count(n)), other: t('{0} audiences', count(n)) });
}

/** `1 person`, `3 people`. */
export function peopleText(n: number): string {
  return plural(n, { one: t('{0} person', count(n)), other: t('{0} people', count(n)) });
}

/**
 * `10 rows: 7 to send, 1 invalid, 1 duplicate, 1 blank.` With several columns, `20 fields in 10 rows`. Where
 * some are suppressed, `… 6 to send, 1 suppressed, …`.
 */
export function rowCountsText(counts: {
  rows: number;
  fields?: number;
  good: number;
  suppressed?: number;
  /** If there are suppression lists, even if they suppress no one. */
  suppression?: object;
  invalid: number;
  duplicates: number;
  blank: number;
}): string {
  const { rows, fields, suppressed = 0, suppression, duplicates } = counts;
  const figures = [
    fields === undefined ? rowsText(rows) : t('{0} in {1}', fieldsText(fields), rowsText(rows)),
    ...[counts.good, counts.invalid, duplicates, counts.blank].map((n) => count(n)),
    suppressed > 0 || suppression ? t(', {0} suppressed', count(suppressed)) : '',
  ] as const;
  return plural(duplicates, {
    one: t('{0}: {1} to send{5}, {2} invalid, {3} duplicate, {4} blank.', ...figures),
    other: t('{0}: {1} to send{5}, {2} invalid, {3} duplicates, {4} blank.', ...figures),
  });
}

/** `+1,200 −340`; a zero is left out, unless both are. `number`: writes a figure. */
export function signedChange(added: number, removed: number, number = count): string {
  const parts = [
    ...(added > 0 || removed === 0 ? [`+${number(added)}`] : []),
    ...(removed > 0 ? [`−${number(removed)}`] : []),
  ];
  return parts.join(' ');
}

/** `2 segments left out`. */
export function segmentsLeftOutText(n: number): string {
  return plural(n, {
    one: t('{0} segment left out', count(n)),
    other: t('{0} segments left out', count(n)),
  });
}

/** `48,210 identifiers`. */
export function identifiersText(value: number): string {
  return plural(value, {
    one: t('{0} identifier', count(value)),
    other: t('{0} identifiers', count(value)),
  });
}

/** `3 others`, as a heading. */
export function othersText(n: number): string {
  return plural(n, { one: t('{0} other', count(n)), other: t('{0} others', count(n)) });
}
