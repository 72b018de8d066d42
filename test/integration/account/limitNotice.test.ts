import assert from 'node:assert/strict';
import { window } from 'vscode';
import { LimitNotice } from '../../../src/ui/account/limitNotice';
import { waitUntil } from '../../support/waitUntil';

describe('the notice of the API’s rate limit', () => {
  it('is one for all that wait, and says nothing while an upload’s says it', async () => {
    const { withProgress } = window;
    const said: (string | undefined)[] = [];
    let shown = 0;
    const done: Promise<unknown>[] = [];
    const show: typeof withProgress = (_, task) => {
      shown++;
      const report = ({ message }: { message?: string }): void => void said.push(message);
      const shownUntil = task({ report }, undefined as never);
      done.push(Promise.resolve(shownUntil));
      return shownUntil;
    };
    Object.assign(window, { withProgress: show });
    try {
      let isSaid = true;
      const notice = new LimitNotice(() => isSaid);
      notice.begin('addRemove', Date.now() + 60_000)();
      assert.equal(shown, 0, 'uploads have their own');
      const ends = ['search', 'search'].map(() => notice.begin('search', Date.now() + 300));
      assert.deepEqual([shown, said], [1, ['']]);
      isSaid = false;
      await waitUntil('it is said', () =>
        /^Paused: API rate limit reached/.test(said.at(-1) ?? ''),
      );
      for (const end of ends) end();
      await Promise.all(done);
      assert.equal(shown, 1);
    } finally {
      Object.assign(window, { withProgress });
    }
  });
});
