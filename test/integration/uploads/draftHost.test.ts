import assert from 'node:assert/strict';
import type { Batch } from '../../../src/app/uploads/batch/batch';
import type { GroupView } from '../../../src/app/uploads/batchPage/batchView';
import { Pairings } from '../../../src/app/uploads/pairings/pairings';
import { deferred } from '../../../src/common/deferred';
import { Emitter } from '../../../src/common/events';
import { Failure } from '../../../src/common/failure';
import type { Problems } from '../../../src/ui/problems/problems';
import { DraftHost } from '../../../src/ui/uploads/page/draftHost';
import type { PageSegments } from '../../../src/ui/uploads/page/pageSegments';
import type { RowActions } from '../../../src/ui/uploads/page/rowActions';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { waitUntil } from '../../support/waitUntil';
import { Store } from '../../unit/app/accounts/ports';
import { group } from '../../unit/app/uploads/batchPage/batches';

/** A batch of these groups, whose `update` replaces them as a change of the batch does. */
function batchOf(first: GroupView): { batch: Batch; update: (next: GroupView) => void } {
  const changed = new Emitter<void>();
  let groups = [first];
  const batch: Partial<Batch> = {
    isOneFile: false,
    sendable: [],
    options: { by: 'person', command: 'uploadMany' },
    checkOf: () => undefined,
    draftOf: () => undefined,
    onDidChange: changed.event,
  };
  Object.defineProperty(batch, 'groups', { get: () => groups });
  Object.defineProperty(batch, 'lines', { get: () => groups.flatMap(({ lines }) => lines) });
  return {
    batch: batch as Batch,
    update: (next) => {
      groups = [next];
      changed.fire();
    },
  };
}

/** The host of a page of this batch, and what it shows. */
function hostOf(
  batch: Batch,
  {
    sent = () => assert.fail('nothing is sent'),
    reading = () => Promise.resolve(undefined),
    cleared = () => undefined,
  }: { sent?: () => void; reading?: () => Promise<undefined>; cleared?: Problems['clearUnsent'] },
): { host: DraftHost; shown: UploadModel[] } {
  const shown: UploadModel[] = [];
  const host = new DraftHost(
    { batch, confirmOnly: false, asksForSegment: false, notices: [] },
    {
      show: (model) => shown.push(model),
      sent,
      reveal: () => assert.fail('no rows are shown'),
      fail: (error) => assert.fail(String(error)),
      startUpload: () => assert.fail('no page is opened'),
      report: (error) => assert.fail(String(error)),
    },
    {
      onDidChange: () => ({ dispose: () => undefined }),
      onDidChangeSize: () => ({ dispose: () => undefined }),
      find: () => undefined,
      accountsShown: () => [],
      accountOf: ({ account }: { account: unknown }) => account,
      size: reading,
    } as unknown as PageSegments,
    () => ({
      jobs: () => [],
      recordLeftOut: () => assert.fail('nothing is left out'),
    }),
    {
      clearUnsent: cleared,
      show: () => undefined,
    } as unknown as Problems,
    new Pairings(new Store()),
    { run: () => assert.fail('no rows are shown') } as unknown as RowActions,
  );
  return { host, shown };
}

const isOffered = ({ bar }: UploadModel): boolean =>
  bar?.buttons.some(({ action, missing }) => action === 'send' && !missing) ?? false;

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
    const { host, shown } = hostOf(batch, { reading: () => last });
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

  it('says why nothing was sent, until it is sent or something changes', async () => {
    const ready = group('CRM', { 'a.csv': {}, 'b.csv': {} });
    const { batch, update } = batchOf(ready);
    const failures: unknown[] = [
      new Failure('network', 'No connection.'),
      new Failure('unreadable', 'Y.'),
    ];
    batch.send = () => {
      const failure = failures.shift();
      return failure ? Promise.reject(failure as Error) : Promise.resolve([]);
    };
    let sent = 0;
    const { host, shown } = hostOf(batch, { sent: () => void sent++ });
    const calloutOf = () => shown.at(-1)?.callout?.text;
    try {
      await host.draw();
      // No press fails: nothing is said anywhere else.
      await host.press('send', undefined);
      await waitUntil('it says why', () => calloutOf() === 'No connection.');
      assert.ok(isOffered(shown.at(-1) ?? assert.fail()));
      await host.press('sort', 'name');
      assert.equal(calloutOf(), 'No connection.');
      await host.press('send', undefined);
      await waitUntil('it says why anew', () => calloutOf() === 'Y.');
      update({ ...ready, draft: ready.draft && { ...ready.draft, step: { kind: 'checking' } } });
      update(ready);
      await waitUntil('that is gone', () => calloutOf() === undefined);
      await waitUntil('it can be sent', () => isOffered(shown.at(-1) ?? assert.fail()));
      await host.press('send', undefined);
      assert.equal(sent, 1);
    } finally {
      host.dispose();
    }
  });

  it('counts down before a Replace, until that is called off or something is checked again', async () => {
    const ready = group('CRM', { 'a.csv': {}, 'b.csv': {} }, { operation: 'replace' });
    const { batch, update } = batchOf(ready);
    batch.cancel = () => undefined;
    const { host, shown } = hostOf(batch, {});
    const isCounting = (): boolean => /^Replacing in \d s$/.test(shown.at(-1)?.bar?.text ?? '');
    try {
      await host.draw();
      for (const callOff of [
        () => void host.press('hold', undefined),
        () =>
          update({
            ...ready,
            draft: ready.draft && { ...ready.draft, step: { kind: 'checking' } },
          }),
      ]) {
        await host.press('send', undefined);
        await waitUntil('it counts down', isCounting);
        await host.press('sort', 'name');
        await waitUntil('a look doesn’t end that', isCounting);
        callOff();
        await waitUntil('it is called off', () => !isCounting());
        update(ready);
        await waitUntil('it can be sent', () => isOffered(shown.at(-1) ?? assert.fail()));
      }
    } finally {
      host.dispose();
    }
  });

  it('takes its problems with it unless it was sent', async () => {
    for (const isSent of [false, true]) {
      const { batch } = batchOf(group('CRM', { 'a.csv': {}, 'b.csv': {} }));
      batch.send = () => Promise.resolve([]);
      const cleared: string[] = [];
      const { host } = hostOf(batch, {
        sent: () => undefined,
        cleared: (uris) => cleared.push(...uris.map(({ path }) => path.replace(/^.*\//, ''))),
      });
      await host.draw();
      if (isSent) await host.press('send', undefined);
      assert.deepEqual(cleared, []);
      host.dispose();
      assert.deepEqual(cleared, isSent ? [] : ['a.csv', 'b.csv']);
    }
  });
});
