import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ColumnScanner } from '../../../../src/csv/scanner';
import { Fingerprinter } from '../../../../src/identifiers/fingerprints';
import type { ValueFormat } from '../../../../src/identifiers/identifierTypes';
import { RowDeduper } from '../../../../src/upload/plan/dedupe';
import {
  FIRST_MODE,
  ReadAgainError,
  type DedupedFile,
  type DedupeJob,
  type DedupeResult,
} from '../../../../src/upload/plan/deduper';
import { ValidRowsWriter } from '../../../../src/upload/rows/validRows';
import { people } from '../../../support/people';
import { options } from '../support/bench';

const KEY = Buffer.from('8 bytes!');
const HEADER = 'email\n'.length;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
function formatOf(value: string): ValueFormat {
  if (value.includes('@')) return 'plain';
  if (value.length === 36) return 'mobileId';
  return value.length === 32 ? 'md5' : value.length === 64 ? 'sha256' : 'cookieId';
}

const NORMAL = FIRST_MODE;
const AS_SENT = { ...FIRST_MODE, asSent: true };

/** Files of one column each, row by row; an empty row isn't valid. */
async function dedupe(
  files: readonly (readonly string[])[],
  more: Partial<DedupeJob> = {},
): Promise<{ files: DedupedFile[]; result: DedupeResult; sent: number[] }> {
  const deduper = new RowDeduper({
    type: 'Email',
    options: options(),
    key: KEY,
    expectedRows: 0,
    mode: NORMAL,
    ...more,
  });
  const deduped: DedupedFile[] = [];
  let row = 0;
  for (const rows of files) {
    const scanner = new ColumnScanner({
      dialect: { delimiter: ',', recordEnd: 'lf' },
      column: 0,
      columns: 1,
      base: HEADER,
      line: 1,
    });
    const batch = scanner.push(Buffer.from(rows.map((value) => `${value}\n`).join('')));
    const validRows = new ValidRowsWriter(new Fingerprinter(more.key ?? KEY));
    validRows.clear(rows.length);
    for (const [i, value] of rows.entries()) {
      const bytes = Buffer.from(value);
      validRows.ensure(bytes.length);
      validRows.values.set(bytes, validRows.at);
      if (value !== '') validRows.add(i, row, formatOf(value), bytes.length + 3, bytes.length);
      row++;
    }
    deduper.startFile(HEADER, 1, [0], 'new');
    await deduper.addBatch(batch, validRows);
    deduped.push(await deduper.endFile(rows.length));
  }
  const result = await deduper.finish();
  const sent = Array.from({ length: row }, (_, i) => i).filter(
    (i) => (result.bits[i >> 3] >> (i & 7)) & 1,
  );
  return { files: deduped, result, sent };
}

const [ANN, BOB, EVE] = people(3);

