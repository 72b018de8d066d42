import { t } from '@vscode/l10n';
import { codeOf } from '../../common/codes/toolCodes';
import { Failure, withFileName } from '../../common/failure';
import { detect, type Detected } from '../../csv/detect';
import { formatRecord, withoutFormula } from '../../csv/formatRecord';
import { Fingerprinter, FingerprintSet } from '../../identifiers/fingerprints';
import { applyHash, HASH_FORMATS } from '../hashFormats';
import { namingFailedFile } from '../plan/validateFiles';
import type { ValidRows } from '../rows/validRows';
import { forEachRecord, TypedColumns } from '../suppression/typedColumns';
import { UploadError } from '../uploadError';
import type { SourceFile } from '../uploadTypes';
import { KEPT_OUT_COLUMNS, KEPT_OUT_IDENTIFIERS } from './keptOutColumns';
import { PeopleCounter } from './peopleCounter';
import type { KeepOutTask, KeptOutLines } from './peopleTypes';
import { identifiersOf, type PersonFingerprint, type PersonIdentifier } from './personIdentifiers';
import { peopleColumns } from './readPeople';

const LF = 0x0a;
const CR = 0x0d;

/**
 * What a list of people who are kept out lacks of the people of files. Changes nothing. Throws
 * `UploadError` as `readPeople`, and 'not-written' if the list can't be added to.
 */
export async function keepOut(task: KeepOutTask, signal: AbortSignal): Promise<KeptOutLines> {
  const list = new KeptOutList(task);
  await list.read(signal);
  for (const [index, file] of task.files.entries())
    await namingFailedFile(file, index, () => list.addPeopleOf(file, signal));
  return list.result();
}

class KeptOutList {
  readonly #fingerprinter: Fingerprinter;
  /** Those of the list, and of the files. */
  readonly #listed = new PeopleCounter();
  readonly #people = new PeopleCounter();
  /** What is in the list, as it is written there. */
  readonly #written = new FingerprintSet();
  /** What is to be written before the lines: a header, or the end of the last line. */
  #begin = '';
  readonly #lines: string[] = [];
  #columns: readonly string[] = KEPT_OUT_COLUMNS;
  #delimiter: Detected['dialect']['delimiter'] = ',';
  #lineEnd = '\n';
  /** Of the list. */
  #peopleBefore = 0;

  constructor(private readonly task: KeepOutTask) {
    this.#fingerprinter = new Fingerprinter(task.key);
  }

  /** Reads who is in the list. Without one, it will have a header. */
  async read(signal: AbortSignal): Promise<void> {
    const { list } = this.task;
    try {
      await withFileName({ uri: list }, () => this.#readList(signal));
    } catch (error) {
      const code = error instanceof Failure ? codeOf(error) : undefined;
      if (code !== 'not-found' && code !== 'empty') throw error;
      this.#begin = `${formatRecord([...KEPT_OUT_COLUMNS], { delimiter: ',' })}\n`;
    }
  }

  async #readList(signal: AbortSignal): Promise<void> {
    const source = { path: this.task.list };
    const detected = await detect(source, {}, signal);
    const { header = [], dialect } = detected;
    const names = header.map((name) =>
      name
        .replace(/^\ufeff/, '')
        .trim()
        .toLowerCase(),
    );
    if (
      dialect.encoding !== 'utf-8' ||
      dialect.gzip ||
      KEPT_OUT_COLUMNS.some((name) => !names.includes(name))
    )
      throw otherColumnsError();
    this.#columns = names;
    this.#delimiter = dialect.delimiter;
    this.#lineEnd = dialect.recordEnd === 'cr' ? '\r' : '\n';
    const columns = new TypedColumns(
      detected,
      KEPT_OUT_IDENTIFIERS.map(([name, type]) => ({ column: names.indexOf(name), type })).sort(
        (a, b) => a.column - b.column,
      ),
      this.#fingerprinter,
    );
    let last = LF;
    const onRaw = (bytes: Uint8Array): void => void (last = bytes.at(-1) ?? last);
    for await (const batch of columns.read(source, { signal, onRaw })) {
      const values = columns.valuesIn(batch);
      forEachRecord(batch, columns.perRecord, values, (_, from, to) => {
        if (from === to) return;
        const identifiers = this.#identifiersOf(values, from, to);
        this.#listed.add(identifiers);
        for (const { fingerprints } of identifiers) this.#isWritten(fingerprints[0]);
      });
    }
    if (last !== LF && last !== CR) this.#begin = this.#lineEnd;
    this.#peopleBefore = this.#listed.people;
  }

  async addPeopleOf(source: SourceFile, signal: AbortSignal): Promise<void> {
    const detected = await detect(source, source.dialect, signal);
    const chosen = peopleColumns(detected, source.columns ?? this.task.columns);
    const columns = new TypedColumns(detected, chosen, this.#fingerprinter);
    for await (const batch of columns.read(source, { signal })) {
      const values = columns.valuesIn(batch);
      forEachRecord(batch, columns.perRecord, values, (_, from, to) => {
        if (from < to) this.#addPerson(values, from, to);
      });
    }
  }

  #addPerson(values: ValidRows, from: number, to: number): void {
    const identifiers = this.#identifiersOf(values, from, to);
    this.#people.add(identifiers);
    this.#listed.add(identifiers);
    const byName = new Map<string, string[]>();
    for (const [i, { type, fingerprints }] of identifiers.entries()) {
      const [given] = fingerprints;
      const isPlain = type === 'Email' && given.format === 'plain';
      const written = (isPlain && fingerprints.find(({ format }) => format === 'sha256')) || given;
      if (this.#isWritten(written)) continue;
      const [name = ''] = KEPT_OUT_IDENTIFIERS.find((one) => one[1] === type) ?? [];
      const text = textOf(values, from + i);
      const value = isPlain ? applyHash(text, 'sha256') : text;
      byName.set(name, [...(byName.get(name) ?? []), value]);
    }
    const { date, reference } = this.task;
    const lines = Math.max(0, ...[...byName.values()].map(({ length }) => length));
    for (let line = 0; line < lines; line++) {
      const fields = this.#columns.map((name) => {
        if (name === 'date') return date;
        if (name === 'reference') return withoutFormula(reference);
        return byName.get(name)?.at(line) ?? '';
      });
      this.#lines.push(formatRecord(fields, { delimiter: this.#delimiter }) + this.#lineEnd);
    }
  }

  #identifiersOf(values: ValidRows, from: number, to: number): PersonIdentifier[] {
    return identifiersOf(values, from, to, this.#fingerprinter, HASH_FORMATS);
  }

  /** Whether the list has an identifier; it will, from now on. */
  #isWritten({ low, high }: PersonFingerprint): boolean {
    return this.#written.add(low, high, 0) >= 0;
  }

  result(): KeptOutLines {
    const total = this.#listed.people;
    return {
      lines: this.#lines.length > 0 ? this.#begin + this.#lines.join('') : '',
      people: this.#people.people,
      added: total - this.#peopleBefore,
      total,
      fingerprint: this.#people.fingerprint,
    };
  }
}

function textOf({ values, ends }: ValidRows, v: number): string {
  return Buffer.from(values.subarray(v === 0 ? 0 : ends[v - 1], ends[v])).toString();
}

function otherColumnsError(): UploadError {
  return new UploadError(
    'not-written',
    t(
      'This suppression list no longer has the columns that it was given, so no one was added. It needs to be a CSV file in UTF-8 whose first line has: {0}.',
      KEPT_OUT_COLUMNS.join(', '),
    ),
  );
}
