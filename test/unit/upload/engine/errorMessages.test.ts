import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { UploadError } from '../../../../src/upload/uploadError';
import type { SourceFile, UploadOptions } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

/** Every failure says which file, which argument, and how to go on. */
describe('upload: what failures tell', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const failure = (call: Promise<unknown>): Promise<UploadError> =>
    call.then(
      () => assert.fail('expected a rejection'),
      (error: UploadError) => error,
    );
  const missing = (name: string): SourceFile => ({
    uri: pathToFileURL(join(bench.folder, name)).href,
    path: join(bench.folder, name),
  });
  const folder = (name: string): SourceFile => (
    fs.mkdirSync(join(bench.folder, name)),
    missing(name)
  );
  const planned = async (
    engine: UploadEngine,
    content = csv(people(500)),
    more: Partial<UploadOptions> = {},
  ): Promise<string> =>
    (
      await engine.plan(
        [bench.file(content)],
        bench.target(),
        options({ chunkSize: 100, concurrency: 1, ...more }),
      )
    ).jobId;

  const utf32 = Buffer.from([0xff, 0xfe, 0, 0, 0x65, 0, 0, 0]);
  /** A file that has the column. */
  const good = (column: unknown): string =>
    column === 7
      ? 'a,b,c,d,e,f,g,email\n1,2,3,4,5,6,7,zoe@example.com\n'
      : 'email,x\nzoe@example.com,1\n';
  const broken: [
    code: string,
    make: (name: string) => SourceFile,
    more?: Partial<UploadOptions>,
  ][] = [
    ['not-found', missing],
    ['directory', folder],
    ['empty', (name) => bench.file('', name)],
    ['binary', (name) => bench.file('%PDF-1.7', name)],
    ['binary', (name) => bench.file(Buffer.from('PK\x03\x04 xl/ [Content_Types].xml'), name)],
    ['encoding', (name) => bench.file(utf32, name)],
    ['gzip-broken', (name) => bench.file(gzipSync(csv(people(5000))).subarray(0, 200), name)],
    ['delimiter', (name) => bench.file('sep=#\nemail\nann@example.com\n', name)],
    ['quote-not-closed', (name) => bench.file('email\n"ann@example.com\n', name)],
    ['invalid-closing-quote', (name) => bench.file('email\n"ann@example.com"x\n', name)],
    ['no-column', (name) => bench.file('name,town\nAnn,Rome\n', name)],
    ['no-column', (name) => bench.file('name,email\nAnn,ann@example.com\n', name), { column: 7 }],
    [
      'no-column',
      (name) => bench.file('name,mail\nAnn,ann@example.com\n', name),
      { column: 'email' },
    ],
    [
      'no-column',
      (name) => bench.file('ann@example.com,1\nbob@example.com,2\n', name),
      { column: 'email' },
    ],
    [
      'ambiguous-column',
      (name) => bench.file('email,email\nann@example.com,bob@example.com\n', name),
      { column: 'email' },
    ],
    [
      'ambiguous-column',
      (name) => bench.file('Home mail,Work mail\nann@example.com,bob@example.com\n', name),
    ],
    [
      'wrong-type',
      (name) => bench.file(csv(['+33612345678', '+33612345679'], 'email'), name),
      { column: 'email' },
    ],
  ];
  for (const [code, make, more] of broken) {
    const what = `${code}${more ? ` (column ${more.column})` : ''}`;
    it(`names the file of several, and what to do: ${what}, ${String(make).slice(0, 60).replace(/\s+/g, ' ')}`, async () => {
      const {
        message,
        code: found,
        file,
      } = await failure(
        bench
          .engine()
          .plan(
            [bench.file(good(more?.column), 'good.csv'), make('the bad one.csv')],
            bench.target(),
            options(more),
          ),
      );
      assert.deepEqual([found, file], [code, 1]);
      assert.match(message, /^the bad one\.csv: ./);
      assert.match(
        message,
        /\b(Choose|Specify|Save|Close|Check|Compress|export|save|Use|Double|Put|Its only)\b/,
      );
      assert.doesNotMatch(message, /@|\+336|Rome|Ann/);
      if (typeof more?.column === 'string' && code !== 'wrong-type')
        assert.match(message, /“email”/);
      if (typeof more?.column === 'number') assert.match(message, /\b7\b/);
    });
  }

  it('hides the name of a column that is somebody’s address', async () => {
    const { message } = await failure(
      bench
        .engine()
        .plan(
          [bench.file('name,mail\nAnn,ann@example.com\n')],
          bench.target(),
          options({ column: 'ann@example.com' }),
        ),
    );
    assert.match(message, /^people\.csv: The file has no column “•••”\./);
  });

  it('names the file that is gone, changed, or has nothing to send', async () => {
    const engine = bench.engine();
    const start = async (jobId: string): Promise<string | undefined> =>
      (await engine.run(jobId, bench.client())).report.error?.message;
    const gone = await planned(engine);
    fs.rmSync(join(bench.folder, 'people.csv'));
    assert.match(
      (await start(gone)) ?? '',
      /^people\.csv has changed since it was checked, .* Start over/,
    );
    assert.match(
      (await start(await planned(engine, csv(['bad', 'worse']), { column: 0, maxRefused: 1 }))) ??
        '',
      /no valid rows in people\.csv\. Look at its problems/,
    );
    assert.match(
      (await start(await planned(engine, csv(['bad', ...people(3)]), { maxRefused: 0.1 }))) ?? '',
      /Too many rows in people\.csv are invalid: 1 of 4; .*Fix the file, or raise the limit \(maxInvalid\)/,
    );
    for (const one of people(100)) bench.sink.list(SEGMENT).add(one);
    assert.match(
      (await start(
        await planned(engine, csv(people(2)), { operation: 'replace', minKept: 0.9 }),
      )) ?? '',
      /the safety check counts with 100 identifiers in the segment, and people\.csv would leave 2, .* Check/,
    );
  });

  it('names the file that changes while it is sent', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine, csv(people(1000)), { operation: 'add' });
    bench.sink.latency = 40;
    const running = engine.run(jobId, bench.client());
    await waitUntil('2 requests arrive', () => bench.sink.arrived.length >= 2);
    bench.file(csv(people(1000, 0, 'other')));
    const { report } = await running;
    assert.equal(report.error?.code, 'file-changed');
    assert.match(
      report.error?.message ?? '',
      /^people\.csv: The file has changed since it was checked/,
    );
    assert.doesNotMatch(report.error?.message ?? '', /@/);
  });

  it('names the upload that is under way, paused, over, or not there', async () => {
    const engine = bench.engine();
    const jobId = await planned(engine);
    bench.sink.latency = 40;
    const running = engine.run(jobId, bench.client());
    await waitUntil('a request arrives', () => bench.sink.arrived.length >= 1);
    for (const call of [
      engine.run(jobId, bench.client()),
      engine.discard(jobId),
      engine.findRejected(jobId, bench.client()),
    ]) {
      assert.match(
        (await failure(call)).message,
        /^The upload of people\.csv is in progress\. Wait for it to end, or cancel it first\./,
      );
    }
    assert.throws(() => engine.assertNotBusy(bench.sink.url, SEGMENT), {
      message: `An upload to segment ${SEGMENT} is in progress. Wait for it to end or cancel it, then clear the segment.`,
    });
    await engine.stopForSignOut(bench.sink.url, 'id');
    assert.match(
      (await running).report.error?.message ?? '',
      /^The upload of people\.csv was paused .* Sign in again/,
    );
    bench.sink.latency = 0;
    await engine.run(jobId, bench.client());
    assert.match(
      (await failure(engine.run(jobId, bench.client()))).message,
      /^The upload of people\.csv has nothing left to resume\. Start over/,
    );
    assert.match(
      (await failure(engine.traceSamples(jobId, 99, []))).message,
      /^Chunk 99 doesn’t exist\. Specify a number from 0 to 4\./,
    );
    assert.match(
      (await failure(engine.planOf('abc-01234567'))).message,
      /^There is no upload “abc-01234567”, or no longer\. See the list of uploads\./,
    );
    assert.match((await failure(engine.planOf('../etc'))).message, /“\.\.\/etc”/);
    fs.writeFileSync(join(bench.storage, 'jobs', jobId, 'chunks.json'), '{');
    assert.match(
      (await failure(bench.engine().planOf(jobId))).message,
      new RegExp(
        `^The record of upload “${jobId}” can’t be read\\. Check what the segment contains`,
      ),
    );
  });

  it('names what was being checked when it was cancelled', async () => {
    const { message } = await failure(
      bench
        .engine()
        .plan(
          [bench.file(csv(people(2)), 'a.csv'), bench.file(csv(people(2)), 'b.csv')],
          bench.target(),
          options(),
          { signal: AbortSignal.abort() },
        ),
    );
    assert.equal(message, 'Checking a.csv, b.csv was cancelled. Nothing was sent.');
    assert.match(
      (await failure(bench.engine().plan([], bench.target(), options()))).message,
      /Specify at least one/,
    );
  });
});
