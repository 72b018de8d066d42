import { createHash } from 'node:crypto';
import { Failure } from '../../common/failure';
import { compact } from '../../common/records';
import { matchName, plainName } from '../../csv/columnNames';
import type { RecordBatch } from '../../csv/csvTypes';
import { detect, type Detected } from '../../csv/detect';
import { resolveColumn } from '../../csv/findColumn';
import { namesToKeep } from '../../csv/header';
import { ColumnScanner } from '../../csv/scanner';
import { examineSource, readBlocks } from '../../csv/source';
import type { Fingerprinter } from '../../identifiers/fingerprints';
import { guessType, looksLike, mismatch } from '../../identifiers/guessType';
import { type IdentifierType, type ValueFormat } from '../../identifiers/identifierTypes';
import { areComparable } from '../comparableFormats';
import { BLANK, INVALID, RowValidator } from '../rows/validateRow';
import { ValidRowsWriter } from '../rows/validRows';
import type { FoundSuppression } from '../workerProtocol';
import { bitOf, type SuppressedPeople } from './suppressedPeople';
import { EVERY_KNOWN, type ReadSuppressionList, type SuppressionList } from './suppressionTypes';

/** What a column of a list holds. `name`: as `plainName` gives it; empty without a header. */
export interface ListColumn {
  name: string;
  type: IdentifierType;
}

/** The formats of the identifiers with which lists were compared, by type. */
export type ComparedFormats = ReadonlyMap<IdentifierType, ReadonlySet<ValueFormat>>;

/** What was found in suppression lists. */
export interface ReadLists {
  lists: FoundSuppression['lists'];
  /** See `PlannedSuppression.people`. */
  people: number;
  /** The columns that were read, each once. */
  columns: ListColumn[];
}

/** Types that are recognized by their values alone. */
const RECOGNIZED: readonly IdentifierType[] = ['Email', 'UserIdentifier', 'PhoneNumber'];
/** The ratio of values from which a column's name is believed. */
const MIN_RATIO = 0.5;

/** Reads suppression lists, one after the other. */
export class ListReader {
  readonly #rows: ValidRowsWriter;
  readonly #encoder = new TextEncoder();
  readonly #lists: FoundSuppression['lists'] = [];
  /** For each list: how many people have which identifiers, as bits of `#kinds`. */
  readonly #masks: Map<number, number>[] = [];
  /** Lists that have rows, but no column that could be compared. */
  readonly #unread = new Set<number>();
  readonly #kinds: { type: IdentifierType; format: ValueFormat }[] = [];
  readonly #columns = new Map<string, ListColumn>();
  #people = 0;

  /** `type`: of the segment, which the values of named columns have unless they clearly don't. */
  constructor(
    private readonly type: IdentifierType,
    private readonly people: SuppressedPeople,
    fingerprinter: Fingerprinter,
  ) {
    this.#rows = new ValidRowsWriter(fingerprinter);
  }

  /** Reads a list. What can't be read is a `failure` of it. */
  async read(list: SuppressionList): Promise<void> {
    const masks = new Map<number, number>();
    this.#masks.push(masks);
    const none = { ...list, people: 0, invalid: 0, notComparable: 0, compared: [], suppressed: 0 };
    try {
      this.#lists.push({ ...none, ...(await this.#readFile(list, masks)) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const failure = error.code === 'not-found' ? 'missing' : 'unreadable';
      const reason = failure === 'missing' ? undefined : error.message;
      if (error.code !== 'empty') this.#lists.push(compact({ ...none, failure, reason }));
      else this.#lists.push({ ...none, ...(await examineSource(list)), contentHash: EMPTY });
    }
  }

