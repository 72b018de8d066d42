import assert from 'node:assert/strict';
import type { StoredFailure } from '../../../src/common/failure';
import {
  blockingError,
  checkOptions,
  filesWithManyInvalid,
  filesWithoutValidRows,
  invalidRatio,
  shrinkError,
  shrinkRisk,
} from '../../../src/upload/safetyChecks';
import type { CountedSize } from '../../../src/upload/segmentSize';
import type { UploadError } from '../../../src/upload/uploadError';
import type { UploadOptions } from '../../../src/upload/uploadTypes';
import { options } from './support/bench';
import { fileOf, storedJob, suppressionOf, updateOf } from './support/plans';

/** A list that counts as having so many. */
const list = (identifiers: number, known = true): CountedSize => ({
  identifiers,
  known,
});

describe('checkOptions', () => {
  const invalid: [string, Partial<UploadOptions>, RegExp, given: string, type?: string][] = [
    ['an unknown operation', { operation: 'append' as 'add' }, /operation/, '“append”'],
    ['an unknown hash', { hash: 'sha1' as 'md5' }, /hash/, '“sha1”'],
    ['a hash for ids', { hash: 'sha256' }, /Only emails .* Customer ID/, '“sha256”', 'CustomerId'],
    ['unknown formats', { forms: 'some' as 'all' }, /forms/, '“some”'],
    ['all formats of an add', { forms: 'all' }, /remove/, '“all”'],
    ['all formats of ids', { forms: 'all', operation: 'remove' }, /emails/, '“all”', 'CustomerId'],
    ['a chunk too large', { chunkSize: 50_001 }, /chunk size .* 50,000/, '50001'],
    ['no chunk', { chunkSize: 0 }, /chunk size/, '0'],
    ['half a request', { concurrency: 1.5 }, /concurrency/, '1.5'],
    ['too many requests at once', { concurrency: 17 }, /concurrency .* 16/, '17'],
    ['a ratio above 1', { maxRefused: 1.5 }, /maxInvalid/, '1.5'],
    ['a ratio that is no number', { maxRefused: Number.NaN }, /maxInvalid/, 'NaN'],
    ['a ratio below 0', { minKept: -0.1 }, /minKept/, '-0.1'],
    ['a negative column', { column: -1 }, /column/, '-1'],
    ['half a column', { column: 0.5 }, /column/, '0.5'],
  ];
  for (const [what, more, message, given, type = 'Email'] of invalid)
    it(`rejects ${what}, and names the value`, () =>
      assert.throws(
        () => checkOptions(options(more), type),
        (error: UploadError) => {
          assert.equal(error.code, 'bad-argument');
          assert.match(error.message, message);
          assert.ok(error.message.endsWith(` Given: ${given}.`), error.message);
          return true;
        },
      ));

  it('accepts what is at the edge of its range', () => {
    for (const more of [
      { chunkSize: 1, concurrency: 16, maxRefused: 0, minKept: 1, column: 0 },
      { chunkSize: 50_000, concurrency: 1, maxRefused: 1, minKept: 0, column: 'email' },
      { operation: 'remove', forms: 'all', hash: 'md5' },
    ] as Partial<UploadOptions>[])
      checkOptions(options(more), 'Email');
    checkOptions(options(), 'CustomerId');
  });

  it('rejects a segment whose type cannot be checked', () => {
    assert.throws(() => checkOptions(options(), 'Household'), { code: 'wrong-type' });
  });
});

