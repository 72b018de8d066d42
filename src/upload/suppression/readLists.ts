import { createHash } from 'node:crypto';
import { Failure } from '../../common/failure';
import { compact } from '../../common/records';
import { matchName, plainName } from '../../csv/columnNames';
import type { RecordBatch } from '../../csv/csvTypes';
import { detect, type Detected } from '../../csv/detect';
import { resolveColumn } from '../../csv/findColumn';
import { namesToKeep } from '../../csv/header';
import { examineSource, readBlocks } from '../../csv/source';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import { guessType, looksLike, mismatch } from '../../identifiers/guessType';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { ValidRows } from '../rows/validRows';
import { EVERY_KNOWN, type ReadSuppressionList, type SuppressionList } from './suppressionTypes';
import { TypedColumns, type TypedColumn } from './typedColumns';

/** What a column of a list holds. `name`: as `plainName` gives it; empty without a header. */
export interface ListColumn {
  name: string;
  type: IdentifierType;
}

/** A list as it was read, without its people. */
export type ReadList = Omit<ReadSuppressionList, 'people' | 'notComparable' | 'suppressed'> & {
  reason?: string;
};

/** Types that are recognized by their values alone. */
const RECOGNIZED: readonly IdentifierType[] = ['Email', 'UserIdentifier', 'PhoneNumber'];
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
    const chosen = columnsOf(detected, list, this.type);
    const { dialect, header, dataStart } = detected;
    const columns = new TypedColumns(detected, chosen, this.fingerprinter);
    const hasher = createHash('sha256');
    let invalid = 0;
    const take = async (bytes?: Uint8Array): Promise<void> => {
      const batch = columns.scan(bytes);
      this.isAnyUnread ||= chosen.length === 0 && batch.count > 0;
      const values = columns.valuesIn(batch);
      invalid += withoutValue(batch, values, Math.max(1, chosen.length));
      if (values.count > 0) await this.take(index, values);
    };
    for await (const block of readBlocks(list, dialect, {
      start: dataStart.offset,
      signal: this.signal,
      onRaw: (bytes) => void hasher.update(bytes),
    }))
      await take(block);
    await take();
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
    });
  }
}

/** The number of records that aren't blank, but have none of the values. */
function withoutValue(
  batch: RecordBatch,
  { count, records }: ValidRows,
  perRecord: number,
): number {
  let without = 0;
  for (let i = 0, record = 0, v = 0; i < batch.count; i += perRecord, record++) {
    const first = v;
    while (v < count && records[v] === record) v++;
    if (v === first && hasContent(batch, i)) without++;
  }
  return without;
}

/** The SHA-256 of no bytes: a file with nothing but blank lines has no one either. */
const EMPTY = createHash('sha256').digest('hex');

/** Whether there is anything in a record but separators and spaces. */
function hasContent({ bytes, recordStart, recordEnd }: RecordBatch, i: number): boolean {
  return bytes.subarray(recordStart[i], recordEnd[i]).some((byte) => !SEPARATORS.has(byte));
}

const SEPARATORS: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n",;|'));

/** The columns of a list to compare, in ascending order. Throws `CsvError` for one that isn't there. */
function columnsOf(
  { header, sample, columns }: Detected,
  list: SuppressionList,
  type: IdentifierType,
): TypedColumn[] {
  const valuesOf = (column: number): string[] => sample.map((record) => record[column] ?? '');
  const { columns: chosen = [EVERY_KNOWN] } = list;
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
      const found = isNamed
        ? (typeByName(name, values) ?? mismatch(type, values) ?? type)
        : recognizedType(name, values);
      return found && (isNamed || RECOGNIZED.includes(found)) ? { column, type: found } : [];
    });
}

/** The type of a column that nobody named, by its name or its values. */
function recognizedType(name: string, values: readonly string[]): IdentifierType | undefined {
  return typeByName(name, values) ?? guessType(values);
}

/** The type that a column's name says, if its values don't say otherwise. */
function typeByName(name: string, values: readonly string[]): IdentifierType | undefined {
  const matched = matchName(name);
  if (!('type' in matched)) return undefined;
  const { type } = matched;
  const filled = values.filter((value) => value.trim() !== '');
  const alike = filled.filter((value) => looksLike(type, value)).length;
  return alike >= filled.length * MIN_RATIO ? type : undefined;
}
