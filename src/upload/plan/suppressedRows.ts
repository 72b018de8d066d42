import { compact } from '../../common/records';
import type { RecordBatch } from '../../csv/csvTypes';
import { recordPlace } from '../../csv/fieldPlaces';
import { FingerprintSet, type Fingerprinter } from '../../identifiers/fingerprints';
import { VALUE_FORMATS, type ValueFormat } from '../../identifiers/identifierTypes';
import { otherCaseCount } from '../../identifiers/letterCase';
import { formatsMadeFrom, formatsToRemove, mayBeSame } from '../comparableFormats';
import { Bitset } from '../rows/bitset';
import type { ValidRows } from '../rows/validRows';
import { ListedPeople } from '../suppression/listedPeople';
import { RowSuppressor } from '../suppression/rowSuppressor';
import { bitOf, SuppressedPeople, type Lists } from '../suppression/suppressedPeople';
import { isKeptOut } from '../suppression/suppressionTypes';
import type { PlannedChunk } from '../uploadTypes';
import type { FoundSuppression, ValidatedFiles } from '../workerProtocol';
import { Chunker } from './chunker';
import type { CompareMode, DedupeJob, FileSide } from './deduper';

/** Of a list: about so many bytes are a row, and so many rows are worth the room from the start. */
const BYTES_A_ROW = 25;
const MAX_EXPECTED = 5_000_000;

/** Whether the value `v` of a batch may be in a row that is sent already. */
type IsSent = (v: number) => boolean;