describe('invalid rows', () => {
  it('are measured against the rows that hold something', () => {
    assert.equal(invalidRatio({ rows: 100, blank: 90, invalid: 5 }), 0.5);
    assert.equal(invalidRatio({ rows: 10, blank: 10, invalid: 0 }), 0);
  });

  it('of one file among several are not hidden by the others', () => {
    const clean = fileOf(1_000, { invalid: 0 });
    const dirty = fileOf(10, { invalid: 5 });
    assert.deepEqual(filesWithManyInvalid([clean, dirty], 0.1), [dirty]);
    assert.deepEqual(filesWithManyInvalid([dirty], 0.1), []);
    const empty = fileOf(3, { blank: 3 });
    assert.deepEqual(filesWithoutValidRows([clean, empty]), [empty]);
    assert.deepEqual(filesWithoutValidRows([empty]), []);
  });

  it('above what is allowed stop a job, at the limit they do not', () => {
    const job = (invalid: number) => storedJob(100 - invalid, { rows: 110, blank: 10, invalid });
    assert.equal(blockingError(job(10)), undefined);
    const blocking = blockingError(job(11));
    assert.equal(blocking?.code, 'too-many-refused');
    assert.match(
      blocking.message,
      /Too many rows in people\.csv are invalid: 11 of 100; at most 10/,
    );
  });

  it('of one file stop the job by its name', () => {
    const files = [fileOf(1_000), fileOf(10, { uri: 'file:///bad.csv', invalid: 5 })];
    const job = storedJob(1_005, { rows: 1_010, invalid: 5, files });
    assert.match(blockingError(job)?.message ?? '', /rows in bad\.csv are invalid: 5 of 10;/);
    // Also where there are too many of all of them.
    const worse = [
      fileOf(20, { uri: 'file:///clean.csv' }),
      fileOf(10, { uri: 'file:///bad.csv', invalid: 4 }),
      fileOf(10, { uri: 'file:///worse.csv', blank: 2, invalid: 6 }),
    ];
    const all = storedJob(28, { rows: 40, blank: 2, invalid: 10, files: worse });
    assert.match(
      blockingError(all)?.message ?? '',
      /rows in bad\.csv, worse\.csv are invalid: 10 of 18;/,
    );
  });

  it('and nothing else: there is nothing to send, whatever is allowed', () => {
    const job = storedJob(0, { rows: 5, invalid: 5, options: options({ maxRefused: 1 }) });
    assert.equal(blockingError(job)?.code, 'nothing-to-send');
    const files = [fileOf(1_000), fileOf(2, { uri: 'file:///blank.csv', blank: 2 })];
    const two = storedJob(1_000, { rows: 1_002, blank: 2, files });
    assert.match(blockingError(two)?.message ?? '', /blank\.csv/);
    assert.equal(blockingError({ ...two, options: options({ maxRefused: 1 }) }), undefined);
  });
});

describe('a replace', () => {
  const job = (distinct: number, more: Partial<UploadOptions> = {}) =>
    storedJob(distinct, { options: options({ operation: 'replace', minKept: 0.7, ...more }) });

  it('is stopped where it would keep too little of the list, and not at the limit', () => {
    assert.equal(shrinkError(job(70), list(100)), undefined);
    const shrink = shrinkError(job(69), list(100));
    assert.equal(shrink?.code, 'min-kept');
    assert.match(shrink.message, /100 identifiers in the segment, and people\.csv would leave 69/);
  });

  it('is stopped where the size of the list is not known', () => {
    assert.equal(shrinkError(job(1_000), list(0, false))?.code, 'size-unknown');
    assert.equal(shrinkError(job(1_000), list(10, false))?.code, 'size-unknown');
    assert.equal(shrinkError(job(1), list(10, false))?.code, 'min-kept', 'it has ten at least');
  });

  it('is stopped then with why it is not known, and by a denial alone as denied', () => {
    const said = (failure: Partial<StoredFailure>): (number | string | undefined)[] => {
      const stored = { code: 'api', message: 'The reason.', source: 'tool', ...failure } as const;
      const error = shrinkError(job(9), list(0, false), { failure: stored });
      assert.match(error?.message ?? '', /^Nothing was cleared .* The reason\.$/);
      return [error?.status, error?.system];
    };
    assert.deepEqual(said({ code: 'forbidden', source: 'api', status: 403 }), [403, undefined]);
    assert.deepEqual(said({ code: 'permission', status: 403 }), [403, undefined]);
    assert.deepEqual(said({ status: 503 }), [undefined, undefined]);
    assert.deepEqual(said({ code: 'proxy', status: 403 }), [undefined, undefined]);
    assert.deepEqual(said({ code: 'proxy', status: 200 }), [undefined, undefined]);
    assert.deepEqual(said({ code: 'network', system: 'EPIPE' }), [undefined, 'EPIPE']);
  });

  it('is not stopped where nothing has to be kept, nor is any other operation', () => {
    assert.equal(shrinkRisk(job(1), list(100), 0), undefined);
    assert.equal(shrinkRisk(job(1, { operation: 'add' }), list(100), 0.7), undefined);
    assert.equal(shrinkRisk(job(1, { operation: 'add' }), list(100, false), 0.7), undefined);
    assert.equal(shrinkRisk(job(0), list(0), 0.7), undefined, 'an empty list');
  });
});

