import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import type { ValueFormat } from '../../../../src/identifiers/identifierTypes';
import {
  begunContents,
  finishedContents,
  formatsLeftBy,
  isOfList,
  isOfUpdate,
  listNames,
  type ListedContent,
} from '../../../../src/upload/journal/listContents';
import type { StoredJob } from '../../../../src/upload/journal/store';
import { type AllowedRisk } from '../../../../src/upload/permissions';
import {
  type Operation,
  type PlannedFile,
  type PlannedUpdate,
} from '../../../../src/upload/uploadTypes';
import { PLAIN_DIALECT } from '../../../support/plainDialect';
import { options } from '../support/bench';
import { fileOf, storedJob, updateOf } from '../support/plans';

/** A file of this name; its content has the same name, unless another one is given. */
const fileAt = (name: string, contentHash = name, more: Partial<PlannedFile> = {}): PlannedFile => {
  const path = name.startsWith('/') ? name : `/in/${name}`;
  return fileOf(1, { uri: pathToFileURL(path).href, path, contentHash, ...more });
};

interface Given {
  keep?: string;
  update?: Partial<PlannedUpdate>;
  allowed?: readonly AllowedRisk[];
  undoes?: string;
}

function jobOf(
  jobId: string,
  operation: Operation,
  files: readonly PlannedFile[],
  { keep, update, allowed = [], undoes }: Given = {},
): StoredJob {
  return storedJob(1, {
    jobId,
    options: options({
      operation,
      ...(undoes && { undoes }),
      ...(operation === 'update' && { allowed }),
    }),
    files: [...files],
    fingerprint: `of ${jobId}`,
    ...(operation === 'update' && { update: updateOf(update) }),
    ...(keep && { keep: { path: keep, sending: `${keep}.sending`, cutOff: [] } }),
  });
}

const add = (jobId: string, ...names: string[]): StoredJob =>
  jobOf(
    jobId,
    'add',
    names.map((name) => fileAt(name)),
  );
const night = (
  jobId: string,
  name: string,
  previous: PlannedFile[],
  given: Given = {},
): StoredJob =>
  jobOf(jobId, 'update', [fileAt(name)], {
    ...given,
    update: { files: previous, ...given.update },
  });
const begun = (...jobs: StoredJob[]): ListedContent[] =>
  jobs.reduce<ListedContent[]>((contents, job) => begunContents(contents, job), []);
const finished = (before: ListedContent[], job: StoredJob): ListedContent[] =>
  finishedContents(begunContents(before, job), job);
const told = (contents: readonly ListedContent[]): string[] =>
  contents.map(({ jobId, contentHash = '?' }) => `${jobId}: ${contentHash}`);

