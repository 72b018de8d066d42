import assert from 'node:assert/strict';
import { commands, type TreeView, type ViewBadge } from 'vscode';
import { SegmentList } from '../../../src/app/segments/segmentList';
import { JobEvents } from '../../../src/app/uploads/jobEvents';
import { Emitter } from '../../../src/common/events';
import { UploadKeys } from '../../../src/ui/uploads/uploadKeys';
import { UploadsHeader } from '../../../src/ui/uploads/view/uploadsHeader';
import { UploadsTreeProvider, type UploadNode } from '../../../src/ui/uploads/view/uploadsTree';
import type { Uploads } from '../../../src/upload/contract';
import { waitUntil } from '../../support/waitUntil';
import { Store } from '../../unit/app/accounts/ports';
import { removal } from '../../unit/app/removals/removalRecords';
import { job } from '../../unit/app/uploads/page/jobs';
import { Shown } from '../segments/fakeAccounts';

/** What the Uploads view has the editor draw. */
describe('the rows of the Uploads view', () => {
  const list = (id: string) => removal({ id });
  const changed = new Emitter<void>();
  const view = { visible: true, onDidChangeVisibility: () => ({ dispose: () => undefined }) };
  const drawn: (UploadNode[] | undefined)[] = [];
  const shown = [list('R-1')];
  const accounts = new Shown();
  const segments = new SegmentList(accounts);
  const engine = { jobs: () => [], refresh: async () => undefined, onDidChange: () => () => 0 };
  const events = new JobEvents(() => engine as unknown as Uploads);
  let rows: UploadsTreeProvider;

  before(() => {
    rows = new UploadsTreeProvider(
      {
        view: view as unknown as TreeView<UploadNode>,
        changed: (nodes) => drawn.push(nodes),
      },
      accounts,
      segments,
      events,
      { shown, onDidChange: changed.event, removals: { isRunning: () => true } },
      async () => false,
    );
  });
  after(() => [rows, events, segments].forEach((one) => one.dispose()));

  /** What is drawn after a change. */
  const afterChange = async (): Promise<UploadNode[] | undefined> => {
    drawn.length = 0;
    changed.fire();
    await waitUntil('something is drawn', async () => drawn.length > 0);
    return drawn[0];
  };

  it('are drawn as the objects that the editor has, so that a click on one always passes it', async () => {
    const before = rows.getChildren();
    const again = await afterChange();
    assert.equal(again?.[0], before[0]);
    assert.equal(again.length, 1);
    // While one is drawn again, the editor lacks the arguments of its command.
    assert.equal(rows.getTreeItem(before[0]).command?.arguments, undefined);
  });

  it('are requested where there are others, or nobody sees them', async () => {
    shown.push(list('R-2'));
    assert.equal(await afterChange(), undefined);
    assert.equal(rows.getChildren().length, 2);
    assert.equal((await afterChange())?.length, 2);
    view.visible = false;
    assert.equal(await afterChange(), undefined);
  });
});

describe('the header of the Uploads view', () => {
  it('counts what is unfinished, and shows the view once, without the focus', async () => {
    const changed = new Emitter<string>();
    const view = { visible: false, onDidChangeVisibility: () => ({ dispose: () => undefined }) };
    let jobs = [job({ jobId: 'a', state: 'running' })];
    const events = {
      onDidChange: changed.event,
      ifMade: { jobs: () => jobs, job: () => jobs[0] },
      refresh: async () => true,
    } as unknown as JobEvents;
    const kept = new Store();
    const none = { onDidChange: new Emitter<void>().event, due: [] };
    const tree = { view: view as unknown as TreeView<UploadNode>, changed: () => undefined };
    const header = new UploadsHeader(tree, events, none, kept);
    const { executeCommand } = commands;
    const opened: unknown[][] = [];
    Object.assign(commands, { executeCommand: async (...all: unknown[]) => opened.push(all) });
    try {
      changed.fire('a');
      changed.fire('a');
    } finally {
      Object.assign(commands, { executeCommand });
    }
    assert.deepEqual(opened, [['criteoAudiences.uploads.open', { preserveFocus: true }]]);
    const shown = (): unknown[] => {
      const { badge, description } = view as { badge?: ViewBadge; description?: string };
      return [badge?.value, badge?.tooltip, description];
    };
    await header.load();
    assert.deepEqual(shown(), [1, '1 unfinished upload', '1 unfinished']);
    jobs = [job({ jobId: 'a', state: 'finished' })];
    await header.load();
    assert.deepEqual(shown(), [undefined, undefined, undefined]);
    header.dispose();
  });
});

describe('what the palette is told of uploads', () => {
  it('follows their states', async () => {
    const changed = new Emitter<string>();
    let jobs = [job({ jobId: 'a', state: 'running' })];
    const engine = { jobs: () => jobs };
    const events = {
      ...{ onDidChange: changed.event, engine: () => engine, refresh: async () => true },
    } as unknown as JobEvents;
    const { executeCommand } = commands;
    const told = new Map<unknown, unknown>();
    Object.assign(commands, {
      executeCommand: async (_: string, key: unknown, value: unknown) => told.set(key, value),
    });
    const keys = new UploadKeys(events);
    const listed = (): boolean[] => [
      told.get('criteoAudiences.uploading') === true,
      told.get('criteoAudiences.none.undoable') === false,
      told.get('criteoAudiences.none.deletable') === false,
    ];
    try {
      await waitUntil('it can be cancelled', () => listed().join() === 'true,false,false');
      jobs = [job({ jobId: 'a', state: 'finished', report: { sent: 5, accepted: 5 } })];
      changed.fire('a');
      await waitUntil('it can be undone and deleted', () => listed().join() === 'false,true,true');
    } finally {
      Object.assign(commands, { executeCommand });
      keys.dispose();
    }
  });
});
