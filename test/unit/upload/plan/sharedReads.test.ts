import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { SharedReads, type Reading, type Waiting } from '../../../../src/upload/plan/sharedReads';
import { validateFiles } from '../../../../src/upload/plan/validateFiles';
import { UploadError } from '../../../../src/upload/uploadError';
import type { ListReading, SourceFile, UploadOptions } from '../../../../src/upload/uploadTypes';
import type {
  CheckProgress,
  ValidatedFiles,
  ValidateTask,
} from '../../../../src/upload/workerProtocol';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options } from '../support/bench';

const KEY = Buffer.from('8 bytes!');
const PROGRESS: CheckProgress = {
  bytesRead: 1,
  bytesTotal: 2,
  checked: { rows: 0, blank: 0, invalid: 0 },
};
const HOUR = 3_600_000;

/** What resolves once `go` is called. */
function gate(): { promise: Promise<void>; go: () => void } {
  let go = (): void => undefined;
  const promise = new Promise<void>((resolve) => (go = resolve));
  return { promise, go };
}

describe('SharedReads', () => {
  const bench = benchForEach();
  /** The files of each reading, and how many of them were stopped. */
  let read: string[][];
  let stopped: number;
  beforeEach(() => {
    read = [];
    stopped = 0;
  });

  const taskOf = (
    files: readonly SourceFile[],
    more: Partial<UploadOptions> = {},
  ): ValidateTask => ({
    files,
    type: 'Email',
    options: options(more),
    key: KEY,
  });
  const virtual = (rows: readonly string[], name = 'a.csv'): SourceFile => ({
    uri: `memfs:/${name}`,
    bytes: Buffer.from(csv(rows)),
  });

  const reading: Reading = (task, { onProgress = () => undefined }) => {
    read.push(task.files.map(({ uri }) => uri.replace(/^.*\//, '')));
    return validateFiles(task, new AbortController().signal, onProgress);
  };
  /** Reads once `go` resolves, or until it is stopped. */
  const held =
    (go: Promise<void>): Reading =>
    async (task, waiting) => {
      const stop = new Promise<never>((_, reject) =>
        waiting.signal?.addEventListener('abort', () => {
          stopped++;
          // As a thread that was ended.
          reject(new UploadError('worker', 'stopped'));
        }),
      );
      const result = reading(task, waiting);
      await Promise.race([go, stop]);
      return result;
    };
  const readInto = (
    reads: SharedReads,
    task: ValidateTask,
    waiting: Waiting = {},
    how = reading,
  ): Promise<ValidatedFiles> => reads.files(task, waiting, how);

  describe('files', () => {
    it('are read once as long as they stay as they are, and again once their time or size differs', async () => {
      const reads = new SharedReads();
      const [a, b] = [bench.file(csv(people(3)), 'a.csv'), bench.file(csv(people(3)), 'b.csv')];
      const first = await readInto(reads, taskOf([a]));
      assert.equal(await readInto(reads, taskOf([a])), first);
      await readInto(reads, taskOf([b]));
      assert.deepEqual(read, [['a.csv'], ['b.csv']]);
      fs.utimesSync(a.path ?? '', 1, 1);
      await readInto(reads, taskOf([a]));
      await readInto(reads, taskOf([a]));
      assert.deepEqual(read.slice(2), [['a.csv']]);
      bench.file(csv(people(4)), 'b.csv');
      assertHas((await readInto(reads, taskOf([b]))).counts, { good: 4 });
      assert.deepEqual(read.slice(3), [['b.csv']]);
    });

    it('that are virtual are read again once a byte of them differs', async () => {
      const reads = new SharedReads();
      const given = virtual([...people(3), 'nobody1']);
      const changed = virtual([...people(3), 'no@body']);
      assert.equal(given.bytes?.length, changed.bytes?.length);
      for (const file of [given, { ...given, bytes: Buffer.from(given.bytes ?? []) }, changed])
        await readInto(reads, taskOf([file]));
      assert.equal(read.length, 2);
      await readInto(reads, taskOf([changed]));
      assert.equal(read.length, 2);
      // Of another file, they are other bytes.
      await readInto(reads, taskOf([virtual([...people(3), 'no@body'], 'b.csv')]));
      assert.equal(read.length, 3);
    });

    it('are read again for everything that changes what is read, or how it is cut, and for nothing else', async () => {
      const reads = new SharedReads();
      const file = virtual(people(3));
      await readInto(reads, taskOf([file]));
      for (const same of [{ concurrency: 1 }, { maxRefused: 1 }, { minKept: 0 }])
        await readInto(reads, taskOf([file], same));
      assert.equal(read.length, 1);
      const other: ValidateTask[] = [
        taskOf([file], { operation: 'replace' }),
        taskOf([file], { operation: 'remove' }),
        taskOf([file], { operation: 'remove', forms: 'hashed' }),
        taskOf([file], { hash: 'md5' }),
        taskOf([file], { dedupe: false }),
        taskOf([file], { chunkSize: 2 }),
        taskOf([file], { column: 0 }),
        taskOf([file], { dialect: { header: true } }),
        taskOf([{ ...file, columns: [0] }]),
        taskOf([{ ...file, dialect: { delimiter: ';' } }]),
        { ...taskOf([file]), type: 'PhoneNumber' },
      ];
      // Whether such a file can be read so doesn't matter.
      const found = await readInto(reads, taskOf([file]));
      const again: Reading = async () => {
        read.push([]);
        return { ...found };
      };
      for (const task of other) await readInto(reads, task, {}, again);
      assert.equal(read.length, 1 + other.length);
      for (const task of other) await readInto(reads, task, {}, again);
      assert.equal(read.length, 1 + other.length);
    });

    for (const asked of [
      ['hashed', 'all', 'hashed'],
      ['all', 'hashed', 'all'],
    ] as const)
      it(`are sent as plain text, too, without being read again: ${asked.join(', ')}`, async () => {
        const rows = [...people(3), 'a'.repeat(32), 'b'.repeat(64)];
        for (const hash of ['none', 'sha256', 'md5', 'sha256ofMd5'] as const) {
          read = [];
          const reads = new SharedReads();
          for (const forms of asked) {
            const task = taskOf([virtual(rows)], {
              operation: 'remove',
              forms,
              hash,
              chunkSize: 2,
            });
            const { signal } = new AbortController();
            const own = await validateFiles(task, signal, () => undefined);
            assert.deepEqual(await readInto(reads, task), own);
          }
          assert.equal(read.length, 1);
        }
      });

    it('are read once for all who ask at the same time, and all hear how far it is until they give up', async () => {
      const reads = new SharedReads();
      const heard: number[] = [0, 0, 0];
      const stop = new AbortController();
      const task = taskOf([virtual(people(3))]);
      const { promise, go } = gate();
      const slow: Reading = async (one, waiting) => {
        await promise;
        waiting.onProgress?.(PROGRESS);
        return reading(one, waiting);
      };
      const all = [0, 1, 2].map((who) =>
        readInto(
          reads,
          task,
          { onProgress: () => heard[who]++, ...(who === 2 && { signal: stop.signal }) },
          slow,
        ),
      );
      await setImmediate();
      stop.abort(new Error('given up'));
      await assert.rejects(all[2], { message: 'given up' });
      go();
      const [one, other] = await Promise.all(all.slice(0, 2));
      assert.equal(one, other);
      assert.equal(read.length, 1);
      assert.ok(heard[0] > 0);
      assert.deepEqual(heard, [heard[0], heard[0], 0]);
    });

    for (const who of [0, 1])
      it(`are read on for the other if the ${who === 0 ? 'first' : 'second'} of two gives up`, async () => {
        const reads = new SharedReads();
        const task = taskOf([virtual(people(3))]);
        const { promise, go } = gate();
        const stop = new AbortController();
        const both = [0, 1].map((one) =>
          readInto(reads, task, one === who ? { signal: stop.signal } : {}, held(promise)),
        );
        await waitUntil('reads', () => read.length === 1);
        stop.abort(new Error('given up'));
        await assert.rejects(both[who], { message: 'given up' });
        go();
        assertHas((await both[1 - who]).counts, { good: 3 });
        assert.deepEqual([read.length, stopped], [1, 0]);
      });

    it('are read no further once all have given up, and anew for who asks later', async () => {
      const reads = new SharedReads();
      const task = taskOf([virtual(people(3))]);
      const stops = [new AbortController(), new AbortController()];
      const both = stops.map(({ signal }) =>
        readInto(reads, task, { signal }, held(new Promise(() => undefined))),
      );
      await waitUntil('reads', () => read.length === 1);
      stops[0].abort(new Error('one'));
      await assert.rejects(both[0], { message: 'one' });
      assert.equal(stopped, 0);
      stops[1].abort(new Error('two'));
      await assert.rejects(both[1], { message: 'two' });
      assert.equal(stopped, 1);
      assertHas((await readInto(reads, task)).counts, { good: 3 });
      assert.equal(read.length, 2);
    });

    it('that fail are read again once they have changed', async () => {
      const reads = new SharedReads();
      const file = bench.file(csv(people(3)), 'a.csv');
      const failure = new UploadError('bad-argument', 'as told', { line: 7, file: 0 });
      const fails: Reading = () => Promise.reject(failure);
      await assert.rejects(readInto(reads, taskOf([file]), {}, fails), failure);
      await assert.rejects(readInto(reads, taskOf([file])), failure);
      assert.equal(read.length, 0);
      fs.utimesSync(file.path ?? '', 1, 1);
      await readInto(reads, taskOf([file]));
      assert.equal(read.length, 1);
    });

    it('are read on their own and together, each once', async () => {
      const reads = new SharedReads();
      const files = [virtual(people(3), 'a.csv'), virtual(people(3, 2), 'b.csv')];
      for (const file of files) await readInto(reads, taskOf([file]));
      for (const good of [5, 5]) assertHas((await readInto(reads, taskOf(files))).counts, { good });
      assert.deepEqual(read, [['a.csv'], ['b.csv'], ['a.csv', 'b.csv']]);
    });

    it('of more rows than are kept are known without where their fields are, the latest last', async () => {
      const [a, b] = [virtual(people(3), 'a.csv'), virtual(people(3, 2), 'b.csv')];
      for (const [maxRows, areKept] of [
        [6, [true, true]],
        [5, [false, true]],
        [2, [false, false]],
      ] as const) {
        const reads = new SharedReads(maxRows);
        for (const file of [a, b]) await readInto(reads, taskOf([file]));
        read = [];
        const found = [await readInto(reads, taskOf([a])), await readInto(reads, taskOf([b]))];
        assert.deepEqual(
          found.map(({ fields }) => fields.length > 0),
          areKept,
        );
        assert.deepEqual([read.length, found[0].counts.good], [0, 3]);
      }
    });
  });

  describe('size', () => {
    it('is asked once in an hour, by list, and again if it couldn’t be read', async () => {
      const reads = new SharedReads();
      let asked = 0;
      const size = (list: string, now: number, identifiers?: number) =>
        reads.size(list, now, async (): Promise<ListReading> => {
          asked++;
          return { at: now, ...(identifiers !== undefined && { identifiers }) };
        });
      assert.deepEqual(await size('a', 0), { at: 0 });
      assert.deepEqual(await size('a', 1, 10), { at: 1, identifiers: 10 });
      assert.deepEqual(await size('a', HOUR, 11), { at: 1, identifiers: 10 });
      assert.equal(asked, 2);
      assert.deepEqual(await size('b', HOUR, 0), { at: HOUR, identifiers: 0 });
      assert.deepEqual(await size('b', HOUR, 7), { at: HOUR, identifiers: 0 });
      assert.equal(asked, 3);
      assert.deepEqual(await size('a', HOUR + 1, 12), { at: HOUR + 1, identifiers: 12 });
      assert.equal(asked, 4);
    });

    it('is asked once for all who ask at the same time, and once more if that fails', async () => {
      const reads = new SharedReads();
      let asked = 0;
      const ask = (): Promise<ListReading | undefined> =>
        reads.size('a', 0, async () => (asked++ === 0 ? { at: 0 } : { at: 0, identifiers: 5 }));
      assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [
        { at: 0 },
        { at: 0, identifiers: 5 },
        { at: 0, identifiers: 5 },
      ]);
      assert.equal(asked, 2);
      assert.deepEqual(
        await Promise.all([ask(), ask(), ask()]),
        Array(3).fill({ at: 0, identifiers: 5 }),
      );
      assert.equal(asked, 2);
    });
  });
});