describe('the contents of a list', () => {
  it('are the bytes of each file, with how they were read, and nothing personal', () => {
    const file = fileAt('crm.csv', 'abc', {
      columns: ['email', '', 'phone'],
      byColumn: [
        { column: 0, blank: 0, invalid: 0 },
        { column: 2, blank: 0, invalid: 0 },
      ],
    });
    const job = jobOf('a', 'replace', [file], { keep: '/kept/crm.csv' });
    assert.deepEqual(begun(job), [
      {
        uri: file.uri,
        path: '/in/crm.csv',
        size: 100,
        contentHash: 'abc',
        columns: [0, 2],
        names: ['email', '', 'phone'],
        dialect: PLAIN_DIALECT,
        operation: 'replace',
        hash: 'none',
        formats: ['plain'],
        jobId: 'a',
        fingerprint: 'of a',
        keep: '/kept/crm.csv',
      },
    ]);
    assert.deepEqual(begun(job, job), begun(job), 'the same again when it is resumed');
  });

  it('stay beside each other where a file of the same name has another content', () => {
    const version = (jobId: string, content: string): StoredJob =>
      jobOf(jobId, 'add', [fileAt('news.csv', content)]);
    const contents = begun(version('a', 'one'), version('b', 'two'));
    assert.deepEqual(told(contents), ['a: one', 'b: two']);
    const again = version('b', 'one');
    const twice = begun(version('a', 'one'), again);
    assert.deepEqual(told(twice), ['a: one', 'b: one'], 'until it is sent');
    assert.deepEqual(told(finishedContents(twice, again)), ['b: one']);
    // Only what that very upload sent is gone once it is undone.
    const undo = jobOf('c', 'remove', [fileAt('news.csv', 'two')], { undoes: 'b' });
    assert.deepEqual(told(finishedContents(contents, undo)), ['a: one']);
  });

  it('are two where one file was read in two ways', () => {
    const work = fileAt('crm.csv', 'same', { column: 1 });
    const both = begun(
      jobOf('a', 'update', [fileAt('crm.csv', 'same')]),
      jobOf('b', 'update', [work]),
    );
    assert.deepEqual(told(both), ['a: same', 'b: same']);
    const next = night('c', 'next.csv', [work]);
    assert.deepEqual(told(finished(both.slice(1), next)), ['c: next.csv']);
  });

  it('are only what an update sent and what isn’t its own, once it has finished', () => {
    const before = begun(add('a', 'shop.csv'), add('b', 'crm-11.csv'));
    const job = night('c', 'crm-12.csv', [fileAt('/moved/old.csv', 'crm-11.csv')]);
    assert.deepEqual(told(begunContents(before, job)), [
      'a: shop.csv',
      'b: crm-11.csv',
      'c: crm-12.csv',
    ]);
    const after = finished(before, job);
    assert.deepEqual(told(after), ['a: shop.csv', 'c: crm-12.csv']);
    // Its process ended before the end was written.
    assert.deepEqual(finishedContents(after, job), after);
  });

  it('keep what an update was compared with for one more, if someone was rejected', () => {
    const finish = (before: ListedContent[], job: StoredJob, stays: boolean): ListedContent[] =>
      finishedContents(begunContents(before, job), job, stays);
    const first = finish([], night('a', '1.csv', []), false);
    const second = finish(first, night('b', '2.csv', [fileAt('1.csv')]), true);
    assert.deepEqual(told(second), ['a: 1.csv', 'b: 2.csv']);
    // Its process ended before the end was written.
    assert.deepEqual(finish(second, night('b', '2.csv', [fileAt('1.csv')]), true), second);
    const third = night('c', '3.csv', [fileAt('1.csv'), fileAt('2.csv')]);
    assert.deepEqual(told(finish(second, third, true)), ['b: 2.csv', 'c: 3.csv']);
    assert.deepEqual(told(finish(second, third, false)), ['c: 3.csv']);
    const undo = jobOf('d', 'remove', [fileAt('2.csv')], { undoes: 'b' });
    assert.deepEqual(told(finishedContents(second, undo, true)), told(second));
  });

  it('count what an unfinished update compares with like its own file', () => {
    const [first] = begun(add('a', 'start.csv'));
    assert.equal(isOfUpdate(first), false);
    const cut = night('b', 'crm-12.csv', [fileAt('start.csv')]);
    const [marked] = begunContents([first], cut);
    assert.equal(isOfUpdate(marked), true);
    assert.equal(isOfList(marked, { files: [fileAt('crm-13.csv')] }), true);
    assert.equal(isOfList(marked, { files: [fileAt('other.csv')] }), false);
  });

  it('no longer have what an update was allowed to give up', () => {
    const before = begun(
      night('a', 'crm-1.csv', []),
      night('b', 'crm-2.csv', []),
      add('c', 'shop.csv'),
    );
    const allowed = ['previous-unknown'] as const;
    const unknown = [{ uri: fileAt('crm-1.csv').uri, jobId: 'a' }];
    const job = night('d', 'crm-3.csv', [fileAt('crm-2.csv')], { allowed, update: { unknown } });
    assert.deepEqual(told(finished(before, job)), ['c: shop.csv', 'd: crm-3.csv']);
    const asked = [{ uri: fileAt('shop.csv').uri, jobId: 'c' }];
    const asking = night('d', 'shop.csv', [fileAt('crm-2.csv')], { allowed, update: { asked } });
    assert.ok(!told(finished(before, asking)).includes('c: shop.csv'));
  });

  it('know the file at the kept place that an update has taken out', () => {
    const keep = '/kept/crm.csv';
    const first = night('a', 'crm-1.csv', [], { keep });
    const second = night('b', 'crm-2.csv', [fileAt(keep, 'crm-1.csv')], { keep });
    const [content] = finished(begun(first), second);
    assert.deepEqual(content.replaced, ['crm-1.csv']);
  });

  describe('of two lists in one segment', () => {
    const list = (jobId: string, name: string, previous: string[], given: Given = {}): StoredJob =>
      night(
        jobId,
        `${name}-${jobId}.csv`,
        previous.map((one) => fileAt(one)),
        {
          keep: `/kept/${name}.csv`,
          ...given,
        },
      );
    const crm = begun(list('1', 'crm', []));
    const asked = [{ uri: crm[0].uri, jobId: '1' }];

    it('are kept apart once that is allowed, and that is known of both from then on', () => {
      const allowed = ['other-list'] as const;
      const shop = list('2', 'shop', [], { allowed, update: { asked } });
      let contents = finished(crm, shop);
      assert.deepEqual(told(contents), ['1: crm-1.csv', '2: shop-2.csv']);
      assert.ok(contents.every(({ isOtherList }) => isOtherList));
      contents = finished(contents, list('3', 'crm', ['crm-1.csv']));
      assert.deepEqual(told(contents), ['2: shop-2.csv', '3: crm-3.csv']);
      assert.ok(contents.every(({ isOtherList }) => isOtherList));
    });

    it('are told apart by the place where they are kept, or else by the names of their files', () => {
      const [content] = crm;
      const files = [fileAt('crm-9.csv')];
      assert.equal(isOfList(content, { files, keep: '/kept/crm.csv' }), true);
      assert.equal(isOfList(content, { files, keep: '/kept/shop.csv' }), false);
      assert.equal(isOfList(content, { files, keep: '/other/crm.csv' }), false);
      assert.equal(isOfList(content, { files }), true);
      assert.equal(isOfList(content, { files: [fileAt('shop-9.csv')] }), false);
      assert.deepEqual(listNames({ files, keep: '/kept/crm-2026-11-28.csv' }), [
        '/kept/crm-*-*-*.csv',
      ]);
      const [replaced] = begun(jobOf('r', 'replace', [fileAt('all.csv')]));
      assert.equal(isOfList(replaced, { files, keep: '/kept/crm.csv' }), true);
    });

    it('say so of later adds under the same name, too', () => {
      const [first] = begun(jobOf('1', 'add', [fileAt('crm.csv', 'one')]));
      const known = [{ ...first, isOtherList: true as const }];
      const [, second] = begunContents(known, jobOf('2', 'add', [fileAt('crm.csv', 'two')]));
      assert.equal(second.isOtherList, true);
    });
  });
});

