import { compact } from '../../common/records';
import { matchName } from '../../csv/columnNames';
import type { RecordBatch } from '../../csv/csvTypes';
import { detect, type Detected } from '../../csv/detect';
import { namesToKeep } from '../../csv/header';
import { examineSource } from '../../csv/source';
import { Fingerprinter } from '../../identifiers/fingerprints';
import { guessType, mismatch } from '../../identifiers/guessType';
import {
  IDENTIFIER_TYPES,
  type IdentifierType,
  type ValueFormat,
} from '../../identifiers/identifierTypes';
import { namingFailedFile } from '../plan/validateFiles';
import { Bitset } from '../rows/bitset';
import type { ValidRows } from '../rows/validRows';
import { columnsOf, RECOGNIZED, typeByName, type ChosenColumn } from '../suppression/readLists';
import { forEachRecord, hasContent, TypedColumns } from '../suppression/typedColumns';
import type { SourceFile } from '../uploadTypes';
import type { CheckProgress } from '../workerProtocol';
import { PeopleCounter } from './peopleCounter';
import type { PeopleColumn, PeopleTask, ReadPeople } from './peopleTypes';
import { identifiersOf } from './personIdentifiers';
import { rowsEnd, rowsIn, rowsText } from './rowBits';

/**
 * Reads who is in files. Throws `UploadError` with the index of the file, also for errors of `src/csv`; an
 * abort throws the signal's reason. `onProgress` is called after each block; if the files have to be read
 * again, it starts from zero.
 */
export async function readPeople(
  task: PeopleTask,
  signal: AbortSignal,
  onProgress: (progress: CheckProgress) => void,
): Promise<ReadPeople> {
  const sizes: number[] = [];
  for (const [index, file] of task.files.entries())
    await namingFailedFile(
      file,
      index,
      async () => void sizes.push((await examineSource(file)).size),
    );
  // Hashing each address just to compare it would cost most, and only matters where there are hashes, too.
  for (let formats: readonly ValueFormat[] = []; ;) {
    const reader = new PeopleReader(task, sizes, formats, signal, onProgress);
    for (const [index, file] of task.files.entries())
      await namingFailedFile(file, index, () => reader.read(file, index));
    if (formats.length > 0 || !reader.counter.isMixed) return reader.result();
    formats = [...reader.counter.emailFormats];
  }
}

/**
 * The columns of a file to read. None has a type that its values clearly don't have: planning would reject
 * that. Throws `CsvError` for one that isn't there.
 */
export function peopleColumns(detected: Detected, columns: PeopleTask['columns']): ChosenColumn[] {
  const chosen = columnsOf(
    detected,
    columns,
    (values) => guessType(values) ?? 'CustomerId',
    typeFor,
  );
  return chosen.flatMap((one) => {
    const values = detected.sample.map((record) => record[one.column] ?? '');
    const type = mismatch(one.type, values) ?? one.type;
    return one.isNamed || RECOGNIZED.includes(type) ? { ...one, type } : [];
  });
}

/**
 * The type that a column's name says. A name that is no other word is believed whatever the values are: where
 * they can't be read, people stay, and that has to be said.
 */
function typeFor(name: string, values: readonly string[]): IdentifierType | undefined {
  const matched = matchName(name);
  const known = typeByName(name, values);
  return matched.match === 'exact' ? (known ?? shapeOf(values) ?? matched.type) : known;
}

/** The type of a column's values, if they have a shape of their own. */
function shapeOf(values: readonly string[]): IdentifierType | undefined {
  const type = guessType(values);
  return type === 'CustomerId' ? undefined : type;
}

class PeopleReader {
  readonly counter = new PeopleCounter();
  readonly #fingerprinter: Fingerprinter;
  readonly #before: Bitset | undefined;
  readonly #readable = new Bitset();
  readonly #columns: PeopleColumn[] = [];
  readonly #notRead: PeopleColumn[] = [];
  /** By type: see `PeopleOfType.unreadable`. */
  readonly #unreadable = new Map<IdentifierType, number>();
  /** Records, also blank ones. */
  #records = 0;
  #rows = 0;
  #unreadableRows = 0;
  /** Valid ones, and others. */
  #validFields = 0;
  #unreadableFields = 0;
  /** Decoded bytes. */
  #bytes = 0;

