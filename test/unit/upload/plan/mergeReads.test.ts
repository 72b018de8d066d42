import assert from 'node:assert/strict';
import { fileFigures } from '../../../../src/app/uploads/plan/fileFigures';
import { VALUE_FORMATS, type ValueFormat } from '../../../../src/identifiers/identifierTypes';
import { comparable, mergeReads, type MergedReads } from '../../../../src/upload/plan/mergeReads';
import { FingerprintList, type Overlaps } from '../../../../src/upload/plan/sharedFingerprints';
import type { Finding, UploadOptions } from '../../../../src/upload/uploadTypes';
import type { ValidatedFiles } from '../../../../src/upload/workerProtocol';
import { assertHas } from '../../../support/assertHas';
import { options } from '../support/bench';
import { chunkOf, fileOf } from '../support/plans';

const NORMAL = 'Email:none:given:normal:set';

type ByForm = Partial<Record<ValueFormat, number>>;

/** What was read of one file whose rows are all sent, in one chunk. */
function readOf(byForm: ByForm, more: Partial<ValidatedFiles> = {}): ValidatedFiles {
  const good = Object.values(byForm).reduce((sum, n) => sum + n, 0);
  return {
    files: [fileOf(good)],
    chunks: [chunkOf(good)],
    counts: { rows: good, blank: 0, invalid: 0, duplicates: 0, good },
    findings: [],
    byRule: {},
    byForm,
    columnWarnings: [],
    distinct: good,
    fingerprint: `${NORMAL}:${good}:0000000000000000`,
    bits: new Uint8Array(),
    fields: [],
    fingerprints: new FingerprintList().take(),
    ...more,
  };
}

/** What an earlier file has of each. */
function overlaps(byFile: readonly ByForm[], more: Partial<Overlaps> = {}): Overlaps {
  const known = byFile.map((counts) => VALUE_FORMATS.map((format) => counts[format] ?? 0));
  return { known, distinct: 0, sum: [0, 0], ...more };
}

const merge = (
  reads: readonly ValidatedFiles[],
  shared: Overlaps | undefined,
  more: Partial<UploadOptions> = {},
): MergedReads => mergeReads(reads, { type: 'Email', options: options(more) }, shared);

const figures = ({ files, chunks }: MergedReads) =>
  files.map((_, file) => {
    const { good, duplicates } = fileFigures({ files, chunks }, file);
    return [good, duplicates];
  });

