import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, SourceFile } from '../../../../src/upload/uploadTypes';
import { writeCrmExport, type Written } from '../../../host/crmExport';
import { expectedEmails } from '../../../host/expectedEmails';
import { assertHas } from '../../../support/assertHas';
import { keepThreads } from '../../../support/keptThreads';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { Bench, csv, options, SEGMENT } from '../support/bench';

const PEOPLE = 9_000;
/** With it, rows of so many people are just above 8 MB. */
const REST = `,${'x'.repeat(1_000)}`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Files from 8 MB on are judged by two threads, and from 6 chunks on two build the bodies. */
describe('upload: a large file', function () {
  this.timeout(60_000);
  keepThreads();
  let bench: Bench;
  let source: SourceFile;
  let written: Written;
  let expected: Set<string>;
  before(async () => {
    bench = new Bench();
    await bench.start();
    const path = join(bench.folder, 'crm.csv');
    written = await writeCrmExport(path, { rows: 90_000, seed: 11 });
    source = { uri: pathToFileURL(path).href, path };
    expected = expectedEmails(path);
    assert.ok(fs.statSync(path).size > 8 * 1024 * 1024);
  });
  after(() => bench.stop());
  beforeEach(() => bench.sink.list(SEGMENT).clear());

  it('is counted, and each kept finding stands at its place', async () => {
    const plan = await bench.engine().plan([source], bench.target(), options({ chunkSize: 5_000 }));
    const { rows, blank, invalid, duplicates, good } = plan;
    assert.deepEqual({ rows, blank, invalid, duplicates, good }, written);
    assert.equal(plan.distinct, expected.size);
    const lines = fs
      .readFileSync(source.path ?? '', 'utf8')
      .slice(1)
      .split('\r\n');
    const cut = ({ place }: Finding): string =>
      lines[place.line].slice(place.startColumn, place.endColumn);
    assert.ok(plan.findings.length > 900);
    for (const finding of plan.findings.filter(({ rule }) => rule === 'duplicate'))
      assert.match(cut(finding), /^Returning\.11\.\d+@example\.com$/);
    for (const finding of plan.findings.filter(({ level }) => level === 'error'))
      assert.ok(!expected.has(cut(finding).trim().toLowerCase()), finding.rule);
  });

  for (const [how, fromDisk] of [
    ['from memory', false],
    ['by what is on disk alone', true],
  ] as const) {
    it(`is sent ${how}`, async () => {
      const engine = bench.engine();
      const plan = await engine.plan([source], bench.target(), options({ chunkSize: 5_000 }));
      const sending = fromDisk ? bench.engine() : engine;
      const { report } = await sending.run(plan.jobId, bench.client());
      reportAddsUp(report);
      assert.deepEqual([report.state, report.accepted], ['finished', expected.size]);
      assert.deepEqual(bench.sink.list(SEGMENT), expected);
    });
  }

  it('is not sent where it changed after the check, one byte long', async () => {
    const engine = bench.engine();
    const path = join(bench.folder, 'changed.csv');
    fs.copyFileSync(source.path ?? '', path);
    const plan = await engine.plan(
      [{ uri: pathToFileURL(path).href, path }],
      bench.target(),
      options({ chunkSize: 5_000 }),
    );
    const { mtime, atime } = fs.statSync(path);
    const bytes = fs.readFileSync(path);
    const at = bytes.indexOf('u60000.');
    bytes[at] = 0x76;
    fs.writeFileSync(path, bytes);
    fs.utimesSync(path, atime, mtime);
    const { report } = await engine.run(plan.jobId, bench.client());
    assert.deepEqual([report.state, report.error?.code], ['failed', 'file-changed']);
    assert.ok(![...bench.sink.list(SEGMENT)].some((value) => value.startsWith('v60000.')));
  });

  it('of which two rows are the same person, one of them hashed, is compared by what is sent', async () => {
    const plain = people(PEOPLE);
    const rows = [...plain, sha256(plain[7])].map((one) => one + REST);
    const file = bench.file(csv(rows, 'email,rest'), 'mixed.csv');
    const plan = await bench.engine().plan([file], bench.target(), options({ hash: 'sha256' }));
    assertHas(plan, { rows: PEOPLE + 1, duplicates: 1, good: PEOPLE });
  });

  it('has a quote that never closes: said with its line', async () => {
    const path = join(bench.folder, 'broken.csv');
    const rows = people(PEOPLE).map((one) => one + REST);
    fs.writeFileSync(path, csv([...rows, '"open'], 'email,rest'));
    await assert.rejects(
      bench.engine().plan([{ uri: pathToFileURL(path).href, path }], bench.target(), options()),
      { code: 'quote-not-closed', line: PEOPLE + 1 },
    );
  });

  it('has doubled quotes in its identifiers', async () => {
    const engine = bench.engine();
    const ids = Array.from({ length: 3_000 }, (_, n) => (n % 3 === 0 ? `id"${n}"` : `id-${n}`));
    const rows = ids.map((id) => `x,"${id.replaceAll('"', '""')}"`);
    const plan = await engine.plan(
      [bench.file(csv(rows, 'name,customer id'))],
      bench.target(SEGMENT, 'CustomerId'),
      options({ chunkSize: 300, column: 'customer id' }),
    );
    await engine.run(plan.jobId, bench.client());
    assert.deepEqual(bench.sink.list(SEGMENT), new Set(ids));
  });
});
