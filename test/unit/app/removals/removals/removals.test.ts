import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { RateLimiter } from '../../../../../src/api/rateLimiter';
import { isSendable, stateOf } from '../../../../../src/app/removals/removalFigures';
import type { RemovalRecord, RemovalSegment } from '../../../../../src/app/removals/removalTypes';
import { recordText } from '../../../../../src/common/recordVersion';
import { applyHash } from '../../../../../src/upload/hashFormats';
import { nextComputation } from '../../../../../src/upload/schedule';
import { share } from '../../../../support/tenth';
import { turns } from '../../../../support/waitUntil';
import { FakeClock } from '../../../api/support';
import { audience, leaf, not } from '../../audiences/audiences';
import { segment } from '../../segments/segments';
import { refuses } from '../../uploads/draftBench';
import { listOf, removalBenchForEach } from '../removalBench';

const email = (i: number): string => `person${i}@example.com`;
const phone = (i: number): string => `+3361234${String(i).padStart(4, '0')}`;
const card = (i: number): string => `C-${1000 + i}`;
const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, k) => k + from).map((i) =>
    [email(i), phone(i), card(i)].join(','),
  );
const file = (...lines: string[]): string => ['email,phone,card_no', ...lines, ''].join('\n');
const COLUMNS = { columns: ['*', 'card_no'] };

/** Every format in which an address may be in a segment. */
const formatsOf = (address: string): string[] => [
  address,
  applyHash(address, 'md5'),
  applyHash(address, 'sha256'),
  applyHash(address, 'sha256ofMd5'),
];

