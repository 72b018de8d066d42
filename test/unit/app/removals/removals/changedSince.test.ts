import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keptOutPath } from '../../../../../src/app/removals/keptOutList';
import { peopleWhoStay, stateOf } from '../../../../../src/app/removals/removalFigures';
import type { RemovalRecord, RemovalRequest } from '../../../../../src/app/removals/removalTypes';
import { nextComputation } from '../../../../../src/upload/schedule';
import { refuses } from '../../uploads/draftBench';
import { listOf, removalBenchForEach } from '../removalBench';

const email = (i: number): string => `person${i}@example.com`;
const file = (...rows: string[]): string => ['email', ...rows, ''].join('\n');

/** Something changes between what was confirmed and what is sent, or between two runs. */
describe('removals of what has changed since', function () {
  this.timeout(30_000);
  const bench = removalBenchForEach();
  beforeEach(() => {
    bench.addAccount({ key: 'k', accountId: '77' }, [
      ...['5', '6', '7', '8', '9', '10'].map((id) => listOf(id, 'Email')),
      listOf('12', 'Email', { name: 'Opt-outs' } as never),
    ]);
    for (const id of ['5', '6', '7', '8', '9', '10', '12'])
      bench.sink.lists.set(id, new Set(Array.from({ length: 10 }, (_, i) => email(i))));
  });
  const ALL = { options: { formats: 'all' } } as const;
  const rewrite = ({ files: [{ uri }] }: RemovalRequest, content: string): void =>
    fs.writeFileSync(fileURLToPath(uri), content);
  const denied = (request: RemovalRequest): Promise<RemovalRecord> => {
    bench.sink.fault = ({ segmentId }) => (segmentId === '6' ? { status: 403 } : undefined);
    return bench.remove(request).finally(() => (bench.sink.fault = () => undefined));
  };

  it('remove nobody who wasn’t confirmed where the file changes while they run', async () => {
    const request = bench.request(file(email(0), email(1)), ALL);
    bench.sink.onApplied = () => rewrite(request, file(email(0), email(7), email(8)));
    const record = await bench.remove(request);
    for (const id of ['5', '6', '7', '8', '9', '10'])
      assert.ok(bench.sink.list(id).has(email(7)), id);
    assert.deepEqual([stateOf(record), record.stoppedBy?.code], ['incomplete', 'file-changed']);
    assert.deepEqual(bench.stored, []);
  });

  it('nor of rows that were fixed', async () => {
    await bench.remove(bench.request(file(email(0), 'nobody'), ALL));
    const fixed = bench.request(file(email(0), email(1)), ALL);
    const planned = await bench.removals.plan(fixed);
    rewrite(fixed, file(email(0), email(7)));
    const record = await bench.removals.run(planned, {});
    assert.ok(bench.sink.list('5').has(email(7)));
    assert.equal(record.stoppedBy?.code, 'file-changed');
  });

  it('keep out nobody else, either', async () => {
    const request = bench.request(file(email(0)), ALL);
    const { id } = await bench.remove(request);
    rewrite(request, file(email(0), email(7)));
    await refuses(bench.removals.keepOut(id), 'file-changed');
    assert.equal(fs.existsSync(keptOutPath(bench.storage)), false);
    assert.equal((await bench.removals.find(id)).keptOut, undefined);
  });

  it('are not run as they were planned before another run of them', async () => {
    const { id } = await denied(bench.request(file(email(0)), ALL));
    const stale = await bench.removals.resume(id);
    const other = await bench.remove(bench.request(file(email(1)), ALL));
    assert.deepEqual([other.id, other.parts.length], [id, 2]);
    const sent = bench.sink.arrived.length;
    await refuses(bench.removals.run(stale, {}), 'changed');
    assert.equal(bench.sink.arrived.length, sent);
    assert.equal((await bench.removals.find(id)).parts.length, 2, 'the receipt has both');
  });

  it('are the same people where rows have moved before one is fixed', async () => {
    await bench.remove(bench.request(file(email(0), 'nobody', email(1)), ALL));
    await bench.remove(bench.request(file('nobody', email(0), email(1)), ALL));
    const sent = bench.sink.arrived.length;
    const record = await bench.remove(bench.request(file(email(2), email(0), email(1)), ALL));
    assert.deepEqual([record.parts.length, stateOf(record)], [1, 'complete']);
    for (const { identifiers } of bench.sink.arrived.slice(sent))
      assert.ok(!identifiers.includes(email(0)));
  });

  it('close their receipt where the rows that can’t be read are gone', async () => {
    const { endedAt } = await bench.remove(bench.request(file(email(0), 'nobody'), ALL));
    const record = await bench.remove(bench.request(file(email(0)), ALL));
    assert.deepEqual([peopleWhoStay(record), stateOf(record)], [[], 'complete']);
    assert.equal(record.endedAt, endedAt, 'nothing was sent since');
  });

  it('are sent again where a computation may have begun between the Add and their end', async () => {
    const due = nextComputation(Date.now());
    const { account } = bench;
    const entry = { kind: 'upload', operation: 'add', accepted: 1 } as const;
    await bench.history.add(account, '5', { ...entry, at: due - 60_000 });
    bench.now = () => due - 1000;
    bench.sink.onApplied = () => (bench.now = () => due + 1000);
    const record = await bench.remove(bench.request(file(email(0)), ALL));
    const [{ sendings }] = record.segments.filter((one) => one.id === '5');
    assert.equal(sendings[0].againAfter, new Date(nextComputation(due + 1000)).toISOString());
  });

  it('reach a segment that was named before in later runs, too', async () => {
    await bench.remove(
      bench.request(file(email(0)), { options: { ...ALL.options, alsoFrom: ['12'] } }),
    );
    const record = await bench.remove(bench.request(file(email(1)), ALL));
    assert.deepEqual(record.leftOut, []);
    assert.ok(!bench.sink.list('12').has(email(1)));
  });
});