describe('RowDeduper', () => {
  it('sends the first row of each identifier and says where that is, also in an earlier file', async () => {
    const { files, result, sent } = await dedupe([[ANN, '', BOB, ANN], [EVE, BOB, EVE], [EVE]]);
    assert.deepEqual(sent, [0, 2, 4]);
    assert.deepEqual([result.validRows, result.distinct], [3, 3]);
    assert.deepEqual(
      files.map(({ byRule, findings }) => [
        byRule.duplicate,
        findings.map(({ file, row, firstRow, firstFile, place }) => [
          file,
          row,
          firstRow,
          firstFile,
          place.line,
        ]),
      ]),
      [
        [1, [[0, 3, 0, undefined, 4]]],
        [
          2,
          [
            [1, 1, 2, 0, 2],
            [1, 2, 0, undefined, 3],
          ],
        ],
        [1, [[2, 0, 0, 1, 1]]],
      ],
    );
    assert.deepEqual(
      files.map(({ chunks }) => chunks.map(({ file, identifiers }) => [file, identifiers])),
      [[[0, 2]], [[1, 1]], [[2, 0]]],
    );
  });

  it('sends duplicates where they are wanted, and counts them for a replace only', async () => {
    for (const [operation, distinct] of [
      ['add', undefined],
      ['replace', 2],
    ] as const) {
      const { files, result, sent } = await dedupe([[ANN, BOB, ANN]], {
        options: options({ operation, dedupe: false }),
      });
      assert.deepEqual(sent, [0, 1, 2]);
      assert.deepEqual([result.validRows, result.distinct], [3, distinct]);
      assert.deepEqual([files[0].byRule, files[0].findings], [{}, []]);
    }
  });

  it('ignores the case of a mobile ID, but not of a cookie ID', async () => {
    const job = { type: 'UserIdentifier' } as const;
    const mobile = 'abcdef01-2345-6789-abcd-ef0123456789';
    assert.deepEqual((await dedupe([[mobile, mobile.toUpperCase()]], job)).sent, [0]);
    assert.deepEqual((await dedupe([['cookie', 'COOKIE']], job)).sent, [0, 1]);
  });

  it('compares plain addresses with hashes of the chosen format only as they are sent', async () => {
    for (const [hash, value] of [
      ['md5', md5(ANN)],
      ['sha256', sha256(ANN)],
      ['sha256ofMd5', sha256(md5(ANN))],
    ] as const) {
      const job = { options: options({ hash }) };
      const rows = [[ANN, value, BOB]];
      await assert.rejects(dedupe(rows, job), ReadAgainError);
      const { sent, result } = await dedupe(rows, { ...job, mode: AS_SENT });
      assert.deepEqual(sent, [0, 2], hash);
      assert.deepEqual(result.byForm, { plain: 2 });
    }
    // Another format never is the same text.
    const other = await dedupe([[ANN, md5(ANN)]], { options: options({ hash: 'sha256' }) });
    assert.deepEqual(other.sent, [0, 1]);
    assert.deepEqual(other.result.byForm, { plain: 1, md5: 1 });
  });

  it('makes room in a body for the longer of value and hash', async () => {
    const size = async (job: Partial<DedupeJob>, value: string): Promise<number> =>
      (await dedupe([[value]], job)).files[0].chunks[0].bodySize;
    const empty = await size({}, '');
    const long = `${'x'.repeat(80)}@example.com`;
    const all = options({ operation: 'remove', forms: 'all' });
    assert.equal((await size({}, ANN)) - empty, ANN.length + 3);
    assert.equal((await size({ options: options({ hash: 'md5' }) }, ANN)) - empty, 67);
    assert.equal((await size({ options: all }, ANN)) - empty, 67);
    assert.equal((await size({ options: all }, long)) - empty, long.length + 3);
  });

  it('counts the other formats of a remove of all formats', async () => {
    const { files } = await dedupe([[ANN, BOB, md5(EVE), sha256(EVE)]], {
      options: options({ operation: 'remove', forms: 'all' }),
    });
    assert.deepEqual(files[0].chunks[0].others, { md5: 2, sha256: 2, sha256ofMd5: 3 });
  });

  it('has one fingerprint for the same identifiers in any order, and others for anything else', async () => {
    const fingerprint = async (
      files: readonly (readonly string[])[],
      more?: Partial<DedupeJob>,
    ): Promise<string> => (await dedupe(files, more)).result.fingerprint;
    const usual = await fingerprint([[ANN, BOB, EVE]]);
    assert.equal(
      await fingerprint([
        [EVE, '', ANN],
        [BOB, ANN],
      ]),
      usual,
    );
    const others = await Promise.all([
      fingerprint([[ANN, BOB]]),
      fingerprint([[ANN, BOB, `${EVE}.fr`]]),
      fingerprint([[ANN, BOB, EVE]], { key: Buffer.from('8 others') }),
      fingerprint([[ANN, BOB, EVE]], { options: options({ hash: 'md5' }) }),
      fingerprint([[ANN, BOB, EVE]], { options: options({ hash: 'md5' }), mode: AS_SENT }),
      fingerprint([[ANN, BOB, EVE]], { options: options({ forms: 'all' }) }),
      fingerprint([[ANN, BOB, EVE]], { options: options({ dedupe: false }) }),
    ]);
    assert.equal(new Set([usual, ...others]).size, 8);
  });

  it('takes no rows while no file is open', async () => {
    const deduper = new RowDeduper({
      type: 'Email',
      options: options(),
      key: KEY,
      expectedRows: 0,
      mode: NORMAL,
    });
    await assert.rejects(deduper.endFile(0), /no file is open/);
    deduper.startFile(0, 0, [0], 'new');
    await deduper.endFile(0);
    await assert.rejects(deduper.endFile(0), /no file is open/);
  });
});