describe('removals', function () {
  this.timeout(30_000);
  const bench = removalBenchForEach();

  /** Two segments of emails, one of phone numbers and one of customer IDs, with persons 0 to 20 in each. */
  function world(): void {
    bench.addAccount({ key: 'k', accountId: '77' }, [
      listOf('5', 'Email'),
      listOf('6', 'Email'),
      listOf('7', 'PhoneNumber'),
      listOf('8', 'CustomerId'),
      listOf('9', 'IdentityLink'),
      listOf('10', 'Email', { contactList: { isReadOnly: true, identifierType: 'Email' } }),
      segment('11', {
        accountId: '77',
        type: 'Events',
        contactList: undefined,
        events: {},
      } as never),
      segment('12', { accountId: '77', name: 'Opt-outs' }),
    ]);
    const all = Array.from({ length: 20 }, (_, i) => i);
    for (const id of ['5', '6', '10', '12'])
      bench.sink.lists.set(id, new Set(all.flatMap((i) => formatsOf(email(i)))));
    bench.sink.lists.set('7', new Set(all.map(phone)));
    bench.sink.lists.set('8', new Set(all.map(card)));
  }

  const statesOf = (record: RemovalRecord): Record<string, string> =>
    Object.fromEntries(
      record.segments.map(({ id, sendings }) => [id, sendings.map(({ state }) => state).join()]),
    );
  const segmentOf = (record: RemovalRecord, id: string): RemovalSegment =>
    record.segments.find((one) => one.id === id) ?? assert.fail();
  const hasAny = (id: string, i: number): boolean =>
    [...formatsOf(email(i)), phone(i), card(i)].some((value) => bench.sink.list(id).has(value));

  it('leaves nobody of the file in any segment that can be reached, in any format', async () => {
    world();
    const planned = await bench.removals.plan(
      bench.request(file(...rows(0, 5)), { options: COLUMNS }),
    );
    assert.equal(bench.sink.arrived.length, 0);
    assert.equal(fs.existsSync(join(bench.folder, 'receipts')), false, 'a plan writes nothing');
    assert.deepEqual(
      [planned.part.people, planned.requests, planned.record.segments.length],
      [5, 4, 4],
    );
    const record = await bench.removals.run(planned, {});
    assert.equal(stateOf(record), 'complete');
    for (const id of ['5', '6', '7', '8'])
      for (let i = 0; i < 20; i++) assert.equal(hasAny(id, i), i >= 5, `${id} ${i}`);
    for (const id of ['10', '12']) assert.ok(hasAny(id, 0));
    assert.deepEqual(
      record.outOfReach.map(({ id, reason }) => [id, reason]),
      [
        ['10', 'read-only'],
        ['11', 'events'],
      ],
    );
    assert.deepEqual(
      record.leftOut.map(({ id, reason }) => [id, reason]),
      [['12', 'keeps-out']],
    );
    assert.deepEqual(record.accounts[0].otherTypes, [{ type: 'IdentityLink', segments: 1 }]);
    assert.equal(bench.sink.statisticsCalls, 0, 'requests are for the segments alone');
    assert.deepEqual(bench.stored, [], 'uploads leave no record');
    assert.deepEqual(
      (await bench.removals.all()).map(({ id }) => id),
      [record.id],
    );
    const { people, identifiers, accepted } = segmentOf(record, '5').sendings[0];
    assert.deepEqual([people, identifiers, accepted], [5, 20, 20]);
    assert.deepEqual(
      (await bench.history.of(bench.account, '5')).map(({ kind, removal }) => [kind, removal]),
      [['upload', record.id]],
      'the history of a segment knows it by its own record',
    );
  });

  it('writes the receipt before the first request, without anyone in it', async () => {
    world();
    const receipts: string[] = [];
    bench.sink.onApplied = () => {
      const [record] = fs.readdirSync(join(bench.storage, 'removals'));
      receipts.push(fs.readFileSync(join(bench.folder, 'receipts', `removal-${record}`), 'utf8'));
    };
    const record = await bench.remove(bench.request(file(...rows(0, 3)), { options: COLUMNS }));
    assert.ok(receipts.every((receipt) => receipt.includes('"open"')));
    const all =
      bench.receipt(record) +
      fs.readFileSync(join(bench.storage, 'removals', `${record.id}.json`), 'utf8');
    assert.match(all, /TICKET-1/);
    for (let i = 0; i < 3; i++)
      for (const value of [...formatsOf(email(i)), phone(i), card(i)])
        assert.ok(!all.includes(value), value);
  });

  it('says who stays in a segment without permission or that is gone, and sends there again', async () => {
    world();
    bench.sink.fault = ({ segmentId }) =>
      segmentId === '6' ? { status: 403 } : segmentId === '7' ? { status: 404 } : undefined;
    const record = await bench.remove(bench.request(file(...rows(0, 5)), { options: COLUMNS }));
    assert.equal(stateOf(record), 'incomplete');
    assert.deepEqual(statesOf(record), { 5: 'accepted', 6: 'failed', 7: 'failed', 8: 'accepted' });
    assert.equal(segmentOf(record, '6').sendings[0].error?.status, 403);
    bench.sink.fault = () => undefined;
    const before = bench.sink.arrived.length;
    const resumed = await bench.removals.run(await bench.removals.resume(record.id), {});
    assert.equal(stateOf(resumed), 'complete');
    assert.deepEqual(
      new Set(bench.sink.arrived.slice(before).map(({ segmentId }) => segmentId)),
      new Set(['6', '7']),
    );
    assert.equal((await bench.removals.all()).length, 1);
  });

  it('is open where Criteo doesn’t say what it accepted, and sends there again', async () => {
    world();
    bench.sink.fault = ({ segmentId }) =>
      segmentId === '6' ? { status: 200, after: true, body: { data: {} } } : undefined;
    const record = await bench.remove(bench.request(file(...rows(0, 5)), { options: COLUMNS }));
    assert.equal(stateOf(record), 'incomplete');
    assert.deepEqual(statesOf(record), { 5: 'accepted', 6: 'open', 7: 'accepted', 8: 'accepted' });
    bench.sink.fault = () => undefined;
    const resumed = await bench.removals.run(await bench.removals.resume(record.id), {});
    assert.equal(stateOf(resumed), 'complete');
  });

  it('with rows that can’t be read is incomplete, and sends only those once they are fixed', async () => {
    world();
    const broken = bench.request(file(...rows(0, 3), 'nobody,,', ...rows(4, 6)), {
      options: COLUMNS,
    });
    const record = await bench.remove(broken);
    assert.deepEqual([stateOf(record), record.parts[0].unreadable], ['incomplete', 1]);
    assert.ok(hasAny('5', 3));
    const before = bench.sink.arrived.length;
    const fixed = bench.request(file(...rows(0, 6)), { options: COLUMNS });
    const again = await bench.remove(fixed);
    assert.equal(again.id, record.id, 'the same receipt');
    assert.deepEqual([stateOf(again), again.parts.length], ['complete', 1]);
    const sent = bench.sink.arrived.slice(before);
    assert.equal(sent.length, 4);
    const mine = new Set([...formatsOf(email(3)), phone(3), card(3)]);
    for (const { identifiers } of sent)
      for (const one of identifiers) assert.ok(mine.has(one), one);
    assert.ok(!hasAny('5', 3));
    const { people, staying, accepted } = segmentOf(again, '5').sendings[0];
    assert.deepEqual([people, staying, accepted], [6, 0, 24]);
  });

  it('sends only the fixed rows, too, where that was cut off', async () => {
    world();
    await bench.remove(bench.request(file(...rows(0, 3), 'nobody,,'), { options: COLUMNS }));
    const fixed = bench.request(file(...rows(0, 4)), { options: COLUMNS });
    bench.sink.fault = ({ segmentId }) => (segmentId === '6' ? { status: 403 } : undefined);
    const cutOff = await bench.remove(fixed);
    assert.deepEqual(segmentOf(cutOff, '6').sendings[0].staying, 1);
    bench.sink.fault = () => undefined;
    const before = bench.sink.arrived.length;
    const record = await bench.removals.run(await bench.removals.resume(cutOff.id), {});
    assert.equal(stateOf(record), 'complete');
    const sent = bench.sink.arrived.slice(before);
    assert.deepEqual(
      sent.map(({ segmentId, identifiers }) => [segmentId, identifiers.length]),
      [['6', 4]],
    );
  });

  it('sends everyone where the rows have moved since', async () => {
    world();
    await bench.remove(bench.request(file(...rows(0, 3), 'nobody,,'), { options: COLUMNS }));
    const fixed = bench.request(file(...rows(0, 4)), { options: COLUMNS });
    bench.sink.fault = ({ segmentId }) => (segmentId === '6' ? { status: 403 } : undefined);
    const cutOff = await bench.remove(fixed);
    bench.sink.fault = () => undefined;
    // The same people, the one that was fixed first.
    bench.file(file(...rows(0, 4).reverse()), 'gone.csv');
    const record = await bench.removals.run(await bench.removals.resume(cutOff.id), {});
    assert.equal(stateOf(record), 'complete');
    for (let i = 0; i < 4; i++) assert.ok(!hasAny('6', i), String(i));
    assert.equal(segmentOf(record, '6').sendings[0].accepted, 16);
  });

  it('of many segments stays within the requests that a minute allows', async function () {
    this.timeout(120_000);
    const [allowed, segments] = [share(250), share(260)];
    const clock = new FakeClock();
    const at: number[] = [];
    bench.addAccount(
      { key: 'k', accountId: '77', client: bench.client({}, new RateLimiter(clock, allowed)) },
      Array.from({ length: segments }, (_, i) => listOf(String(1000 + i), 'Email')),
    );
    bench.sink.onApplied = () => at.push(clock.elapsed());
    const record = await bench.remove(bench.request(file(...rows(0, 2))));
    assert.equal(stateOf(record), 'complete');
    assert.equal(at.length, segments);
    for (let i = allowed; i < at.length; i++)
      assert.ok(at[i] - at[i - allowed] >= 60_000, String(i));
  });

  it('sends again after the next computation where something was added since the last one', async () => {
    world();
    bench.now = () => Date.now();
    await bench.history.add(bench.account, '5', {
      ...{ kind: 'upload', operation: 'add', at: Date.now(), accepted: 1 },
    });
    const planned = await bench.removals.plan(
      bench.request(file(...rows(0, 2)), { options: COLUMNS }),
    );
    assert.deepEqual(
      planned.again.map(({ id }) => id),
      ['5'],
    );
    const record = await bench.removals.run(planned, {});
    assert.equal(stateOf(record), 'incomplete');
    const due = nextComputation(Date.now());
    assert.equal(segmentOf(record, '5').sendings[0].againAfter, new Date(due).toISOString());
    const early = await bench.removals.resume(record.id);
    assert.equal(early.requests, 0, 'not before');
    bench.now = () => due + 60_000;
    const before = bench.sink.arrived.length;
    const later = await bench.removals.run(await bench.removals.resume(record.id), {});
    assert.equal(stateOf(later), 'complete');
    assert.deepEqual(
      bench.sink.arrived.slice(before).map(({ segmentId }) => segmentId),
      ['5'],
    );
  });

  it('removes from, or adds to, a segment that keeps people out only where that is said', async () => {
    world();
    bench.audiences = [audience('1', not(leaf('6')))];
    const record = await bench.remove(
      bench.request(file(...rows(0, 2)), {
        options: { ...COLUMNS, alsoFrom: ['12'], addTo: ['6'] },
      }),
    );
    assert.equal(stateOf(record), 'complete');
    assert.deepEqual(record.segments.map(({ id, operation }) => `${operation} ${id}`).sort(), [
      'add 6',
      'remove 12',
      'remove 5',
      'remove 7',
      'remove 8',
    ]);
    assert.ok(!hasAny('12', 0));
    assert.ok(bench.sink.list('6').has(email(0)));
    const [{ formats, formatsNotSent }] = segmentOf(record, '6').sendings;
    assert.deepEqual([formats, formatsNotSent], [['plain'], undefined]);
  });

  it('is of accounts of one application', async () => {
    world();
    const other = bench.addAccount({ key: 'o', accountId: '78', clientId: 'other' }, []);
    const accounts = [bench.account, other];
    await refuses(
      bench.removals.plan(bench.request(file(...rows(0, 2)), { accounts })),
      'bad-argument',
    );
    const own = bench.addAccount({ key: 'p', accountId: '79' }, [listOf('91', 'Email')]);
    bench.sink.lists.set('91', new Set(formatsOf(email(0))));
    const request = bench.request(file(...rows(0, 2)), { accounts: [bench.account, own] });
    const record = await bench.remove({ ...request, options: COLUMNS });
    assert.deepEqual([stateOf(record), record.accounts.length], ['complete', 2]);
    assert.equal(bench.sink.list('91').size, 0);
    assert.deepEqual(
      record.notLookedAt?.map(({ accountId }) => accountId),
      ['78'],
    );
  });

  it('of an account whose audiences can’t be read says that everyone stays there', async () => {
    world();
    bench.audiences = new Error('down');
    const record = await bench.remove(bench.request(file(...rows(0, 2)), { options: COLUMNS }));
    assert.deepEqual([stateOf(record), bench.sink.arrived.length], ['incomplete', 0]);
    assert.ok(record.accounts[0].failure);
  });

  it('whose process ended before its receipt was closed is closed by the next run', async () => {
    world();
    const record = await bench.remove(bench.request(file(...rows(0, 2)), { options: COLUMNS }));
    const path = join(bench.storage, 'removals', `${record.id}.json`);
    fs.writeFileSync(path, recordText({ ...record, endedAt: undefined }));
    const [cutOff] = await bench.removals.all();
    assert.deepEqual([stateOf(cutOff), isSendable(cutOff, Date.now())], ['open', true]);
    const before = bench.sink.arrived.length;
    const closed = await bench.removals.run(await bench.removals.resume(record.id), {});
    assert.deepEqual([stateOf(closed), bench.sink.arrived.length], ['complete', before]);
  });

  it('of typed people is resumed only as long as they are in memory', async () => {
    world();
    const bytes = Buffer.from(file(...rows(0, 2)));
    bench.sink.fault = ({ segmentId }) => (segmentId === '6' ? { status: 403 } : undefined);
    const record = await bench.remove(
      bench.request('', {
        options: COLUMNS,
        isTyped: true,
        files: [{ uri: 'typed:/people.csv', bytes }],
      }),
    );
    assert.equal(stateOf(record), 'incomplete');
    const stored = fs.readdirSync(bench.storage, { recursive: true, encoding: 'utf8' });
    for (const name of stored.filter((one) => fs.statSync(join(bench.storage, one)).isFile()))
      assert.ok(!fs.readFileSync(join(bench.storage, name)).includes('person0'), name);
    bench.sink.fault = () => undefined;
    const inMemory = await bench.removals.resume(record.id);
    assert.equal(inMemory.requests, 1);
    await bench.restart();
    await refuses(bench.removals.resume(record.id), 'file-changed');
  });

  it('is resumed as its files were read', async () => {
    world();
    bench.sink.fault = ({ segmentId }) => (segmentId === '6' ? { status: 403 } : undefined);
    // Neither is what would be detected.
    const asTold = { dialect: { header: false, delimiter: ';' }, columns: [1] } as const;
    const source = bench.file(`email;${email(0)}\nemail;${email(1)}\n`, 'told.csv');
    const record = await bench.remove(bench.request('', { files: [{ ...source, ...asTold }] }));
    assert.deepEqual([record.parts[0].people, stateOf(record)], [2, 'incomplete']);
    bench.sink.fault = () => undefined;
    const resumed = await bench.removals.run(await bench.removals.resume(record.id), {});
    assert.equal(stateOf(resumed), 'complete');
    assert.ok(!hasAny('6', 1));
  });

  it('isn’t resumed for other people than those that were confirmed', async () => {
    world();
    bench.sink.fault = () => ({ status: 403 });
    const request = bench.request(file(...rows(0, 2)), { options: COLUMNS });
    const record = await bench.remove(request);
    bench.sink.fault = () => undefined;
    bench.file(file(...rows(5, 8)), 'gone.csv');
    await refuses(bench.removals.resume(record.id), 'file-changed');
    // A run that is confirmed continues the receipt, and says that the first ones stay.
    const other = await bench.remove({ ...request });
    assert.deepEqual([other.id, other.parts.length, stateOf(other)], [record.id, 2, 'incomplete']);
    assert.deepEqual(statesOf(other)['5'], 'failed,accepted');
  });

  it('waits for an upload in progress in another process, and comes after it', async () => {
    world();
    const other = bench.engine();
    const plan = await other.plan(
      [bench.file(`email\n${email(0)}\n`, 'add.csv')],
      { ...bench.target('5'), accountId: '77' },
      {
        ...(await import('../../../../../src/upload/uploadTypes')).DEFAULT_OPTIONS,
        operation: 'add',
      },
    );
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    bench.sink.hold = ({ kind }) => (kind === 'add' ? held : undefined);
    const adding = other.run(plan.jobId, bench.client());
    const removing = bench.remove(bench.request(file(...rows(0, 2)), { options: COLUMNS }));
    bench.sink.onApplied = ({ segmentId }) => {
      if (segmentId === '6') void turns().then(release);
    };
    const record = await removing;
    assert.equal((await adding).report.state, 'finished');
    assert.equal(segmentOf(record, '5').sendings[0].state, 'accepted');
    assert.ok(
      segmentOf(record, '5').sendings[0].againAfter,
      'it was added since the last computation',
    );
    assert.ok(!hasAny('5', 0));
  });

  it('with nobody in the file plans nothing', async () => {
    world();
    const planned = await bench.removals.plan(bench.request('email,phone\n'));
    assert.deepEqual([planned.part.rows, planned.requests], [0, 0]);
    await refuses(bench.removals.plan(bench.request('email,phone\nnobody,1\n')), 'nothing-to-send');
  });
});
