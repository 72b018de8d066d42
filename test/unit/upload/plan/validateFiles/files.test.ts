import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { CheckedSoFar } from '../../../../../src/upload/jobTypes';
import { validateFiles } from '../../../../../src/upload/plan/validateFiles';
import { UploadError } from '../../../../../src/upload/uploadError';
import type { SourceFile } from '../../../../../src/upload/uploadTypes';
import { assertHas } from '../../../../support/assertHas';
import { people } from '../../../../support/people';
import { reportAddsUp } from '../../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../../support/bench';

describe('upload: several files as one job', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

  /** Four ways to write a file, none of which the options tell; together 16 ids, 14 of them once. */
  function allKinds(): { files: SourceFile[]; ids: string[] } {
    const rows = [0, 1, 2, 3].map((i) => ({ a: `a${i}`, b: `b${i}`, c: `c${i}`, d: `d${i}` }));
    return {
      files: [
        // As the options say.
        bench.file(csv(rows.map(({ a }) => `${a},x`).concat('twice,x'), 'id,other'), 'a.csv'),
        // Detection would take the vertical bar, which stands in every row as often.
        {
          ...bench.file(
            Buffer.from(rows.map(({ b }) => `x|y;é${b}\n`).join(''), 'latin1'),
            'b.csv',
          ),
          columns: [1],
          dialect: { delimiter: ';', encoding: 'windows-1252', header: false },
        },
        {
          ...bench.file(
            utf16(
              csv(
                rows.map(({ c }) => `x\t${c}`),
                'id\tkey',
              ),
            ),
            'c.csv',
          ),
          columns: ['KEY'],
          dialect: { delimiter: '\t' },
        },
        // What looks like a header is a row.
        {
          uri: 'memfs:/d.csv.gz',
          bytes: gzipSync(csv(rows.map(({ d }) => `${d},x`).concat(' twice ,x'), 'id,first')),
          columns: [0],
          dialect: { header: false },
        },
      ],
      ids: [...rows.flatMap(({ a, b, c, d }) => [a, `é${b}`, c, d]), 'twice', 'id'],
    };
  }

  it('reads each one in its own way, and sends an identifier of two of them once', async () => {
    const { files, ids } = allKinds();
    const engine = bench.engine();
    const plan = await engine.plan(
      files,
      bench.target(SEGMENT, 'CustomerId'),
      options({ column: 'id', dialect: { delimiter: ',', header: true }, chunkSize: 3 }),
    );
    assert.deepEqual(
      plan.files.map(({ column, columns, rows, dialect }) => [
        column,
        columns,
        rows,
        dialect.delimiter,
        dialect.encoding,
        dialect.header,
        dialect.gzip,
      ]),
      [
        [0, ['id', 'other'], 5, ',', 'utf-8', true, false],
        [1, undefined, 4, ';', 'windows-1252', false, false],
        [1, ['id', 'key'], 4, '\t', 'utf-16le', true, false],
        [0, undefined, 6, ',', 'utf-8', false, true],
      ],
    );
    assertHas(plan, { rows: 19, good: 18, duplicates: 1 });
    assert.deepEqual(
      plan.findings
        .filter(({ rule }) => rule === 'duplicate')
        .map(({ file, row, place, firstFile, firstRow }) => [
          file,
          row,
          place.line,
          place.endColumn,
          firstFile,
          firstRow,
        ]),
      [[3, 5, 5, 7, 0, 4]],
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual([report.state, report.accepted], ['finished', 18]);
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(ids));
    assert.equal(bench.sink.received, ids.length);
  });

  it('reads one file as two where two of its columns are wanted', async () => {
    const file = bench.file(
      csv(
        people(5).map((one, i) => `${one},work${i}@example.com`),
        'home,work',
      ),
    );
    const engine = bench.engine();
    const plan = await engine.plan(
      [
        { ...file, columns: ['home'] },
        { ...file, columns: ['work'] },
      ],
      bench.target(),
      options(),
    );
    await engine.run(plan.jobId, bench.client());
    assert.deepEqual(
      bench.sink.list(SEGMENT),
      new Set([...people(5), ...[0, 1, 2, 3, 4].map((i) => `work${i}@example.com`)]),
    );
  });

  it('goes on after a restart as each file was read', async () => {
    const { files, ids } = allKinds();
    const content = new Map([['memfs:/d.csv.gz', files[3].bytes ?? assert.fail()]]);
    const first = bench.engine();
    const { jobId } = await first.plan(
      files,
      bench.target(SEGMENT, 'CustomerId'),
      options({ column: 'id', dialect: { delimiter: ',' }, chunkSize: 2, concurrency: 1 }),
    );
    bench.sink.fault = ({ number }) => (number >= 2 ? { status: 403 } : undefined);
    const { report } = await first.run(jobId, bench.client());
    assert.deepEqual([report.state, report.sent], ['failed', 4]);
    await first.dispose();

    bench.sink.fault = () => undefined;
    bench.sink.samples = 0;
    const refused = ['éb1', 'c2'];
    bench.sink.invalid = (id) => refused.includes(id);
    const next = bench.engine();
    const { report: whole } = await next.run(jobId, bench.client(), { content });
    reportAddsUp(whole);
    assertHas(whole, { state: 'finished', sent: 18, refused: 2 });
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(ids.filter((id) => !refused.includes(id))));
  });

  it('finds in another process what the API refused, in the file and column that it is in', async () => {
    const files = allKinds().files.slice(0, 3);
    const refused = ['a3', 'éb1', 'c2'];
    bench.sink.invalid = (id) => refused.includes(id);
    bench.sink.samples = 0;
    const first = bench.engine();
    const { jobId } = await first.plan(
      files,
      bench.target(SEGMENT, 'CustomerId'),
      options({ column: 'id', dialect: { delimiter: ',' } }),
    );
    assert.equal((await first.run(jobId, bench.client())).report.refused, 3);
    await first.dispose();
    const next = bench.engine();
    const { findings, left } = await next.findRejected(jobId, bench.client());
    assert.deepEqual(
      [
        left,
        findings.map(({ file, row, place }) => [
          file,
          row,
          place.line,
          place.startColumn,
          place.endColumn,
        ]),
      ],
      [
        0,
        [
          [0, 3, 4, 0, 2],
          [1, 1, 1, 4, 7],
          [2, 2, 3, 2, 4],
        ],
      ],
    );
    assert.deepEqual(
      (await next.traceSamples(jobId, 2, ['c0'])).map(({ file, row }) => [file, row]),
      [[2, 0]],
    );
  });

  for (const changed of [0, 1, 2]) {
    it(`clears nothing where the file at ${changed} of three is another one by now`, async () => {
      const { files } = allKinds();
      const engine = bench.engine();
      const { jobId } = await engine.plan(
        files.slice(0, 3),
        bench.target(SEGMENT, 'CustomerId'),
        options({ operation: 'replace', minKept: 0, column: 'id', dialect: { delimiter: ',' } }),
      );
      // One byte of the last row.
      const path = files[changed].path ?? assert.fail();
      const bytes = fs.readFileSync(path);
      bytes[bytes.length - 4] ^= 1;
      fs.writeFileSync(path, bytes);
      const { report } = await engine.run(jobId, bench.client());
      assert.deepEqual([report.error?.code, bench.sink.arrived.length], ['file-changed', 0]);
    });
  }

  it('keeps nothing on the disk of how a file was asked to be read but what it came to', async () => {
    const name = 'ann@example.com';
    const file = (at: string, header: string): SourceFile =>
      bench.file(`${header}\nx,${at}@example.org\n`, `${at}.csv`);
    const { jobId } = await bench.engine().plan(
      [
        { ...file('one', `${name},mail`), columns: ['mail'], dialect: { header: true } },
        { ...file('two', `nr,${name}`), dialect: { header: true } },
        { ...file('three', `nr,${name}`), columns: [name], dialect: { header: true } },
      ],
      bench.target(),
      options({ column: name }),
    );
    const plan = await bench.engine().planOf(jobId);
    assert.deepEqual([plan.options.column, plan.files.map(({ column }) => column)], [1, [1, 1, 1]]);
    const kept = fs
      .readdirSync(bench.storage, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(join(entry.parentPath, entry.name)));
    assert.ok(kept.length > 0);
    for (const bytes of kept) assert.ok(!bytes.includes(name));
  });

  it('keeps no column of the options where each file has its own and it may be somebody’s value', async () => {
    const { jobId } = await bench
      .engine()
      .plan(
        [{ ...bench.file('nr,mail\n1,one@example.org\n'), columns: [1] }],
        bench.target(),
        options({ column: 'ann@example.com' }),
      );
    assert.equal((await bench.engine().planOf(jobId)).options.column, undefined);
  });

  const broken: [code: string, bad: Omit<SourceFile, 'uri'> & { text: string }, line?: number][] = [
    ['ambiguous-column', { text: 'Home mail,Work mail\nann@x.org,bob@x.org\n' }],
    ['ambiguous-column', { text: 'mail,mail\nann@x.org,bob@x.org\n', columns: ['mail'] }],
    ['no-column', { text: 'name,town\nAnn,Rome\n' }],
    ['no-column', { text: 'mail\nann@x.org\n', columns: ['work'] }],
    ['no-column', { text: 'mail\nann@x.org\n', columns: [1] }],
    ['no-column', { text: 'mail\nann@x.org\n', columns: [-1] }],
    ['no-column', { text: 'mail,x\nann@x.org,1\n', columns: [1.5] }],
    ['wrong-type', { text: 'mail,phone\nann@x.org,+33612345678\n', columns: ['phone'] }],
    ['wrong-type', { text: 'phone\n+33612345678\n+33612345679\n' }],
    ['quote-not-closed', { text: 'mail\nann@x.org\n"bob@x.org\n' }, 2],
    // In the rows, not at the beginning that is looked at first.
    [
      'record-too-long',
      { text: csv([...people(200_000), 'x'.repeat(1_100_000)], 'mail') },
      200_001,
    ],
    ['encoding', { text: 'mail\nann@x.org\n', bytes: Buffer.from('fffe000061000000', 'hex') }],
    ['binary', { text: '%PDF-1.7' }],
    ['empty', { text: '\n' }],
  ];
  for (const [code, { text, ...more }, line] of broken)
    for (const position of [0, 1, 2]) {
      it(`says which file a failure is about: ${code} of ${JSON.stringify(text.slice(0, 30))}, column ${more.columns?.[0]}, at ${position}`, async () => {
        const files = [0, 1, 2].map((i): SourceFile =>
          i === position
            ? { ...bench.file(text, 'the bad one.csv'), ...more }
            : bench.file(csv(people(3)), `good${i}.csv`),
        );
        const engine = bench.engine();
        const error: unknown = await engine
          .plan(files, bench.target(), options())
          .catch((error: unknown) => error);
        assert.ok(error instanceof UploadError, String(error));
        assertHas(error, { code, file: position, line });
        assert.match(error.message, /^the bad one\.csv: (?!the bad one)/);
        if (line !== undefined)
          assert.ok(error.message.includes((line + 1).toLocaleString('en')), error.message);
        assert.equal(error.identifierType, code === 'wrong-type' ? 'PhoneNumber' : undefined);
        assert.deepEqual([error.withMessage('x').file, engine.jobs()], [position, []]);
      });
    }

  it('blames no file for what is wrong with the options', async () => {
    const error: unknown = await bench
      .engine()
      .plan([bench.file(csv(people(3)))], bench.target(), options({ column: -1 }))
      .catch((error: unknown) => error);
    assert.ok(error instanceof UploadError && error.code === 'bad-argument');
    assert.equal(error.file, undefined);
  });

  it('tells how far it is over all files, whatever they are packed or written in', async () => {
    const text = csv(people(60_000));
    const files = [
      bench.file(text, 'a.csv'),
      bench.file(utf16(text), 'b.csv'),
      bench.file(gzipSync(text), 'c.csv.gz'),
      bench.file(text, 'd.csv'),
    ];
    const told: { index: number; share: number; read: number; rows: number }[] = [];
    const { counts } = await validateFiles(
      { files, type: 'Email', options: options(), key: randomBytes(8) },
      new AbortController().signal,
      ({ bytesRead: read, bytesTotal: total, checked: { rows } }) => {
        assert.ok(read <= total);
        told.push({ index: Math.floor(rows / 60_000), share: read / total, read, rows });
      },
    );
    assert.deepEqual([counts.rows, told[told.length - 1].share], [240_000, 1]);
    assert.equal(told[told.length - 1].read, 4 * text.length);
    for (const [i, one] of told.slice(1).entries()) {
      assert.ok(one.share >= told[i].share && one.read >= told[i].read && one.rows >= told[i].rows);
    }
    assert.ok(told.filter(({ index }) => index === 0).every(({ share }) => share < 0.5));
  });

  it('counts blank and invalid rows from the first block on, over all files', async () => {
    const rows = people(60_000).flatMap((email, i) => (i % 4 === 0 ? [email, '', 'no-at'] : email));
    const files = [bench.file(csv(rows), 'a.csv'), bench.file(csv(['', 'no-at']), 'b.csv')];
    const told: CheckedSoFar[] = [];
    const { counts } = await validateFiles(
      { files, type: 'Email', options: options(), key: randomBytes(8) },
      new AbortController().signal,
      ({ checked }) => told.push(checked),
    );
    const [first] = told;
    assert.ok(told.length > 2 && first.rows < 5_000, `${first.rows} rows`);
    assert.ok(Math.abs(first.blank / first.rows - 1 / 6) < 0.002, `${first.blank} blank`);
    assert.ok(Math.abs(first.invalid / first.rows - 1 / 6) < 0.002, `${first.invalid} invalid`);
    for (const [i, one] of told.slice(1).entries())
      assert.ok(one.blank >= told[i].blank && one.invalid >= told[i].invalid);
    assert.deepEqual(told[told.length - 1], { rows: 90_002, blank: 15_001, invalid: 15_001 });
    assertHas(counts, { rows: 90_002, blank: 15_001, invalid: 15_001 });
  });
});
