/**
 * The files that a job reads, as its chunks number them: the new ones, the previous ones of an update,
 * then those of both from which suppressed people are removed, once more.
 */
export function filesRead<T>({
  files,
  update,
  suppression,
}: {
  files: readonly T[];
  update?: { files: readonly T[] };
  suppression?: { files: readonly number[] };
}): T[] {
  const all = [...files, ...(update?.files ?? [])];
  return [...all, ...(suppression?.files ?? []).map((index) => all[index])];
}

/** A column of a file of which several are read. */
export interface PlannedColumn {
  /** 0-based. */
  column: number;
  /** Of its fields. */
  blank: number;
  invalid: number;
}

/** The 0-based columns of a file that are read, in ascending order. */
export function columnsRead({
  column,
  byColumn,
}: {
  column: number;
  byColumn?: readonly PlannedColumn[];
}): readonly number[] {
  return byColumn ? byColumn.map((one) => one.column) : [column];
}

/** The number of values: of fields, or of rows where each has one. */
export function valuesIn({ rows, fields = rows }: { rows: number; fields?: number }): number {
  return fields;
}

/** Tells the values that findings are about apart. */
export function cellKey(finding: { file: number; row: number; column?: number }): string {
  const { file, row, column = 0 } = finding;
  return `${file}:${row}:${column}`;
}

/**
 * How many identifiers the previous files of an update have, at most, that weren't sent to its segment
 * from here; undefined if none.
 */
export function neverThere({
  isKnown,
  notSent,
  files,
}: {
  isKnown: boolean;
  notSent?: readonly string[];
  files: readonly {
    uri: string;
    rows: number;
    fields?: number;
    blank: number;
    invalid: number;
  }[];
}): number | undefined {
  if (isKnown) return undefined;
  return files
    .filter(({ uri }) => notSent?.includes(uri) ?? true)
    .reduce((sum, one) => sum + valuesIn(one) - one.blank - one.invalid, 0);
}
