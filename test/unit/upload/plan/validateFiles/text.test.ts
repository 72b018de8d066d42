import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../../../src/upload/jobTypes';
import type { Plan, UploadOptions } from '../../../../../src/upload/uploadTypes';
import { assertHas } from '../../../../support/assertHas';
import { reportAddsUp } from '../../../../support/reportAddsUp';
import { benchForEach, options, SEGMENT } from '../../support/bench';

const count = (n: number, row: (i: number) => string): string[] =>
  Array.from({ length: n }, (_, i) => row(i));

describe('upload: how a text is read', function () {
  this.timeout(30_000);
  const bench = benchForEach();

  async function upload(
    content: string | Uint8Array,
    more: Partial<UploadOptions> = {},
  ): Promise<{ plan: Plan; report: Report; sent: string[] }> {
    const engine = bench.engine();
    const plan = await engine.plan(
      [bench.file(content)],
      bench.target(SEGMENT, 'CustomerId'),
      options({ column: 0, ...more }),
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    return { plan, report, sent: bench.sink.amendments.flatMap(({ identifiers }) => identifiers) };
  }

  /** Everything that is kept of jobs. */
  function onDisk(folder = bench.storage): string {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .map((path) => (statSync(path).isDirectory() ? onDisk(path) : readFileSync(path, 'latin1')))
      .join('\n');
  }

  const HEADER = 'customer id,note\n';
  const MULLERS = count(2000, (i) => `Müller${i}`);
  const utf8 = (ids: readonly string[]): Buffer =>
    Buffer.from(ids.map((id) => `${id},\n`).join(''), 'utf8');
  const latin = (ids: readonly string[]): Buffer =>
    Buffer.from(ids.map((id) => `${id},\n`).join(''), 'latin1');

  describe('its encoding', () => {
    it('one stray byte in a note makes nobody of UTF-8 another', async () => {
      const { plan, report, sent } = await upload(
        Buffer.concat([
          Buffer.from(HEADER),
          utf8(MULLERS),
          Buffer.from('Zoë,', 'utf8'),
          Buffer.from('a \x96 b\n', 'latin1'),
        ]),
      );
      assert.equal(plan.files[0].dialect.encoding, 'utf-8');
      assertHas(plan, {
        rows: 2001,
        invalid: 0,
        columnWarnings: [],
        byRule: { 'customer-id-non-ascii': 2001 },
      });
      assert.deepEqual([report.state, report.accepted], ['finished', 2001]);
      assert.deepEqual(sent, [...MULLERS, 'Zoë']);
    });

    it('nor does one that stands two megabytes before the first of them', async () => {
      const ascii = count(1100, (i) => `C-${i},${'x'.repeat(2000)}\n`).join('');
      const { report, sent } = await upload(
        Buffer.concat([Buffer.from(`${HEADER}A-1,a \x96 b\n${ascii}`, 'latin1'), utf8(MULLERS)]),
      );
      assert.equal(report.accepted, 3101);
      assert.deepEqual(sent.slice(-2000), MULLERS);
    });

    it('refuses only the rows whose own field cannot be read, also beyond the first two megabytes', async () => {
      const ascii = count(1100, (i) => `C-${i},${'x'.repeat(2000)}\n`).join('');
      const { plan, report, sent } = await upload(
        Buffer.from(`${HEADER}${ascii}A-1,a \x96 b\nM\xfcller,\nA-2,\n`, 'latin1'),
      );
      assert.deepEqual([plan.byRule, report.accepted], [{ 'undecodable-character': 1 }, 1102]);
      assert.deepEqual(sent.slice(-2), ['A-1', 'A-2']);
    });

    it('reads windows-1252 as it is, whatever looks like UTF-8 by accident', async () => {
      const { plan, report, sent } = await upload(
        Buffer.concat([Buffer.from(HEADER), latin([...MULLERS, 'Ã¼1', 'Ã¼2', 'Ã¼3'])]),
      );
      assert.deepEqual(
        {
          encoding: plan.files[0].dialect.encoding,
          columnWarnings: plan.columnWarnings,
          invalid: plan.invalid,
        },
        { encoding: 'windows-1252', columnWarnings: [], invalid: 0 },
      );
      assert.equal(report.accepted, 2003);
      assert.deepEqual(sent, [...MULLERS, 'Ã¼1', 'Ã¼2', 'Ã¼3']);
    });

    it('of two encodings in one file sends nobody misread where they are even, and says that they are mixed', async () => {
      const even = await upload(
        Buffer.concat([
          Buffer.from(HEADER),
          utf8(MULLERS.slice(0, 1000)),
          latin(MULLERS.slice(1000)),
        ]),
        { maxRefused: 1 },
      );
      assert.deepEqual(
        [
          even.plan.columnWarnings,
          even.plan.byRule['undecodable-character'],
          even.report.invalid,
          even.report.accepted,
        ],
        [['mixed-encodings'], 1000, 1000, 1000],
      );
      assert.deepEqual(even.sent, MULLERS.slice(0, 1000));
      const mostly = await bench
        .engine()
        .plan(
          [
            bench.file(
              Buffer.concat([
                Buffer.from(HEADER),
                utf8(MULLERS.slice(0, 200)),
                latin(MULLERS.slice(200)),
              ]),
            ),
          ],
          bench.target(SEGMENT, 'CustomerId'),
          options({ column: 0 }),
        );
      assert.deepEqual(
        [mostly.files[0].dialect.encoding, mostly.columnWarnings],
        ['windows-1252', ['mixed-encodings']],
      );
    });
  });

  describe('its first row', () => {
    it('is sent where it goes on below, and stands in no file', async () => {
      const rows = count(
        51,
        (i) => `C-${1000 + i},${i === 0 ? 'Globex' : `Company ${'abcdefgh'[i % 8]} Ltd`}\n`,
      );
      const { plan, report, sent } = await upload(rows.join(''));
      assert.deepEqual(
        {
          rows: plan.rows,
          columns: plan.files[0].columns,
          columnWarnings: plan.columnWarnings,
          accepted: report.accepted,
        },
        { rows: 51, columns: undefined, columnWarnings: [], accepted: 51 },
      );
      assert.equal(sent[0], 'C-1000');
      assert.equal(onDisk().includes('C-1000'), false);
    });

    it('is sent where it may be either, and that is said', async () => {
      const { plan, sent } = await upload('anna\nbob\ncarl\ndora\n');
      assert.deepEqual([plan.rows, plan.columnWarnings], [4, ['header-doubtful']]);
      assert.deepEqual(sent, ['anna', 'bob', 'carl', 'dora']);
      assert.equal(onDisk().includes('anna'), false);
    });

    it('is what the caller says', async () => {
      const named = await upload('kunde\nbob\ncarl\n', {
        dialect: { header: true },
        column: 'kunde',
      });
      assert.deepEqual(
        {
          rows: named.plan.rows,
          columns: named.plan.files[0].columns,
          columnWarnings: named.plan.columnWarnings,
          sent: named.sent,
        },
        { rows: 2, columns: ['kunde'], columnWarnings: [], sent: ['bob', 'carl'] },
      );
      const row = await bench
        .engine()
        .plan(
          [bench.file('name\nbob\ncarl\n')],
          bench.target(SEGMENT, 'CustomerId'),
          options({ column: 0, dialect: { header: false } }),
        );
      assert.deepEqual(
        {
          rows: row.rows,
          good: row.good,
          columns: row.files[0].columns,
          columnWarnings: row.columnWarnings,
        },
        { rows: 3, good: 3, columns: undefined, columnWarnings: [] },
      );
    });

    it('is kept on the disk by no name that may be somebody', async () => {
      const { plan, sent } = await upload('C-1000,Firma\nC-1001,Foo\nC-1002,Bar\n', {
        dialect: { header: true },
        column: 'C-1000',
      });
      assert.deepEqual(
        { rows: plan.rows, columns: plan.files[0].columns, column: plan.options.column, sent },
        { rows: 2, columns: ['', 'Firma'], column: 0, sent: ['C-1001', 'C-1002'] },
      );
      assert.equal(onDisk().includes('C-1000'), false);
    });
  });
});
