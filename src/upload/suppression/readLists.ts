import { createHash } from 'node:crypto';
import { Failure } from '../../common/failure';
import { compact } from '../../common/records';
import { matchName, plainName } from '../../csv/columnNames';
import { detect, type Detected } from '../../csv/detect';
import { resolveColumn } from '../../csv/findColumn';
import { namesToKeep } from '../../csv/header';
import { examineSource } from '../../csv/source';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import { guessType, looksLike, mismatch } from '../../identifiers/guessType';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { ValidRows } from '../rows/validRows';
import { EVERY_KNOWN, type FreshList, type SuppressionList } from './suppressionTypes';
import { forEachRecord, hasContent, TypedColumns, type TypedColumn } from './typedColumns';

/** What a column of a list holds. `name`: as `plainName` gives it; empty without a header. */
export interface ListColumn {
  name: string;
  type: IdentifierType;
}

/** A list as it was read, without its people. */
export type ReadList = Omit<FreshList, 'people' | 'notComparable' | 'suppressed'>;

/** Types that are recognized by their values alone. */
export const RECOGNIZED: readonly IdentifierType[] = ['Email', 'UserIdentifier', 'PhoneNumber'];
/** The ratio of values from which a column's name is believed. */
const MIN_RATIO = 0.5;

/** Reads suppression lists, one after the other. */
export class ListReader {
  readonly lists: ReadList[] = [];
  /** The columns that were read, each once. */
  readonly columns: ListColumn[] = [];
  /** Some list has rows, but no column that could be compared. */
  isAnyUnread = false;

  /**
   * `type`: of the segment, which the values of named columns have unless they clearly don't. `take`: called
   * with values of a list, by its index, as `TypedColumns` gives them.
   */
  constructor(
    private readonly type: IdentifierType,
    private readonly fingerprinter: Fingerprinter,
    private readonly take: (list: number, values: ValidRows) => Promise<void>,
    private readonly signal: AbortSignal,
  ) {}

  /** Reads a list. What can't be read is a `failure` of it; an abort throws the signal's reason. */
  async read(list: SuppressionList): Promise<void> {
    const none = { ...list, invalid: 0, compared: [] };
    try {
      this.lists.push({ ...none, ...(await this.#readFile(list)) });
    } catch (error) {
      if (!(error instanceof Failure) || error.cancelled) throw error;
      const failure = error.code === 'not-found' ? 'missing' : 'unreadable';
      const reason = failure === 'missing' ? undefined : error.message;
      if (error.code !== 'empty') this.lists.push(compact({ ...none, failure, reason }));
      else this.lists.push({ ...none, ...(await examineSource(list)), contentHash: EMPTY });
    }
  }

  async #readFile(list: SuppressionList): Promise<Partial<ReadList>> {
    const index = this.lists.length;
    const { size, modifiedAt } = await examineSource(list);
    const detected = await detect(list, {}, this.signal);
    const chosen = columnsOf(
      detected,
      list.columns,
      (values) => mismatch(this.type, values) ?? this.type,
    );
    const columns = new TypedColumns(detected, chosen, this.fingerprinter, true);
    const hasher = createHash('sha256');
    let invalid = 0;
    for await (const batch of columns.read(list, {
      signal: this.signal,
      onRaw: (bytes) => void hasher.update(bytes),
    })) {
      this.isAnyUnread ||= chosen.length === 0 && batch.count > 0;
      const values = columns.valuesIn(batch);
      const { perRecord } = columns;
      forEachRecord(batch, perRecord, values, (record, from, to) => {
        if (from === to && hasContent(batch, record * perRecord)) invalid++;
      });
      if (values.count > 0) await this.take(index, values);
    }
    const { header } = detected;
    for (const { column, type } of chosen) {
      const name = plainName(header?.[column] ?? '');
      if (!this.columns.some((one) => one.name === name && one.type === type))
        this.columns.push({ name, type });
    }
    const kept = header && namesToKeep(header);
    return compact({
      size,
      modifiedAt,
      contentHash: hasher.digest('hex'),
      invalid,
      compared: chosen.map(({ column }) => kept?.[column] ?? ''),
      fields: columns.fields,
    });
  }
}

/** The SHA-256 of no bytes: a file with nothing but blank lines has no one either. */
const EMPTY = createHash('sha256').digest('hex');

/** A column that is read. `isNamed`: by whoever chose it, not recognized. */
export interface ChosenColumn extends TypedColumn {
  isNamed: boolean;
}

/**
 * The columns of a file to compare, in ascending order. `chosen`: see `SuppressionList.columns`. `typeOf`:
 * the type of a named column whose name says none, by its values; without one, it isn't read.
 * `typeFor`: the type that a name says. Throws `CsvError` for one that isn't there.
 */
export function columnsOf(
  { header, sample, columns }: Detected,
  chosen: readonly (string | number)[] = [EVERY_KNOWN],
  typeOf: (values: readonly string[]) => IdentifierType | undefined,
  typeFor = typeByName,
): ChosenColumn[] {
  const valuesOf = (column: number): string[] => sample.map((record) => record[column] ?? '');
  const named = chosen
    .filter((one) => one !== EVERY_KNOWN)
    .map((one) => resolveColumn(header, one, columns));
  const every = Array.from({ length: columns }, (_, column) => column);
  return (chosen.includes(EVERY_KNOWN) ? every : [...new Set(named)])
    .sort((a, b) => a - b)
    .flatMap((column) => {
      const values = valuesOf(column);
      const name = header?.[column] ?? '';
      const isNamed = named.includes(column);
      const type = isNamed
        ? (typeFor(name, values) ?? typeOf(values))
        : (typeFor(name, values) ?? guessType(values));
      return type && (isNamed || RECOGNIZED.includes(type)) ? { column, type, isNamed } : [];
    });
}

/** The type that a column's name says, if its values don't say otherwise. */
export function typeByName(name: string, values: readonly string[]): IdentifierType | undefined {
  const matched = matchName(name);
  if (!('type' in matched)) return undefined;
  const { type } = matched;
  const filled = values.filter((value) => value.trim() !== '');
  // A mistyped address is one, too.
  const alike = filled.filter(
    (value) => looksLike(type, value) || (type === 'Email' && value.includes('@')),
  ).length;
  return alike >= filled.length * MIN_RATIO ? type : undefined;
}