/** The rows of suppressed people in the files of a job: they aren't sent, and may be removed. */
export class SuppressedRows {
  readonly #people: SuppressedPeople;
  readonly #listed: ListedPeople;
  readonly #suppressor: RowSuppressor;
  /** By field of new and previous files: whom to remove. */
  readonly #bits = new Bitset();
  readonly #chunks: PlannedChunk[] = [];
  readonly #fields: ValidatedFiles['fields'] = [];
  /** Suppressed identifiers, each once: those of all files, and those of previous ones. */
  readonly #found = new FingerprintSet();
  readonly #previous = new FingerprintSet();
  #inFiles = 0;
  #inPrevious = 0;
  /** The row of the person that was counted last: several columns are one's. */
  #lastCounted = { file: -1, row: -1 };
  #removed = 0;
  #identifiers = 0;
  readonly #removedFormats = new Set<ValueFormat>();
  #inOtherFormats = 0;
  readonly #otherFormats = new Set<ValueFormat>();
  /** Suppressed values of new files, by the lists that they are on. */
  readonly #byLists = new Map<Lists, number>();
  /** Low and high half of the fingerprints of other identifiers of suppressed rows, and their lists. */
  readonly #associated: number[];
  readonly #others = new FingerprintSet();
  /** Some of them were in a row before, which was sent. */
  #cameLate = false;
  #chunker: Chunker | undefined;
  /** Values of the current file. */
  #count = 0;
  #file: { side: FileSide; index: number; perRecord: number } = {
    side: 'new',
    index: 0,
    perRecord: 1,
  };

  constructor(
    private readonly job: DedupeJob & Required<Pick<DedupeJob, 'suppression'>>,
    fingerprinter: Fingerprinter,
  ) {
    this.#people = new SuppressedPeople(
      fingerprinter,
      job.mode.listed,
      Math.min(job.suppression.bytes / BYTES_A_ROW, MAX_EXPECTED),
    );
    this.#listed = new ListedPeople(job.suppression.lists.length, this.#people);
    this.#suppressor = new RowSuppressor(this.#people, job.type);
    this.#associated = [...job.mode.associated];
    for (let i = 0; i < this.#associated.length; i += 3) {
      const [low, high, lists] = this.#associated.slice(i, i + 3);
      this.#others.addBits(low, high, lists);
    }
  }

  /** See `Deduper.addListed`. */
  addListed(list: number, values: ValidRows): void {
    this.#listed.add(list, values);
  }

  /** `index`: of new and previous files. `perRecord`: the columns that are read. */
  startFile(side: FileSide, index: number, perRecord: number): void {
    this.#file = { side, index, perRecord };
  }

  /** The lists because of which the value `v` of the last batch isn't sent; 0 if it is. */
  listsOf(v: number): Lists {
    return this.#suppressor.lists[v];
  }

  /**
   * Looks who of a batch is suppressed, and returns whether anyone is, or a format if the lists have to be
   * read again for it.
   */
  find(batch: ValidRows, others: ValidRows | undefined, isSent: IsSent): boolean | ValueFormat {
    const { perRecord } = this.#file;
    const missing = this.#suppressor.missingFormat(batch, others);
    if (missing !== undefined) return missing;
    const any = this.#suppressor.find(batch, perRecord, others);
    if (any && (others || perRecord > 1)) this.#associate(batch, isSent);
    return this.#associated.length > 0 ? this.#findAssociated(batch) || any : any;
  }

  /** What else is in a suppressed row is a suppressed person's, and isn't sent from any other row either. */
  #associate({ count, lows, highs }: ValidRows, isSent: IsSent): void {
    for (let v = 0; v < count; v++) {
      const lists = this.listsOf(v);
      const [low, high] = [lows[v], highs[v]];
      if (lists <= 0 || this.#others.addBits(low, high, lists) !== 0) continue;
      this.#associated.push(low, high, lists);
      this.#cameLate ||= isSent(v);
    }
  }

  /** Other identifiers of the rows with these stay: they may be those of other people. */
  #findAssociated({ count, lows, highs }: ValidRows): boolean {
    let any = false;
    for (let v = 0; v < count; v++) {
      if (this.listsOf(v) > 0) continue;
      const lists = this.#others.find(lows[v], highs[v]);
      if (lists <= 0) continue;
      this.#suppressor.lists[v] = lists;
      any = true;
    }
    return any;
  }

  /** How the files have to be read again, if people who turned out to be suppressed were sent before. */
  get again(): Partial<CompareMode> | undefined {
    return this.#cameLate ? { associated: this.#associated } : undefined;
  }

  /** Takes the value `v` of a batch, whose row is suppressed. `row`: its number in the file. */
  take(batch: RecordBatch, validRows: ValidRows, v: number, row: number): void {
    const { side, index, perRecord } = this.#file;
    const [low, high] = [validRows.lows[v], validRows.highs[v]];
    this.#count++;
    const isNew = this.#found.add(low, high, 0) < 0;
    const isCounted = index === this.#lastCounted.file && row === this.#lastCounted.row;
    if (side === 'previous') {
      if (this.#previous.add(low, high, 0) < 0 && !isCounted) this.#inPrevious++;
    } else {
      const lists = this.listsOf(v);
      this.#byLists.set(lists, (this.#byLists.get(lists) ?? 0) + 1);
      if (isNew && !isCounted) this.#inFiles++;
    }
    if (isNew || side === 'previous') this.#lastCounted = { file: index, row };
    if (!isNew || !this.job.suppression.removes) return;
    const format = VALUE_FORMATS[validRows.formats[v]];
    const formats = formatsToRemove(format, this.job.suppression.formats, this.job.type);
    const size = Math.max(67, validRows.sizes[v]) * formats.length;
    const i = validRows.records[v];
    const place = recordPlace(batch, i);
    this.#chunker ??= new Chunker(
      index,
      batch.base + batch.recordStart[i],
      place.line,
      this.job.options.chunkSize,
      perRecord,
      row,
    );
    this.#chunker.makeRoom(batch, i, row, formats.length * perRecord, size * perRecord);
    this.#chunker.add(batch, i, size, formats.length);
    if (format === 'mobileId') {
      const { values, ends } = validRows;
      const others = otherCaseCount(values, v === 0 ? 0 : ends[v - 1], ends[v]);
      if (others > 0) this.#chunker.addOther('otherCase', others);
    }
    this.#bits.set(validRows.rows[v]);
    if (!isCounted) this.#removed++;
    this.#identifiers += formats.length;
    for (const one of formats) this.#removedFormats.add(one);
    const missing = this.#missingFormats(format);
    if (missing.length > 0) this.#inOtherFormats++;
    for (const one of missing) this.#otherFormats.add(one);
  }

  /** The formats in which someone may be in the list who is given in this one, and that can't be made. */
  #missingFormats(given: ValueFormat): ValueFormat[] {
    const { type, suppression } = this.job;
    const made = formatsMadeFrom(given, type);
    return suppression.held.filter(
      (one) => !made.some((format) => format === one || mayBeSame(one, format)),
    );
  }

  endBatch(batch: RecordBatch): void {
    this.#chunker?.endBatch(batch);
  }

  /** Returns the number of suppressed values in the file. */
  endFile(): number {
    const count = this.#count;
    this.#count = 0;
    if (this.#chunker) {
      this.#chunker.finish();
      this.#chunks.push(...this.#chunker.chunks);
      this.#fields.push(...this.#chunker.fields);
      this.#chunker = undefined;
    }
    return count;
  }

  #suppressedBy(list: number): number {
    return [...this.#byLists].reduce((sum, [lists, n]) => sum + (lists & bitOf(list) ? n : 0), 0);
  }

  /** `files`: of new and previous files. `fields`: all of theirs. */
  finish(files: number, fields: number): FoundSuppression {
    const lists = this.#listed.counts(
      this.#suppressor.compared,
      this.job.suppression.lists.map(isKeptOut),
    );
    const read = [...new Set(this.#chunks.map(({ file }) => file))];
    return compact<FoundSuppression>({
      lists: lists.map(({ people, notComparable }, index) => ({
        people,
        notComparable,
        suppressed: this.#suppressedBy(index),
      })),
      isPartlyCompared: lists.some(({ isPartly }) => isPartly),
      people: this.#listed.total,
      inFiles: this.#inFiles,
      inPrevious: this.#inPrevious,
      removed: this.#removed,
      identifiers: this.#identifiers,
      removedFormats: VALUE_FORMATS.filter((format) => this.#removedFormats.has(format)),
      inOtherFormats: this.#inOtherFormats || undefined,
      otherFormats:
        this.#inOtherFormats > 0
          ? VALUE_FORMATS.filter((format) => this.#otherFormats.has(format))
          : undefined,
      files: read,
      chunks: this.#chunks.map((chunk) => ({
        ...chunk,
        file: files + read.indexOf(chunk.file),
        removes: true as const,
        suppressed: true as const,
      })),
      fields: this.#fields,
      bits: this.#removed > 0 ? this.#bits.take(fields) : new Uint8Array(),
    });
  }
}
