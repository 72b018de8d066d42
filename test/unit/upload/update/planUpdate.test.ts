import assert from 'node:assert/strict';
import type { ListedContent } from '../../../../src/upload/journal/listContents';
import { NEW_LIST, type ListState } from '../../../../src/upload/journal/listState';
import { compareTask, plannedUpdate } from '../../../../src/upload/update/planUpdate';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import type { ComparedFiles } from '../../../../src/upload/workerProtocol';
import { assertHas } from '../../../support/assertHas';
import { PLAIN_DIALECT } from '../../../support/plainDialect';
import { options } from '../support/bench';
import { updateOf } from '../support/plans';

const KEEP = { path: '/kept.csv', sending: '/kept.csv.sending', cutOff: [] };
const content = (jobId: string, fingerprint: string): ListedContent => ({
  uri: `file:///${jobId}.csv`,
  size: 100,
  contentHash: fingerprint,
  columns: [0],
  dialect: PLAIN_DIALECT,
  operation: 'update',
  formats: [],
  jobId,
  fingerprint,
});

describe('the plan of an update', () => {
  const list = (more: Partial<ListState> = {}): ListState => ({ ...NEW_LIST, ...more });
  const task = (
    state?: ListState,
    update: Partial<UploadOptions> = {},
    hash: 'none' | 'sha256' = 'none',
  ) =>
    compareTask(
      [],
      options({ operation: 'update', hash, ...update }),
      undefined,
      state,
      state?.contents ?? [],
    );

  it('needs a previous file, or to keep one', () => {
    const given = options({ operation: 'update' });
    assert.throws(() => compareTask(undefined, given, undefined, undefined, []), {
      code: 'bad-argument',
    });
    assertHas(compareTask(undefined, given, KEEP, undefined, []), { keep: KEEP });
    assertHas(compareTask([], given, undefined, undefined, []), { chosen: [] });
  });

  it('removes the formats that were sent to the list, or all if that isn’t known', () => {
    const all = ['plain', 'md5', 'sha256', 'sha256ofMd5'];
    assert.deepEqual(task().formats, all);
    assert.deepEqual(task(list()).formats, all);
    assert.deepEqual(task(list({ formats: [] })).formats, all);
    assert.deepEqual(task(list({ formats: ['md5'] }), {}, 'sha256').formats, ['md5', 'sha256']);
  });

  it('is about what was sent since a clear only if Criteo has confirmed that', () => {
    const emptied = { by: '', at: 1, epoch: 1 };
    assert.equal(task(list({ emptied })).isSinceClear, false);
    assert.equal(task(list({ emptied, isSinceClear: true })).isSinceClear, true);
    assert.equal(task(undefined, { allowed: ['remove-shared'] }).keepsOthers, false);
  });

  describe('knows a content', () => {
    const compared = (more: Partial<ComparedFiles> = {}): ComparedFiles => ({
      files: [],
      counts: updateOf().counts,
      unchanged: 0,
      identifiers: 0,
      fingerprint: 'Email:sha256:given:normal:set:3:0b',
      others: [],
      sharedRemoved: [],
      notSent: [],
      unknown: [],
      asked: [],
      found: [],
      isCleared: false,
      unread: [],
      removedByForm: {},
      stillOtherwise: 0,
      ...more,
    });
    const own = 'Email:none:given:normal:set:9:0d';
    const planned = (contents: ListedContent[], result: ComparedFiles) =>
      plannedUpdate(task(list({ contents })), result, list({ epoch: 4 }), own, 'Email');

    it('by its people, however they were sent or written', () => {
      const contents = [
        content('same', 'Email:none:given:normal:set:3:0b'),
        content('tonight', own),
        content('other', 'Email:none:given:normal:set:2:0a'),
      ];
      const unknown = contents.map(({ uri, jobId }) => ({ uri, jobId }));
      const update = planned(contents, compared({ notSent: ['file:///x'], unknown }));
      assertHas(update, { isKnown: true, unknown: [unknown[2]], listEpoch: 4 });
      assert.deepEqual(update.listJobs, ['same', 'tonight', 'other']);
      assert.deepEqual(planned(contents, compared({ asked: unknown })).asked, [unknown[2]]);
    });

    it('and counts who can’t be removed in a format that is in none of the files', () => {
      const removedByForm = { plain: 1, md5: 2, sha256: 4 };
      const { counts, otherFormats, removedFormats } = planned(
        [],
        compared({ removedByForm, unread: ['plain', 'sha256ofMd5'] }),
      );
      assert.equal(counts.inOtherFormats, 6);
      assert.deepEqual(otherFormats, ['plain', 'sha256ofMd5']);
      assert.deepEqual(removedFormats, ['plain', 'md5', 'sha256', 'sha256ofMd5']);
      const all = planned([], compared({ removedByForm: { plain: 1 }, unread: ['md5', 'sha256'] }));
      assertHas(all, { otherFormats: undefined });
      assert.ok(!('inOtherFormats' in all.counts));
    });

    it('not by anything else', () => {
      const contents = [content('other', 'Email:none:given:normal:set:2:0a')];
      assertHas(planned(contents, compared({ notSent: ['file:///x'] })), {
        isKnown: false,
        notSent: ['file:///x'],
      });
      assertHas(planned([], compared({ notSent: ['file:///x'], isCleared: true })), {
        isKnown: false,
        isCleared: true,
      });
    });
  });
});
