import assert from 'node:assert/strict';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import { AudienceList } from '../../../../src/app/audiences/audienceList';
import { ArrangedAudiences } from '../../../../src/ui/audiences/arrangedAudiences';
import { turns } from '../../../support/waitUntil';
import { audience, leaf } from '../../app/audiences/audiences';
import { account } from '../../app/segments/segments';

describe('the audiences of a view', () => {
  const server = Array.from({ length: 1500 }, (_, at) => audience(`${at + 1}`, leaf('5')));
  /** Lets requests pass. */
  let hold: Promise<void>;
  let isBroken: boolean;
  let owner: AccountHandle;
  let audiences: AudienceList;
  let lists: ArrangedAudiences;

  beforeEach(() => {
    hold = Promise.resolve();
    isBroken = false;
    owner = account({
      searchAudiences: async (_id, _filter, { limit = 0, offset = 0 } = {}) => {
        await hold;
        if (isBroken && offset > 0) throw new Error('503');
        const items = server.slice(offset, offset + limit);
        return { items, count: items.length, total: server.length, offset, limit };
      },
    });
    const accounts = {
      onDidChange: () => ({ dispose: () => undefined }),
      byKey: () => owner,
      shown: () => [owner],
    } as unknown as Accounts;
    audiences = new AudienceList(accounts);
    const sources = { accounts, audiences, list: audiences, readings: { load: async () => {} } };
    lists = new ArrangedAudiences(
      sources as unknown as ConstructorParameters<typeof ArrangedAudiences>[0],
      () => undefined,
    );
  });

  it('are all loaded, although another reader of a running load gives up', async () => {
    isBroken = true;
    lists.begin([owner]);
    await turns();
    assert.equal(lists.endOf(owner), 'failed');
    lists.begin([owner]);
    await turns();
    assert.equal(lists.endOf(owner), 'failed', 'the user tries again, not a repaint');

    isBroken = false;
    let pass!: () => void;
    hold = new Promise((resolve) => (pass = resolve));
    const check = new AbortController();
    const checked = audiences.all(owner, { maxAge: 0, signal: check.signal });
    lists.begin([owner]);
    check.abort();
    await assert.rejects(checked, { name: 'AbortError' });
    pass();
    await turns();
    assert.equal(audiences.state(owner).items.length, 1500);
    assert.equal(lists.endOf(owner), 'complete');
  });
});
