import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEW_LIST } from '../../../../src/upload/journal/listState';
import { Store } from '../../../../src/upload/journal/store';
import type { LastUpload } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { options } from '../support/bench';
import { writeListFile } from '../support/listFile';
import { storedJob, updateOf } from '../support/plans';

const job = storedJob(1);
const { jobId, target } = job;
const { origin, segmentId } = target;

describe('the records of a list', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'list-records-'));
    store = new Store(folder);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lose nothing where an upload ends during a clear', async () => {
    const { lists } = store;
    // Its end takes contents out and raises the epoch.
    const update = storedJob(1, {
      options: options({ operation: 'update' }),
      update: updateOf(),
    });
    for (let n = 0; n < 20; n++) {
      await lists.forget(origin, segmentId);
      await lists.recordChange(origin, segmentId, update);
      await Promise.all([
        lists.recordFinish(origin, segmentId, update, 1),
        lists
          .recordClearing(origin, segmentId, '', 2)
          .then(() =>
            Promise.all([
              lists.recordCleared(origin, segmentId),
              lists.recordFinish(origin, segmentId, update, 3),
            ]),
          ),
        lists.recordNothingSent(origin, segmentId, 'another'),
      ]);
      assertHas(await lists.state(origin, segmentId), {
        ...NEW_LIST,
        changedBy: '',
        epoch: 3,
        emptied: { by: '', at: 2, epoch: 2 },
        contents: [],
        isSinceClear: true,
      });
    }
  });

  it('have no last upload that describes a list without what it sent', async () => {
    const { lists } = store;
    const last: LastUpload = {
      jobId,
      finishedAt: '2026-11-29T02:00:00Z',
      operation: 'add',
      distinct: 1,
      accepted: 1,
      fingerprint: 'f',
      byForm: {},
      complete: true,
    };
    const changedSince = async (upload: LastUpload): Promise<boolean> => {
      await lists.setLastUpload(origin, segmentId, upload);
      return (await lists.lastUpload(origin, segmentId))?.changedSince === true;
    };
    await lists.recordChange(origin, segmentId, job);
    assert.equal(await changedSince(last), false);
    writeListFile(folder, target, { ...NEW_LIST, changedBy: jobId, contents: [] });
    assert.equal(await changedSince(last), true);
    assert.equal(await changedSince({ ...last, operation: 'remove' }), false);
    writeListFile(folder, target, { ...NEW_LIST, changedBy: 'another' });
    assert.equal(await changedSince(last), true);
  });

  it('are deleted with what they say, unless they are of another version', async () => {
    const { lists } = store;
    const last = { jobId, operation: 'add' } as LastUpload;
    await lists.setLastUpload(origin, segmentId, last);
    const [name] = fs.readdirSync(join(folder, 'segments'));
    const path = join(folder, 'segments', name);
    fs.writeFileSync(path, '{"version":1}');
    await lists.setLastUpload(origin, segmentId, undefined);
    assert.equal(fs.readFileSync(path, 'utf8'), '{"version":1}');
    await assert.rejects(lists.lastUpload(origin, segmentId), {
      code: 'records-unreadable',
      message:
        /^What was sent to the segment from here is in a record of another version: .*\.json\./,
    });
    await lists.setLastUpload(origin, segmentId, last);
    await lists.setLastUpload(origin, segmentId, undefined);
    assert.equal(fs.existsSync(path), false);
  });

  for (const [what, write] of [
    ['torn', (path: string) => fs.writeFileSync(path, '{"changedBy":"')],
    ['empty', (path: string) => fs.writeFileSync(path, '')],
    ['something else', (path: string) => fs.writeFileSync(path, 'null')],
    [
      'without what was sent',
      (path: string) => fs.writeFileSync(path, '{"changedBy":"","formats":[]}'),
    ],
    [
      'of another version',
      (path: string) =>
        fs.writeFileSync(path, '{"version":1,"changedBy":"","formats":[],"contents":[]}'),
    ],
    ['a folder', (path: string) => fs.mkdirSync(path)],
  ] as const)
    it(`stop whatever would change the list, and stay as they are, where they are ${what}`, async () => {
      const { lists } = store;
      writeListFile(folder, target, { ...NEW_LIST, changedBy: jobId });
      const [name] = fs.readdirSync(join(folder, 'segments'));
      const path = join(folder, 'segments', name);
      fs.rmSync(path);
      write(path);
      const stateOf = (): unknown => {
        const { ino, mtimeMs, size } = fs.statSync(path);
        return { ino, mtimeMs, size };
      };
      const before = stateOf();
      for (const act of [
        () => lists.state(origin, segmentId),
        () => lists.contents(origin, segmentId),
        () => lists.updated(),
        () => lists.recordChange(origin, segmentId, job),
        () => lists.recordClearing(origin, segmentId, '', 1),
        () => lists.recordCleared(origin, segmentId),
        () => lists.recordNothingSent(origin, segmentId, jobId),
        () => lists.recordFinish(origin, segmentId, job, 1),
        () => lists.forget(origin, segmentId, true),
        () => lists.jobKeepingAt(path, origin, 'another'),
      ])
        await assert.rejects(act, { code: 'records-unreadable' });
      assert.deepEqual(stateOf(), before);
      assert.equal(
        await lists.jobKeepingAt(join(folder, 'kept.csv'), origin, 'another'),
        undefined,
      );
      assert.equal(await lists.state(origin, 'another'), undefined);
    });
});