  async #readFile(
    list: SuppressionList,
    masks: Map<number, number>,
  ): Promise<Partial<ReadSuppressionList>> {
    const index = this.#lists.length;
    const { size, modifiedAt } = await examineSource(list);
    const detected = await detect(list);
    const chosen = columnsOf(detected, list, this.type);
    const { dialect, columns, header, dataStart } = detected;
    const hasher = createHash('sha256');
    const kept = header && namesToKeep(header);
    const facts = { people: 0, invalid: 0 };
    const scanner = new ColumnScanner({
      dialect,
      // Without a column to compare, the bytes are still the ones that were looked at.
      column: chosen.length > 0 ? chosen.map(({ column }) => column) : [0],
      columns,
      base: dataStart.offset,
      line: dataStart.line,
    });
    const validators = chosen.map(({ column, type }) => new RowValidator(type, kept?.[column]));
    const take = (batch: RecordBatch): void =>
      this.#take(batch, chosen, validators, index, masks, facts);
    for await (const block of readBlocks(list, dialect, {
      start: dataStart.offset,
      onRaw: (bytes) => void hasher.update(bytes),
    }))
      take(scanner.push(block));
    take(scanner.end());
    for (const { column, type } of chosen) {
      const name = plainName(header?.[column] ?? '');
      this.#columns.set(`${type} ${name}`, { name, type });
    }
    return compact({
      size,
      modifiedAt,
      contentHash: hasher.digest('hex'),
      ...facts,
      compared: chosen.map(({ column }) => kept?.[column] ?? ''),
    });
  }

  /** Adds the people of a batch. Those whom a list has already are counted once. */
  #take(
    batch: RecordBatch,
    chosen: readonly ChosenColumn[],
    validators: readonly RowValidator[],
    list: number,
    masks: Map<number, number>,
    facts: { people: number; invalid: number },
  ): void {
    const perRecord = Math.max(1, validators.length);
    if (validators.length === 0 && batch.count > 0) this.#unread.add(list);
    for (let from = 0; from < batch.count; from += perRecord) {
      let mask = 0;
      let isKnown = false;
      let isRepeated = false;
      for (let k = 0; k < validators.length; k++) {
        const validator = validators[k];
        const { type } = chosen[k];
        this.#rows.clear(1);
        const length = this.#validate(batch, from + k, validator);
        if (length < 0) continue;
        const known = this.people.add(type, this.#rows, 0, validator.format, bitOf(list));
        isKnown ||= known !== 0;
        isRepeated ||= (known & bitOf(list)) !== 0;
        mask |= 1 << this.#kindOf(type, validator.format);
      }
      if (mask === 0) {
        if (hasContent(batch, from)) facts.invalid++;
        continue;
      }
      if (!isKnown) this.#people++;
      if (isRepeated) continue;
      facts.people++;
      masks.set(mask, (masks.get(mask) ?? 0) + 1);
    }
  }

  /** Writes a valid value as the only one of `#rows`. Returns its length, `BLANK` or `INVALID`. */
  #validate(batch: RecordBatch, i: number, validator: RowValidator): number {
    const rows = this.#rows;
    rows.ensure(validator.maxLength(batch, i));
    let length = validator.validate(batch, i, rows.values, 0);
    if (length === BLANK || length === INVALID) return length;
    if (length < 0) {
      rows.ensure(validator.value.length * 3);
      length = this.#encoder.encodeInto(validator.value, rows.values).written;
    }
    rows.add(0, 0, validator.format, 0, length);
    return length;
  }

  #kindOf(type: IdentifierType, format: ValueFormat): number {
    const kinds = this.#kinds;
    for (let i = 0; i < kinds.length; i++)
      if (kinds[i].type === type && kinds[i].format === format) return i;
    return kinds.push({ type, format }) - 1;
  }

  get result(): ReadLists {
    return {
      lists: this.#lists,
      people: this.#people,
      columns: [...this.#columns.values()],
    };
  }

  /**
   * Who of each list can't be compared with identifiers in these formats. `isPartly`: some have an
   * identifier of such a type, but in another hash format, or nobody has one.
   */
  notComparable(formats: ComparedFormats): { count: number; isPartly: boolean }[] {
    return this.#masks.map((masks, list) => {
      let count = 0;
      let all = 0;
      let isPartly = false;
      for (const [mask, n] of masks) {
        all += n;
        const kinds = this.#kinds.filter(
          ({ type }, bit) => (mask & (1 << bit)) !== 0 && formats.has(type),
        );
        const types = new Set(kinds.map(({ type }) => type));
        const isComparable = [...types].some((type) =>
          [...(formats.get(type) ?? [])].every((format) =>
            kinds.some((kind) => kind.type === type && areComparable(kind.format, format, type)),
          ),
        );
        if (isComparable) continue;
        count += n;
        isPartly ||= kinds.length > 0;
      }
      return { count, isPartly: isPartly || (all > 0 && count === all) || this.#unread.has(list) };
    });
  }
}

/** The SHA-256 of no bytes: a file with nothing but blank lines has no one either. */
const EMPTY = createHash('sha256').digest('hex');

/** Whether there is anything in a record but separators and spaces. */
function hasContent({ bytes, recordStart, recordEnd }: RecordBatch, i: number): boolean {
  return bytes.subarray(recordStart[i], recordEnd[i]).some((byte) => !SEPARATORS.has(byte));
}

const SEPARATORS: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n",;|'));

interface ChosenColumn {
  column: number;
  type: IdentifierType;
}

/** The columns of a list to compare, in ascending order. Throws `CsvError` for one that isn't there. */
function columnsOf(
  { header, sample, columns }: Detected,
  list: SuppressionList,
  type: IdentifierType,
): ChosenColumn[] {
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
