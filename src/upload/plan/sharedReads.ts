import { unlessAborted } from '../../common/abort';
import { codeOf, type ErrorCode } from '../../common/codes/toolCodes';
import { Emitter } from '../../common/events';
import { examineSource } from '../../csv/source';
import { valuesIn } from '../fieldsRead';
import { UploadError } from '../uploadError';
import type { ListReading, PlannedChunk } from '../uploadTypes';
import type { CheckProgress, ValidatedFiles, ValidateTask } from '../workerProtocol';

/** How long the size of a list that was read for one of its plans holds for the next, in milliseconds. */
const SIZE_HOLDS = 3_600_000;
/** Of files with more rows than this in all, it isn't kept where their fields are. */
const MAX_ROWS_KEPT = 5_000_000;
/** Failures to reach a file, which may pass while it stays as it is. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'not-found',
  'no-permission',
  'unreadable',
  'worker',
]);

/** Who waits for files to be read. */
export interface Waiting {
  signal?: AbortSignal;
  onProgress?: (progress: CheckProgress) => void;
}

/** Reads files as a task says. */
export type Reading = (task: ValidateTask, waiting: Waiting) => Promise<ValidatedFiles>;

interface SharedRead {
  readonly result: Promise<ValidatedFiles>;
  readonly progress: Emitter<CheckProgress>;
  readonly stop: AbortController;
  waiting: number;
  /** What was found, or that it couldn't be read; undefined while it is being read. */
  found?: ValidatedFiles;
  hasFailed?: true;
}

/**
 * What was read for the plans of one batch, so that nothing is read again as long as it stays as it is:
 * files, and the sizes of lists. In memory only.
 */
export class SharedReads {
  readonly #reads = new Map<string, SharedRead>();
  readonly #sizes = new Map<string, Promise<ListReading | undefined>>();
  /** Content of virtual files, as it was last. */
  readonly #versions = new Map<string, { bytes: Uint8Array; version: number }>();

  /** `maxRows`: see `MAX_ROWS_KEPT`. */
  constructor(private readonly maxRows = MAX_ROWS_KEPT) {}

  /**
   * What is in the files of a task, as read before or by `read`, once for all who ask at the same time.
   * Stops reading once all of them have given up, and rejects with the reason of their signal.
   */
  async files(
    task: ValidateTask,
    { signal, onProgress }: Waiting,
    read: Reading,
  ): Promise<ValidatedFiles> {
    const key = await this.#keyOf(task);
    const shared = this.#reads.get(key) ?? this.#begin(key, task, read);
    const listening = onProgress && shared.progress.event(onProgress);
    shared.waiting++;
    try {
      return asTask(await unlessAborted(shared.result, signal), task);
    } finally {
      listening?.dispose();
      if (--shared.waiting === 0 && !shared.found && !shared.hasFailed) {
        if (this.#reads.get(key) === shared) this.#reads.delete(key);
        shared.stop.abort();
      }
    }
  }

  /** The size of a list, as read within the last hour or by `read`. */
  async size(
    list: string,
    now: number,
    read: () => Promise<ListReading | undefined>,
  ): Promise<ListReading | undefined> {
    const asked = this.#sizes.get(list);
    if (asked) {
      const known = await asked;
      if (known?.identifiers !== undefined && now - known.at < SIZE_HOLDS) return known;
      // Of those who waited for it, one asks again.
      const since = this.#sizes.get(list);
      if (since !== asked) return since;
    }
    const reading = read();
    this.#sizes.set(list, reading);
    return reading;
  }

  #begin(key: string, task: ValidateTask, read: Reading): SharedRead {
    const stop = new AbortController();
    const progress = new Emitter<CheckProgress>();
    const { options } = task;
    // Plain text is counted by `asTask`, for the lists that have it.
    const forms = options.forms === 'all' ? 'hashed' : options.forms;
    const result = read(
      { ...task, options: { ...options, forms } },
      { signal: stop.signal, onProgress: (one) => progress.fire(one) },
    );
    const shared: SharedRead = { result, progress, stop, waiting: 0 };
    this.#reads.set(key, shared);
    result.then(
      (found) => this.#keep(shared, found),
      (error: unknown) => {
        if (error instanceof UploadError && !error.cancelled && !PASSING.has(codeOf(error)))
          shared.hasFailed = true;
        else if (this.#reads.get(key) === shared) this.#reads.delete(key);
      },
    );
    return shared;
  }

  #keep(shared: SharedRead, found: ValidatedFiles): void {
    shared.found = found;
    const times = new Map(found.files.map(({ uri, modifiedAt }) => [uri, modifiedAt]));
    let rows = 0;
    // How files were read before is given up first.
    for (const [key, { found: one }] of [...this.#reads].reverse()) {
      if (!one) continue;
      // What a file was before isn't asked for any more.
      if (one.files.some(({ uri, modifiedAt }) => times.has(uri) && times.get(uri) !== modifiedAt))
        this.#reads.delete(key);
      else rows += valuesIn(one.counts);
      // Sending a plan doesn't need them.
      if (rows > this.maxRows) one.fields = [];
    }
  }

  /** What a file's rows depend on: its content, and how it is read. */
  async #keyOf({ files, type, options, suppression }: ValidateTask): Promise<string> {
    const { operation, column, hash, forms, dialect, dedupe, chunkSize } = options;
    const own = await Promise.all(
      files.map(async ({ uri, path, bytes, ...reading }) => [
        uri,
        path,
        reading,
        bytes ? this.#versionOf(uri, bytes) : await examineSource({ path }).catch(() => undefined),
      ]),
    );
    const lists = await Promise.all(
      (suppression?.lists ?? []).map((list) => examineSource(list).catch(() => undefined)),
    );
    const sentAs = forms === 'given' ? forms : 'hashed';
    const asWhat = [type, operation, column, hash, sentAs, dialect, dedupe, chunkSize];
    return JSON.stringify([own, ...asWhat, suppression, lists]);
  }

  /** Increases with each content of a virtual file that isn't the one before. */
  #versionOf(uri: string, bytes: Uint8Array): number {
    const known = this.#versions.get(uri);
    if (known && Buffer.compare(known.bytes, bytes) === 0) return known.version;
    const version = (known?.version ?? 0) + 1;
    this.#versions.set(uri, { bytes, version });
    return version;
  }
}

/**
 * What was found, for the formats in which a removal sends each address: the plain one was left out, and
 * there are as many as of a hash that can only be made from it.
 */
function asTask(found: ValidatedFiles, { options: { forms, hash } }: ValidateTask): ValidatedFiles {
  if (forms !== 'all') return found;
  const witness = hash === 'md5' ? 'sha256' : 'md5';
  const withPlain = (chunk: PlannedChunk): PlannedChunk => {
    const plain = hash === 'none' ? undefined : chunk.others?.[witness];
    return plain === undefined ? chunk : { ...chunk, others: { ...chunk.others, plain } };
  };
  return {
    ...found,
    chunks: found.chunks.map(withPlain),
    fingerprint: found.fingerprint.replace(':hashed:', ':all:'),
  };
}
