import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AccountHandle } from '../../../src/app/accounts/account';
import { RecentSegments } from '../../../src/app/segments/recentSegments';
import { SegmentList } from '../../../src/app/segments/segmentList';
import { Cancelled } from '../../../src/common/failure';
import { OutsideText } from '../../../src/common/outsideText';
import type { Sandbox } from '../../../src/sandbox/server';
import {
  CREATE,
  pickSegment,
  pickSegments,
  type PickOptions,
} from '../../../src/ui/segments/pickSegment';
import type { SegmentNode } from '../../../src/ui/segments/segmentNode';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { Store } from '../../unit/app/accounts/ports';
import { handleOf, Shown } from './fakeAccounts';

/** The picker over a sandbox, driven by the editor's commands for quick picks. */
describe('segment picker', () => {
  let server: Sandbox;
  let accounts: Shown;
  let list: SegmentList;
  let recent: RecentSegments;
  let main: AccountHandle;

  before(async () => {
    server = await startSandbox();
    main = handleOf(server);
  });
  after(() => server.close());
  beforeEach(() => {
    server.control.clearFaults();
    accounts = new Shown();
    accounts.show(main);
    list = new SegmentList(accounts);
    recent = new RecentSegments(new Store());
  });
  afterEach(() => list.dispose());

  const command = (name: string): Thenable<unknown> =>
    vscode.commands.executeCommand(`workbench.action.${name}`);
  const ofType =
    (type: string) =>
    ({ segment }: SegmentNode): boolean =>
      segment.contactList?.identifierType === type;
  const pick = async (options: Partial<PickOptions> = {}): Promise<SegmentNode> => {
    const picked = await pickSegment(
      [main],
      { accounts, list, recent },
      { title: 'Which?', ...options },
    );
    assert.notEqual(picked, CREATE);
    return picked as SegmentNode;
  };
  const settled = (work: Promise<unknown>): { done: boolean } => {
    const state = { done: false };
    void work.catch(() => undefined).finally(() => (state.done = true));
    return state;
  };
  const press = async (key: string, work: Promise<unknown>): Promise<void> => {
    const state = settled(work);
    await waitUntil('the picker is closed', async () => {
      await command(key);
      return state.done;
    });
  };
  /** Accepts repeatedly, because the picker shows its items shortly after they are loaded. */
  const accept = (work: Promise<unknown>): Promise<void> =>
    press('acceptSelectedQuickOpenItem', work);

  it('loads all segments, and lists the suitable ones, recently used first', async () => {
    server.control.seed({ segments: 700, accountId: server.accountId, prefix: 'Seeded' });
    await list.loadAll(main);
    assert.ok(list.state(main).segments.length > 700);
    const expected = list
      .state(main)
      .segments.findLast(
        (segment) =>
          segment.contactList?.identifierType === 'Email' && !segment.contactList.isReadOnly,
      );
    assert.ok(expected);
    await recent.use({ account: main, segment: expected });
    const picking = pick({ only: 'writable', fits: ofType('Email') });
    await accept(picking);
    assert.equal((await picking).segment.id, expected.id, 'recently used comes first');
    const other = pick({ only: 'writable', fits: ofType('CustomerId') });
    await accept(other);
    assert.equal((await other).segment.contactList?.identifierType, 'CustomerId');
    assert.deepEqual(recent.of(main.key), [expected.id], 'picking alone doesn’t count as use');
  });

  it('lists the others by name', async () => {
    await list.loadAll(main);
    const names = list.state(main).segments.map(({ name }) => name?.raw() ?? '');
    const first = [...names].sort((a, b) =>
      a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' }),
    )[0];
    assert.notEqual(first, names[0]);
    const picking = pick();
    await accept(picking);
    assert.equal((await picking).segment.name?.raw(), first);
  });

  it('puts segments for the file’s identifiers first, and offers to create one without taking it on Enter', async () => {
    await list.loadAll(main);
    const likely = { types: ['CustomerId'] };
    const picking = pick({ only: 'writable', likely, offersCreation: true });
    await accept(picking);
    assert.equal((await picking).segment.contactList?.identifierType, 'CustomerId');
  });

  it('rejects with Cancelled on Escape', async () => {
    const picking = pick();
    await press('closeQuickOpen', picking);
    await assert.rejects(picking, Cancelled);
    assert.deepEqual(recent.of(main.key), []);
  });

  it('rejects with the API’s error if nothing could be loaded, and something else is to be done', async () => {
    server.control.addFaults({ fault: '410', operation: 'search' });
    await assert.rejects(pick(), { name: 'ApiError', status: 410 });
  });

  it('stays open if nothing could be loaded, and tries again by Enter', async () => {
    const searches = (): number => server.control.counts().operations.search?.calls ?? 0;
    server.control.addFaults({ fault: 'forbidden', operation: 'search', times: 1000 });
    const before = searches();
    const picking = pick();
    const state = settled(picking);
    await waitUntil('it has tried three times', async () => {
      // Twice: the second time on an entry that is gone, but not yet in the editor.
      const press = () => command('acceptSelectedQuickOpenItem');
      await Promise.all([press(), press()]);
      return searches() >= before + 3;
    });
    assert.equal(state.done, false);
    server.control.clearFaults();
    await accept(picking);
    assert.ok((await picking).segment.id);
  });

  it('tries again from its list, where that is of several', async () => {
    server.control.addFaults({ fault: 'forbidden', operation: 'search', times: 1 });
    const picking = pickSegments([main], { accounts, list, recent }, { title: 'Which?' });
    await waitUntil('the list is there', async () => {
      await command('acceptSelectedQuickOpenItem');
      return list.complete(main);
    });
    const state = settled(picking);
    await waitUntil('the picker is closed', async () => {
      await command('quickPickManyToggle');
      await command('acceptSelectedQuickOpenItem');
      return state.done;
    });
    assert.ok((await picking).length > 0);
  });

  it('shows names as text, without rendering icons', () => {
    assert.equal(OutsideText.name('$(trash) $5').forPrompt(), '\\$(trash) $5');
  });
});
