import { t } from '@vscode/l10n';
import { contactListBody } from '../../api/contactListBody';
import { withFileName } from '../../common/failure';
import { CsvError } from '../../csv/csvError';
import { FLAG_ESCAPED, type RecordBatch } from '../../csv/csvTypes';
import { fieldPlace, fieldText } from '../../csv/fieldPlaces';
import { ColumnScanner, emptyBatch } from '../../csv/scanner';
import { isCaseSensitive } from '../../identifiers/fingerprints';
import { hashEmailBytes } from '../../identifiers/hash';
import type { ValueFormat } from '../../identifiers/identifierTypes';
import { columnsRead } from '../fieldsRead';
import { hashingsFor, textsToSend, type Hashing } from '../hashFormats';
import { mainSlice, sliceSize, type ChunkSlice } from '../journal/chunkSlices';
import { chunkHasher, finishHash } from '../plan/chunker';
import { FieldOffsetsReader } from '../plan/fieldOffsets';
import { headHash } from '../plan/headHash';
import { Bitset } from '../rows/bitset';
import { BLANK, INVALID, RowValidator, TEXT } from '../rows/validateRow';
import { UploadError } from '../uploadError';
import type { FieldOffsets, Finding } from '../uploadTypes';
import type { BuildTask, BuiltBody } from '../workerProtocol';
import { ByteWriter } from './byteWriter';
import { ChunkBytes } from './chunkBytes';
import { FileRanges } from './fileRanges';
import { firstFieldsOf } from './firstFields';

const QUOTE = 0x22;
const COMMA = 0x2c;

/** A planned file, opened to be read again. */
interface OpenFile {
  ranges: FileRanges;
  /** Those that are read. */
  columns: readonly number[];
  /** Of each column. */
  validators: readonly RowValidator[];
  /** The number of fields in the files before: rows, where only one column is read. */
  firstField: number;
}

/** Receives a field of a chunk that is to be sent. */
type OnField = (batch: RecordBatch, i: number, validator: RowValidator) => void;
/** Also gets the number of its row in its file, and the index of its column in `OpenFile`. */
type OnParsedField = (
  batch: RecordBatch,
  i: number,
  validator: RowValidator,
  row: number,
  k: number,
) => void;

/**
 * Builds request bodies from a plan by rereading the files. Returns only bodies whose bytes have
 * the hash they had when they were checked.
 */
export class BodyBuilder {
  readonly #files: OpenFile[];
  readonly #bits: Bitset;
  readonly #frames: Record<'adds' | 'removes', ReturnType<typeof contactListBody>>;
  readonly #bytes = new ChunkBytes();