describe('a removal', () => {
  const job = (distinct: number, more: Partial<UploadOptions> = {}) =>
    storedJob(distinct, { options: options({ operation: 'remove', minKept: 0.7, ...more }) });

  it('is stopped where too little may be left of the list, and not at the limit', () => {
    assert.equal(shrinkError(job(30), list(100)), undefined);
    const shrink = shrinkError(job(31), list(100));
    assert.equal(shrink?.code, 'min-kept');
    assert.match(
      shrink.message,
      /^Nothing was removed: the safety check counts with 100 identifiers in the segment, and without those in people\.csv as few as 69 may be left, less than the required 70%\./,
    );
    assert.match(shrinkError(job(500), list(100))?.message ?? '', /as few as 0 may be left/);
  });

  it('in all hash formats takes out as many people as in one', () => {
    assert.equal(shrinkError(job(30, { forms: 'all' }), list(100)), undefined);
    assert.equal(shrinkError(job(31, { forms: 'all' }), list(100))?.code, 'min-kept');
  });

  it('is stopped where the size of the list is not known, whatever it had before', () => {
    for (const before of [0, 10, 1_000_000])
      assert.equal(shrinkError(job(1), list(before, false))?.code, 'size-unknown');
    assert.match(
      shrinkError(job(1), list(0, false))?.message ?? '',
      /^Nothing was removed: .*minKept=0\)\.$/,
    );
  });

  it('is not stopped where nothing has to be kept, nor where nothing is left to lose', () => {
    assert.equal(shrinkError(job(100, { minKept: 0 }), list(100)), undefined);
    assert.equal(shrinkError(job(100, { minKept: 0 }), list(0, false)), undefined);
    assert.equal(shrinkError(job(100), list(0)), undefined, 'an empty list');
    assert.equal(shrinkRisk(job(50), list(100), 0.5), undefined);
  });
});

describe('suppressed people who are removed', () => {
  const suppressing = (removed: number, good = 100) =>
    storedJob(good, {
      options: options({ minKept: 0.7 }),
      suppressed: removed,
      suppression: suppressionOf([], { removed }),
    });

  it('count as taken out of the list, and stop an add only if its size is known', () => {
    const add = suppressing(31, 10);
    assert.equal(shrinkRisk(add, list(100), 0.7), 'shrinks');
    assert.equal(shrinkRisk(suppressing(30, 10), list(100), 0.7), undefined);
    for (const identifiers of [0, 100])
      assert.equal(shrinkRisk(add, list(identifiers, false), 0.7), undefined);
    assert.match(
      shrinkError(add, list(100))?.message ?? '',
      /^Nothing was sent: .*without the suppressed people in people\.csv, as few as 69 may be left/,
    );
  });

  it('count beside those who left', () => {
    const { counts } = updateOf();
    const update = {
      ...suppressing(11, 10),
      options: options({ operation: 'update', minKept: 0.7 }),
      update: updateOf({ identifiers: 20, counts: { ...counts, removed: 20 } }),
    };
    assert.match(
      shrinkError(update, list(100))?.message ?? '',
      /no longer in people\.csv, as few as 69 may be left/,
    );
    assert.equal(shrinkRisk(update, list(100, false), 0.7), 'size-unknown');
  });

  it('are something to send where every valid row is suppressed, if they are removed', () => {
    assert.equal(blockingError(suppressing(3, 0)), undefined);
    const replace = { ...suppressing(3, 0), suppression: suppressionOf([]) };
    assert.equal(blockingError(replace)?.code, 'nothing-to-send');
    // Of the previous file alone: the new one has no one.
    assert.equal(blockingError({ ...suppressing(3, 0), suppressed: 0 })?.code, 'nothing-to-send');
  });
});
