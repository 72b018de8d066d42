import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Audience } from '../../../../src/api/apiTypes';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import { AudienceList, segmentsUsedIn, usersOf } from '../../../../src/app/audiences/audienceList';
import { Emitter } from '../../../../src/common/events';
import { account } from '../segments/segments';
import { all, any, audience, leaf, not, UNCLEAR } from './audiences';

const FIVE_MINUTES = 5 * 60_000;
const failed = (kind: ApiError['kind']): ApiError =>
  new ApiError(`${kind}!`, { kind, operation: 'audiences', outcome: 'notDone', retryable: true });

describe('the list of audiences', () => {
  /** What the API has, or its error. */
  let server: Audience[] | Error;
  /** The offsets asked for. */
  let asked: number[];
  /** Lets the answers pass. */
  let hold: Promise<void> | undefined;
  /** How much later it is. */
  let later: number;
  let handle: AccountHandle;
  let list: AudienceList;
  const { now } = Date;

  const searchAudiences: AccountHandle['client']['searchAudiences'] = async (
    accountId,
    filter,
    { limit = 0, offset = 0 } = {},
  ) => {
    assert.deepEqual([accountId, filter, limit], ['77', {}, 500]);
    asked.push(offset);
    await (hold ?? new Promise((resolve) => setImmediate(resolve)));
    if (server instanceof Error) throw server;
    const items = server.slice(offset, offset + limit);
    return { items, count: items.length, total: server.length, offset, limit };
  };
  const many = (count: number): Audience[] =>
    Array.from({ length: count }, (_, at) => audience(`${at + 1}`, leaf(`${at % 2}`)));
  const ids = (audiences: readonly Audience[]): string[] => audiences.map(({ id }) => id);

  beforeEach(() => {
    server = [audience('1', all(leaf('7'), not(leaf('8')))), audience('2', leaf('9'))];
    asked = [];
    hold = undefined;
    later = 0;
    handle = account({ searchAudiences });
    list = new AudienceList({
      onDidChange: new Emitter<void>().event,
      shown: () => [handle],
      byKey: () => handle,
    } as Partial<Accounts> as Accounts);
    Date.now = () => now() + later;
  });
  afterEach(() => {
    list.dispose();
    Date.now = now;
  });

  it('is read once, to its end, whoever asks', async () => {
    server = many(1001);
    assert.equal((await list.all(handle)).length, 1001);
    assert.deepEqual(asked, [0, 500, 1000]);
    assert.equal((await list.using(handle, '1')).length, 500);
    assert.equal(list.complete(handle), true);
    assert.equal(await list.all(handle), list.state(handle).items);
    assert.equal(list.find(handle, '1001')?.id, '1001');
    await list.all(handle, { maxAge: FIVE_MINUTES });
    assert.equal(asked.length, 3, 'no further request');
  });

  it('is read to its end where the view has read a page of it', async () => {
    server = many(501);
    await list.load(handle);
    assert.equal(list.state(handle).items.length, 500);
    assert.equal((await list.all(handle)).length, 501);
    assert.deepEqual(asked, [0, 500]);
  });

  it('is read once for those who ask at the same time', async () => {
    const found = await Promise.all([
      list.all(handle),
      list.using(handle, '7'),
      list.all(handle, { maxAge: FIVE_MINUTES }),
      list.using(handle, '8'),
    ]);
    assert.deepEqual(found.map(ids), [['1', '2'], ['1'], ['1', '2'], ['1']]);
    assert.deepEqual(asked, [0]);
  });

  it('is read again each time for those who need it as of now', async () => {
    await list.all(handle);
    server = [audience('3', leaf('7'))];
    assert.deepEqual(ids(await list.all(handle, { maxAge: 0 })), ['3']);
    server = [audience('4', leaf('7'))];
    assert.deepEqual(ids(await list.using(handle, '7', { maxAge: 0 })), ['4']);
    assert.deepEqual(asked, [0, 0, 0]);
  });

  it('is read again after five minutes for those who need it as young, and for nobody else', async () => {
    await list.all(handle);
    server = [audience('3', leaf('7'))];
    later = FIVE_MINUTES - 2_000;
    assert.deepEqual(ids(await list.all(handle, { maxAge: FIVE_MINUTES })), ['1', '2']);
    later = FIVE_MINUTES;
    assert.deepEqual(ids(await list.all(handle)), ['1', '2']);
    assert.deepEqual(ids(await list.using(handle, '7')), ['1']);
    assert.deepEqual(asked, [0]);
    const fresh = await Promise.all([
      list.all(handle, { maxAge: FIVE_MINUTES }),
      list.all(handle, { maxAge: FIVE_MINUTES }),
    ]);
    assert.deepEqual(fresh.map(ids), [['3'], ['3']]);
    assert.deepEqual(asked, [0, 0], 'one request for both');
    assert.deepEqual(ids(await list.using(handle, '7')), ['3']);
    await list.all(handle, { maxAge: FIVE_MINUTES });
    assert.deepEqual(asked, [0, 0], 'it is fresh now');
    later += FIVE_MINUTES;
    await list.all(handle, { maxAge: FIVE_MINUTES });
    assert.deepEqual(asked, [0, 0, 0], 'and again after five more');
  });

  it('isn’t old after it was refreshed', async () => {
    await list.all(handle);
    later = FIVE_MINUTES;
    server = many(3);
    await list.refresh(handle);
    assert.equal((await list.all(handle, { maxAge: FIVE_MINUTES })).length, 3);
    assert.deepEqual(asked, [0, 0]);
  });

  it('isn’t asked for again after a missing permission, until it is refreshed', async () => {
    const error = failed('permission');
    server = error;
    for (const ask of [
      () => list.all(handle),
      () => list.all(handle, { maxAge: FIVE_MINUTES }),
      () => list.using(handle, '7'),
    ])
      await assert.rejects(ask(), error);
    assert.deepEqual(asked, [0]);
    await assert.rejects(list.refresh(handle), error);
    assert.deepEqual(asked, [0, 0]);
    server = [audience('3', leaf('7'))];
    await list.refresh(handle);
    assert.deepEqual(ids(await list.using(handle, '7')), ['3']);
    assert.deepEqual(asked, [0, 0, 0]);
  });

  it('that may no longer be read says so, whatever is known from before', async () => {
    await list.all(handle);
    server = failed('permission');
    later = FIVE_MINUTES;
    await assert.rejects(list.all(handle, { maxAge: FIVE_MINUTES }), server);
    await assert.rejects(list.all(handle), server);
    assert.deepEqual(asked, [0, 0]);
  });

  for (const error of [failed('network'), failed('api'), failed('malformed'), new Error('odd')])
    it(`is asked for again after another failure (${error.message})`, async () => {
      const good = server;
      server = error;
      await assert.rejects(list.all(handle), error);
      await assert.rejects(list.using(handle, '7'), error);
      server = good;
      assert.deepEqual(ids(await list.using(handle, '7')), ['1']);
      assert.deepEqual(asked, [0, 0, 0]);
    });

  it('is not given as fresh if it can’t be read again, but is still known', async () => {
    await list.all(handle);
    const good = server;
    const error = failed('network');
    server = error;
    later = FIVE_MINUTES;
    await assert.rejects(list.all(handle, { maxAge: FIVE_MINUTES }), error);
    assert.deepEqual(ids(await list.all(handle)), ['1', '2']);
    await assert.rejects(list.all(handle, { maxAge: FIVE_MINUTES }), error);
    server = good;
    await list.all(handle, { maxAge: FIVE_MINUTES });
    assert.deepEqual(asked, [0, 0, 0, 0]);
  });

  it('isn’t waited for after a cancel, and is read on for the others', async () => {
    const stop = new AbortController();
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const cancelled = list.all(handle, { signal: stop.signal });
    const other = list.all(handle);
    stop.abort(new Error('cancelled'));
    await assert.rejects(cancelled, /cancelled/);
    release();
    assert.deepEqual(ids(await other), ['1', '2']);
    assert.deepEqual(asked, [0]);

    hold = new Promise((resolve) => (release = resolve));
    later = FIVE_MINUTES;
    const again = new AbortController();
    const stale = list.all(handle, { maxAge: FIVE_MINUTES, signal: again.signal });
    const fresh = list.all(handle, { maxAge: FIVE_MINUTES });
    again.abort(new Error('cancelled too'));
    await assert.rejects(stale, /cancelled too/);
    release();
    await fresh;
    assert.deepEqual(asked, [0, 0]);
  });

  it('isn’t asked for by who has cancelled before', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await assert.rejects(list.all(handle, { signal }), /cancelled/);
    assert.deepEqual(asked, []);
  });
});

describe('the audiences that use a segment', () => {
  it('have it anywhere in their algebra, also where it is unclear', () => {
    const audiences = [
      audience('1', leaf('7')),
      audience('2', all(any(leaf('5'), not(leaf('7'))), leaf('6'))),
      audience('3', leaf('77')),
      audience('4', UNCLEAR),
      audience('5', { kind: 'unknown', nodes: [leaf('7'), leaf('8')] }),
    ];
    assert.deepEqual(
      usersOf(audiences, '7').map(({ id }) => id),
      ['1', '2', '5'],
    );
    assert.deepEqual([...segmentsUsedIn(audiences)].sort(), ['5', '6', '7', '77', '8']);
    assert.equal(segmentsUsedIn(audiences), segmentsUsedIn(audiences), 'computed once for a list');
    assert.equal(segmentsUsedIn([]).size, 0);
  });
});
