import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UploadEngine } from '../../src/upload/engine';
import { UploadError } from '../../src/upload/uploadError';
import { DEFAULT_OPTIONS, type Plan } from '../../src/upload/uploadTypes';

const MB = 1024 * 1024;

describe('files that can’t be uploaded, and unusual ones that can', function () {
  this.timeout(60_000);
  let folder: string;
  let engine: UploadEngine;

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'upload inputs 😀 '));
    engine = new UploadEngine({
      storageDir: join(folder, 'storage'),
      workerPath: join(__dirname, 'support', 'worker.js'),
    });
  });
  afterEach(async () => {
    await engine.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function plan(path: string): Promise<Plan> {
    const target = {
      origin: 'http://127.0.0.1:9',
      clientId: 'id',
      accountId: '1',
      segmentId: '2',
      identifierType: 'Email',
    };
    return engine.plan([{ uri: path, path }], target, {
      ...DEFAULT_OPTIONS,
      operation: 'add',
      column: 0,
    });
  }

  function file(content: string | Uint8Array, name = 'a file.csv'): string {
    const path = join(folder, name);
    fs.writeFileSync(path, content);
    return path;
  }

  /** Starts with `head`, then has only zeros up to `size`: takes no space on the disk. */
  function sparse(head: string, size: number): string {
    const path = file(head);
    fs.truncateSync(path, size);
    return path;
  }

  const valid = 'email\nperson@example.com\n';
  const rejected: [string, string[], () => string][] = [
    ['an empty file', ['empty'], () => file('')],
    [
      'a picture',
      ['binary'],
      () =>
        file(
          Buffer.concat([
            Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
            Buffer.alloc(2000, 7),
          ]),
        ),
    ],
    [
      'a line of 100 MB',
      ['record-too-long'],
      () => file(Buffer.concat([Buffer.from(valid), Buffer.alloc(100 * MB, 'x')])),
    ],
    [
      'a line of 100 MB after many valid ones',
      ['record-too-long'],
      () =>
        file(
          Buffer.concat([
            Buffer.from('email\n'),
            Buffer.from('person@example.com\n'.repeat(300_000)),
            Buffer.alloc(100 * MB, 'x'),
          ]),
        ),
    ],
    [
      'a quote that never closes',
      ['quote-not-closed'],
      () => file(`${valid}"open@example.com\n${valid}`),
    ],
    [
      'a quote that never closes, with 100 MB after it',
      ['record-too-long'],
      () =>
        file(
          Buffer.concat([Buffer.from(`${valid}"`), Buffer.alloc(100 * MB, 'person@example.com\n')]),
        ),
    ],
    ['5 GB, mostly zeros', ['binary'], () => sparse(valid, 5 * 1024 * MB)],
    ['a folder', ['directory'], () => folder],
    ['a missing file', ['not-found'], () => join(folder, 'nothing.csv')],
    [
      'a dangling link',
      ['not-found'],
      () => {
        fs.symlinkSync(join(folder, 'gone.csv'), join(folder, 'link.csv'));
        return join(folder, 'link.csv');
      },
    ],
    [
      'a damaged gzip file',
      ['gzip-broken'],
      () =>
        file(
          Buffer.concat([
            Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
            Buffer.alloc(100, 0xff),
          ]),
          'x.csv.gz',
        ),
    ],
  ];
  for (const [name, codes, make] of rejected) {
    it(`rejects ${name} without quoting or storing anything of it`, async () => {
      const path = make();
      await assert.rejects(plan(path), (error) => {
        assert.ok(
          error instanceof UploadError && codes.includes(error.code),
          String((error as UploadError).code),
        );
        assert.ok(error.message.length > 20 && !/person|@|xxx/.test(error.message), error.message);
        return true;
      });
      await engine.refresh();
      assert.deepEqual(engine.jobs(), []);
    });
  }

  const accepted: [string, number, () => string][] = [
    ['only a header', 0, () => file('email\n')],
    ['a header without a line end', 0, () => file('email')],
    [
      '1,000 columns',
      50,
      () =>
        file(
          [
            Array.from({ length: 1000 }, (_, i) => (i === 0 ? 'email' : `c${i}`)),
            ...Array.from({ length: 50 }, (_, r) =>
              Array.from({ length: 1000 }, (_, i) => (i === 0 ? `p${r}@example.com` : 'x')),
            ),
          ]
            .map((row) => row.join(','))
            .join('\n'),
        ),
    ],
    [
      'a symbolic link',
      1,
      () => {
        fs.symlinkSync(file(valid), join(folder, 'link.csv'));
        return join(folder, 'link.csv');
      },
    ],
    ['a name with spaces and an emoji', 1, () => file(valid, 'my people 😀 (1).csv')],
    ['no line end at its end', 1, () => file(valid.trimEnd())],
    ['lone CRs', 1, () => file(valid.replaceAll('\n', '\r'))],
  ];
  for (const [name, rows, make] of accepted) {
    it(`reads a file with ${name}`, async () => {
      const { good: sent, rows: all } = await plan(make());
      assert.deepEqual([sent, all], [rows, rows]);
    });
  }
});
