import assert from 'node:assert/strict';
import { allChecks } from '../../../../src/app/doctor/checks';
import { examine, type CheckName, type CheckResult } from '../../../../src/app/doctor/checkup';
import type { CheckedClient, Setup } from '../../../../src/app/doctor/setup';
import { dueOf } from '../../../../src/app/removals/dueAt';
import { OutsideText } from '../../../../src/common/outsideText';
import { compact } from '../../../../src/common/records';
import { incomplete } from '../removals/page/removalPages';

/** A client of which everything is right. */
function clientOf(version: string): CheckedClient {
  const page = { items: [], count: 0, total: 0, limit: 1, offset: 0 };
  return {
    version,
    signIn: async () => 900,
    whoAmI: async () => ({}),
    editNothing: async () => undefined,
    searchSegments: async () => page,
    searchAudiences: async () => page,
  };
}

/** A setup of which everything is right. */
function setupOf(changed: Partial<Setup> = {}, client = clientOf('2026-07')): Setup {
  return {
    isSandbox: false,
    credentials: async () => ({ clientId: '0123456789abcdef', idFrom: 'ID', secretFrom: 'FILE' }),
    address: async () => ({ url: 'https://api.example' }),
    reach: async () => ({ clockAhead: 900 }),
    client: async () => client,
    account: async () => ({ handle: { accountId: '42' }, by: '--account' }),
    signedIn: async () => ({ client, accountId: '42' }),
    segments: [],
    segment: () => assert.fail('no segment was given'),
    stateFolder: '/state',
    inspectStateFolder: async () => ({ exists: true, isOpen: false }),
    stoppedUpdates: async () => [],
    dueRemovals: async () => [],
    now: () => Date.UTC(2026, 10, 30),
    ...changed,
  };
}

describe('the checks of doctor', () => {
  async function check(name: CheckName, setup: Setup): Promise<Omit<CheckResult, 'check'>> {
    const { results } = await examine(setup, allChecks(setup));
    const found = results.find((one) => one.check === name) ?? assert.fail(name);
    const { ok, message, advice, error } = found;
    return compact({ ok, message, advice, error });
  }
  const right = (message: string) => ({ ok: true, message });

  it('come after those that they need', () => {
    const seen = new Set<CheckName>();
    for (const { name, needs } of allChecks({ segments: ['1'] })) {
      for (const needed of needs) assert.ok(seen.has(needed), `${name} needs ${needed}`);
      seen.add(name);
    }
  });

  it('never show a whole client ID', async () => {
    for (const [clientId, shown] of [
      ['0123456789abcdef', '01234567…'],
      ['short', 'sho…'],
      ['a\u001b[31mb', 'a…'],
    ]) {
      const credentials = async () => ({ clientId, idFrom: 'ID', secretFrom: 'FILE' });
      assert.deepEqual(
        await check('credentials', setupOf({ credentials })),
        right(`client ID ${shown} (ID), secret (FILE)`),
      );
    }
  });

  it('name the proxy', async () => {
    const address = async () => ({ url: 'https://api.example', proxy: 'http://proxy:3128' });
    assert.deepEqual(
      await check('address', setupOf({ address })),
      right('https://api.example, through the proxy http://proxy:3128'),
    );
  });

  it('know no lifetime of a token that the API doesn’t say', async () => {
    const client = { ...clientOf('2026-07'), signIn: async () => undefined };
    assert.deepEqual(await check('token', setupOf({}, client)), right('issued'));
  });

  it('call a clock wrong from 5 minutes on', async () => {
    const clock = (clockAhead: number | undefined) =>
      check('clock', setupOf({ reach: async () => ({ clockAhead }) }));
    for (const ms of [-300_000, 0, 300_000]) assert.equal((await clock(ms)).ok, true);
    for (const ms of [-300_001, 300_001]) {
      const { ok, error } = await clock(ms);
      assert.deepEqual([ok, error?.code], [false, 'wrong-clock']);
    }
    assert.equal((await clock(undefined)).ok, null);
  });

  it('say when a version ends, and what to do in its last 60 days', async () => {
    const at = (year: number, month: number) =>
      check('version', setupOf({ now: () => Date.UTC(year, month) }));
    assert.deepEqual(await at(2027, 4), right('2026-07, ends in July 2027'));
    assert.deepEqual(await at(2027, 5), {
      ...right('2026-07, ends in July 2027'),
      advice:
        'API version 2026-07 ends in July 2027. Set criteoAudiences.apiVersion to a later version.',
    });
    assert.deepEqual(
      await check('version', setupOf({}, clientOf('2031-01'))),
      right('2031-01, its end isn’t known'),
    );
  });

  it('know what a version is that may change at any time', async () => {
    const { ok, advice } = await check('version', setupOf({}, clientOf('experimental')));
    assert.equal(ok, true);
    assert.match(advice ?? '', /2026-07/);
  });

  it('name the account as far as its name is known', async () => {
    const named = (found: Partial<Awaited<ReturnType<Setup['account']>>>) =>
      check(
        'account',
        setupOf({ account: async () => ({ handle: { accountId: '42' }, ...found }) }),
      );
    const name = OutsideText.name('Grocer');
    assert.deepEqual(await named({ name }), right('42 “Grocer”, the only one'));
    assert.deepEqual(
      await named({ name, by: '--account', isListed: true }),
      right('42 “Grocer” (--account)'),
    );
    assert.deepEqual(await named({ by: 'ENV' }), right('42 (ENV)'));
    const { ok, advice } = await named({ by: 'ENV', isListed: false });
    assert.equal(ok, true);
    assert.ok(advice);
  });

  it('warn of little space', async () => {
    const folder = (free: number) =>
      check(
        'state-folder',
        setupOf({ inspectStateFolder: async () => ({ exists: false, isOpen: false, free }) }),
      );
    assert.deepEqual(await folder(100_000_000), right('/state, can be created, 100 MB free'));
    assert.match((await folder(99_000_000)).advice ?? '', /Free some space/);
  });

  it('name each removal that is due', async () => {
    const due = dueOf([incomplete()]);
    const message = `${due[0].record.id} is due after Nov 28, 2026, 00:00 UTC`;
    const dueRemovals = async () => due;
    const is = (now: number) => check('removals', setupOf({ dueRemovals, now: () => now }));
    assert.deepEqual(await check('removals', setupOf()), right('none is due'));
    const before = await is(due[0].at - 1);
    assert.deepEqual([before.ok, before.message], [true, message]);
    assert.match(before.advice ?? '', /type them again/);
    const after = await is(due[0].at);
    assert.deepEqual([after.ok, after.message, after.error?.code], [false, message, 'incomplete']);
  });
});