describe('a finished job', () => {
  describe('leaves formats in the list', () => {
    const inFormat = (
      job: StoredJob,
      byForm: StoredJob['byForm'],
      hash: StoredJob['options']['hash'] = 'none',
    ): StoredJob => ({ ...job, byForm, options: { ...job.options, hash } });
    const left = (first: StoredJob, second: StoredJob): ValueFormat[] => {
      const before = begunContents(finished([], first), second);
      return formatsLeftBy(second, before, finishedContents(before, second));
    };
    const first = jobOf('a', 'replace', [fileAt('1.csv')]);
    const update = (update: Partial<PlannedUpdate> = {}): StoredJob =>
      night('b', '2.csv', [fileAt('1.csv')], { update });

    it('if people are in the next file in another format', () => {
      const hashed = inFormat(update({ stillOtherwise: 1 }), { sha256: 9 });
      assert.deepEqual(left(inFormat(first, { plain: 9 }), hashed), ['plain']);
      assert.deepEqual(left(inFormat(first, { plain: 9 }), inFormat(update(), { plain: 9 })), []);
    });

    it('if the next file is hashed, and this one wasn’t', () => {
      const hashed = inFormat(update(), { plain: 9 }, 'md5');
      assert.deepEqual(left(inFormat(first, { plain: 9 }), hashed), ['plain']);
      assert.deepEqual(left(inFormat(first, { plain: 9 }, 'md5'), hashed), []);
      const again = jobOf('b', 'add', [fileAt('1.csv')]);
      const added = jobOf('a', 'add', [fileAt('1.csv')]);
      const plain = inFormat(added, { plain: 9 });
      assert.deepEqual(left(plain, inFormat(again, { plain: 9 }, 'md5')), ['plain']);
      assert.deepEqual(left(plain, inFormat(again, { plain: 9 })), []);
    });

    it('if someone stays who is in none of the next file', () => {
      const mixed = { plain: 5, sha256: 4 };
      for (const counts of [{ shared: 1 }, { notComparable: 1 }]) {
        const next = update({ counts: { ...updateOf().counts, ...counts } });
        const formats = left(inFormat(first, mixed), inFormat(next, mixed));
        assert.deepEqual(formats, ['plain', 'sha256']);
      }
      assert.deepEqual(left(inFormat(first, mixed), inFormat(update(), mixed)), []);
    });

    it('unless an undo has taken it out', () => {
      const added = inFormat(jobOf('a', 'add', [fileAt('1.csv')]), { plain: 1, md5: 1 });
      const undo = jobOf('b', 'remove', [fileAt('1.csv')], { undoes: 'a' });
      assert.deepEqual(left(added, undo), []);
    });
  });
});
