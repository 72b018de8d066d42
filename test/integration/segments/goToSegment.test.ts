import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PlainSegment } from '../../../src/app/segments/labels';
import type { Sandbox } from '../../../src/sandbox/server';
import { waitUntil } from '../../support/waitUntil';
import { configure, idOf, partnerSegment, rejection, requestCount, run, signIn } from './signedIn';

describe('Go to Segment', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let partner: string;

  before(async () => {
    ({ server, end } = await signIn());
    partner = (await partnerSegment(server)).accountId;
    await configure('accounts', [{ id: partner, label: 'Partners' }]);
  });
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });
  beforeEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const pages = (): string[] =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview)
      .map(({ label }) => label);
  /** Presses keys of the picker until `work` has ended. */
  const answer = async (work: Thenable<unknown>, command: string): Promise<void> => {
    let done = false;
    void work.then(
      () => (done = true),
      () => (done = true),
    );
    await waitUntil('it is answered', async () => {
      await vscode.commands.executeCommand(`workbench.action.${command}`);
      return done;
    });
  };

  it('opens the page of a segment of the selected account by its ID, and returns the segment', async () => {
    const id = await idOf(server, 'Newsletter Subscribers');
    const segment = await run<PlainSegment>('goToSegment', { id });
    assert.deepEqual([segment.id, segment.name], [id, 'Newsletter Subscribers']);
    await waitUntil('its page', () => pages().length === 1);
  });

  it('finds a segment of another account shown, by its account or among what is loaded', async () => {
    const theirs = (await server.control.segments()).find(
      ({ accountId, name }) => accountId === partner && name === 'Newsletter Subscribers',
    );
    assert.ok(theirs);
    await run('refresh', { accountId: server.accountId });
    const byAccount = await run<PlainSegment>('goToSegment', { id: theirs.id, accountId: partner });
    assert.equal(byAccount.accountId, partner);
    await run('listSegments', { accountId: partner });
    server.control.resetCounts();
    assert.equal((await run<PlainSegment>('goToSegment', { id: theirs.id })).accountId, partner);
    assert.equal(requestCount(server, 'search'), 0, 'it is known');
  });

  it('says what is wrong with an ID', async () => {
    assert.equal((await rejection(run('goToSegment', { id: 'x' }))).code, 'bad-argument');
    assert.equal((await rejection(run('goToSegment', { id: '1' }))).code, 'segment-not-found');
    assert.equal(
      (await rejection(run('goToSegment', { id: '1', accountId: '666' }))).code,
      'unknown-account',
    );
    assert.deepEqual(pages(), []);
  });

  it('offers the segments of all accounts shown, the last one used first', async () => {
    const byName = (await server.control.segments())
      .filter(({ accountId }) => [server.accountId, partner].includes(accountId))
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    const theirs = byName.findIndex(({ accountId }) => accountId === partner);
    // Choosing one counts as use: the next time it is the first, whatever account it is of.
    const chosen: (string | undefined)[] = [];
    const { createQuickPick } = vscode.window;
    const shown: vscode.QuickPick<vscode.QuickPickItem>[] = [];
    Object.assign(vscode.window, {
      createQuickPick: () => {
        shown.unshift(createQuickPick());
        return shown[0];
      },
    });
    for (const [move, times] of [
      ['quickOpenSelectPrevious', 1],
      ['quickOpenSelectNext', theirs + 1],
    ] as const) {
      const before = shown.length;
      const picking = run<PlainSegment>('goToSegment');
      await waitUntil('the picker', () => shown.length > before);
      const [picker] = shown;
      await waitUntil('all are listed', () => !picker.busy && picker.activeItems.length > 0);
      for (let time = 0; time < times; time++) {
        const [active] = picker.activeItems;
        await vscode.commands.executeCommand(`workbench.action.${move}`);
        await waitUntil('it moved', () => picker.activeItems[0] !== active);
      }
      await answer(picking, 'acceptSelectedQuickOpenItem');
      const { id } = await picking;
      const again = run<PlainSegment>('goToSegment');
      await answer(again, 'acceptSelectedQuickOpenItem');
      assert.equal((await again).id, id, move);
      chosen.push(id);
    }
    Object.assign(vscode.window, { createQuickPick });
    assert.deepEqual(
      chosen,
      [byName.at(-1)?.id, byName[theirs]?.id],
      'the last of all, then theirs',
    );
  });

  it('ends silently on Escape', async () => {
    const picking = run('goToSegment');
    await answer(picking, 'closeQuickOpen');
    assert.equal(await picking, undefined);
    assert.deepEqual(pages(), []);
  });
});
