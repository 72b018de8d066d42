import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Statistics } from '../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { createHistory } from '../../../../src/app/segments/history';
import { takeReading } from '../../../../src/app/segments/statistics';

describe('a reading of the figures', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-figures-'));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is kept as it came, where another start finds it', async () => {
    const statistics: Statistics = { segmentId: '5', numberOfIdentifiers: 10, matchRate: 0.5 };
    const account = {
      key: 'k',
      accountId: '1',
      client: { statistics: async () => statistics },
    } as unknown as AccountHandle;
    const history = createHistory(folder, assert.fail);
    assert.equal(await takeReading(history, account, '5'), statistics);
    history.dispose();
    const [kept] = await createHistory(folder, assert.fail).of(account, '5');
    assert.ok(kept && Math.abs(kept.at - Date.now()) < 60_000);
    assert.deepEqual(JSON.parse(JSON.stringify({ ...kept, at: 0 })), {
      at: 0,
      kind: 'reading',
      numberOfIdentifiers: 10,
      matchRate: 0.5,
    });
  });
});
