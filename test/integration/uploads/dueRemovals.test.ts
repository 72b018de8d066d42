import assert from 'node:assert/strict';
import type { TreeView } from 'vscode';
import type { Accounts } from '../../../src/app/accounts/account';
import type { Removals } from '../../../src/app/removals/removals';
import type { JobEvents } from '../../../src/app/uploads/jobEvents';
import { Emitter } from '../../../src/common/events';
import { RemovalsUi } from '../../../src/ui/uploads/removal/removalsUi';
import { UploadsHeader } from '../../../src/ui/uploads/view/uploadsHeader';
import { waitUntil } from '../../support/waitUntil';
import { incomplete, record } from '../../unit/app/removals/page/removalPages';

describe('removals that are due in a window', () => {
  it('are finished once somebody is signed in, and counted until then', async () => {
    const [changed, refreshed, signedIn] = [new Emitter<string>(), new Emitter(), new Emitter()];
    let all = [incomplete()];
    let canResume = false;
    let tries = 0;
    const removals = {
      onDidChange: changed.event,
      all: async () => all,
      isRunning: () => false,
      resume: async () => {
        tries++;
        assert.ok(canResume, 'nobody is signed in');
        return {};
      },
      run: async () => {
        all = [record()];
        return all[0];
      },
    } as unknown as Removals;
    const ui = new RemovalsUi(
      removals,
      { onDidRefresh: refreshed.event } as unknown as JobEvents,
      { onDidChange: signedIn.event } as unknown as Accounts,
      () => true,
    );
    const view = { onDidChangeVisibility: () => ({ dispose: () => undefined }) };
    const events = { onDidChange: changed.event, ifMade: { jobs: () => [], job: () => undefined } };
    const header = new UploadsHeader(
      { view: view as unknown as TreeView<never>, changed: () => undefined },
      events as unknown as JobEvents,
      ui,
      { get: <T>() => true as T, update: async () => undefined },
    );
    const badge = (): unknown => (view as { badge?: unknown }).badge;
    try {
      await waitUntil('a badge', () => badge() !== undefined);
      assert.deepEqual(badge(), { value: 1, tooltip: '1 removal due' });
      assert.deepEqual([ui.due.length, tries], [1, 1]);
      changed.fire('another');
      canResume = true;
      signedIn.fire(undefined);
      await waitUntil('no badge', () => badge() === undefined);
      assert.deepEqual([ui.due.length, tries], [0, 2], 'what was tried is left to a person');
    } finally {
      header.dispose();
      ui.dispose();
    }
  });
});