  constructor(private readonly task: BuildTask) {
    const firstFields = firstFieldsOf(task.files, task.suppressed?.files ?? []);
    this.#files = task.files.map((file, index) => {
      const columns = columnsRead(file);
      return {
        ranges: new FileRanges({ path: file.path, bytes: task.contents[index] }, file.dialect),
        columns,
        validators: columns.map((column) => new RowValidator(task.type, file.columns?.[column])),
        firstField: firstFields[index],
      };
    });
    this.#bits = new Bitset(task.bits);
    this.#frames = {
      adds: contactListBody('add', task.identifierType),
      removes: contactListBody('remove', task.identifierType),
    };
  }

  /** The JSON around the identifiers of a chunk. */
  #frameOf(chunk: number): ReturnType<typeof contactListBody> {
    const removes =
      this.task.options.operation === 'remove' || this.task.chunks[chunk].removes === true;
    return this.#frames[removes ? 'removes' : 'adds'];
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.ranges.close();
  }

  /** The file that contains a chunk. */
  fileOf(chunk: number): { uri: string } {
    return this.task.files[this.task.chunks[chunk].file];
  }

  /**
   * Builds the body of a slice, in `memory` if it is large enough. Throws `file-changed`, or
   * whatever reading throws.
   */
  async build(slice: ChunkSlice, memory?: SharedArrayBuffer): Promise<BuiltBody> {
    const out = new ByteWriter(this.#sizeOf(slice), memory);
    const { prefix, suffix } = this.#frameOf(slice.chunk);
    const hashingsOf = this.#hashingsOf(slice);
    let index = 0;
    let count = 0;
    out.put(prefix);
    await this.#forEachField(slice.chunk, (batch, i, validator) => {
      out.ensure(validator.maxLength(batch, i) + 80);
      const at = out.length + 1;
      const length = validator.validate(batch, i, out.bytes, at);
      if (length === BLANK || length === INVALID) throw fileChangedError();
      const hashings = hashingsOf(validator.format);
      const [hashing] = hashings;
      if (hashings.length === 1 && hashing !== 'otherCase' && length !== TEXT) {
        const position = index++;
        if (position < slice.from || position >= slice.to) return;
        putBytes(out, at, length, hashing);
        count++;
        return;
      }
      const value = length === TEXT ? validator.value : textAt(out.bytes, at, length);
      for (const text of hashings.flatMap((one) => textsToSend(value, one))) {
        const position = index++;
        if (position < slice.from || position >= slice.to) continue;
        putText(out, text);
        count++;
      }
    });
    if (count !== sliceSize(slice)) throw fileChangedError();
    // Removes the last comma.
    out.length--;
    out.put(suffix);
    return { body: out.bytes.subarray(0, out.length), count };
  }

  /** How values are hashed for a slice, by their format. */
  #hashingsOf({
    chunk,
    format,
  }: Pick<ChunkSlice, 'chunk' | 'format'>): (given: ValueFormat) => readonly Hashing[] {
    const { options, type, chunks, suppressed } = this.task;
    const removedFormats = chunks[chunk].suppressed
      ? suppressed?.formats
      : this.task.removedFormats;
    const byFormat = new Map<ValueFormat, readonly Hashing[]>();
    return (given) => {
      let hashings = byFormat.get(given);
      if (hashings === undefined) {
        hashings = hashingsFor(given, format, { ...options, removedFormats }, type);
        byFormat.set(given, hashings);
      }
      return hashings;
    };
  }

  #sizeOf(slice: ChunkSlice): number {
    const chunk = this.task.chunks[slice.chunk];
    const { prefix, suffix } = this.#frameOf(slice.chunk);
    const isPlanned = slice.format === 'given' || slice.format === 'every';
    if (isPlanned && sliceSize(slice) === chunk.identifiers) return chunk.bodySize + 1024;
    return (
      prefix.length +
      suffix.length +
      Math.ceil(sliceSize(slice) * (isPlanned ? (chunk.bodySize / chunk.identifiers) * 1.1 : 67)) +
      1024
    );
  }

  /**
   * The index of the first file whose bytes aren't those that were checked, or that is missing; null if
   * there is none.
   */
  async findChanged(): Promise<number | null> {
    for (const [index, file] of this.task.files.entries()) {
      const isSame = await withFileName(file, () => this.#isFileUnchanged(index)).catch(
        (error: unknown) => {
          const failure = asFileChanged(error);
          if (failure instanceof UploadError) return false;
          throw failure;
        },
      );
      if (!isSame) return index;
    }
    return null;
  }

  async #isFileUnchanged(index: number): Promise<boolean> {
    const file = this.task.files[index];
    if (
      (await headHash(
        { path: file.path, bytes: this.task.contents[index] },
        file.dialect,
        file.dataStart,
      )) !== file.headHash
    )
      return false;
    const { ranges } = this.#files[index];
    for (const chunk of this.task.chunks.filter((one) => one.file === index)) {
      const hasher = chunkHasher();
      for await (const block of ranges.read(chunk.start, chunk.end)) hasher.update(block);
      if (finishHash(hasher) !== chunk.hash) return false;
    }
    for await (const more of ranges.read(file.decodedSize, file.decodedSize + 1))
      if (more.length > 0) return false;
    return true;
  }

  /**
   * Finds the rows of a chunk that were sent as one of `samples`, or contain one of them in the
   * file: servers name identifiers as they received them, or with changed case. Case is only
   * ignored where it doesn't distinguish people. Throws `file-changed`.
   */
  async trace(chunk: number, samples: readonly string[]): Promise<Finding[]> {
    const exact = new Set(samples.flatMap((sample) => [sample, sample.trim()]));
    const lowerCase = new Set(samples.map((sample) => sample.trim().toLowerCase()));
    const hashingsOf = this.#hashingsOf({
      chunk,
      format: mainSlice(this.task.chunks[chunk]),
    });
    const scratch = new ByteWriter(0);
    const findings: Finding[] = [];
    await this.#parseFields(chunk, (batch, i, validator, row, k) => {
      scratch.ensure(validator.maxLength(batch, i));
      const length = validator.validate(batch, i, scratch.bytes, 0);
      if (length === BLANK || length === INVALID) throw fileChangedError();
      const normalized = length === TEXT ? validator.value : textAt(scratch.bytes, 0, length);
      const values = [
        normalized,
        ...hashingsOf(validator.format).flatMap((hashing) => textsToSend(normalized, hashing)),
      ];
      const isNamed = (value: string): boolean =>
        exact.has(value) ||
        (!isCaseSensitive(validator.format) && lowerCase.has(value.toLowerCase()));
      if (values.some(isNamed) || exact.has(fieldText(batch, i)))
        findings.push(this.#finding(chunk, row, k, batch, i));
    });
    return findings;
  }

  /**
   * The positions of a slice's rows, as findings with the rule `refused-by-api`. Throws
   * `file-changed`.
   */
  async locate(slice: ChunkSlice): Promise<Finding[]> {
    const findings: Finding[] = [];
    let index = 0;
    await this.#parseFields(slice.chunk, (batch, i, _, row, k) => {
      if (index >= slice.from && index < slice.to)
        findings.push(this.#finding(slice.chunk, row, k, batch, i));
      index++;
    });
    return findings;
  }

  #finding(chunk: number, row: number, k: number, batch: RecordBatch, i: number): Finding {
    const { file } = this.task.chunks[chunk];
    const { columns } = this.#files[file];
    return {
      file,
      row,
      ...(columns.length > 1 && { column: columns[k] }),
      rule: 'refused-by-api',
      level: 'error',
      place: fieldPlace(batch, i),
    };
  }

  /**
   * Iterates over the fields of a chunk that are to be sent, using their offsets from the check if
   * they are known. Doesn't give row numbers and positions.
   */
  async #forEachField(index: number, onField: OnField): Promise<void> {
    const offsets = this.task.fields[index];
    if (offsets === undefined) await this.#parseFields(index, onField);
    else await this.#forEachOffset(index, offsets, onField);
  }

  async #forEachOffset(index: number, fields: FieldOffsets, onField: OnField): Promise<void> {
    const chunk = this.task.chunks[index];
    const { ranges, validators } = this.#files[chunk.file];
    const bytes = this.#bytes;
    bytes.open(ranges, chunk.start, chunk.end);
    const offsets = new FieldOffsetsReader(fields, validators.length > 1);
    const one = { ...emptyBatch(1), count: 1 };
    try {
      while (offsets.next()) {
        if (offsets.end > bytes.end && !(await bytes.reach(offsets.start, offsets.end)))
          throw fileChangedError();
        one.bytes = bytes.bytes;
        one.base = chunk.start + bytes.base;
        one.fieldStart[0] = offsets.start - bytes.base;
        one.fieldEnd[0] = offsets.end - bytes.base;
        one.flags[0] = offsets.escaped ? FLAG_ESCAPED : 0;
        onField(one, 0, validators[offsets.column]);
      }
      if ((await bytes.hash()) !== chunk.hash) throw fileChangedError();
    } catch (error) {
      throw asFileChanged(error);
    }
  }

  /**
   * Calls `onField` for the fields of a chunk that are to be sent. Throws `file-changed` if the bytes
   * aren't those that were checked.
   */
  async #parseFields(index: number, onField: OnParsedField): Promise<void> {
    const chunk = this.task.chunks[index];
    const file = this.task.files[chunk.file];
    const { ranges, columns, validators, firstField } = this.#files[chunk.file];
    const perRecord = columns.length;
    const scanner = new ColumnScanner({
      dialect: file.dialect,
      column: columns,
      columns: file.width,
      base: chunk.start,
      line: chunk.line,
    });
    const hasher = chunkHasher();
    let row = chunk.firstRow;
    const take = (batch: RecordBatch): void => {
      const field = firstField + row * perRecord;
      for (let i = 0; i < batch.count; i++) {
        if (!this.#bits.get(field + i)) continue;
        const k = i % perRecord;
        onField(batch, i, validators[k], row + Math.floor(i / perRecord), k);
      }
      row += batch.count / perRecord;
    };
    try {
      for await (const block of ranges.read(chunk.start, chunk.end)) {
        hasher.update(block);
        take(scanner.push(block));
      }
      take(scanner.end());
    } catch (error) {
      throw asFileChanged(error);
    }
    if (finishHash(hasher) !== chunk.hash) throw fileChangedError();
  }
}

