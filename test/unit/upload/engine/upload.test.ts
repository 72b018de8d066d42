import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Uploads } from '../../../../src/upload/contract';
import type { Progress } from '../../../../src/upload/jobTypes';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { standing } from '../../../support/clock/standingClock';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

describe('upload: a file into a segment', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  it('adds exactly the distinct good values, and the report adds up', async () => {
    const engine = bench.engine();
    const rows = [
      ...people(2500),
      '',
      'nobody',
      ' PERSON3@Example.com ',
      'person4@example.com',
      'a b@example.com',
    ];
    const plan = await engine.plan(
      [bench.file(csv(rows))],
      bench.target(),
      options({ chunkSize: 1000 }),
    );
    assertHas(plan, {
      rows: 2505,
      blank: 1,
      invalid: 2,
      duplicates: 2,
      good: 2500,
      distinct: 2500,
      calls: 3,
    });
    assert.equal(plan.chunks.length, 3);
    assert.equal(bench.sink.arrived.length, 0);
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    assertHas(report, { state: 'finished', sent: 2500, accepted: 2500, calls: 3, unsent: 0 });
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(people(2500)));
    assert.equal(bench.sink.received, 2500);
    assert.ok(
      bench.sink.amendments.every(
        (call) => call.identifierType === 'Email' && call.identifiers.length <= 1000,
      ),
    );
  });

  it('leaves nothing on disk if it only checks, and counts the same', async () => {
    const engine = bench.engine();
    const files = [bench.file(csv([...people(20), 'nobody', 'person3@example.com']))];
    const changed: string[] = [];
    engine.onDidChange((jobId) => changed.push(jobId));
    const check = await engine.plan(files, bench.target(), options(), { isCheck: true });
    assert.equal(fs.existsSync(bench.storage) ? fs.readdirSync(bench.storage).join() : '', '');
    assert.deepEqual([engine.jobs(), changed], [[], []]);
    await assert.rejects(engine.planOf(check.jobId), { code: 'unknown-job' });
    const { rows, good, invalid, duplicates, calls, findings } = await engine.plan(
      files,
      bench.target(),
      options(),
    );
    assertHas(check, { rows, good, invalid, duplicates, calls, findings });
    assertHas(check, { rows: 22, good: 20, invalid: 1, duplicates: 1 });
  });

  it('writes nothing that another user of the machine can read', async function () {
    if (process.platform === 'win32') this.skip();
    const engine = bench.engine();
    const { jobId } = await engine.plan(
      [bench.file(csv(people(10)))],
      bench.target(),
      options({ operation: 'replace', minKept: 0 }),
    );
    const running = engine.run(jobId, bench.client());
    const open = (): string[] =>
      ['.', ...fs.readdirSync(bench.storage, { recursive: true, encoding: 'utf8' })].filter(
        (name) =>
          fs.existsSync(join(bench.storage, name)) &&
          (fs.statSync(join(bench.storage, name)).mode & 0o077) !== 0,
      );
    await waitUntil('the segment is locked', () => fs.existsSync(join(bench.storage, 'locks')));
    assert.deepEqual(open(), []);
    await running;
    assert.deepEqual(open(), []);
  });

  it('keeps at most `concurrency` calls in flight, and uses them', async () => {
    const engine = bench.engine();
    bench.sink.latency = 30;
    const plan = await engine.plan(
      [bench.file(csv(people(1200)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 3 }),
    );
    await engine.run(plan.jobId, bench.client());
    assert.equal(bench.sink.maxInFlight, 3);
  });

  it('removes every form of an address when asked, counts of the other forms apart', async () => {
    const engine = bench.engine();
    const addresses = people(250);
    const list = bench.sink.list(SEGMENT);
    for (const one of addresses)
      for (const value of [one, md5(one), sha256(one), sha256(md5(one))]) list.add(value);
    list.add('stays@example.com');
    const file = bench.file(csv([...addresses.slice(0, 200), ...addresses.slice(200).map(md5)]));
    const plan = await engine.plan(
      [file],
      bench.target(),
      options({ operation: 'remove', forms: 'all', chunkSize: 100, minKept: 0 }),
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual(
      [report.sent, report.accepted, plan.calls, report.calls],
      [250, 250, 3 + 2 + 2 + 3, 10],
    );
    const { callsDone, callsTotal } = engine.job(plan.jobId)?.progress ?? assert.fail();
    assert.deepEqual(
      [callsDone, callsTotal],
      [10, 10],
      'its progress counts calls as the plan does',
    );
    const forms = new Map(report.forms?.map((one) => [one.form, one.sent]));
    assert.deepEqual(
      forms,
      new Map([
        ['md5', 200],
        ['sha256', 200],
        ['sha256ofMd5', 250],
      ]),
    );
    // Of the fifty known by their MD5 only, the plain address and its SHA-256 cannot be known.
    assert.equal(list.size, 1 + 50 * 2);
    assert.ok(bench.sink.amendments.every((call) => call.identifiers.length <= 100));
  });

  it('removes plain addresses that are hashed only where they were sent plain since the last clear', async () => {
    const engine = bench.engine();
    const list = bench.sink.list(SEGMENT);
    const plan = (changes: Partial<UploadOptions>): ReturnType<typeof engine.plan> =>
      engine.plan([bench.file(csv(people(50)))], bench.target(), options(changes));
    const removal = { operation: 'remove', forms: 'hashed', hash: 'md5', minKept: 0 } as const;
    const formatsOf = async (changes: Partial<UploadOptions>): Promise<string[]> => {
      const { jobId } = await plan({ ...removal, ...changes });
      const { report } = await engine.run(jobId, bench.client());
      return (report.forms ?? []).map(({ form }) => form);
    };
    const hashed = ['sha256', 'sha256ofMd5'];
    assert.deepEqual(await formatsOf({}), hashed);
    assert.ok(
      bench.sink.amendments.every(({ identifiers }) =>
        identifiers.every((one) => !one.includes('@')),
      ),
    );
    await engine.run((await plan({ operation: 'add' })).jobId, bench.client());
    assert.deepEqual((await formatsOf({})).sort(), ['plain', ...hashed]);
    assert.equal(list.size, 0);
    // A clear takes the plain ones out.
    const replace = { operation: 'replace', hash: 'sha256', minKept: 0 } as const;
    await engine.run((await plan(replace)).jobId, bench.client());
    assert.deepEqual(await formatsOf({}), hashed);
    assert.deepEqual((await formatsOf({ forms: 'all' })).sort(), ['plain', ...hashed]);
  });

  it('hashes after normalising, and takes an address and its hash for the same when both are sent hashed', async () => {
    const engine = bench.engine();
    const file = bench.file(
      csv([
        'John.Doe@gmail.com ',
        sha256('john.doe@gmail.com'),
        'b@example.com',
        md5('c@example.com'),
      ]),
    );
    const plan = await engine.plan([file], bench.target(), options({ hash: 'sha256' }));
    assert.deepEqual([plan.good, plan.duplicates], [3, 1]);
    await engine.run(plan.jobId, bench.client());
    assert.deepEqual(
      bench.sink.list(SEGMENT),
      new Set([sha256('john.doe@gmail.com'), sha256('b@example.com'), md5('c@example.com')]),
    );
  });

  it('takes an address and its hash for two when they are sent as they are', async () => {
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(csv(['a@example.com', sha256('a@example.com')]))],
      bench.target(),
      options(),
    );
    assertHas(plan, {
      good: 2,
      duplicates: 0,
      columnWarnings: ['hash-unverified', 'mixed-plain-and-hashed'],
    });
  });

  it('compares mobile ids without case', async () => {
    const engine = bench.engine();
    const id = '6d92078a-8246-4ba4-ae5b-76104861e7dc';
    const plan = await engine.plan(
      [bench.file(csv([id, id.toUpperCase()], 'idfa'))],
      bench.target(SEGMENT, 'UserIdentifier'),
      options(),
    );
    assert.deepEqual([plan.good, plan.duplicates], [1, 1]);
  });

  it('writes what JSON has to escape', async () => {
    const engine = bench.engine();
    const ids = ['a"b1', 'back\\slash2', 'ü-mlaut3', '😀4', 'plain5'];
    const rows = ids.map((id) => `"${id.replaceAll('"', '""')}"`);
    const plan = await engine.plan(
      [bench.file(csv(rows, 'customer id'))],
      bench.target(SEGMENT, 'CustomerId'),
      options({ column: 0 }),
    );
    await engine.run(plan.jobId, bench.client());
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(ids));
  });

  const addresses = [...people(700), 'müller@example.com'];
  const content = csv(
    addresses.map((one, i) => `${i},"${one}","Name, ${i}"`),
    'nr,email,name',
  );
  const encodings: [string, Uint8Array][] = [
    ['UTF-8 with a BOM and CRLF', Buffer.from(`\ufeff${content.replaceAll('\n', '\r\n')}`)],
    ['UTF-16', Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['windows-1252', Buffer.from(content, 'latin1')],
    ['gzip', gzipSync(content)],
  ];
  for (const [name, bytes] of encodings) {
    it(`sends the same from ${name}, chunk by chunk`, async () => {
      const engine = bench.engine();
      const plan = await engine.plan(
        [bench.file(bytes)],
        bench.target(),
        options({ chunkSize: 100 }),
      );
      const { report } = await engine.run(plan.jobId, bench.client());
      reportAddsUp(report);
      assert.equal(report.state, 'finished');
      assert.deepEqual(bench.sink.list(SEGMENT), new Set(addresses));
      assert.equal(bench.sink.received, addresses.length);
    });
  }

  it('takes a virtual file by its bytes, and several files as one job with their duplicates found', async () => {
    const engine = bench.engine();
    const virtual = {
      uri: 'memfs:/b.csv',
      bytes: Buffer.from(csv(['person1@example.com', 'other@example.com'])),
    };
    const plan = await engine.plan(
      [bench.file(csv(people(50))), virtual],
      bench.target(),
      options({ chunkSize: 20 }),
    );
    assert.deepEqual(
      [plan.rows, plan.duplicates, plan.good, plan.files.map((file) => file.rows)],
      [52, 1, 51, [50, 2]],
    );
    const duplicate = plan.findings.find((finding) => finding.rule === 'duplicate');
    assertHas(duplicate, { file: 1, row: 0, firstFile: 0, firstRow: 1 });
    await engine.run(plan.jobId, bench.client());
    assert.deepEqual(bench.sink.list(SEGMENT), new Set([...people(50), 'other@example.com']));
  });

  it('keeps bodies under 8 MB by cutting chunks', async () => {
    const engine = bench.engine();
    const ids = Array.from({ length: 12_000 }, (_, i) => `${i}-${'x'.repeat(1000)}`);
    const plan = await engine.plan(
      [bench.file(csv(ids, 'customer id'))],
      bench.target(SEGMENT, 'CustomerId'),
      options({ column: 0 }),
    );
    assert.equal(plan.chunks.length, 2);
    await engine.run(plan.jobId, bench.client());
    assert.ok(bench.sink.amendments.every((call) => call.bytes <= 8_000_000));
    assert.equal(bench.sink.list(SEGMENT).size, ids.length);
  });

  it(
    'tells progress while sending, at most five times a second besides new states',
    standing(async (move) => {
      const engine = bench.engine();
      const seen: Progress[] = [];
      const plan = await engine.plan(
        [bench.file(csv(people(2000)))],
        bench.target(),
        options({ chunkSize: 100, concurrency: 1 }),
      );
      // The requests take a second.
      bench.sink.onApplied = () => move(50);
      await engine.run(plan.jobId, bench.client(), {
        onProgress: (progress) => seen.push(progress),
      });
      assert.ok(seen.length >= 7 && seen.length <= 6 + 5, String(seen.length));
      const { callsDone, accepted } = seen[seen.length - 1];
      assert.deepEqual([callsDone, accepted], [20, 2000]);
    }),
  );

  it('counts as sent what is answered, not what is under way or was lost', async () => {
    const engine = bench.engine({ cancelWait: 50 });
    bench.sink.fault = ({ number }) => (number >= 4 ? { stall: true } : undefined);
    const plan = await engine.plan(
      [bench.file(csv(people(2000)))],
      bench.target(),
      options({ chunkSize: 100, concurrency: 3 }),
    );
    const figures = (): number[] => {
      const { sent, unknown, inFlight, callsDone, callsTotal } =
        engine.job(plan.jobId)?.progress ?? assert.fail();
      return [sent, unknown, inFlight, callsDone, callsTotal];
    };
    const running = engine.run(plan.jobId, bench.client());
    await waitUntil(
      'seven requests arrive, four of them answered',
      () => bench.sink.arrived.length === 7 && figures()[3] === 4,
    );
    assert.deepEqual(figures(), [400, 0, 3, 4, 20]);
    const kinds = (of: Pick<Uploads, 'requests'>): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { kind } of of.requests(plan.jobId)) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    };
    assert.deepEqual(kinds(engine), { accepted: 4, underWay: 3, waiting: 13 });
    assert.deepEqual(engine.requests('unknown'), []);
    await engine.cancel(plan.jobId);
    const { report } = await running;
    assert.deepEqual(
      [report.sent, report.unknown],
      [700, 300],
      'the report says what may have arrived',
    );
    assert.deepEqual(figures(), [400, 0, 0, 4, 20]);
    // Another window, or this one after a restart, reads the same off the disk.
    const next = bench.engine();
    await next.refresh();
    assert.deepEqual(
      [next.job(plan.jobId)?.progress.sent, next.job(plan.jobId)?.progress.callsDone],
      [400, 4],
    );
    assert.deepEqual(kinds(next), { accepted: 4, unknown: 3, waiting: 13 });
  });

  it('notes readings before and after, and never an identifier on disk', async () => {
    const engine = bench.engine();
    bench.sink.invalid = (value) => value.startsWith('person7');
    const plan = await engine.plan(
      [bench.file(csv([...people(30), 'broken-one@']))],
      bench.target(),
      options(),
    );
    await engine.run(plan.jobId, bench.client());
    const summary = engine.job(plan.jobId);
    assert.deepEqual(
      summary?.readings.map((reading) => [reading.when, reading.numberOfIdentifiers]),
      [
        ['before', 0],
        ['after', 29],
      ],
    );
    for (const name of fs.readdirSync(bench.storage, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const text = fs.readFileSync(`${name.parentPath}/${name.name}`, 'latin1');
      assert.ok(!/person\d|broken-one|@example/.test(text), `${name.name} holds an identifier`);
    }
  });
});
