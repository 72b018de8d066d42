import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LimitNotice } from '../../../src/ui/account/limitNotice';
import { waitUntil } from '../../support/waitUntil';

type Work = (progress: vscode.Progress<{ message?: string }>) => Promise<void>;

describe('the notice that requests wait for the rate limit', () => {
  it('is in the status bar until they go on, unless an upload says so', async () => {
    const { withProgress } = vscode.window;
    const said: (string | undefined)[] = [];
    let shown = 0;
    Object.assign(vscode.window, {
      withProgress: async ({ location }: vscode.ProgressOptions, work: Work) => {
        assert.equal(location, vscode.ProgressLocation.Window);
        shown++;
        await work({ report: ({ message }) => said.push(message) });
        shown--;
      },
    });
    let isSaid = false;
    const notice = new LimitNotice(() => isSaid);
    try {
      notice.begin('addRemove', Date.now() + 60_000)();
      assert.equal(shown, 0, 'an upload has its own');
      const end = notice.begin('search', Date.now() + 200);
      assert.match(said[0] ?? '', /^Paused: API rate limit reached, retrying in \d+ s$/);
      isSaid = true;
      await waitUntil('it says nothing', () => said.at(-1) === '');
      end();
      await waitUntil('it is gone', () => shown === 0);
    } finally {
      Object.assign(vscode.window, { withProgress });
    }
  });
});