describe('mergeReads', () => {
  it('adds up what each file has, makes one chunk of each, and leaves findings to the checks', () => {
    const finding: Finding = {
      file: 0,
      row: 1,
      rule: 'email-no-at',
      level: 'error',
      place: { line: 2, startColumn: 0, endLine: 2, endColumn: 3 },
    };
    const one = readOf(
      { plain: 5 },
      {
        files: [fileOf(10, { blank: 1, invalid: 1 })],
        counts: { rows: 10, blank: 1, invalid: 1, duplicates: 3, good: 5 },
        findings: [finding],
        byRule: { 'email-no-at': 1, duplicate: 3 },
      },
    );
    const other = readOf(
      { plain: 2, md5: 1 },
      {
        files: [fileOf(4, { fields: 8, blank: 2, invalid: 2 })],
        chunks: [chunkOf(2), chunkOf(1, { firstRow: 2 })],
        counts: { rows: 4, fields: 8, blank: 2, invalid: 2, duplicates: 1, good: 3 },
        findings: [finding, { ...finding, rule: 'duplicate' }],
        byRule: { 'email-no-at': 2, duplicate: 1 },
      },
    );
    const merged = merge([one, other], overlaps([{}, {}], { distinct: 8, sum: [1, 0xa0000000] }));
    assertHas(merged, {
      files: [...one.files, ...other.files],
      // Of a file with one column, a row is a value.
      counts: { rows: 14, fields: 18, blank: 3, invalid: 3, duplicates: 4, good: 8 },
      byRule: { 'email-no-at': 3, duplicate: 4 },
      byForm: { plain: 7, md5: 1 },
      distinct: 8,
      fingerprint: `${NORMAL}:8:a000000000000001`,
      calls: 3,
      isAtMost: false,
    });
    assert.deepEqual(
      merged.chunks.map(({ file, identifiers, firstRow }) => [file, identifiers, firstRow]),
      [
        [0, 5, 0],
        [1, 3, 0],
      ],
    );
    assert.deepEqual(merged.findings, []);
    assert.equal('fields' in merge([one, one], undefined).counts, false);
  });

  it('counts who is in an earlier file as a duplicate, in that format', () => {
    const reads = [
      readOf({ plain: 4 }),
      readOf({ plain: 3, sha256: 3 }, { chunks: [chunkOf(4), chunkOf(2)] }),
      readOf({ sha256: 2 }),
    ];
    const merged = merge(
      reads,
      overlaps([{}, { plain: 3, sha256: 2 }, { sha256: 2 }], { distinct: 5 }),
    );
    assertHas(merged, {
      counts: { rows: 12, blank: 0, invalid: 0, duplicates: 7, good: 5 },
      byRule: { duplicate: 7 },
      byForm: { plain: 4, sha256: 1 },
      distinct: 5,
      // The third has nobody of its own.
      calls: 3,
      isAtMost: false,
    });
    assert.deepEqual(figures(merged), [
      [4, 0],
      [1, 5],
      [0, 2],
    ]);
    // What was read of each is as it was.
    assert.deepEqual(
      reads[1].chunks.map(({ identifiers }) => identifiers),
      [4, 2],
    );
  });

  it('has a format no more once nobody of it is left', () => {
    const merged = merge(
      [readOf({ plain: 2 }), readOf({ md5: 1 })],
      overlaps([{}, { md5: 1 }], { distinct: 2 }),
      { hash: 'md5' },
    );
    assert.deepEqual(merged.byForm, { plain: 2 });
  });

  it('takes who is in an earlier file from every format in which a removal sends them', () => {
    const plain = readOf(
      { plain: 4 },
      { chunks: [chunkOf(4, { others: { md5: 4, sha256ofMd5: 4 } })] },
    );
    const mixed = readOf(
      { plain: 3, md5: 3 },
      {
        chunks: [
          chunkOf(4, { others: { md5: 1, sha256ofMd5: 4 } }),
          chunkOf(2, { others: { md5: 2, sha256ofMd5: 2 } }),
        ],
      },
    );
    const { chunks } = merge(
      [plain, mixed],
      overlaps([{}, { plain: 2, md5: 2 }], { distinct: 6 }),
      { operation: 'remove', hash: 'sha256', forms: 'hashed' },
    );
    const sum = (file: number, format?: ValueFormat): number =>
      chunks
        .filter((chunk) => chunk.file === file)
        .reduce(
          (all, { identifiers, others }) => all + (format ? (others?.[format] ?? 0) : identifiers),
          0,
        );
    assert.deepEqual([sum(0), sum(0, 'md5'), sum(0, 'sha256ofMd5')], [4, 4, 4]);
    assert.deepEqual([sum(1), sum(1, 'md5'), sum(1, 'sha256ofMd5')], [2, 1, 2]);
  });

  it('has no figure for a format in which a removal sends nobody of a file', () => {
    const others = { sha256ofMd5: 3 };
    const { chunks } = merge(
      [readOf({ sha256: 4 }), readOf({ md5: 3 }, { chunks: [chunkOf(3, { others })] })],
      overlaps([{}, { md5: 1 }], { distinct: 6 }),
      { operation: 'remove', hash: 'sha256', forms: 'hashed' },
    );
    assert.deepEqual(
      chunks.map((chunk) => chunk.others),
      [{}, { sha256ofMd5: 2 }],
    );
  });

  it('leaves all rows where duplicates are sent, and counts the people for a removal', () => {
    const reads = [readOf({ plain: 4 }), readOf({ plain: 3 })];
    const shared = overlaps([{}, { plain: 3 }], { distinct: 4, sum: [5, 0] });
    const merged = merge(reads, shared, { operation: 'remove', dedupe: false });
    assertHas(merged, {
      counts: { rows: 7, blank: 0, invalid: 0, duplicates: 0, good: 7 },
      byRule: {},
      byForm: { plain: 7 },
      distinct: 4,
      fingerprint: `${NORMAL}:4:0000000000000005`,
      calls: 2,
      isAtMost: false,
    });
    assert.deepEqual(figures(merged), [
      [4, 0],
      [3, 0],
    ]);
  });

  it('says what there is at most where it isn’t known what files share, unless that doesn’t matter', () => {
    const reads = [readOf({ plain: 4 }), readOf({ plain: 3 })];
    for (const [more, isAtMost] of [
      [{}, true],
      [{ operation: 'replace', dedupe: false }, true],
      [{ operation: 'add', dedupe: false }, false],
    ] as const)
      assertHas(merge(reads, undefined, more), {
        counts: { rows: 7, blank: 0, invalid: 0, duplicates: 0, good: 7 },
        distinct: 7,
        fingerprint: 'unknown',
        isAtMost,
      });
  });

  it('warns of formats that are mixed only together, and of each file’s own warnings once', () => {
    const warningsOf = (...reads: ValidatedFiles[]): string[] =>
      merge(reads, undefined).columnWarnings;
    assert.deepEqual(warningsOf(readOf({ plain: 1 }), readOf({ plain: 1 })), []);
    assert.deepEqual(warningsOf(readOf({ plain: 1 }), readOf({ md5: 1 })), [
      'mixed-plain-and-hashed',
    ]);
    assert.deepEqual(warningsOf(readOf({ sha256: 1 }), readOf({ md5: 1 })), ['mixed-hashes']);
    const own = ['mixed-plain-and-hashed', 'customer-id-lost-zeros'];
    const mixed = readOf({ plain: 1, md5: 1 }, { columnWarnings: own });
    assert.deepEqual(warningsOf(mixed, mixed), own);
  });
});

describe('comparable', () => {
  const kind = (fingerprint: string): ValidatedFiles => readOf({ plain: 1 }, { fingerprint });

  it('are the fingerprints of files whose values were compared in the same way', () => {
    const one = kind(`${NORMAL}:1:0000000000000001`);
    const other = kind(`${NORMAL}:2:0000000000000002`);
    assert.deepEqual(comparable([one, other]), [one.fingerprints, other.fingerprints]);
    for (const different of [
      'Email:sha256:given:sent:set:1:0000000000000001',
      'Email:none:given:normal:rows:1:0000000000000001',
    ])
      assert.equal(comparable([one, kind(different)]), undefined);
    assert.equal(comparable([one, { ...one, fingerprints: undefined }]), undefined);
  });
});
