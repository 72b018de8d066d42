import assert from 'node:assert/strict';
import type { TreeView } from 'vscode';
import { SegmentList } from '../../../src/app/segments/segmentList';
import { JobEvents } from '../../../src/app/uploads/jobEvents';
import { Emitter } from '../../../src/common/events';
import { UploadsTreeProvider, type UploadNode } from '../../../src/ui/uploads/view/uploadsTree';
import type { Uploads } from '../../../src/upload/contract';
import { waitUntil } from '../../support/waitUntil';
import { removal } from '../../unit/app/removals/removalRecords';
import { Shown } from '../segments/fakeAccounts';

/** What the Uploads view has the editor draw. The rest is tested in the window. */
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