  constructor(
    private readonly task: PeopleTask,
    private readonly sizes: readonly number[],
    private readonly formats: readonly ValueFormat[],
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: CheckProgress) => void,
  ) {
    this.#fingerprinter = new Fingerprinter(task.key);
    if (task.before !== undefined) this.#before = rowsIn(task.before);
  }

  async read(source: SourceFile, file: number): Promise<void> {
    const detected = await detect(source, source.dialect, this.signal);
    const chosen = peopleColumns(detected, source.columns ?? this.task.columns);
    const kept = detected.header && namesToKeep(detected.header);
    const shown = ({ column, type, isNamed }: ChosenColumn): PeopleColumn =>
      compact({ file, column, name: kept?.[column] ?? '', type, isNamed: isNamed || undefined });
    this.#columns.push(...chosen.map(shown));
    const every = Array.from({ length: detected.columns }, (_, column) => column);
    for (const one of columnsOf(detected, every, shapeOf, typeFor))
      if (!chosen.some(({ column }) => column === one.column))
        this.#notRead.push(shown({ ...one, isNamed: false }));
    const columns = new TypedColumns(detected, chosen, this.#fingerprinter);
    const before = this.#bytes;
    for await (const batch of columns.read(source, { signal: this.signal })) {
      this.#take(batch, columns.valuesIn(batch), columns);
      if (batch.count === 0) continue;
      this.#bytes = before + batch.base + batch.recordEnd[batch.count - 1];
      this.#report(file, before);
    }
  }

  #take(
    batch: RecordBatch,
    values: ValidRows,
    { perRecord, columns, invalid }: TypedColumns,
  ): void {
    let next = 0;
    forEachRecord(batch, perRecord, values, (record, from, to) => {
      const row = this.#records++;
      const first = next;
      while (next < invalid.length && invalid[next] < (record + 1) * perRecord) next++;
      this.#validFields += to - from;
      this.#unreadableFields += next - first;
      if (from < to) {
        this.#rows++;
        this.#readable.set(row);
        this.counter.add(
          identifiersOf(values, from, to, this.#fingerprinter, this.formats),
          this.#before?.get(row),
        );
        for (const type of new Set(
          invalid.slice(first, next).map((i) => columns[i % columns.length].type),
        ))
          this.#unreadable.set(type, (this.#unreadable.get(type) ?? 0) + 1);
      } else if (hasContent(batch, record * perRecord)) {
        this.#rows++;
        this.#unreadableRows++;
        // What it has is in none of the columns that are read.
        if (next === first) this.#unreadableFields++;
      }
    });
  }

  /** `before`: bytes of the files before this one. */
  #report(file: number, before: number): void {
    const rest = this.sizes.slice(file + 1).reduce((sum, size) => sum + size, 0);
    this.onProgress({
      bytesRead: this.#bytes,
      // How large a compressed file is isn't known before its end.
      bytesTotal: Math.max(this.#bytes, before + this.sizes[file]) + rest,
      checked: {
        rows: this.#records,
        blank: this.#records - this.#rows,
        invalid: this.#unreadableRows,
      },
    });
  }

  result(): ReadPeople {
    const { people, identifiers, byType, fingerprint, fingerprintBefore } = this.counter;
    const before = this.#before;
    return compact<ReadPeople>({
      rows: this.#rows,
      people,
      unreadable: this.#unreadableRows,
      fields: {
        identifiers,
        duplicates: this.#validFields - identifiers,
        unreadable: this.#unreadableFields,
      },
      types: IDENTIFIER_TYPES.filter((type) => byType.has(type) || this.#unreadable.has(type)).map(
        (type) => ({
          type,
          people: byType.get(type) ?? 0,
          unreadable: this.#unreadable.get(type) ?? 0,
        }),
      ),
      columns: this.#columns,
      notRead: this.#notRead,
      readable: rowsText(this.#readable, this.#records),
      fingerprint,
      fingerprintBefore: before && rowsEnd(before) <= this.#records ? fingerprintBefore : undefined,
    });
  }
}
