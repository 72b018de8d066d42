import assert from 'node:assert/strict';
import type { Accounts } from '../../../src/app/accounts/account';
import type { History } from '../../../src/app/segments/history';
import type { SegmentList } from '../../../src/app/segments/segmentList';
import type { GroupView } from '../../../src/app/uploads/batch/batchView';
import type { UploadBatch } from '../../../src/app/uploads/batch/uploadBatch';
import { deferred } from '../../../src/common/deferred';
import { Emitter } from '../../../src/common/events';
import type { Problems } from '../../../src/ui/problems/problems';
import { BatchHost } from '../../../src/ui/uploads/page/batchHost';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { waitUntil } from '../../support/waitUntil';
import { group } from '../../unit/app/uploads/batch/batches';

/** A batch of these groups, whose `update` replaces them as a change of the batch does. */
function batchOf(first: GroupView): { batch: UploadBatch; update: (next: GroupView) => void } {
  const changed = new Emitter<void>();
  let groups = [first];
  const batch: Partial<UploadBatch> = {
    isOneFile: false,
    drafts: [],
    onDidChange: changed.event,
  };
  Object.defineProperty(batch, 'groups', { get: () => groups });
  Object.defineProperty(batch, 'lines', { get: () => groups.flatMap(({ lines }) => lines) });
  return {
    batch: batch as UploadBatch,
    update: (next) => {
      groups = [next];
      changed.fire();
    },
  };
}

const isOffered = ({ bar }: UploadModel): boolean =>
  bar?.buttons.some(({ action, missing }) => action === 'send' && !missing) ?? false;

const none = { onDidChange: () => ({ dispose: () => undefined }) };

describe('the page of several uploads', () => {
  it('never offers to send what has changed while it was drawn', async () => {
    const ready = group('CRM', { 'a.csv': {}, 'b.csv': {} });
    const preparing = {
      ...ready,
      draft: undefined,
      lines: ready.lines.map((line) => ({ ...line, isPreparing: true })),
    };
    const { batch, update } = batchOf(ready);
    const reading = deferred<undefined>();
    let last = Promise.resolve<undefined>(undefined);
    const shown: UploadModel[] = [];
    const host = new BatchHost(
      { batch, asksForSegment: false },
      { ...none, byKey: () => undefined, retailerName: () => undefined } as unknown as Accounts,
      { ...none, find: () => undefined } as unknown as SegmentList,
      { last: () => last } satisfies Pick<History, 'last'>,
      { pick: () => assert.fail('nothing is picked') },
      () => ({ jobs: () => [] }),
      {
        setAside: () => ({ restore: () => undefined, discard: () => undefined }),
        show: () => undefined,
      } as unknown as Problems,
      () => assert.fail('no rows are shown'),
      () => [],
      (model) => shown.push(model),
      () => assert.fail('nothing is sent'),
      () => assert.fail('no page is opened'),
      (error) => assert.fail(String(error)),
    );
    try {
      // Looks up the files, which is not done again.
      await host.draw();
      assert.ok(shown.splice(0).some(isOffered));
      last = reading.promise;
      update(ready);
      update(preparing);
      reading.resolve(undefined);
      await waitUntil('it is drawn', () => shown.length > 0);
      const send = shown[0].bar?.buttons.find(({ action }) => action === 'send');
      assert.equal(send?.missing, 'The files are still being checked.');
      update(ready);
      await waitUntil('it can be sent', () => shown.some(isOffered));
    } finally {
      host.dispose();
    }
  });
});
