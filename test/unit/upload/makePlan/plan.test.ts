import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import fsp from 'node:fs/promises';
import type { Progress } from '../../../../src/upload/jobTypes';
import { UploadError } from '../../../../src/upload/uploadError';
import type { Finding } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

/** Cuts what a finding names out of the text, as the editor counts. */
function cut(text: string, { place }: Finding): string {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .slice(place.line, place.endLine + 1);
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, place.endColumn);
  lines[0] = lines[0].slice(place.startColumn);
  return lines.join('\n');
}

describe('upload: the plan', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  async function plan(
    content: string | Uint8Array,
    more: Parameters<typeof options>[0] = {},
    type = 'Email',
  ) {
    return bench.engine().plan([bench.file(content)], bench.target(SEGMENT, type), options(more));
  }

  const rejects = (code: string) => (error: unknown) =>
    error instanceof UploadError && error.code === code;

  it('names each refused row with its rule and its exact place', async () => {
    const text = `\ufeffname,email\r\n"😀 one",bad one@x.com\r\ntwo,"ok@example.com"\r\nthree,"no-at"\r\nfour\r\n\r\n"fi\r\nve","ok@example.com"\r\nsix,a@b.com,more\r\n`;
    const { findings, byRule, rows, blank, invalid, duplicates } = await plan(text);
    assert.deepEqual(
      { rows, blank, invalid, duplicates },
      { rows: 7, blank: 1, invalid: 4, duplicates: 1 },
    );
    assert.deepEqual(
      findings.map(({ rule, row, level }) => [rule, row, level]),
      [
        ['email-whitespace-inside', 0, 'error'],
        ['email-no-at', 2, 'error'],
        ['field-missing', 3, 'error'],
        ['duplicate', 5, 'warning'],
        ['row-ragged', 6, 'error'],
      ],
    );
    assert.deepEqual(
      findings.map((finding) => cut(text, finding)),
      ['bad one@x.com', 'no-at', 'four', 'ok@example.com', 'six,a@b.com,more'],
    );
    assert.equal(findings[3].firstRow, 1);
    assert.deepEqual(byRule, {
      'email-whitespace-inside': 1,
      'email-no-at': 1,
      'field-missing': 1,
      duplicate: 1,
      'row-ragged': 1,
    });
  });

  it('keeps at most 999 findings a file, spread over rules, errors first; totals are whole', async () => {
    const rows = [
      ...people(3000),
      ...people(500),
      ...Array.from({ length: 2000 }, (_, i) => `no-at-${i}`),
      'a b@example.com',
      '@x.com',
    ];
    const { findings, byRule } = await plan(csv(rows), { maxRefused: 1, column: 'email' });
    assert.deepEqual(byRule, {
      duplicate: 500,
      'email-no-at': 2000,
      'email-whitespace-inside': 1,
      'email-local-missing': 1,
    });
    assert.equal(findings.length, 999);
    const kept = new Map<string, number>();
    for (const { rule } of findings) kept.set(rule, (kept.get(rule) ?? 0) + 1);
    assert.deepEqual(
      [
        kept.get('email-whitespace-inside'),
        kept.get('email-local-missing'),
        kept.get('email-no-at'),
        kept.get('duplicate'),
      ],
      [1, 1, 997, undefined],
    );
  });

  it('counts by form what is sent: together as many as are to be sent', async () => {
    const engine = bench.engine();
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const rows = [
      ...people(600),
      people(1)[0],
      'nobody',
      sha256('x@example.com'),
      sha256('x@example.com').toUpperCase(),
      sha256(people(1)[0]),
    ];
    for (const [dedupe, byForm] of [
      [true, { plain: 600, sha256: 2 }],
      [false, { plain: 601, sha256: 3 }],
    ] as const) {
      const plan = await engine.plan([bench.file(csv(rows))], bench.target(), options({ dedupe }));
      assert.deepEqual([plan.byForm, plan.good], [byForm, byForm.plain + byForm.sha256]);
    }
    // Sent hashed, the hash of the first is its duplicate.
    const hashing = await engine.plan(
      [bench.file(csv(rows))],
      bench.target(),
      options({ hash: 'sha256' }),
    );
    assert.deepEqual([hashing.byForm, hashing.good], [{ plain: 600, sha256: 1 }, 601]);
  });

  it('counts duplicates as rows to send where they are not wanted out', async () => {
    const { good, duplicates, distinct } = await plan(csv(['a@b.com', 'a@b.com']), {
      dedupe: false,
    });
    assert.deepEqual({ good, duplicates, distinct }, { good: 2, duplicates: 0, distinct: 2 });
    const replace = await plan(csv(['a@b.com', 'a@b.com']), {
      dedupe: false,
      operation: 'replace',
    });
    assert.deepEqual([replace.good, replace.distinct], [2, 1]);
  });

  it('passes on what is wrong with a file, and leaves no job', async () => {
    const engine = bench.engine();
    const files: [string, string, string][] = [
      ['', 'empty', 'a'],
      ['a,b\n"x', 'quote-not-closed', 'b'],
      [`email\n${'x'.repeat(3_000_000)}`, 'record-too-long', 'c'],
      ['\u0000\u0001\u0002ELF\u0000\u0000\u0000\u0007\u0008', 'binary', 'd'],
    ];
    for (const [content, code, name] of files) {
      await assert.rejects(
        engine.plan([bench.file(content, name)], bench.target(), options({ column: 0 })),
        rejects(code),
        code,
      );
    }
    await assert.rejects(
      engine.plan(
        [{ uri: 'file:///nowhere', path: '/nowhere/at-all.csv' }],
        bench.target(),
        options(),
      ),
      rejects('not-found'),
    );
    await assert.rejects(
      engine.plan([{ uri: 'file:///', path: bench.folder }], bench.target(), options()),
      rejects('directory'),
    );
    await engine.refresh();
    assert.deepEqual(engine.jobs(), []);
  });

  it('stops reading when told to, and leaves no job', async () => {
    const engine = bench.engine();
    const stop = new AbortController();
    const file = bench.file(csv(people(300_000)));
    const planning = engine.plan([file], bench.target(), options(), { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(planning, rejects('cancelled'));
    assert.deepEqual(engine.jobs(), []);
  });

  it('can be read again by another process, without its findings', async () => {
    const made = await plan(csv(['a@b.com', 'c@d.com', 'broken']), { maxRefused: 1, column: 0 });
    const read = await bench.engine().planOf(made.jobId);
    assert.deepEqual({ ...read, findings: [] }, { ...made, findings: [] });
    assert.deepEqual([made.findings.length, read.findings.length], [1, 0]);
    assert.ok(fs.existsSync(bench.storage));
  });

  it('is on the disk before anything can be sent by it: each file flushed, then the folders that name them', async () => {
    const flushed: string[] = [];
    const { open } = fsp;
    fsp.open = async (path, ...more) => {
      const handle = await open(path, ...more);
      const [sync, datasync] = [handle.sync.bind(handle), handle.datasync.bind(handle)];
      const name =
        String(path)
          .split('/')
          .at(-1)
          ?.replace(/\.[0-9a-f]{8}\.new$/, '') ?? '';
      handle.sync = () => sync().then(() => void flushed.push(name));
      handle.datasync = () => datasync().then(() => void flushed.push(name));
      return handle;
    };
    try {
      const { jobId } = await plan(csv(people(10)));
      assert.deepEqual(flushed, ['bits.bin', 'chunks.json', 'job.json', jobId, 'jobs']);
    } finally {
      fsp.open = open;
    }
  });

  it('knows no job by a path', async () => {
    for (const id of ['../x', 'nothing', ''])
      await assert.rejects(bench.engine().planOf(id), rejects('unknown-job'));
  });
});

describe('upload: the first figures of a check', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  it('of 120,000 rows come before the plan has them all, and are never more than it has', async () => {
    const rows = people(120_000).map((email, i) =>
      i % 10 === 0 ? `${i},,Paris` : `${i},${i % 10 === 1 ? 'no-at' : email},${'x'.repeat(60)}`,
    );
    const file = bench.file(csv(rows, 'id,email,notes'));
    const seen: Progress[] = [];
    const plan = await bench.engine().plan([file], bench.target(), options(), {
      onProgress: (progress) => seen.push(progress),
    });
    const { checked, phase, rowsRead } = seen[0];
    assert.equal(phase, 'reading');
    assert.ok(checked && checked.rows > 0 && checked.rows < plan.rows);
    assert.equal(rowsRead, checked.rows);
    assert.ok(checked.blank > 0 && checked.invalid > 0);
    assert.ok(checked.blank <= plan.blank && checked.invalid <= plan.invalid);
  });
});