/**
 * Puts the value of `length` bytes that is already at `at`, one after the end of `out`, hashed in
 * place.
 */
function putBytes(
  out: ByteWriter,
  at: number,
  length: number,
  hashing: Exclude<Hashing, 'otherCase'>,
): void {
  const size =
    hashing === 'none'
      ? length
      : hashEmailBytes(
          out.bytes,
          at,
          at + length,
          hashing === 'sha256ofGiven' ? 'sha256' : hashing,
          out.bytes,
          at,
        );
  out.bytes[out.length] = QUOTE;
  out.bytes[at + size] = QUOTE;
  out.bytes[at + size + 1] = COMMA;
  out.length = at + size + 2;
}

const encoder = new TextEncoder();

function putText(out: ByteWriter, value: string): void {
  const text = `${JSON.stringify(value)},`;
  out.ensure(text.length * 3);
  out.length += encoder.encodeInto(text, out.bytes.subarray(out.length)).written;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('utf8');
}

function fileChangedError(): UploadError {
  return new UploadError(
    'file-changed',
    t(
      'The file has changed since it was checked. Nothing more was sent. Start over to check it again.',
    ),
  );
}

/** An error that checked bytes can't cause means that the file changed. */
function asFileChanged(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'not-found' || error.code === 'directory' || error.code === 'not-a-file') {
    return new UploadError(
      'file-changed',
      t('The file no longer exists. Put it back and resume, or start over with another file.'),
    );
  }
  return error.code === 'no-permission' || error.code === 'unreadable' ? error : fileChangedError();
}
